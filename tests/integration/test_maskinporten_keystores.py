"""Keystores as openssl and keytool make them, RC2 and a real JKS among them, are read and sign."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from support import key_builders as make

from batch.errors import (
    KeyMissingError,
    KeystoreConversionError,
    KeystorePasswordError,
    KeystoreUnreadableError,
    KeyTypeError,
    SeveralKeysError,
)
from batch.maskinporten import KeySource, load_key
from batch.maskinporten.keys.material import KeyMaterial

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not on this machine")
needs_legacy = pytest.mark.skipif(
    subprocess.run(  # the newest distributions ship RC2 and 3DES apart
        ["openssl", "list", "-providers", "-provider", "legacy"], capture_output=True, check=False
    ).returncode
    != 0
    if shutil.which("openssl")
    else True,
    reason="openssl has no legacy provider on this machine",
)
needs_keytool = pytest.mark.skipif(not shutil.which("keytool"), reason="keytool (Java) is not on this machine")

LEAF, INTERMEDIATE, ROOT = make.chain()
ASCII_PASSWORD = "changeit-1"
QUICK = ("-keyalg", "EC")  # for keys that nobody signs with
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0102")


def run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)


def signs_with_its_certificate(key: KeyMaterial) -> bool:
    signature = key.signing_key.sign(b"grant", PKCS1v15(), hashes.SHA256())
    key.chain[0].public_key().verify(signature, b"grant", PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr,call-arg,arg-type]
    return True


@pytest.fixture(autouse=True)
def _java_in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare keytool, which runs for a second, the compilation for long runs; it halves what it costs."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "key.pem").write_bytes(make.pem_key())
    (tmp_path / "leaf.pem").write_bytes(make.pem_certificates(LEAF))
    # Root first: the reader must not rely on the order in the file.
    (tmp_path / "others.pem").write_bytes(make.pem_certificates(ROOT, INTERMEDIATE))
    return tmp_path


def export(folder: Path, *options: str, password: str = ASCII_PASSWORD) -> str:
    command = ["openssl", "pkcs12", "-export", "-inkey", "key.pem", "-in", "leaf.pem", "-certfile", "others.pem"]
    run(folder, *command, "-out", "own.p12", "-passout", f"pass:{password}", *options)
    return str(folder / "own.p12")


def keytool(folder: Path, *options: str) -> None:
    run(folder, "keytool", *options, "-storepass", ASCII_PASSWORD, "-noprompt")


def generate(folder: Path, store: str, alias: str, *options: str) -> str:
    algorithm = options or ("-keyalg", "RSA", "-keysize", "2048")
    keytool(folder, "-genkeypair", "-alias", alias, "-keystore", store, "-dname", f"CN={alias}, C=NO", *algorithm)
    return str(folder / store)


@needs_openssl
@pytest.mark.parametrize(
    ("options", "password"),
    [
        pytest.param([], ASCII_PASSWORD, id="AES"),
        pytest.param(["-legacy"], ASCII_PASSWORD, id="RC2 and 3DES", marks=needs_legacy),
        pytest.param(["-legacy", "-descert"], ASCII_PASSWORD, id="3DES", marks=needs_legacy),
        pytest.param(["-legacy"], "", id="RC2 and 3DES, empty password", marks=needs_legacy),
        pytest.param([], "", id="AES, empty password"),
        pytest.param(["-keypbe", "NONE", "-certpbe", "NONE"], ASCII_PASSWORD, id="not encrypted, sealed"),
        pytest.param(["-macalg", "sha1"], ASCII_PASSWORD, id="AES sealed with SHA-1"),
        pytest.param([], "blåbærsyltetøy", id="AES, Norwegian password"),
    ],
)
def test_pkcs12_of_openssl(folder: Path, options: list[str], password: str) -> None:
    path = export(folder, *options, password=password)
    key = load_key(KeySource(keystore=path, password=password))
    assert key.chain == (LEAF, INTERMEDIATE)
    assert signs_with_its_certificate(key)
    with pytest.raises(KeystorePasswordError):
        load_key(KeySource(keystore=path, password="something else"))


@needs_openssl
@pytest.mark.parametrize("cipher", ["-aes256", "-des3"])
def test_pem_as_openssl_encrypts_it(folder: Path, cipher: str) -> None:
    run(
        folder, "openssl", "rsa", "-in", "key.pem", cipher, "-traditional", "-passout", "pass:hemmelig", "-out", "e.pem"
    )
    path = str(folder / "e.pem")
    assert "Proc-Type" in (folder / "e.pem").read_text()
    assert load_key(KeySource(keystore=path, password="hemmelig", key_id="k")).signing_key.key_size == 2048
    for password in (None, "something else"):
        with pytest.raises(KeystorePasswordError):
            load_key(KeySource(keystore=path, password=password, key_id="k"))


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not on this machine")
@pytest.mark.parametrize(
    ("codec", "mark", "encoding"),
    [
        ("utf-16-le", "\ufeff", "UTF-16"),
        ("utf-16-be", "\ufeff", "UTF-16"),
        ("utf-16-le", "", "UTF-16LE"),
        ("utf-16-be", "", "UTF-16BE"),
    ],
)
def test_pem_in_utf_16_comes_with_a_line_that_works(folder: Path, codec: str, mark: str, encoding: str) -> None:
    path = folder / "my key.pem"
    path.write_bytes((mark + make.pem_key().decode()).encode(codec))
    with pytest.raises(KeystoreConversionError, match=f"is PEM in {encoding}, ") as caught:
        load_key(KeySource(keystore=str(path), key_id="k"))
    run(folder, "sh", "-c", caught.value.command)
    assert load_key(KeySource(keystore=str(folder / "converted.pem"), key_id="k")).key_id == "k"


@needs_openssl
def test_pem_as_openssl_unpacks_it_with_bag_attributes(folder: Path) -> None:
    path = export(folder)
    run(folder, "openssl", "pkcs12", "-in", path, "-passin", f"pass:{ASCII_PASSWORD}", "-nodes", "-out", "all.pem")
    assert "Bag Attributes" in (folder / "all.pem").read_text()
    key = load_key(KeySource(keystore=str(folder / "all.pem")))
    assert key.chain == (LEAF, INTERMEDIATE)


@needs_openssl
def test_pkcs12_with_certificates_only(folder: Path) -> None:
    command = ["openssl", "pkcs12", "-export", "-nokeys", "-in", "leaf.pem", "-out", "certs.p12"]
    run(folder, *command, "-passout", f"pass:{ASCII_PASSWORD}")
    with pytest.raises(KeyMissingError, match="together with its key"):
        load_key(KeySource(keystore=str(folder / "certs.p12"), password=ASCII_PASSWORD))


@needs_openssl
@needs_keytool
@pytest.mark.parametrize("store_type", ["JKS", "PKCS12"])
def test_a_keystore_of_keytool_under_the_same_suffix(folder: Path, store_type: str) -> None:
    export(folder, "-name", "virksomhet")
    command = ["-importkeystore", "-srckeystore", "own.p12", "-srcstoretype", "PKCS12", "-srcstorepass", ASCII_PASSWORD]
    run(
        folder, "keytool", *command, "-destkeystore", "own.jks", "-deststoretype", store_type,
        "-deststorepass", ASCII_PASSWORD, "-destkeypass", ASCII_PASSWORD, "-noprompt",
    )  # fmt: skip
    content = (folder / "own.jks").read_bytes()
    assert content.startswith(b"\xfe\xed\xfe\xed" if store_type == "JKS" else b"\x30")
    path = str(folder / "own.jks")
    for alias in (None, "Virksomhet"):
        key = load_key(KeySource(keystore=path, password=ASCII_PASSWORD, alias=alias))
        assert key.chain == (LEAF, INTERMEDIATE)
        assert signs_with_its_certificate(key)
    with pytest.raises(KeyMissingError, match="virksomhet") as caught:
        load_key(KeySource(keystore=path, password=ASCII_PASSWORD, alias="noe annet"))
    assert caught.value.aliases == ("virksomhet",)
    for password in ("something else", None):
        with pytest.raises(KeystorePasswordError):
            load_key(KeySource(keystore=path, password=password))


@needs_keytool
def test_a_jks_with_two_keys_takes_the_one_of_the_alias(tmp_path: Path) -> None:
    path = str(tmp_path / "two.jks")
    generate(tmp_path, "two.jks", "en", *QUICK, "-storetype", "JKS")
    generate(tmp_path, "two.jks", "to", "-keyalg", "RSA", "-keysize", "2048", "-storetype", "JKS")
    with pytest.raises(SeveralKeysError, match="EKTEPAKT_KEYSTORE_ALIAS") as caught:
        load_key(KeySource(keystore=path, password=ASCII_PASSWORD))
    assert set(caught.value.aliases) == {"en", "to"}
    key = load_key(KeySource(keystore=path, password=ASCII_PASSWORD, alias="to"))
    assert key.subject == "CN=to,C=NO"
    assert signs_with_its_certificate(key)


@needs_keytool
def test_a_pkcs12_with_two_keys_is_refused_with_the_line_that_takes_one(tmp_path: Path) -> None:
    path = str(tmp_path / "two.p12")
    generate(tmp_path, "two.p12", "en", *QUICK)
    generate(tmp_path, "two.p12", "to")
    with pytest.raises(SeveralKeysError) as caught:
        load_key(KeySource(keystore=path, password=ASCII_PASSWORD, alias="to"))
    assert set(caught.value.aliases) == {"en", "to"}
    line = shlex.split(str(caught.value).rpartition("keytool")[2])
    run(tmp_path, "keytool", *line, "-srcstorepass", ASCII_PASSWORD, "-deststorepass", ASCII_PASSWORD)
    key = load_key(KeySource(keystore=str(tmp_path / "converted.p12"), password=ASCII_PASSWORD))
    assert key.subject == "CN=to,C=NO"


@needs_keytool
def test_where_no_alias_is_named_there_is_a_line_for_the_first_and_the_names_of_the_others(tmp_path: Path) -> None:
    aliases = ["ola's nøkkel", "en", "to", "tre"]
    for alias in aliases:
        generate(tmp_path, "my keys.p12", alias, *QUICK)
    with pytest.raises(SeveralKeysError) as caught:
        load_key(KeySource(keystore=str(tmp_path / "my keys.p12"), password=ASCII_PASSWORD))
    first, *others = caught.value.aliases
    assert {first, *others} == set(aliases)
    line, _, rest = str(caught.value).split("you want: ")[1].partition(" (in place of ")
    assert rest == f"“{first}” for another: {', '.join(f'“{each}”' for each in others)})"
    run(tmp_path, *shlex.split(line), "-srcstorepass", ASCII_PASSWORD, "-deststorepass", ASCII_PASSWORD)


@needs_openssl
@needs_keytool
def test_keys_without_a_name_come_with_the_line_that_shows_what_they_are_called(folder: Path) -> None:
    path = Path(export(folder))
    path.write_bytes(path.read_bytes() + KEY_BAG)
    with pytest.raises(SeveralKeysError) as caught:
        load_key(KeySource(keystore=str(path), password=ASCII_PASSWORD))
    assert caught.value.aliases == ()
    listing = str(caught.value).partition("one that this shows: ")[2].removesuffix(")")
    run(folder, *shlex.split(listing), "-storepass", ASCII_PASSWORD)


@needs_keytool
@pytest.mark.parametrize("store_type", ["JCEKS", "JKS"])
def test_what_can_not_be_read_comes_with_a_line_that_works(tmp_path: Path, store_type: str) -> None:
    """A JCEKS, and a JKS whose key has a password of its own."""
    key_password = ASCII_PASSWORD if store_type == "JCEKS" else "another-1"
    path = generate(
        tmp_path, "my keys", "own", "-keyalg", "RSA", "-keysize", "2048", "-storetype", store_type,
        "-keypass", key_password,
    )  # fmt: skip
    with pytest.raises(KeystoreConversionError) as caught:
        load_key(KeySource(keystore=path, password=ASCII_PASSWORD, alias="own"))
    passwords = ["-srcstorepass", ASCII_PASSWORD, "-deststorepass", ASCII_PASSWORD, "-srckeypass", key_password]
    run(tmp_path, *shlex.split(caught.value.command), *passwords, "-destkeypass", ASCII_PASSWORD)
    key = load_key(KeySource(keystore=str(tmp_path / "converted.p12"), password=ASCII_PASSWORD))
    assert signs_with_its_certificate(key)


@needs_keytool
def test_a_jks_that_is_cut_off(tmp_path: Path) -> None:
    path = Path(generate(tmp_path, "own.jks", "own", *QUICK, "-storetype", "JKS"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises((KeystorePasswordError, KeystoreUnreadableError), match="damaged"):
        load_key(KeySource(keystore=str(path), password=ASCII_PASSWORD))


@needs_openssl
def test_a_key_on_a_curve_of_its_own_making_is_no_rsa_key(folder: Path) -> None:
    curve = ["openssl", "ecparam", "-name", "brainpoolP160r1", "-genkey", "-noout", "-param_enc", "explicit"]
    run(folder, *curve, "-out", "key.pem")
    run(folder, "openssl", "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=x", "-out", "leaf.pem")
    with pytest.raises(KeyTypeError, match="RSA keys only"):
        load_key(KeySource(keystore=export(folder), password=ASCII_PASSWORD))


@needs_openssl
def test_a_key_for_pss_alone_is_refused_with_a_certificate_that_says_so_and_serves_with_a_kid(folder: Path) -> None:
    run(folder, "openssl", "genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key.pem")
    run(folder, "openssl", "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=x", "-out", "leaf.pem")
    path = folder / "both.pem"
    path.write_bytes((folder / "key.pem").read_bytes() + (folder / "leaf.pem").read_bytes())
    with pytest.raises(KeyTypeError, match=r"both\.pem is for RSASSA-PSS alone, .*; order one for an ordinary RSA key"):
        load_key(KeySource(keystore=str(path)))
    key = load_key(KeySource(keystore=str(path), key_id="k")).signing_key
    signature = key.sign(b"grant", PKCS1v15(), hashes.SHA256())
    key.public_key().public_numbers().public_key().verify(signature, b"grant", PKCS1v15(), hashes.SHA256())


LOAD_AND_SAY = """
import sys
from batch.maskinporten import KeySource, load_key
try:
    load_key(KeySource(keystore=sys.argv[1], password=sys.argv[2]))
except Exception as error:
    print(type(error).__name__, error)
"""


@needs_openssl
@needs_legacy
def test_where_rc2_is_switched_off_the_password_is_not_the_only_suspect(folder: Path) -> None:
    path = export(folder, "-legacy")
    done = subprocess.run(
        [sys.executable, "-c", LOAD_AND_SAY, path, ASCII_PASSWORD],
        env={**os.environ, "CRYPTOGRAPHY_OPENSSL_NO_LEGACY": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("KeystorePasswordError")
    assert "ALIAS" not in done.stdout.partition("convert the file: ")[2]
    line = done.stdout.partition("convert the file: ")[2].strip().removesuffix(")")
    run(folder, *shlex.split(line), "-srcstorepass", ASCII_PASSWORD, "-deststorepass", ASCII_PASSWORD)
    assert signs_with_its_certificate(
        load_key(KeySource(keystore=str(folder / "converted.p12"), password=ASCII_PASSWORD))
    )
