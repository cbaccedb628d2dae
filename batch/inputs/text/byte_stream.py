"""Reads the unpacked bytes of a text file, and refuses a line or an archive that would fill the memory."""

import gzip
import io
import os
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


class Compression(StrEnum):
    """How a text file is packed."""

    NONE = "none"  #: not at all
    GZIP = "gzip"  #: .gz
    ZSTD = "zstd"  #: .zst

    @classmethod
    def detect(cls, path: Path) -> "Compression":
        """Look at the file's first bytes, never at its name."""
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith(b"\x1f\x8b"):
            return cls.GZIP
        return cls.ZSTD if start == b"\x28\xb5\x2f\xfd" else cls.NONE


class _GuardedBytes(io.RawIOBase):
    """Passes bytes on and counts them; raises InputError where a line or the whole gets absurdly long."""

    def __init__(self, packed: IO[bytes], path: Path, compression: Compression) -> None:
        self._packed = packed
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
        if self._since_line_end > LONGEST_LINE_BYTES:
            megabytes = LONGEST_LINE_BYTES >> 20
            raise InputError(
                f"line {self._lines + 1} is longer than {megabytes} MB", remedy="check that this is a table"
            )
        if self._limit is not None and self._read > self._limit:
            raise InputError(
                f"unpacks to more than {_BOMB_RATIO} times its size", remedy="check where it comes from, and unpack it"
            )


@contextmanager
def open_bytes(path: Path, compression: Compression) -> Iterator[io.BufferedReader]:
    """Open a file for reading its unpacked bytes. Raises InputError, also later where the packing is damaged."""
    try:
        with _unpack(path, compression) as packed:
            yield io.BufferedReader(_GuardedBytes(packed, path, compression), BLOCK_BYTES)
    except (EOFError, zlib.error, OSError) as error:
        if getattr(error, "errno", None) is not None:  # a fault of the disk, not of the packing
            raise
        raise DamagedInputError(compression) from error


def _unpack(path: Path, compression: Compression) -> IO[bytes]:
    match compression:
        case Compression.NONE:
            return path.open("rb")
        case Compression.GZIP:
            return cast("IO[bytes]", gzip.open(path))
        case Compression.ZSTD:
            import pyarrow as pa  # noqa: PLC0415 - for Zstandard alone

            return cast("IO[bytes]", pa.CompressedInputStream(pa.OSFile(os.fsencode(path)), "zstd"))
