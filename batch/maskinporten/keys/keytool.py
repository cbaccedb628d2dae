"""The keytool lines for any keystore that Java can read: to make a PKCS#12 file of it, to list what it holds."""

import shlex

from batch.maskinporten.keys.source import Keystore


def conversion_command(keystore: Keystore, *, store_type: str, alias: str | None = None) -> str:
    """Return the exact line; keytool asks for the passwords itself, so none is in it."""
    command = ["keytool", "-importkeystore", "-srckeystore", _path(keystore), "-srcstoretype", store_type]
    if alias:
        command += ["-srcalias", alias]
    return shlex.join([*command, "-destkeystore", "converted.p12", "-deststoretype", "PKCS12"])


def listing_command(keystore: Keystore, *, store_type: str) -> str:
    """Return the line that shows the aliases."""
    return shlex.join(["keytool", "-list", "-keystore", _path(keystore), "-storetype", store_type])


def _path(keystore: Keystore) -> str:
    return keystore.path or "KEYSTORE"
