"""Reads JSON lines: an object on each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

import msgspec

from batch.cells.rows import ROWS_IN_GROUP, Cell, RowGroup, StandIn, is_blank
from batch.errors import InputError
from batch.inputs.text.text_file import TextFile

_SAMPLED_LINES = 500  # a member that no earlier line has is no column

_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLines:
    """A text with a JSON object on each line; the first line is row 1, and there is no header."""

    text: TextFile
    names: tuple[str, ...]  #: every name that the first lines use

    @classmethod
    def open(cls, text: TextFile) -> Self:
        """Collect the names. Raises InputError."""
        with text.open() as lines:
            objects = [read_object(line) for line in islice(lines, _SAMPLED_LINES)]
        names = dict.fromkeys(name for each in objects for name in each or ())
        if not names and None in objects:
            raise InputError("is JSON, but not JSON lines", remedy="write one object on each line")
        return cls(text=text, names=tuple(names))

    @property
    def mixes_types(self) -> bool:
        """True: `"06821349425"` and 6821349425 are both lawful in one column."""
        return True

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "JSON lines", **self.text.reading_notes}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        with self.text.open() as lines:
            objects = [read_object(line) or {} for line in islice(lines, limit)]
        return [[_to_cell(each.get(name)) for name in self.names] for each in objects]

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        names = [self.names[column] for column in columns]
        number = after + 1
        with self.text.open() as lines:
            unread = islice(lines, after, None)
            while group := [read_object(line) for line in islice(unread, ROWS_IN_GROUP)]:
                cells = [
                    [StandIn.NO_OBJECT if each is None else _to_cell(each.get(name)) for each in group]
                    for name in names
                ]
                yield RowGroup(first=number, columns=cells, blanks=list(map(_is_blank, group)))
                number += len(group)


def read_object(line: str) -> dict[str, Any] | None:
    """Return the object on a line, an empty one for an empty line, None for anything else."""
    if line.isspace():
        return {}
    try:
        return _decode(line)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _is_blank(content: dict[str, Any] | None) -> bool:
    return content is not None and all(is_blank(_to_cell(value)) for value in content.values())


def _to_cell(value: Any) -> Cell:  # noqa: ANN401 - whatever JSON can hold
    return value if value is None or isinstance(value, str | int | float) else str(value)
