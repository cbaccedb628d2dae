"""Decides whose key must have signed a grant: the registered key of its kid, or the certificate of its x5c."""

from base64 import b64decode
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.utils import CryptographyDeprecationWarning

from batch.sandbox.maskinporten.authority import Authority, orgnr_of
from batch.sandbox.maskinporten.clients import RegisteredClient
from batch.sandbox.maskinporten.refusals import GrantDeniedError, Refusal

_LEAST_RSA_BITS = 2048


def signing_key(
    header: dict[str, object], client: RegisteredClient, authority: Authority, now: datetime
) -> rsa.RSAPublicKey:
    """Find the key that must have signed; raises GrantDeniedError when the client may not use it."""
    if "kid" in header:
        return _registered_key(header["kid"], client, now)
    if client.keys:
        raise GrantDeniedError(Refusal.NEEDS_KID)
    leaf = _checked_chain(header.get("x5c"), authority)
    if orgnr_of(leaf) != client.orgnr:
        raise GrantDeniedError(Refusal.OTHER_ORGANISATION)
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise GrantDeniedError(Refusal.BAD_SIGNATURE)
    return _rsa_key(leaf)


def _registered_key(kid: object, client: RegisteredClient, now: datetime) -> rsa.RSAPublicKey:
    registered = client.keys.get(str(kid))
    if registered is None:
        raise GrantDeniedError(Refusal.UNKNOWN_KID)
    if registered.is_expired(now):
        raise GrantDeniedError(Refusal.EXPIRED_KEY)
    return registered.public_key


def _checked_chain(x5c: object, authority: Authority) -> x509.Certificate:
    """Give the leaf of a chain: alone, or followed by the authorities in the order of their issuer links."""
    leaf, *above = _certificates(x5c)
    expected = [authority.issuing, authority.root]
    if any(each not in expected for each in above) or not authority.has_issued(leaf):
        raise GrantDeniedError(Refusal.INVALID_CERTIFICATE)
    if above != expected[: len(above)]:
        raise GrantDeniedError(Refusal.BAD_X5C)
    return leaf


def _certificates(x5c: object) -> list[x509.Certificate]:
    """Read the array: standard base64 with its padding, of DER, without armour or line breaks.

    The library still reads a serial number that RFC 5280 forbids, with a warning; where warnings are errors it raises.
    """
    if not isinstance(x5c, list) or not x5c or not all(isinstance(each, str) for each in x5c):
        raise GrantDeniedError(Refusal.BAD_X5C)
    try:
        certificates = [x509.load_der_x509_certificate(b64decode(each, validate=True)) for each in x5c]
    except (ValueError, x509.InvalidVersion, CryptographyDeprecationWarning) as error:
        raise GrantDeniedError(Refusal.BAD_X5C) from error
    if any(each.serial_number <= 0 for each in certificates):
        raise GrantDeniedError(Refusal.BAD_X5C)
    return certificates


def _rsa_key(leaf: x509.Certificate) -> rsa.RSAPublicKey:
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _LEAST_RSA_BITS:
        raise GrantDeniedError(Refusal.INVALID_CERTIFICATE)
    return key
