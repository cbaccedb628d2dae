"""Where the user says the key material is, and its bytes."""

import base64
import binascii
from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from batch.errors import KeystorePasswordError, KeystoreUnreadableError

BASE64_PREFIX = "base64:"
_PEM_ARMOUR = "-----BEGIN "

# Longer than any path a person has; a keystore pasted without its prefix must not be shown as a file name.
LONGEST_PATH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """What the user states about the key material.

    `keystore` is a path, or the content itself: `base64:…`, a JWK as JSON, or PEM.
    `key_id` is the kid of a key registered on the client; without it, the certificate chain tells whose key it is.
    `leaf_only` sends the certificate without its intermediates.
    `registered_on` is the day the key was registered: it lives one year, and nothing in it says so.
    """

    keystore: str = field(repr=False)
    password: str | None = field(default=None, repr=False)
    alias: str | None = None
    key_id: str | None = None
    leaf_only: bool = False
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keystore:
    """The bytes of the key material, and a name for it that may be shown; `path` is None when it is no file."""

    name: str
    path: str | None = None
    content: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)
    alias: str | None = None


def open_keystore(source: KeySource) -> Keystore:
    """Read the bytes that a source points at, or holds."""
    value = source.keystore.lstrip("\ufeff").strip()
    if value.startswith(BASE64_PREFIX):
        keystore = Keystore(name="the base64 value of EKTEPAKT_KEYSTORE", content=_decoded(value))
    elif _PEM_ARMOUR in value:  # where a value had to be one line, its line ends are written as \n
        text = value.replace("\\r", "").replace("\\n", "\n")
        keystore = Keystore(name="the value of EKTEPAKT_KEYSTORE", content=text.encode())
    elif value.startswith("{"):
        keystore = Keystore(name="the value of EKTEPAKT_KEYSTORE", content=value.encode())
    else:
        keystore = Keystore(name=value, path=value, content=_file_content(value))
    if not keystore.content.strip():
        raise KeystoreUnreadableError(f"{keystore.name} is empty", remedy="point EKTEPAKT_KEYSTORE at the key material")
    return replace(keystore, password=_checked_password(keystore.name, source.password), alias=source.alias)


def _checked_password(name: str, password: str | None) -> str | None:
    """An environment can hold bytes that are no text."""
    try:
        (password or "").encode()
    except UnicodeEncodeError:
        raise KeystorePasswordError(
            f"the password of {name} is not UTF-8",
            remedy="write it as UTF-8, or into a file named by EKTEPAKT_KEYSTORE_PASSWORD_FILE",
        ) from None
    return password


def decode_base64(text: str | bytes) -> bytes | None:
    """Decode standard or URL-safe base64, wrapped in lines or not; None when it is neither."""
    packed = b"".join((text.encode() if isinstance(text, str) else text).split())
    standard = packed.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return None


def _decoded(value: str) -> bytes:
    content = decode_base64(value.removeprefix(BASE64_PREFIX))
    if content is None:
        raise KeystoreUnreadableError(
            "EKTEPAKT_KEYSTORE starts with base64: but what follows is not base64",
            remedy="set it to base64: and the output of `base64 -w0 FILE`",
        )
    return content


def _file_content(path: str) -> bytes:
    if not path:
        raise KeystoreUnreadableError(
            "no key material is given", remedy="set EKTEPAKT_KEYSTORE to a file or to base64:…"
        )
    if len(path) > LONGEST_PATH or "\n" in path:
        raise KeystoreUnreadableError(
            f"EKTEPAKT_KEYSTORE holds {len(path)} characters that are no file name",
            remedy="if it is the key material itself, put base64: before it",
        )
    try:
        content = Path(path).expanduser().read_bytes()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: no such user's home
        reason = error.strerror if isinstance(error, OSError) else "not a file name"
        raise KeystoreUnreadableError(
            f"can't read the keystore {path} ({reason})", remedy="check EKTEPAKT_KEYSTORE and who may read the file"
        ) from error
    text = content.removeprefix(BOM_UTF8)
    return _decoded(text.decode("ascii", "replace")) if text.startswith(BASE64_PREFIX.encode()) else content
