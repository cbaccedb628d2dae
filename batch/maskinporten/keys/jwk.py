"""Reads a private key as JSON (RFC 7517), alone or in a set."""

import base64
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from batch.errors import KeyMissingError, KeystoreUnreadableError, SeveralKeysError
from batch.maskinporten.keys.found import FoundKey, unusable_key
from batch.maskinporten.keys.source import Keystore

OTHER_TYPES = ("EC", "OKP", "oct")  # RFC 7518, RFC 8037


def read_jwk(keystore: Keystore) -> FoundKey:
    """Read the one private key of a JWK or a JWK set, with its `kid` and `x5c` when it has them."""
    jwk = _only_private(keystore, json.loads(keystore.content))
    key_id = jwk.get("kid")
    return FoundKey(
        private_key=_private_key(keystore, jwk),
        certificates=_certificates(keystore, jwk.get("x5c") or []),
        key_id=key_id if isinstance(key_id, str) and key_id else None,
    )


def _only_private(keystore: Keystore, document: dict[str, Any]) -> dict[str, Any]:
    stated = document.get("keys")
    members = stated if isinstance(stated, list) else [document]
    private = [each for each in members if isinstance(each, dict) and "d" in each]
    if keystore.alias:
        private = [each for each in private if each.get("kid") == keystore.alias]
    if not private:
        raise KeyMissingError(f"{keystore.name} holds no private JWK", remedy="give the one that has a member d")
    if len(private) > 1:
        raise SeveralKeysError(
            f"{keystore.name} holds {len(private)} private keys",
            remedy="name the kid of one in EKTEPAKT_KEYSTORE_ALIAS",
            aliases=tuple(str(each.get("kid")) for each in private),
        )
    return private[0]


def _private_key(keystore: Keystore, jwk: dict[str, Any]) -> PrivateKeyTypes:
    if jwk.get("kty") != "RSA":
        raise unusable_key(keystore, jwk["kty"] if jwk.get("kty") in OTHER_TYPES else "unknown")
    try:
        key: PrivateKeyTypes = PyJWK({**jwk, "alg": "RS256"}).key
    except (PyJWTError, ValueError, TypeError, KeyError):
        # The cause is left out on purpose: it may quote the key.
        raise KeystoreUnreadableError(f"the JWK in {keystore.name} is damaged", remedy="copy it again, whole") from None
    return key


def _certificates(keystore: Keystore, x5c: list[str]) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_der_x509_certificate(base64.b64decode(each)) for each in x5c)
    except (ValueError, TypeError) as error:
        raise KeystoreUnreadableError(
            f"the x5c of the JWK in {keystore.name} is damaged", remedy="copy it again, whole"
        ) from error
