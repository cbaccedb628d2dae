"""A text file, packed or not, of whatever encoding, as lines."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from batch.errors import EmptyInputError, InputError
from batch.inputs.text.byte_stream import BLOCK_BYTES, Compression, open_bytes
from batch.inputs.text.encoding import TextEncoding, detect_encoding, find_joint

_CONTROLS = dict.fromkeys([*range(2, 9), *range(14, 28), 127])
"""Control characters that separate nothing: Hive puts U+0001 between cells, others the four from U+001C on."""

_MOST_CONTROLS = 0.02  # of random bytes every tenth is one; a text has one here and there


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A text file that can be read more than once, in bounded memory."""

    path: Path
    compression: Compression
    encoding: TextEncoding

    @classmethod
    def detect(cls, path: Path, compression: Compression) -> Self:
        """Go through the file once to tell its encoding. Raises InputError."""
        encoding = detect_encoding(lambda: _blocks(path, compression))
        joint = find_joint(lambda: _blocks(path, compression), encoding)
        if joint is not None:
            raise InputError(
                f"from line {joint} on it is no UTF-16 any more, and its rows can't be told apart",
                remedy="save all of it in one encoding",
            )
        return cls(path=path, compression=compression, encoding=encoding)

    @property
    def reading_notes(self) -> Mapping[str, str]:
        packed = {} if self.compression is Compression.NONE else {"compression": self.compression.value}
        return {**packed, "encoding": str(self.encoding)}

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """Open it as lines that keep their ends, as the csv module wants them. Raises InputError."""
        with open_bytes(self.path, self.compression) as stream:
            # An error that the strict reading would raise, when the file was changed, would hold the bytes of its rows.
            yield io.TextIOWrapper(stream, encoding=self.encoding.codec, errors="replace", newline="")

    @contextmanager
    def open_unlimited(self) -> Iterator[TextIO]:
        """Open it for a reader that takes it by characters, and bounds by itself what it holds."""
        with open_bytes(self.path, self.compression, longest_line=None) as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding.codec, errors="replace", newline="")

    @contextmanager
    def open_as_is(self) -> Iterator[TextIO]:
        """Open it to be copied: bytes of another encoding in a UTF-8 text can be written back as they were."""
        errors = "surrogateescape" if self.encoding.codec.startswith("utf-8") else "replace"
        with open_bytes(self.path, self.compression) as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding.codec, errors=errors, newline="")


def read_start(path: Path, compression: Compression) -> bytes:
    """Return the first bytes, unpacked. Raises InputError when there are none."""
    start = next(_blocks(path, compression), b"")
    if not start:
        raise EmptyInputError("the file is empty", remedy="check how it was made")
    return start


def is_binary(start: str) -> bool:
    """Whether so many characters are controls that it is no text, in no encoding."""
    return len(start) - len(start.translate(_CONTROLS)) > _MOST_CONTROLS * len(start)


def refuse_nuls(path: Path, start: bytes) -> None:
    """Raise InputError for a file of NUL bytes: a file system that crashed keeps a file's length, not its content."""
    if start.strip(b"\0"):
        return
    with path.open("rb") as file:
        holds_others = any(block.strip(b"\0") for block in iter(lambda: file.read(BLOCK_BYTES), b""))
    raise InputError(
        f"{'begins with' if holds_others else 'holds only'} NUL bytes, as after a crash of the machine that wrote it",
        remedy="make the file again",
    )


def _blocks(path: Path, compression: Compression) -> Iterator[bytes]:
    with open_bytes(path, compression, longest_line=None) as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block
