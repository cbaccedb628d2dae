"""The keytool line that makes a PKCS#12 file with one key of any keystore that Java can read."""

import shlex

from batch.maskinporten.keystore import Keystore


def conversion_command(keystore: Keystore, *, store_type: str, alias: str | None = None) -> str:
    """Return the exact line; keytool asks for the passwords itself, so none is in it."""
    command = ["keytool", "-importkeystore", "-srckeystore", keystore.path or "KEYSTORE", "-srcstoretype", store_type]
    if alias:
        command += ["-srcalias", alias]
    return shlex.join([*command, "-destkeystore", "converted.p12", "-deststoretype", "PKCS12"])
