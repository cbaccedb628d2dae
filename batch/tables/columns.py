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
        return [rows.values(column.source, column.read) for column in self.columns]


class Picked(NamedTuple):
    """A column whose values are those of others, at places among them, for all of a part; None is none of them."""

    part: str
    others: "Columns"
    path: str
    places: Sequence[int | None]


class Columns:
    """What some rows are read from, in columns: the parts that each row has, by name, and all that paths lead to.

    All attributes of NamedTuples and structs are read at once, which takes a third of what one by one does. What is
    absent has absent attributes. `made` is what a format makes of a column, for the other tables that it stands in.
    """

    def __init__(self, parts: Mapping[str, Sequence[Any]]) -> None:
        self._columns = dict(parts)
        self._picked: dict[str, tuple[Columns, Sequence[int | None]]] = {}
        self.made: dict[object, Any] = {}
        self.row_count = len(next(iter(parts.values())))

    @classmethod
    def of(cls, records: Sequence[Any]) -> "Columns":
        """Take the fields of NamedTuples for parts."""
        return cls(dict(zip(records[0]._fields, zip(*records, strict=True), strict=True)))

    def add(self, name: str, values: Sequence[Any]) -> None:
        """Add a part."""
        self._columns[name] = values

    def pick(self, name: str, others: "Columns", places: Sequence[int | None]) -> None:
        """Take for a part, in each row, that row of the others which stands at its place; None is none of them."""
        self._picked[name] = (others, places)

    def joined(self) -> "Columns":
        """Return the same rows for picking from others that pick from these: a cycle would outlive its batch."""
        rows = Columns(self._columns)
        rows._columns, rows.made = self._columns, self.made
        return rows

    def picked(self, path: str) -> Picked | None:
        """Return which values of others a path leads to, None for one that leads to values of these rows."""
        first, _, rest = path.partition(".")
        if first not in self._picked:
            return None
        others, places = self._picked[first]
        return Picked(first, others, rest, places)

    def values(self, path: str, read: Callable[[Any], Value] | None) -> Sequence[Value]:
        """Return what a path leads to, as `read` makes values of it."""
        found = self.column(path)
        return found if read is None else [None if each is None else read(each) for each in found]

    def column(self, path: str) -> Sequence[Any]:
        if path not in self._columns:
            if (picked := self.picked(path)) is None:
                self._read(*path.rpartition(".")[::2])
            else:
                others = picked.others.column(picked.path)
                self._columns[path] = [None if place is None else others[place] for place in picked.places]
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
