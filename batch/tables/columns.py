"""How a table is declared: its columns, once, for every format and for the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Generic, TypeVar

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
    """A column: its name, its type, and how its value is read from a record."""

    name: str
    type: ColumnType
    read: Callable[[Record], Value]


@dataclass(frozen=True, slots=True)
class OutputTable(Generic[Record]):
    """A table: its name and its columns in order.

    One that people open in a spreadsheet has its foreign texts neutralised there; programs read the others as they are.
    """

    name: str
    columns: tuple[OutputColumn[Record], ...]
    is_opened_by_people: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def row(self, record: Record) -> Row:
        """Return the record's values in the order of the columns."""
        return tuple([column.read(record) for column in self.columns])
