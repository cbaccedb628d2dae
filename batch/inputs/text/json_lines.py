"""Reads JSON: an object on each line, or objects in an array or one behind the other, however they are laid out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from json import JSONDecoder
from typing import Any, NoReturn, Self, TextIO

import msgspec

from batch.cells.rows import ROWS_IN_GROUP, Cell, RowGroup, StandIn, is_blank
from batch.errors import EmptyInputError, InputError
from batch.inputs.sheet import note_nested
from batch.inputs.text.text_file import TextFile

_SAMPLED = 500  # objects; a member that no earlier one has is no column
_BLOCK = 1 << 20  # characters read at a time
_LONGEST_OBJECT = 8 << 20  # characters: one is held in memory as a whole
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")  # objects; U+001E begins each of a JSON text sequence (RFC 7464)

_raw_decode = JSONDecoder().raw_decode
_decode_pairs = JSONDecoder(object_pairs_hook=tuple).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


_END = object()

Piece = tuple[str, str | None]
"""What stands before an object, and its text; behind the last one there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLines:
    """A text with a JSON object on each line; the first line is row 1, and there is no header."""

    text: TextFile
    names: tuple[str, ...]  #: every name that the first objects use
    nested: tuple[str, ...] = ()  #: those of them that hold lists or objects

    @classmethod
    def open(cls, text: TextFile) -> Self:
        """Collect the names. Raises InputError."""
        return cls(text=text, names=()).with_names()

    def with_names(self) -> Self:
        with self._objects() as unread:
            objects = list(islice(unread, _SAMPLED))
            goes_on = next(unread, _END) is not _END
        if not objects:
            raise EmptyInputError("holds no object", remedy="check how it was made")
        names = dict.fromkeys(name for each in objects for name in each or ())
        if not names and None in objects:
            remedy = 'write an object for each row, such as {"fnr": …}, with each member once'
            raise InputError("is JSON without objects", remedy=remedy)
        if not names and goes_on:
            raise InputError(f"its first {_SAMPLED} objects are empty", remedy="remove the empty objects at its start")
        if not names:
            raise EmptyInputError("holds only empty objects", remedy="check how it was made")
        values = (pair for each in objects for pair in (each or {}).items())
        nested = dict.fromkeys(name for name, value in values if isinstance(value, dict | list))
        return replace(self, names=tuple(names), nested=tuple(nested))

    @property
    def mixes_types(self) -> bool:
        """True: `"06821349425"` and 6821349425 are both lawful in one column."""
        return True

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "JSON lines", **self.text.reading_notes, **note_nested(self.nested)}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        with self._objects() as objects:
            return [[_to_cell((each or {}).get(name)) for name in self.names] for each in islice(objects, limit)]

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        names = [self.names[column] for column in columns]
        number = after + 1
        with self._objects() as objects:
            unread = islice(objects, after, None)
            while group := list(islice(unread, ROWS_IN_GROUP)):
                cells = [
                    [StandIn.NO_OBJECT if each is None else _to_cell(each.get(name)) for each in group]
                    for name in names
                ]
                yield RowGroup(first=number, columns=cells, blanks=list(map(_is_blank, group)))
                number += len(group)

    @contextmanager
    def pieces(self) -> Iterator[Iterator[Piece]]:
        """Open it as the texts of its objects, with what stands between them."""
        with self.text.open() as lines:
            yield (("", line) for line in lines)

    @contextmanager
    def _objects(self) -> Iterator[Iterator[dict[str, Any] | None]]:
        with self.pieces() as pieces:
            yield (read_object(text) for _, text in pieces if text is not None)


class JsonObjects(JsonLines):
    """Objects in an array, or one behind the other; the first is row 1."""

    __slots__ = ()

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "JSON", **self.text.reading_notes, **note_nested(self.nested)}

    @contextmanager
    def pieces(self) -> Iterator[Iterator[Piece]]:
        with self.text.open_unlimited() as stream:
            yield _cut_objects(stream)


def open_json(text: TextFile) -> JsonLines:
    """Take the text for JSON lines where half of its first lines are objects by themselves. Raises InputError."""
    with text.open_unlimited() as stream:
        start = stream.read(_BLOCK)
    lines = [line for line in start.split("\n")[:_SAMPLED] if line.strip()]
    whole = sum(read_object(line) is not None for line in lines)
    is_lines = not start.lstrip().startswith("[") and whole * 2 >= len(lines)
    return (JsonLines if is_lines else JsonObjects).open(text)


def _cut_objects(stream: TextIO) -> Iterator[Piece]:
    """Yield the values of a JSON text one by one. Raises InputError where one is broken: what follows is unsure."""
    unread, number, block = "", 1, " "
    while block:
        block = stream.read(_BLOCK)
        unread, at = unread + block, 0
        while (value := _next_value(unread, at, is_end=not block)) is not None:
            start, end = value
            yield unread[at:start], unread[start:end]
            at, number = end, number + 1
        unread = unread[at:]
        if len(unread) > _LONGEST_OBJECT:
            _refuse_broken(number)
    if not _BETWEEN.fullmatch(unread):
        _refuse_broken(number)
    yield unread, None


def _next_value(text: str, at: int, *, is_end: bool) -> tuple[int, int] | None:
    """Return where the next value begins and ends, None where its end has not been read yet: a number may go on."""
    before = _BETWEEN.match(text, at)
    start = at if before is None else before.end()
    try:
        _, end = _raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return (start, end) if is_end or end < len(text) else None


def _refuse_broken(number: int) -> NoReturn:
    raise InputError(f"as JSON, its object {number} is broken or not complete", remedy="make the file again")


def read_object(line: str) -> dict[str, Any] | None:
    """Return the object on a line, an empty one for an empty line, None for anything else.

    One that has a member twice is none: nobody can tell which of the two values is meant (RFC 8259 section 4).
    """
    if line.isspace():
        return {}
    try:
        content = _decode(line)
        # Only where there are more colons than members can one of them be there twice.
        is_sure = line.count(":") == len(content) or len(_decode_pairs(line)) == len(content)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return content if is_sure else None


def _is_blank(content: dict[str, Any] | None) -> bool:
    return content is not None and all(is_blank(_to_cell(value)) for value in content.values())


def _to_cell(value: Any) -> Cell:  # noqa: ANN401 - whatever JSON can hold
    return value if value is None or isinstance(value, str | int | float) else str(value)
