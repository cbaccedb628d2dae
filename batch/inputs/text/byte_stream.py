"""Reads the unpacked bytes of a text file, and refuses a line or an archive that would fill the memory."""

import bz2
import gzip
import io
import lzma
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, cast

from batch.errors import DamagedInputError, InputError

LONGEST_LINE_BYTES = 8 << 20  # a line is held in memory as a whole
BLOCK_BYTES = 1 << 16

_BOMB_BYTES = 100 << 20  # less does no harm, however well it is packed
_BOMB_RATIO = 200  # digits pack by two or three, gzip by a thousand at most: what passes this only repeats itself

_MAGIC = {
    re.compile(rb"\x1f\x8b"): "gzip",
    re.compile(rb"\x28\xb5\x2f\xfd"): "zstd",
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"): "bzip2",  # of a first block, or of the end where there is none
    re.compile(rb"\xfd7zXZ\0"): "xz",
}
_LONGEST_MAGIC = 10


class Compression(StrEnum):
    """How a text file is packed."""

    NONE = "none"  #: not at all
    GZIP = "gzip"  #: .gz
    ZSTD = "zstd"  #: .zst
    BZIP2 = "bzip2"  #: .bz2
    XZ = "xz"  #: .xz

    @classmethod
    def detect(cls, path: Path) -> "Compression":
        """Look at the file's first bytes, never at its name."""
        with path.open("rb") as file:
            start = file.read(_LONGEST_MAGIC)
        return next((cls(packed) for magic, packed in _MAGIC.items() if magic.match(start)), cls.NONE)


class _GuardedBytes(io.RawIOBase):
    """Passes bytes on and counts them; raises InputError where a line or the whole gets absurdly long."""

    def __init__(self, packed: IO[bytes], path: Path, compression: Compression, *, longest_line: int | None) -> None:
        self._packed = packed
        self._longest_line = longest_line
        self._limit = max(_BOMB_BYTES, _BOMB_RATIO * path.stat().st_size) if compression != Compression.NONE else None
        self._read = self._lines = self._since_line_end = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        block = self._packed.read(len(buffer))
        self._check(block)
        buffer[: len(block)] = block
        return len(block)

    def _check(self, block: bytes) -> None:
        self._read += len(block)
        line_end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._since_line_end = len(block) - line_end - 1 + (self._since_line_end if line_end < 0 else 0)
        self._lines += max(block.count(b"\n"), block.count(b"\r"))
        if self._longest_line is not None and self._since_line_end > self._longest_line:
            megabytes = self._longest_line >> 20
            raise InputError(
                f"line {self._lines + 1} is longer than {megabytes} MB", remedy="check that this is a table"
            )
        if self._limit is not None and self._read > self._limit:
            raise InputError(
                f"unpacks to more than {_BOMB_RATIO} times its size", remedy="check where it comes from, and unpack it"
            )


@contextmanager
def open_bytes(
    path: Path, compression: Compression, *, longest_line: int | None = LONGEST_LINE_BYTES
) -> Iterator[io.BufferedReader]:
    """Open a file for reading its unpacked bytes. Raises InputError, also later where the packing is damaged.

    `longest_line` in bytes is None for who holds no line in memory.
    """
    try:
        with _unpack(path, compression) as packed:
            guarded = _GuardedBytes(packed, path, compression, longest_line=longest_line)
            yield io.BufferedReader(guarded, BLOCK_BYTES)
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if getattr(error, "errno", None) is not None:  # a fault of the disk, not of the packing
            raise
        raise DamagedInputError(compression) from error


def _unpack(path: Path, compression: Compression) -> IO[bytes]:
    match compression:
        case Compression.NONE:
            return path.open("rb")
        case Compression.GZIP:
            return cast("IO[bytes]", gzip.open(path))
        case Compression.BZIP2:
            return bz2.open(path)
        case Compression.XZ:
            return lzma.open(path)
        case Compression.ZSTD:
            import pyarrow as pa  # noqa: PLC0415 - for Zstandard alone

            return cast("IO[bytes]", pa.CompressedInputStream(pa.OSFile(os.fsencode(path)), "zstd"))
