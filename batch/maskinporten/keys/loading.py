"""Loads key material from any form a user holds, or says in one sentence why it can't be used."""

import shlex
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import replace
from typing import assert_never

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import Certificate, load_der_x509_certificate
from cryptography.x509.oid import PublicKeyAlgorithmOID

from batch.errors import (
    KeyIdentityError,
    KeyMaterialError,
    KeyMismatchError,
    KeyMissingError,
    KeystoreConversionError,
    KeystoreUnreadableError,
    KeyTooSmallError,
    KeyTypeError,
)
from batch.maskinporten.keys.chain import order_chain
from batch.maskinporten.keys.forms import BYTE_ORDER_MARK, KeyForm, tell_form
from batch.maskinporten.keys.found import FoundKey, unusable_key
from batch.maskinporten.keys.jks import read_jks
from batch.maskinporten.keys.jwk import read_jwk
from batch.maskinporten.keys.keytool import conversion_command
from batch.maskinporten.keys.material import KeyMaterial
from batch.maskinporten.keys.pem import read_pem
from batch.maskinporten.keys.pkcs12 import read_pkcs12
from batch.maskinporten.keys.source import KeySource, Keystore, decode_base64, open_keystore

LEAST_BITS = 2048  # what Maskinporten takes


def load_key(source: KeySource) -> KeyMaterial:
    """Load the key and decide how Maskinporten is told whose it is: by its kid if there is one, else by its chain.

    Raises a KeyMaterialError of the family for everything that is wrong, but for the certificate's dates:
    those are a matter of time (`check_validity`).
    """
    keystore = open_keystore(source)
    found = read_key(keystore)
    signing_key = _fit_to_sign(keystore, found)
    key_id = source.key_id or found.key_id
    if key_id:
        return KeyMaterial(
            name=keystore.name, signing_key=signing_key, key_id=key_id, registered_on=source.registered_on
        )
    chain = _own_chain(keystore, found, signing_key)
    return KeyMaterial(name=keystore.name, signing_key=signing_key, chain=chain[:1] if source.leaf_only else chain)


def read_key(keystore: Keystore) -> FoundKey:
    """Read the one key there is, by the form that its bytes have."""
    match tell_form(keystore.content):
        case KeyForm.PKCS12:
            return read_pkcs12(keystore)
        case KeyForm.JKS:
            return read_jks(keystore)
        case KeyForm.PEM:
            return read_pem(keystore)
        case KeyForm.WIDE_PEM:
            raise _wide_pem(keystore)
        case KeyForm.JWK:
            return read_jwk(keystore)
        case KeyForm.BASE64:
            content = decode_base64(keystore.content.removeprefix(BYTE_ORDER_MARK))
            return read_key(replace(keystore, content=content or b""))
        case KeyForm.JCEKS:
            raise KeystoreConversionError(
                f"{keystore.name} is a JCEKS keystore, which only Java reads",
                command=conversion_command(keystore, store_type="JCEKS", alias=keystore.alias),
            )
        case KeyForm.DER:
            raise _bare_der(keystore)
        case KeyForm.UNKNOWN:
            raise KeystoreUnreadableError(
                f"{keystore.name} is no PKCS#12, JKS, PEM or private JWK",
                remedy="point EKTEPAKT_KEYSTORE at the key material",
            )
        case _ as unreachable:
            assert_never(unreachable)


def _bare_der(keystore: Keystore) -> KeyMaterialError:
    try:
        load_der_x509_certificate(keystore.content)
    except ValueError:
        return KeystoreConversionError(
            f"{keystore.name} is a bare key in DER",
            command=f"openssl pkey -inform DER -in {shlex.quote(keystore.path or 'KEY')} -out converted.pem",
        )
    return KeyMissingError(
        f"{keystore.name} is a certificate, not a key",
        remedy="point EKTEPAKT_KEYSTORE at a file that holds the private key and this certificate",
    )


def _wide_pem(keystore: Keystore) -> KeystoreConversionError:
    if keystore.content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "UTF-16"
    else:
        encoding = "UTF-16BE" if keystore.content.startswith(b"\0") else "UTF-16LE"
    return KeystoreConversionError(
        f"{keystore.name} is PEM in {encoding}, as Windows programs save text, and PEM is ASCII",
        command=f"iconv -f {encoding} -t UTF-8 {shlex.quote(keystore.path or 'KEY')} > converted.pem",
    )


def _fit_to_sign(keystore: Keystore, found: FoundKey) -> RSAPrivateKey:
    key = found.private_key
    if not isinstance(key, RSAPrivateKey):
        raise unusable_key(keystore, type(key).__name__.removesuffix("PrivateKey"))
    if key.key_size < LEAST_BITS:
        raise KeyTooSmallError(
            f"the RSA key in {keystore.name} has {key.key_size} bits",
            remedy=f"Maskinporten asks for {LEAST_BITS} or more: make a new one",
            bits=key.key_size,
        )
    return key


def _own_chain(keystore: Keystore, found: FoundKey, key: RSAPrivateKey) -> tuple[Certificate, ...]:
    if not found.certificates:
        raise KeyIdentityError(
            f"{keystore.name} holds a key without a certificate, and no kid is set",
            remedy="set EKTEPAKT_KEY_ID to the kid the key was registered under, or add the certificate chain",
        )
    chain = order_chain(key.public_key(), found.certificates)
    if not chain:
        raise KeyMismatchError(
            f"none of the {len(found.certificates)} certificates in {keystore.name} belongs to its key",
            remedy="put the key and its own certificate together",
        )
    _refuse_pss(keystore, chain[0])
    return chain


def _refuse_pss(keystore: Keystore, leaf: Certificate) -> None:
    """Refuse a certificate whose key may only sign PS256 and its kin (RFC 4055, 1.2): grants are RS256.

    With a kid such a key serves: what is registered is its numbers alone, and they make an RSA key like any other.
    """
    if leaf.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSASSA_PSS:
        raise KeyTypeError(
            f"the certificate in {keystore.name} is for RSASSA-PSS alone, and grants are signed with RS256",
            remedy="order one for an ordinary RSA key (rsaEncryption)",
            key_type="RSASSA-PSS",
        )
