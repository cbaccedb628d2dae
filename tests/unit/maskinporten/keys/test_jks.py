"""A real JKS is read without Java; what can't be read comes with the line that converts it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from support import jks_builder
from support import key_builders as make

from batch.errors import (
    KeyMissingError,
    KeystoreConversionError,
    KeystorePasswordError,
    KeyTypeError,
    SeveralKeysError,
)
from batch.maskinporten import KeySource, load_key
from batch.maskinporten.keys.material import KeyMaterial

LEAF, INTERMEDIATE, ROOT = make.chain()
OWN = jks_builder.key_entry("own", make.rsa_key(), [LEAF, INTERMEDIATE, ROOT], password=make.PASSWORD)
OTHER = jks_builder.key_entry("other", make.rsa_key("other"), [make.certificate(key="other")], password=make.PASSWORD)
TRUSTED = jks_builder.certificate_entry("trusted", ROOT)


def load(content: bytes, *, password: str | None = make.PASSWORD, alias: str | None = None) -> KeyMaterial:
    packed = "base64:" + base64.b64encode(content).decode()
    return load_key(KeySource(keystore=packed, password=password, alias=alias))


def test_the_one_key_is_found_among_trusted_certificates() -> None:
    key = load(jks_builder.jks(TRUSTED, OWN, TRUSTED, password=make.PASSWORD))
    assert key.chain == (LEAF, INTERMEDIATE)
    assert key.signing_key.private_numbers() == make.rsa_key().private_numbers()


@pytest.mark.parametrize(("alias", "key"), [("own", "own"), ("OTHER", "other")])
def test_the_alias_chooses_among_keys(alias: str, key: str) -> None:
    found = load(jks_builder.jks(OWN, OTHER, password=make.PASSWORD), alias=alias)
    assert found.signing_key.private_numbers() == make.rsa_key(key).private_numbers()


def test_two_keys_and_no_alias() -> None:
    with pytest.raises(SeveralKeysError, match=r"2 private keys \(own, other\)") as caught:
        load(jks_builder.jks(OWN, OTHER, password=make.PASSWORD))
    assert caught.value.aliases == ("own", "other")


@pytest.mark.parametrize(
    ("entries", "alias", "words"),
    [
        ([OWN], "none", "alias none, but own; correct EKTEPAKT_KEYSTORE_ALIAS"),
        ([TRUSTED], None, "no private key; import the key into it"),
        ([], None, "no private key"),
    ],
)
def test_no_such_key(entries: list[bytes], alias: str | None, words: str) -> None:
    with pytest.raises(KeyMissingError, match=words):
        load(jks_builder.jks(*entries, password=make.PASSWORD), alias=alias)


@pytest.mark.parametrize(("password", "words"), [("feil", "does not open"), (None, "none is set"), ("", "none is set")])
def test_the_password_does_not_open_it(password: str | None, words: str) -> None:
    with pytest.raises(KeystorePasswordError, match=words):
        load(jks_builder.jks(OWN, password=make.PASSWORD), password=password)


def test_a_single_changed_byte_is_noticed() -> None:
    content = bytearray(jks_builder.jks(OWN, password=make.PASSWORD))
    content[-200] ^= 1
    with pytest.raises(KeystorePasswordError, match="damaged"):
        load(bytes(content))


MINE = jks_builder.key_entry("my key", make.rsa_key(), [LEAF], password=make.PASSWORD)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(jks_builder.jks(MINE, password=make.PASSWORD, version=1), id="version 1"),
        pytest.param(jks_builder.jks(jks_builder.unknown_entry("x"), password=make.PASSWORD), id="unknown entry"),
        pytest.param(jks_builder.jks(MINE[:-50], password=make.PASSWORD), id="an entry that ends early"),
        pytest.param(
            jks_builder.jks(MINE.replace(jks_builder.PROTECTOR, bytes(16)), password=make.PASSWORD),
            id="another protection",
        ),
    ],
)
def test_what_can_not_be_read_comes_with_the_keytool_line(content: bytes) -> None:
    with pytest.raises(KeystoreConversionError) as caught:
        load(content, alias="my key")
    assert caught.value.command == (
        "keytool -importkeystore -srckeystore KEYSTORE -srcstoretype JKS -srcalias 'my key' "
        "-destkeystore converted.p12 -deststoretype PKCS12"
    )
    assert caught.value.command in str(caught.value)


def test_a_key_with_a_password_of_its_own() -> None:
    entry = jks_builder.key_entry("own", make.rsa_key(), [LEAF], password="another")
    with pytest.raises(KeystoreConversionError, match=r"password of its own.*-srcalias own"):
        load(jks_builder.jks(entry, password=make.PASSWORD))


def test_an_ec_key_is_told_as_such() -> None:
    entry = jks_builder.key_entry("own", ec.generate_private_key(ec.SECP256R1()), [LEAF], password=make.PASSWORD)
    with pytest.raises(KeyTypeError, match="RSA keys only"):
        load(jks_builder.jks(entry, password=make.PASSWORD))
