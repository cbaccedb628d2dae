"""Reads PKCS#12, modern and RC2/3DES alike."""

import re
from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, PKCS12KeyAndCertificates

from batch.errors import (
    KeyMissingError,
    KeystorePasswordError,
    KeystoreUnreadableError,
    SeveralKeysError,
)
from batch.maskinporten.keys.found import FoundKey, unusable_key
from batch.maskinporten.keys.keytool import conversion_command, listing_command
from batch.maskinporten.keys.source import Keystore

# pbeWithSHAAnd128BitRC2-CBC and pbeWithSHAAnd40BitRC2-CBC (RFC 7292, appendix C) in DER.
RC2 = (bytes.fromhex("060a2a864886f70d010c0105"), bytes.fromhex("060a2a864886f70d010c0106"))
LONG_FORM = 0x80
MOST_NAMED = 3  # in an error text that people still read

# What the identifiers of all kinds of SafeBag begin with (RFC 7292, 4.2) in DER; the next octet is the kind.
_BAG = bytes.fromhex("060b2a864886f70d010c0a01")
_KEY_KINDS = (b"\x01", b"\x02")  # keyBag and pkcs8ShroudedKeyBag

# The attribute friendlyName (RFC 2985, 5.5.1): a set of one BMPString.
_FRIENDLY_NAME = re.compile(
    re.escape(bytes.fromhex("06092a864886f70d010914")) + rb"\x31(?:[\0-\x7f]|\x81.)\x1e(?:([\0-\x7f])|\x81(.))",
    re.DOTALL,
)


def read_pkcs12(keystore: Keystore) -> FoundKey:
    """Read the one private key of a PKCS#12 file and its certificates."""
    _refuse_truncated(keystore)
    _refuse_several(keystore)
    opened = _open(keystore)
    if opened.key is None:
        raise KeyMissingError(
            f"{keystore.name} holds certificates but no private key", remedy="export it again together with its key"
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
        raise _closed(keystore) from error


def _closed(keystore: Keystore) -> KeystorePasswordError:
    if not keystore.password:
        return KeystorePasswordError(
            f"{keystore.name} needs a password and none is set", remedy="set EKTEPAKT_KEYSTORE_PASSWORD"
        )
    # Where OpenSSL has no RC2 (FIPS), the right password fails like a wrong one.
    old = any(each in keystore.content for each in RC2)
    command = conversion_command(keystore, store_type="PKCS12")
    hint = f" (or, if RC2 is switched off on this machine, convert the file: {command})" if old else ""
    return KeystorePasswordError(
        f"the password does not open {keystore.name}", remedy=f"check EKTEPAKT_KEYSTORE_PASSWORD{hint}"
    )


def _refuse_truncated(keystore: Keystore) -> None:
    """Refuse a file shorter than its first length says, which a wrong password would be blamed for."""
    first = keystore.content[1]
    if first <= LONG_FORM:
        return
    size = first & ~LONG_FORM
    stated = 2 + size + int.from_bytes(keystore.content[2 : 2 + size])
    if len(keystore.content) < stated:
        raise KeystoreUnreadableError(
            f"{keystore.name} is cut off: {len(keystore.content)} bytes of {stated}",
            remedy="copy it again, in binary mode",
        )


def _refuse_several(keystore: Keystore) -> None:
    """`cryptography` itself drops all but the first without a word."""
    keys = key_aliases(keystore.content)
    if len(keys) > 1:
        aliases = tuple(each for each in keys if each)
        named = f" ({', '.join(aliases)})" if aliases else ""
        raise SeveralKeysError(
            f"{keystore.name} holds {len(keys)} private keys{named}, of which only the first would be read",
            remedy=f"make a file of the one you want: {_commands(keystore, aliases)}",
            aliases=aliases,
        )


def _refuse_other_alias(keystore: Keystore, opened: PKCS12KeyAndCertificates) -> None:
    alias = _alias_of(opened.cert)
    if keystore.alias and alias and keystore.alias.casefold() != alias.casefold():
        raise KeyMissingError(
            f"{keystore.name} has no key under the alias {keystore.alias}, but one under {alias}",
            remedy="correct EKTEPAKT_KEYSTORE_ALIAS or leave it out",
            aliases=(alias,),
        )


def _alias_of(certificate: PKCS12Certificate | None) -> str | None:
    name = certificate.friendly_name if certificate else None
    return name.decode("utf-8", "replace") if name else None


def _commands(keystore: Keystore, known: Sequence[str]) -> str:
    """Return the line that makes a file of the key that the user named, or of the first, and the others' names."""
    stated = [keystore.alias] if keystore.alias else []
    wanted = [each for each in known if keystore.alias and each.casefold() == keystore.alias.casefold()]
    aliases = wanted or known or stated
    if not aliases:
        line = conversion_command(keystore, store_type="PKCS12", alias="ALIAS")
        return f"{line} (for ALIAS, one that this shows: {listing_command(keystore, store_type='PKCS12')})"
    first, *others = aliases
    line = conversion_command(keystore, store_type="PKCS12", alias=first)
    named = ", ".join(f"“{each}”" for each in others[:MOST_NAMED])
    rest = " or another" if len(others) > MOST_NAMED else ""
    return f"{line} (in place of “{first}” for another: {named}{rest})" if others else line


def key_aliases(content: bytes) -> list[str | None]:
    """Return the name of each private key, None for one without; no password is needed."""
    return [_friendly_name(bag) for bag in content.split(_BAG)[1:] if bag.startswith(_KEY_KINDS)]


def _friendly_name(bag: bytes) -> str | None:
    found = _FRIENDLY_NAME.search(bag)
    if found is None:
        return None
    (length,) = found[1] or found[2]
    return bag[found.end() : found.end() + length].decode("utf-16-be", "replace") or None
