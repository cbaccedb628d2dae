"""Settings: who asks, and at which addresses: never as flags, since they are secret or belong to the installation."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from batch.options.declaration import Secret, option

_LONGEST_NAME = 200  # characters: more than any of these has, less than a private key in any form


def _name(text: str | None) -> str | None:
    """Take no key for a name, since names are shown."""
    if text is not None and (len(text) > _LONGEST_NAME or not text.isprintable()):
        raise ValueError("write the name alone, on one line; a key belongs into EKTEPAKT_KEYSTORE")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialOptions:
    """Settings: who asks: the Maskinporten client and its key. None of it is a flag."""

    client_id: str | None = option(None, "client id at Maskinporten", is_flag=False, check=_name)
    keystore: Secret | None = option(None, "key material: a path, or base64:…", is_flag=False, is_secret=True)
    keystore_file: Path | None = option(None, "file that is the key material", is_flag=False)
    keystore_password: Secret | None = option(None, "its password", is_flag=False, is_secret=True)
    keystore_password_file: Path | None = option(None, "file that holds its password", is_flag=False)
    keystore_alias: str | None = option(None, "which key of it", is_flag=False, check=_name)
    key_id: str | None = option(
        None, "kid of the registered key; without it the certificate tells", is_flag=False, check=_name
    )
    key_registered_on: date | None = option(None, "the day the key was registered; it lives one year", is_flag=False)
    leaf_only: bool = option(False, "send the certificate without its chain", is_flag=False)
    consumer_org: str | None = option(None, "organisation on whose behalf a supplier asks", is_flag=False, check=_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressOptions:
    """Addresses in place of the environment's own, for a proxy or a sandbox elsewhere."""

    register_url: str | None = option(None, "base address of the register, with /ektepakt", is_flag=False)
    token_url: str | None = option(None, "Maskinporten's token endpoint", is_flag=False)
    audience: str | None = option(None, "Maskinporten's issuer, with the slash", is_flag=False)
    scope: str | None = option(None, "scope of the token", is_flag=False)
    ca_file: Path | None = option(None, "certificates to trust besides the system's", is_flag=False)
    proxy: Secret | None = option(
        None,
        "forward proxy as http://host:port, with user:password@ if need be (default: HTTPS_PROXY and NO_PROXY)",
        is_flag=False,
        is_secret=True,
    )
    proxy_file: Path | None = option(None, "file that holds the address of the forward proxy", is_flag=False)
