"""How a table is declared: its columns, once, for every format and for the tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from batch.options.export_options import Words
from batch.tables.words.said import Said

Value = str | int | bool | datetime | tuple[str | None, ...] | None
Row = tuple[Value, ...]


class ColumnType(Enum):
    """What a column holds; any value can be null."""

    TEXT = auto()  #: identifiers too: always text, never numbers
    INTEGER = auto()  #: 64 bits
    BOOLEAN = auto()  #: true or false
    TIMESTAMP = auto()  #: a datetime with its offset; UTC in Parquet
    TEXT_LIST = auto()  #: in order; joined with LIST_SEPARATOR where a format has no lists


LIST_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column: its name, its type, and its source: a path of attributes, from the parts that its table's rows have.

    `description` says what it holds, for notes, data package and Parquet alike; `in_words` puts its codes into words.
    `read` makes the column's value of what is found at the source, unless that is None.
    """

    name: str
    type: ColumnType
    source: str
    description: Said
    in_words: Callable[[str, Words], str | None] | None = None
    read: Callable[[Any], Value] | None = None


class Reference(NamedTuple):
    """Columns that a table shares with another, in which each of its rows has one that they name."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class OutputTable:
    """A table: its name and its columns in order, what a row of it is, what tells its rows apart, what it refers to.

    One that people open in a spreadsheet has its foreign texts neutralised there; programs read the others as they are.
    """

    name: str
    columns: tuple[OutputColumn, ...]
    description: Said | None = None
    key: tuple[str, ...] = ()
    reference: Reference | None = None
    is_opened_by_people: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def values(self, rows: "Columns") -> list[Sequence[Value]]:
        """Return the values of some rows, a sequence for each column."""
        return [_read(column, rows.column(column.source)) for column in self.columns]


def _read(column: OutputColumn, found: Sequence[Any]) -> Sequence[Value]:
    read = column.read
    return found if read is None else [None if each is None else read(each) for each in found]


class Columns:
    """What some rows are read from, in columns: the parts that each row has, by name, and all that paths lead to.

    All attributes of NamedTuples and structs are read at once, which takes a third of what one by one does. What is
    absent has absent attributes.
    """

    def __init__(self, parts: Mapping[str, Sequence[Any]]) -> None:
        self._columns = dict(parts)
        self._picked: dict[str, tuple[Columns, Sequence[int]]] = {}
        self.row_count = len(next(iter(parts.values())))

    @classmethod
    def of(cls, records: Sequence[Any]) -> "Columns":
        """Take the fields of NamedTuples for parts."""
        return cls(dict(zip(records[0]._fields, zip(*records, strict=True), strict=True)))

    def add(self, name: str, values: Sequence[Any]) -> None:
        """Add a part."""
        self._columns[name] = values

    def pick(self, name: str, others: "Columns", places: Sequence[int]) -> None:
        """Take for a part, in each row, that row of the others which stands at its place; -1 is none of them."""
        self._picked[name] = (others, places)

    def column(self, path: str) -> Sequence[Any]:
        if path not in self._columns:
            first, _, rest = path.partition(".")
            if first in self._picked:
                others, places = self._picked[first]
                self._columns[path] = list(map([*others.column(rest), None].__getitem__, places))
            else:
                self._read(*path.rpartition(".")[::2])
        return self._columns[path]

    def _read(self, part: str, attribute: str) -> None:
        objects = self.column(part) if part else self._columns[attribute]
        kind = next((type(each) for each in objects if each is not None), None)
        if kind is None:
            self._columns[f"{part}.{attribute}"] = objects
        elif names := getattr(kind, "__struct_fields__", None) or getattr(kind, "_fields", None):
            nothing, as_tuple = (None,) * len(names), astuple if issubclass(kind, Struct) else tuple
            rows = [nothing if each is None else as_tuple(each) for each in objects]
            self._columns |= zip((f"{part}.{name}" for name in names), zip(*rows, strict=True), strict=True)
        else:
            self._columns[f"{part}.{attribute}"] = [each and getattr(each, attribute) for each in objects]
