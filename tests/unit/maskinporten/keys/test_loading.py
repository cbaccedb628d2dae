"""Every form a key is held in loads, and everything wrong with one is said in one sentence."""

import base64
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import NameAttribute, NameOID, ObjectIdentifier
from support import key_builders as make

from batch.errors import (
    KeyIdentityError,
    KeyMaterialError,
    KeyMismatchError,
    KeyMissingError,
    KeystoreConversionError,
    KeystorePasswordError,
    KeystoreUnreadableError,
    KeyTooSmallError,
    KeyTypeError,
    SeveralKeysError,
)
from batch.maskinporten import KeySource, load_key
from batch.maskinporten.keys.loading import read_key
from batch.maskinporten.keys.source import Keystore

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(content: bytes, name: str = "keystore.bin") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write_file


def in_base64(content: bytes) -> str:
    return "base64:" + base64.b64encode(content).decode()


def ec_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


LEAF, INTERMEDIATE, ROOT = make.chain()
CHAIN_PEM = make.pem_certificates(ROOT, INTERMEDIATE, LEAF)


@pytest.mark.parametrize(
    ("content", "password"),
    [
        pytest.param(make.pkcs12_file(), make.PASSWORD, id="PKCS#12"),
        pytest.param(make.pkcs12_file(password=None), None, id="PKCS#12 without a password"),
        pytest.param(make.pkcs12_file(password=None), "", id="PKCS#12 with an empty password"),
        pytest.param(make.pem_key() + CHAIN_PEM, None, id="PEM"),
        pytest.param(CHAIN_PEM + make.pem_key(), None, id="PEM with the key last"),
        pytest.param(make.pem_key() + CHAIN_PEM, "unneeded", id="PEM with a password it does not need"),
        pytest.param(make.pem_key(password=make.PASSWORD) + CHAIN_PEM, make.PASSWORD, id="encrypted PEM"),
        pytest.param((make.pem_key() + CHAIN_PEM).replace(b"\n", b"\r\n"), None, id="PEM with Windows line ends"),
        pytest.param(
            make.jwk(x5c=[make.der_base64(each) for each in (LEAF, INTERMEDIATE, ROOT)]), None, id="JWK with x5c"
        ),
    ],
)
def test_a_chain_comes_leaf_first_by_issuer_link_and_without_its_root(
    write: Write, content: bytes, password: str | None
) -> None:
    for keystore in (write(content), write(base64.encodebytes(content)), in_base64(content)):
        key = load_key(KeySource(keystore=keystore, password=password))
        assert key.key_id is None
        assert key.chain == (LEAF, INTERMEDIATE)
        assert key.x5c == [make.der_base64(LEAF), make.der_base64(INTERMEDIATE)]
        assert key.signing_key.private_numbers() == make.rsa_key().private_numbers()


@pytest.mark.parametrize(
    ("content", "stated", "expected"),
    [
        pytest.param(make.pem_key(), "kid-1", "kid-1", id="PEM"),
        pytest.param(make.pem_key() + CHAIN_PEM, "kid-1", "kid-1", id="a kid goes before a chain"),
        pytest.param(make.jwk(), "kid-1", "kid-1", id="JWK without a kid"),
        pytest.param(make.jwk(kid="kid-2"), None, "kid-2", id="JWK with its own kid"),
        pytest.param(make.jwk(kid="kid-2"), "kid-1", "kid-1", id="the stated kid goes before the JWK's"),
        pytest.param(b"\xef\xbb\xbf" + make.jwk(kid="kid-2"), None, "kid-2", id="JWK with a byte order mark"),
        pytest.param(
            json.dumps({"keys": [json.loads(make.jwk(kid="kid-2")), {"kty": "RSA", "n": "AQ", "e": "AQAB"}]}).encode(),
            None,
            "kid-2",
            id="JWK set with one private key",
        ),
    ],
)
def test_a_kid_is_used_without_a_chain(write: Write, content: bytes, stated: str | None, expected: str) -> None:
    for keystore in (write(content), write(base64.b64encode(content)), in_base64(content)):
        key = load_key(KeySource(keystore=keystore, key_id=stated, registered_on=date(2026, 1, 2)))
        assert (key.key_id, key.chain, key.registered_on) == (expected, (), date(2026, 1, 2))


def test_key_material_may_stand_in_the_setting_itself() -> None:
    for keystore in (make.jwk(kid="kid-2").decode(), make.pem_key().decode()):
        assert load_key(KeySource(keystore=keystore, key_id="kid-2")).key_id == "kid-2"


def test_base64_may_be_url_safe_without_padding() -> None:
    packed = base64.urlsafe_b64encode(make.jwk(kid="kid-2")).rstrip(b"=").decode()
    assert load_key(KeySource(keystore=f"base64:{packed}")).key_id == "kid-2"


def test_the_leaf_alone_on_demand(write: Write) -> None:
    key = load_key(KeySource(keystore=write(make.pkcs12_file()), password=make.PASSWORD, leaf_only=True))
    assert key.x5c == [make.der_base64(LEAF)]


def test_what_doctor_shows_comes_from_the_certificate(write: Write) -> None:
    key = load_key(KeySource(keystore=write(make.pkcs12_file()), password=make.PASSWORD))
    assert key.organisation_number == make.ORGANISATION
    assert "Testfirma AS" in (key.subject or "")
    assert "Issuing CA" in (key.issuer or "")
    assert (key.not_before, key.not_after) == (LEAF.not_valid_before_utc, LEAF.not_valid_after_utc)


def test_nothing_secret_is_shown_by_repr(write: Write) -> None:
    source = KeySource(keystore=in_base64(make.pem_key()), password="hemmelig", key_id="kid-1")
    shown = repr(source) + repr(load_key(source))
    assert "hemmelig" not in shown
    assert "base64:" not in shown
    assert base64.b64encode(make.pem_key())[:40].decode() not in shown


OTHER = make.certificate(make.subject_name("Annen AS"), key="other")
KEY_DER = make.rsa_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(lambda pem: pem, id="as it is"),
        pytest.param(lambda pem: pem.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(lambda pem: pem.replace("\n", "\\n"), id="line ends written out, in one line"),
        pytest.param(lambda pem: pem.replace("\n", "\\r\\n"), id="Windows line ends written out"),
        pytest.param(lambda pem: pem.replace("\n", " "), id="blanks in place of line ends"),
        pytest.param(lambda pem: f"\ufeff{pem}", id="a byte order mark"),
        pytest.param(
            lambda pem: f"Bag Attributes\n    friendlyName: virksomhet\n{pem}", id="what openssl writes before"
        ),
    ],
)
def test_pem_can_be_the_value_itself(alter: Callable[[str], str]) -> None:
    assert load_key(KeySource(keystore=alter((make.pem_key() + CHAIN_PEM).decode()))).chain[0] == LEAF


def test_a_file_can_hold_what_the_value_would_be(write: Write) -> None:
    text = in_base64(make.pem_key() + CHAIN_PEM).encode()
    assert load_key(KeySource(keystore=write(text))).chain[0] == LEAF
    assert load_key(KeySource(keystore=write(b"\xef\xbb\xbf" + text + b"\r\n"))).chain[0] == LEAF


SMALL = make.pem_key("small", bits=1024) + make.pem_certificates(make.certificate(key="small", bits=1024))
TWO_JWKS = json.dumps({"keys": [json.loads(make.jwk(kid=each)) for each in ("a", "b")]}).encode()


@pytest.mark.parametrize(
    ("content", "password", "error", "words"),
    [
        pytest.param(make.pkcs12_file(), "feil-passord", KeystorePasswordError, "does not open", id="PKCS#12, wrong"),
        pytest.param(make.pkcs12_file(), None, KeystorePasswordError, "none is set", id="PKCS#12, none"),
        pytest.param(make.pkcs12_file()[:-9], make.PASSWORD, KeystoreUnreadableError, "cut off", id="PKCS#12, cut off"),
        pytest.param(
            make.pem_key(password="x" * 8), "feil-passord", KeystorePasswordError, "does not open", id="PEM, wrong"
        ),
        pytest.param(make.pem_key(password="x" * 8), None, KeystorePasswordError, "no password", id="PEM, none"),
        pytest.param(make.pem_key()[:200] + make.pem_key()[300:], None, KeystoreUnreadableError, "damaged", id="PEM"),
        pytest.param(CHAIN_PEM, None, KeyMissingError, "no private key", id="certificates only"),
        pytest.param(make.pem_key() * 2, None, SeveralKeysError, "2 private keys", id="two keys in PEM"),
        pytest.param(TWO_JWKS, None, SeveralKeysError, "EKTEPAKT_KEYSTORE_ALIAS", id="two keys in a JWK set"),
        pytest.param(make.pem_key(), None, KeyIdentityError, "EKTEPAKT_KEY_ID", id="neither kid nor chain"),
        pytest.param(
            make.pem_key() + make.pem_certificates(OTHER), None, KeyMismatchError, "belongs to its key", id="mismatch"
        ),
        pytest.param(SMALL, None, KeyTooSmallError, "1024 bits", id="small RSA"),
        pytest.param(ec_pem(), None, KeyTypeError, "RSA keys only", id="EC"),
        pytest.param(b'{"kty": "EC", "d": "AA"}', None, KeyTypeError, "RSA keys only", id="EC JWK"),
        pytest.param(b'{"kty": "RSA", "n": "AQ", "e": "AQAB"}', None, KeyMissingError, "member d", id="public JWK"),
        pytest.param(b'{"kty": "RSA", "n": "AQ", "d": "AQAB"}', None, KeystoreUnreadableError, "damaged", id="JWK"),
        pytest.param(make.jwk(x5c=["AAAA"]), None, KeystoreUnreadableError, "x5c", id="JWK with a bad chain"),
        pytest.param(make.jwk(x5c=7), None, KeystoreUnreadableError, "x5c", id="JWK with a chain that is none"),
        pytest.param(
            make.pem_key() + make.pem_certificates(LEAF)[:300] + b"\n-----END CERTIFICATE-----",
            None,
            KeystoreUnreadableError,
            "certificate",
            id="PEM with a bad certificate",
        ),
        pytest.param(b'{"kty": "RSA", ', None, KeystoreUnreadableError, "no PKCS#12", id="half a JSON text"),
        pytest.param(b"not a key at all", None, KeystoreUnreadableError, "no PKCS#12", id="another file"),
        pytest.param(b" \n", None, KeystoreUnreadableError, "is empty", id="an empty file"),
        pytest.param(KEY_DER, None, KeystoreConversionError, "openssl pkey -inform DER", id="bare DER"),
        pytest.param(
            LEAF.public_bytes(Encoding.DER), None, KeyMissingError, "is a certificate, not a key", id="certificate"
        ),
        pytest.param(b"\xce\xce\xce\xce\0\0\0\2", None, KeystoreConversionError, "-srcstoretype JCEKS", id="JCEKS"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_remedy(
    write: Write, content: bytes, password: str | None, error: type[KeyMaterialError], words: str
) -> None:
    path = write(content, "my key.p12")
    with pytest.raises(KeyMaterialError) as caught:
        load_key(KeySource(keystore=path, password=password))
    assert type(caught.value) is error
    message = str(caught.value)
    assert words in message
    assert path in message
    assert "\n" not in message
    assert password is None or password not in message


@pytest.mark.parametrize(
    ("keystore", "words"),
    [
        ("", "EKTEPAKT_KEYSTORE"),
        ("no/such/file.p12", "no/such/file.p12"),
        ("base64:!!!", "not base64"),
        ("base64:", "is empty"),
        (base64.b64encode(make.pkcs12_file()).decode(), "put base64: before it"),
        ("a\0b", "not a file name"),
    ],
)
def test_a_source_that_leads_nowhere_is_said_without_quoting_a_key(keystore: str, words: str) -> None:
    with pytest.raises(KeystoreUnreadableError, match=words) as caught:
        load_key(KeySource(keystore=keystore))
    assert len(str(caught.value)) < 300


def test_a_broken_key_is_not_quoted_by_the_cause_of_its_error(write: Write) -> None:
    secret = json.loads(make.jwk())["d"]
    broken = make.jwk(n="!")
    with pytest.raises(KeystoreUnreadableError) as caught:
        load_key(KeySource(keystore=write(broken), key_id="kid-1"))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert secret not in str(caught.value)


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        (NameOID.ORGANIZATION_IDENTIFIER, "NTRNO-123456789", "123456789"),
        (NameOID.SERIAL_NUMBER, "123456789", "123456789"),
        (NameOID.SERIAL_NUMBER, "UN:NO-123456789", None),
        (NameOID.ORGANIZATION_IDENTIFIER, "PSDSE-FINA-44059", None),
    ],
)
def test_the_organisation_number_stands_where_either_generation_of_certificates_has_it(
    attribute: ObjectIdentifier, value: str, expected: str | None
) -> None:
    subject = make.subject_name("Firma AS", NameAttribute(attribute, value))
    assert make.certified_key(chain=(make.certificate(subject),)).organisation_number == expected


@pytest.mark.parametrize("changes", [{"key_id": None}, {"chain": (LEAF,)}])
def test_key_material_has_a_kid_or_a_chain_and_not_both(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="kid or a certificate chain"):
        make.registered_key(**changes)


def test_what_a_reader_found_is_not_shown() -> None:
    found = read_key(Keystore(name="key.pem", content=make.pem_key(), password="hemmelig"))
    assert repr(found) == "FoundKey(certificates=0, key_id=None)"
    assert "hemmelig" not in repr(Keystore(name="key.pem", content=make.pem_key(), password="hemmelig"))
