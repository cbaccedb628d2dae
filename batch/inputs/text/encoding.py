"""Decides the encoding of a text file: byte order mark, NULs of UTF-16, strict UTF-8, then Windows-1252."""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_REPLACED = "\ufffd"
_WRONG = re.compile(f"(?<!\0){_REPLACED}(?!\0)")
"""A faulty character; beside a NUL it belongs to a part in UTF-16, and says nothing about the rest."""

_OTHER_LINE_END = re.compile(
    "[\u0a00-\u0aff" + "".join(chr(first << 8 | 0x0A) for first in (0x09, 0x0D, *range(0x21, 0xC0))) + "]"
)
"""Two bytes, one of them a line end, that were read as one character of UTF-16; some are letters (上) all the same."""

_LOOK_AHEAD = 40  # characters: a row of a list has digits, delimiters and line ends among so many
_SHORTEST_REST = 4  # characters; less may be the name that ends the file

_MANY = 0.4  # of every other byte; nearly all in Western text, less a few dashes and quotes from other blocks
_FEW = 0.05  # of the bytes between them: none in text
_FIRST_BYTES = 32  # few enough that no text in another encoding has been joined to it yet

Blocks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEncoding:
    """How the bytes of a text are to be read."""

    codec: str
    first_fault: int | None = None  #: the first line (from 1) with bytes of another encoding, which are replaced

    def __str__(self) -> str:
        return (
            self.codec
            if self.first_fault is None
            else f"{self.codec}, in parts another from line {self.first_fault} on"
        )


def detect_encoding(read_blocks: Blocks) -> TextEncoding:
    """Look at every byte of a text; each call of `read_blocks` reads it from its start."""
    start = next(iter(read_blocks()), b"")
    codec = _codec_of_start(start) or "utf-8"
    fault = _first_fault(read_blocks(), codec)
    if fault is None:
        return TextEncoding(codec=codec)
    if codec == "utf-8" and not _is_mostly_utf8(read_blocks()):
        return TextEncoding(codec=_single_byte_codec(read_blocks()))
    return TextEncoding(codec=codec, first_fault=fault)


def decode_start(start: bytes) -> str:
    """Decode a file's first bytes to tell what it is: by mark or NULs where they say how, else a byte a character."""
    return start.decode(_codec_of_start(start) or "latin-1", "replace")


def find_joint(read_blocks: Blocks, encoding: TextEncoding) -> int | None:
    """Return the line from which a text in UTF-16 goes on in another encoding, and rows can't be told apart."""
    if not encoding.codec.startswith("utf-16"):
        return None
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    line, text = 1, ""
    for block in chain(read_blocks(), [b""]):
        text += decoder.decode(block)
        settled = len(text) - (_LOOK_AHEAD if block else 0)
        for found in _OTHER_LINE_END.finditer(text):
            if found.start() < settled and _is_read_in_pairs(text[found.start() :][:_LOOK_AHEAD]):
                return line + text.count("\n", 0, found.start())
        line += text.count("\n", 0, max(0, settled))
        text = text[max(0, settled) :]
    return None


def _is_read_in_pairs(text: str) -> bool:
    is_enough = len(text) >= _SHORTEST_REST or len(_OTHER_LINE_END.findall(text)) > 1
    return is_enough and not any(map(str.isascii, text))


def _codec_of_start(start: bytes) -> str | None:
    marked = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    return marked or _wide_without_mark(start)


def _wide_without_mark(start: bytes) -> str | None:
    """Every other byte of Western text in UTF-16 is NUL, from the first ones on: another text may be joined to it.

    In UTF-32 three of four are, or two where letters are of other scripts.
    """
    first = start[:_FIRST_BYTES]
    by_place = [first[place::4] for place in range(4)]
    are_nul = [bool(part) and not any(part) for part in by_place]
    if are_nul[2:] == [True, True] and any(by_place[0]):
        return "utf-32-le"
    if are_nul[:2] == [True, True] and any(by_place[3]):
        return "utf-32-be"
    even, odd = (part.count(0) / max(1, len(part)) for part in (first[0::2], first[1::2]))
    if odd > _MANY and even < _FEW:
        return "utf-16-le"
    return "utf-16-be" if even > _MANY and odd < _FEW else None


def _first_fault(blocks: Iterable[bytes], codec: str) -> int | None:
    """Return the line on which the codec fails first, None when it reads everything."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    try:
        for block in blocks:
            line += decoder.decode(block).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None


def _is_mostly_utf8(blocks: Iterable[bytes]) -> bool:
    """Whether more characters beyond ASCII are right UTF-8 than not, as where files were joined."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = 0
    for block in blocks:
        text = decoder.decode(block)
        wrong += len(_WRONG.findall(text))
        right += len(text) - len(text.encode("ascii", "ignore")) - text.count(_REPLACED)
    return right > wrong


def _single_byte_codec(blocks: Iterable[bytes]) -> str:
    """Take Windows-1252, unless there are bytes that it does not have and Latin-1 does."""
    has_others = any(len(block.translate(None, _NOT_IN_CP1252)) != len(block) for block in blocks)
    return "latin-1" if has_others else "cp1252"
