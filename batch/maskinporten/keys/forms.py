"""Decides the form of key material by its bytes, never by a file's name."""

import json
from enum import StrEnum

from batch.maskinporten.keys.source import decode_base64

JKS_MAGIC = bytes.fromhex("feedfeed")
JCEKS_MAGIC = bytes.fromhex("cececece")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PEM_START = "-----BEGIN "


class KeyForm(StrEnum):
    """The forms in which users hold their keys (contract/maskinporten.md, "Keys as users hold them")."""

    PKCS12 = "PKCS#12"  #: what certificate issuers deliver, and what today's keytool writes
    JKS = "JKS"  #: what older keytools write
    JCEKS = "JCEKS"  #: a keytool form that only Java reads
    PEM = "PEM"  #: a key in text armour, with certificates or without
    WIDE_PEM = "PEM in UTF-16"  #: PEM as some Windows programs save text
    JWK = "JWK"  #: a private key as JSON
    BASE64 = "base64"  #: any of the others once more as text
    DER = "DER"  #: a bare key without armour, or a certificate
    UNKNOWN = "unknown"  #: nothing of these


def tell_form(content: bytes) -> KeyForm:
    form = _tell_bare_form(content)
    if form is KeyForm.UNKNOWN:
        inner = decode_base64(content.removeprefix(BYTE_ORDER_MARK))
        return KeyForm.BASE64 if inner and _tell_bare_form(inner) is not KeyForm.UNKNOWN else form
    return form


def _tell_bare_form(content: bytes) -> KeyForm:
    if content.startswith(JKS_MAGIC):
        return KeyForm.JKS
    if content.startswith(JCEKS_MAGIC):
        return KeyForm.JCEKS
    if content.startswith(b"\x30") and not content.isascii():
        return KeyForm.PKCS12 if _is_pkcs12(content) else KeyForm.DER
    if _PEM_START.encode() in content:
        return KeyForm.PEM
    # UTF-16 of either byte order holds this, one of them from the second byte on.
    if _PEM_START.encode("utf-16-le") in content:
        return KeyForm.WIDE_PEM
    return KeyForm.JWK if _is_json_object(content) else KeyForm.UNKNOWN


def _is_pkcs12(content: bytes) -> bool:
    """Say whether DER or BER opens as a PFX does: a sequence whose first member is the integer 3 (RFC 7292)."""
    length_octet = content[1:2]
    length_size = length_octet[0] & 0x7F if length_octet and length_octet[0] & 0x80 else 0
    return content[2 + length_size :].startswith(b"\x02\x01\x03")


def _is_json_object(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False
