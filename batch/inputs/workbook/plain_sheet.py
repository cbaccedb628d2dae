"""Recognises a sheet whose XML is spelled throughout as the common programs spell it, which calamine reads right.

Nothing is concluded from what is not recognised: with one row, cell or attribute in another spelling, the whole sheet
is read by a parser (restated_sheet.py), which decides alone, and takes five times as long.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import lt
from typing import IO, NamedTuple, Self

from batch.inputs.workbook.calamine_book import MOST_PLACES
from batch.inputs.workbook.places import column_index
from batch.inputs.workbook.plain_spelling import Spelling, spelling

FORMULA_WITHOUT_VALUE = "="

HiddenTexts = Mapping[int, Mapping[int, str]]
"""What a person sees where calamine gives an empty cell, by row and column from 0."""

_BLOCK_BYTES = 1 << 18
_MOST_UNDECIDED = 1 << 22  # bytes of one row, or before the first; 16,384 numbers in a row are a tenth of it
_FEW_PLACES = 100_000  # take some 3 MB, and no time that anybody would notice
_MOST_FOR_ONE = 8  # places for each filled one: an empty one costs a tenth as much, and the parser five times

_START = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\s*>")
_ODD_START = re.compile(rb"""<!|<\?(?!xml\s)|encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)


class _NotPlainError(Exception):
    """Raised as soon as anything is not recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSheet:
    """What is known of such a sheet without its values."""

    places: int  #: of the rectangle in which calamine lays it out, at most: rows of mere formats count beside others
    filled: int  #: those with a cell that holds something
    hidden_texts: HiddenTexts

    @classmethod
    def recognise(cls, xml: IO[bytes]) -> Self | None:
        """Return None for a sheet in any other spelling."""
        rows: list[int] = []
        reach: list[int] = []
        columns: set[bytes] = set()
        filled = 0
        hidden: defaultdict[int, dict[int, str]] = defaultdict(dict)
        try:
            for block in _blocks(xml):
                rows += block.rows
                own = _columns(block)
                if count := block.xml.count(block.spelling.filled_end):
                    filled += count
                    columns |= own
                    reach += block.rows[:: max(1, len(block.rows) - 1)]
                for row, column, text in _hidden_texts(block):
                    hidden[row][column] = text
        except _NotPlainError:
            return None
        if not all(map(lt, rows, rows[1:])):
            return None
        width = max(map(column_index, columns), default=-1) + 1
        height = reach[-1] - reach[0] + 1 if reach else 0
        return cls(places=width * height, filled=filled, hidden_texts=hidden)

    @property
    def is_dense(self) -> bool:
        """Whether the rectangle costs about what the filled cells cost."""
        return self.places <= min(MOST_PLACES, max(_FEW_PLACES, _MOST_FOR_ONE * self.filled))


class _Block(NamedTuple):
    """Some whole rows, every byte of which was recognised, and their numbers."""

    xml: bytes
    rows: list[int]
    spelling: Spelling


def _blocks(xml: IO[bytes]) -> Iterator[_Block]:
    prefix, rest = _find_start(xml)
    pattern = spelling(prefix)
    while True:
        *parts, tail = pattern.row.split(rest)
        is_end = tail.startswith(pattern.end)
        has_odd_row = pattern.row_end in tail or len(tail) > _MOST_UNDECIDED
        if any(parts[::2]) or (has_odd_row and not is_end):
            raise _NotPlainError
        yield _Block(rest[: len(rest) - len(tail)], list(map(int, parts[1::2])), pattern)
        if is_end:
            return
        rest = tail + _read(xml)


def _find_start(xml: IO[bytes]) -> tuple[bytes, bytes]:
    """Return the prefix of the elements' names, and what was read of the rows."""
    read = b""
    while (start := _START.search(read)) is None:
        if len(read) > _MOST_UNDECIDED:
            raise _NotPlainError
        read += _read(xml)
    if _ODD_START.search(read, 0, start.start()):
        raise _NotPlainError
    return start[1], read[start.end() :].lstrip()


def _read(xml: IO[bytes]) -> bytes:
    if not (block := xml.read(_BLOCK_BYTES)):
        raise _NotPlainError
    return block


def _columns(block: _Block) -> set[bytes]:
    """Return the columns with cells, of those too that only have a format."""
    places = block.spelling.place.findall(block.xml)
    if len(set(places)) < len(places):  # calamine would give one of two values
        raise _NotPlainError
    return set(b" ".join(places).translate(None, b"0123456789").split())


def _hidden_texts(block: _Block) -> Iterator[tuple[int, int, str]]:
    if b' t="e"' in block.xml:
        for column, row, error in block.spelling.error.findall(block.xml):
            yield int(row) - 1, column_index(column), error.decode()
    if block.spelling.formula_start in block.xml:
        for column, row in block.spelling.uncalculated.findall(block.xml):
            yield int(row) - 1, column_index(column), FORMULA_WITHOUT_VALUE
