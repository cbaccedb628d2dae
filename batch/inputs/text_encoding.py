"""Tells the encoding of a text file from its bytes: a byte order mark, strict UTF-8, then Windows-1252."""

import codecs
from collections.abc import Iterator
from pathlib import Path

_CHUNK_BYTES = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"


def detect_encoding(path: Path) -> str:
    """Return the codec's name; every byte of the file is looked at."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    if marked is not None:
        return marked
    if _is_utf8(path):
        return "utf-8"
    return "latin-1" if any(_has_any(chunk, _NOT_IN_CP1252) for chunk in _chunks(path)) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _has_any(chunk: bytes, unwanted: bytes) -> bool:
    return len(chunk.translate(None, unwanted)) != len(chunk)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
