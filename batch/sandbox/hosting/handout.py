"""The files that a client is handed: keys in every form, and settings that point at them."""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.hosting.server import Sandbox
from batch.sandbox.maskinporten.jks import jks_file
from batch.sandbox.maskinporten.keystores import certificates_pem, jwk_file, pem_file, pkcs12_file
from batch.sandbox.maskinporten.parties import Party

PKCS12, JKS, PEM, JWK = "virksomhet.p12", "virksomhet.jks", "virksomhet.pem", "noekkel.jwk"
VIRKSOMHET_CA, TLS_CA = "virksomhet-ca.pem", "ca.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """Writes what the sandbox's options ask for; files are 0600, folders 0700, and each appears whole."""

    sandbox: Sandbox

    def write(self) -> dict[str, str]:
        """Write keys and settings; gives the settings. Raises UnusableOptionsError when something can't be written."""
        try:
            settings = self._write_credentials() if self.sandbox.options.credentials else self.sandbox.settings
            if self.sandbox.options.env_file:
                _write(self.sandbox.options.env_file, env_text(settings))
        except OSError as error:
            raise UnusableOptionsError(f"can't write {error.filename}: {error.strerror}") from error
        return settings

    def _write_credentials(self) -> dict[str, str]:
        """Write every form of key, each with an env file of its own; gives the settings of the PKCS#12."""
        assert self.sandbox.options.credentials is not None
        folder = self.sandbox.options.credentials.absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in self._keystores().items():
            _write(folder / name, content)
        settings = {name: self._settings(folder / name) for name in (PKCS12, JKS, PEM, JWK)}
        for name, each in settings.items():
            _write(folder / f"{name}.env", env_text(each))
        return settings[PKCS12]

    def _keystores(self) -> dict[str, bytes]:
        certified, registered = (
            self.sandbox.credentials_of(each) for each in (Party.CERTIFICATE, Party.REGISTERED_KEY)
        )
        assert certified.certificate is not None
        assert registered.kid is not None
        authority = self.sandbox.authority
        chain = (certified.certificate, authority.issuing, authority.root)
        written = {
            PKCS12: pkcs12_file(certified.key, certified.certificates),
            JKS: jks_file(certified.key, chain),
            PEM: pem_file(certified.key, chain),
            JWK: jwk_file(registered.key, registered.kid),
            VIRKSOMHET_CA: certificates_pem((authority.root, authority.issuing)),
        }
        return written | ({TLS_CA: self.sandbox.ca_pem} if self.sandbox.ca_pem else {})

    def _settings(self, keystore: Path) -> dict[str, str]:
        party = Party.REGISTERED_KEY if keystore.name == JWK else Party.CERTIFICATE
        settings = self.sandbox.addresses | self.sandbox.credentials_of(party).settings_with(str(keystore))
        if keystore.name == JWK:
            del settings["EKTEPAKT_KEYSTORE_PASSWORD"]
        return settings | ({"EKTEPAKT_CA_FILE": str(keystore.with_name(TLS_CA))} if self.sandbox.ca_pem else {})


def env_text(settings: Mapping[str, str]) -> bytes:
    """Write settings as a `.env` file that a shell can read too."""
    return "".join(f"{name}={quote(value)}\n" for name, value in settings.items()).encode()


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename; an OSError names the file that was asked for."""
    try:
        _write_beside(path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_beside(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        raise OSError(errno.EEXIST, "what is there is no file, and would be replaced", str(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - by its mode
        file.write(content)
    beside.replace(path)
