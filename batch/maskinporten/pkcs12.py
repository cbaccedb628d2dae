"""Reads PKCS#12, modern and RC2/3DES alike."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, PKCS12KeyAndCertificates
from cryptography.x509 import BasicConstraints, Certificate, ExtensionNotFound

from batch.errors import (
    KeyMissingError,
    KeystorePasswordError,
    KeystoreUnreadableError,
    SeveralKeysError,
)
from batch.maskinporten.found_key import FoundKey, unusable_key
from batch.maskinporten.keystore import Keystore
from batch.maskinporten.keytool import conversion_command

# The identifiers of keyBag and pkcs8ShroudedKeyBag (RFC 7292, 4.2) in DER. Keys are encrypted one by one, so their
# bags can be counted from outside; `cryptography` itself drops all but the first without a word.
KEY_BAGS = (bytes.fromhex("060b2a864886f70d010c0a0101"), bytes.fromhex("060b2a864886f70d010c0a0102"))

# pbeWithSHAAnd128BitRC2-CBC and pbeWithSHAAnd40BitRC2-CBC (RFC 7292, appendix C) in DER.
RC2 = (bytes.fromhex("060a2a864886f70d010c0105"), bytes.fromhex("060a2a864886f70d010c0106"))
LONG_FORM = 0x80


def read_pkcs12(keystore: Keystore) -> FoundKey:
    """Read the one private key of a PKCS#12 file and its certificates."""
    _refuse_truncated(keystore)
    opened = _open(keystore)
    _refuse_several(keystore, opened)
    if opened.key is None:
        raise KeyMissingError(
            f"{keystore.name} holds certificates but no private key; export it again together with its key"
        )
    _refuse_other_alias(keystore, opened)
    own = [opened.cert] if opened.cert else []
    certificates = [each.certificate for each in (*own, *opened.additional_certs)]
    return FoundKey(private_key=opened.key, certificates=tuple(certificates))


def _open(keystore: Keystore) -> PKCS12KeyAndCertificates:
    # An empty password and none are two things in PKCS#12; None opens both.
    password = keystore.password.encode() if keystore.password else None
    try:
        return pkcs12.load_pkcs12(keystore.content, password)
    except UnsupportedAlgorithm as error:
        raise unusable_key(keystore, "unknown") from error
    except ValueError as error:
        raise KeystorePasswordError(_why_closed(keystore)) from error


def _why_closed(keystore: Keystore) -> str:
    if not keystore.password:
        return f"{keystore.name} needs a password and none is set; set EKTEPAKT_KEYSTORE_PASSWORD"
    # Where OpenSSL has no RC2 (FIPS), the right password fails like a wrong one.
    old = any(each in keystore.content for each in RC2)
    hint = f" (or, if RC2 is switched off on this machine, convert the file: {_command(keystore)})" if old else ""
    return f"the password does not open {keystore.name}; check EKTEPAKT_KEYSTORE_PASSWORD{hint}"


def _refuse_truncated(keystore: Keystore) -> None:
    """Refuse a file shorter than its first length says, which a wrong password would be blamed for."""
    first = keystore.content[1]
    if first <= LONG_FORM:
        return
    size = first & ~LONG_FORM
    stated = 2 + size + int.from_bytes(keystore.content[2 : 2 + size])
    if len(keystore.content) < stated:
        raise KeystoreUnreadableError(
            f"{keystore.name} is cut off: {len(keystore.content)} bytes of {stated}; copy it again, in binary mode"
        )


def _refuse_several(keystore: Keystore, opened: PKCS12KeyAndCertificates) -> None:
    count = sum(keystore.content.count(each) for each in KEY_BAGS)
    if count > 1:
        aliases = _leaf_aliases(opened)
        named = f" ({', '.join(aliases)})" if aliases else ""
        raise SeveralKeysError(
            f"{keystore.name} holds {count} private keys{named}, of which only the first would be read; "
            f"make a file of the one you want: {_command(keystore)}",
            aliases=aliases,
        )


def _refuse_other_alias(keystore: Keystore, opened: PKCS12KeyAndCertificates) -> None:
    alias = _alias_of(opened.cert)
    if keystore.alias and alias and keystore.alias.casefold() != alias.casefold():
        raise KeyMissingError(
            f"{keystore.name} has no key under the alias {keystore.alias}, but one under {alias}; "
            "correct EKTEPAKT_KEYSTORE_ALIAS or leave it out",
            aliases=(alias,),
        )


def _alias_of(certificate: PKCS12Certificate | None) -> str | None:
    name = certificate.friendly_name if certificate else None
    return name.decode("utf-8", "replace") if name else None


def _leaf_aliases(opened: PKCS12KeyAndCertificates) -> tuple[str, ...]:
    """Return the names of all certificates but authorities', whom keytool names too."""
    own = [opened.cert] if opened.cert else []
    leaves = [each for each in (*own, *opened.additional_certs) if not _is_authority(each.certificate)]
    return tuple(alias for each in leaves if (alias := _alias_of(each)))


def _is_authority(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except (ExtensionNotFound, ValueError):
        return False


def _command(keystore: Keystore) -> str:
    return conversion_command(keystore, store_type="PKCS12", alias=keystore.alias or "ALIAS")
