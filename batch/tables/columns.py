"""How a table is declared: its columns, once, for every format and for the tests."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import astuple

from batch.options.export_options import Words
from batch.tables.words.said import Said

Value = str | int | bool | datetime | tuple[str | None, ...] | None
Row = tuple[Value, ...]
Record = TypeVar("Record")


class ColumnType(Enum):
    """What a column holds; any value can be null."""

    TEXT = auto()  #: identifiers too: always text, never numbers
    INTEGER = auto()  #: 64 bits
    BOOLEAN = auto()  #: true or false
    TIMESTAMP = auto()  #: a datetime with its offset; UTC in Parquet
    TEXT_LIST = auto()  #: in order; joined with LIST_SEPARATOR where a format has no lists


LIST_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class OutputColumn(Generic[Record]):
    """A column: its name, its type, and its source: a path of attributes from a record, or a function of the record.

    `description` says what it holds, for notes, data package and Parquet alike; `in_words` puts its codes into words.
    """

    name: str
    type: ColumnType
    source: str | Callable[[Record], Value]
    description: Said
    in_words: Callable[[str, Words], str | None] | None = None


class Reference(NamedTuple):
    """Columns that a table shares with another, in which each of its rows has one that they name."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class OutputTable(Generic[Record]):
    """A table: its name and its columns in order, what a row of it is, what tells its rows apart, what it refers to.

    One that people open in a spreadsheet has its foreign texts neutralised there; programs read the others as they are.
    """

    name: str
    columns: tuple[OutputColumn[Record], ...]
    description: Said | None = None
    key: tuple[str, ...] = ()
    reference: Reference | None = None
    is_opened_by_people: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def values(self, records: Sequence[Record]) -> list[Sequence[Value]]:
        """Return the values of some records, a sequence for each column."""
        read = _Attributes(records)
        return [
            read.column(column.source) if isinstance(column.source, str) else list(map(column.source, records))
            for column in self.columns
        ]


class _Attributes:
    """Reads all attributes of NamedTuples and structs at once, which takes a third of what one by one does."""

    def __init__(self, records: Sequence[Any]) -> None:
        self._columns: dict[str, Sequence[Any]] = {"": records}

    def column(self, path: str) -> Sequence[Any]:
        if path not in self._columns:
            part, _, attribute = path.rpartition(".")
            self._read(part, attribute, self.column(part))
        return self._columns[path]

    def _read(self, part: str, attribute: str, objects: Sequence[Any]) -> None:
        rows: Iterable[tuple[Any, ...]]
        if isinstance(objects[0], Struct):
            names, rows = objects[0].__struct_fields__, map(astuple, objects)
        elif isinstance(objects[0], tuple):
            names, rows = objects[0]._fields, objects  # type: ignore[attr-defined]
        else:
            names, rows = (attribute,), zip(map(attrgetter(attribute), objects))
        prefix = f"{part}." if part else ""
        self._columns |= zip((f"{prefix}{name}" for name in names), zip(*rows, strict=True), strict=True)
