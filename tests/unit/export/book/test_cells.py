"""What the cells of a workbook hold of each value."""

from datetime import UTC, datetime

import pytest
from support import builders as make

from batch.export.book.cells import cell_maker
from batch.options.export_options import Words
from batch.tables import EKTEPAKTER, ERRORS, OPPSLAG, ColumnType, OutputColumn, OutputTable


def in_oslo(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


def column_of(table: OutputTable, name: str) -> OutputColumn:
    return next(column for column in table.columns if column.name == name)


@pytest.mark.parametrize(
    ("column_type", "value", "expected"),
    [
        (ColumnType.TEXT, "06821349425", "06821349425"),
        (ColumnType.TEXT, None, None),
        (ColumnType.BOOLEAN, False, False),
        (ColumnType.INTEGER, 999_999_999_999_999, 999_999_999_999_999),
        (ColumnType.INTEGER, 10**15, "1000000000000000"),
        (ColumnType.INTEGER, -(10**15), "-1000000000000000"),
        (ColumnType.TEXT_LIST, ["a", None, "b"], "a |  | b"),
        (ColumnType.TEXT_LIST, [], ""),
        (ColumnType.TEXT_LIST, None, None),
        (ColumnType.TIMESTAMP, None, None),
        (ColumnType.TIMESTAMP, datetime(2026, 7, 1, 12, 0, 5, 999, tzinfo=UTC), in_oslo(2026, 7, 1, 14, 0, 5)),
        (ColumnType.TIMESTAMP, datetime(2026, 1, 1, 23, 30, tzinfo=UTC), in_oslo(2026, 1, 2, 0, 30)),
        (ColumnType.TIMESTAMP, datetime(1850, 1, 1, tzinfo=UTC), "1850-01-01T00:00:00+00:00"),
    ],
)
def test_a_value_becomes_what_a_cell_can_hold(column_type: ColumnType, value: object, expected: object) -> None:
    """Excel would round sixteen digits, and it has no dates before 1900."""
    assert cell_maker(make.column("c", column_type), Words.NB)(value) == expected


@pytest.mark.parametrize(
    ("table", "name", "value", "nb", "en"),
    [
        (OPPSLAG, "outcome", "found", "har ektepakt", "has an ektepakt"),
        (OPPSLAG, "reason", "k1", "første kontrollsiffer er feil", "first check digit is wrong"),
        (OPPSLAG, "repair", "trimmed+leading_zero", "tegn rundt fjernet, manglende null foran satt inn", None),
        (EKTEPAKTER, "avtaletyper", ["avtaletype.gave", "ny", None], "Ektepakten inneholder gave | ny | ", None),
        (
            ERRORS,
            "advice",
            "The register did not answer in time: try again later.",
            "Registeret svarte ikke i tide: prøv igjen senere.",
            "The register did not answer in time: try again later.",
        ),
    ],
)
def test_codes_are_put_into_words(table: OutputTable, name: str, value: object, nb: str, en: str | None) -> None:
    assert cell_maker(column_of(table, name), Words.NB)(value) == nb
    if en is not None:
        assert cell_maker(column_of(table, name), Words.EN)(value) == en
