"""Decides which certificates are sent, in Maskinporten's order: the key's own first, then each one's issuer."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate


def order_chain(key: RSAPublicKey, certificates: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """Return the leaf of the key and its intermediates by issuer link; empty when no certificate is the key's.

    A self-signed root above the leaf is not sent: the other side has it, or does not trust it. Neither are certificates
    that are not linked to the leaf.
    """
    own = [each for each in certificates if _belongs_to(key, each)]
    if not own:
        return ()
    # A renewed certificate for the same key may lie beside the old one.
    chain = [_longest_lived(own)]
    others = [each for each in certificates if each not in own and not _is_self_issued(each)]
    while issuers := [each for each in others if _has_issued(each, chain[-1])]:
        chain.append(_longest_lived(issuers))
        # Authorities can have issued each other.
        others.remove(chain[-1])
    return tuple(chain)


def _belongs_to(key: RSAPublicKey, certificate: Certificate) -> bool:
    try:
        return certificate.public_key() == key
    except (ValueError, UnsupportedAlgorithm):
        return False


def _longest_lived(certificates: Sequence[Certificate]) -> Certificate:
    return max(certificates, key=lambda each: each.not_valid_after_utc)


def _has_issued(issuer: Certificate, certificate: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_self_issued(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject
