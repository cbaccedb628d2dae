"""Tables as CSV: a header from the declared columns, and a form for each type of value."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from support import builders as make

from batch.export.formats.arrow import ArrowGroups
from batch.export.formats.delimited import FOR_EXCEL, FOR_PROGRAMS, CsvDialect, CsvTableWriter
from batch.tables import ERRORS, RESULT_TABLES, Columns, ColumnType, OutputTable, Row, Value

CEST = timezone(timedelta(hours=2))


def table(*types: ColumnType) -> OutputTable:
    columns = [make.column(f"c{number}", each) for number, each in enumerate(types, 1)]
    return OutputTable("made", tuple(columns))


def written(of: OutputTable, *rows: Row, dialect: CsvDialect = FOR_PROGRAMS) -> bytes:
    file = io.BytesIO()
    writer = CsvTableWriter(file, of, dialect)
    groups = ArrowGroups(make.read_from_tuples(of), writer.write)
    groups.add(Columns({"row": rows}))
    groups.finish()
    writer.close()
    return file.getvalue()


def field(column_type: ColumnType, value: Value) -> str:
    """Return how a value is written, between two that are plain."""
    content = written(table(ColumnType.TEXT, column_type, ColumnType.TEXT), ("<", value, ">"))
    return content.decode().removeprefix("c1,c2,c3\n<,").removesuffix(",>\n")


@pytest.mark.parametrize("of", [*RESULT_TABLES, ERRORS], ids=lambda of: of.name)
def test_a_table_without_rows_is_its_header(of: OutputTable) -> None:
    assert written(of).decode() == ",".join(column.name for column in of.columns) + "\n"


@pytest.mark.parametrize(
    ("column_type", "value", "expected"),
    [
        (ColumnType.TEXT, None, ""),
        (ColumnType.TEXT, "06821349425", "06821349425"),
        (ColumnType.TEXT, "særeie", "særeie"),
        (ColumnType.TEXT, "a,b", '"a,b"'),
        (ColumnType.TEXT, 'the "old" one', '"the ""old"" one"'),
        (ColumnType.TEXT, "a;b", "a;b"),
        (ColumnType.TEXT, " a ", " a "),
        (ColumnType.TEXT, "NA", "NA"),
        (ColumnType.INTEGER, 0, "0"),
        (ColumnType.INTEGER, -(2**63), "-9223372036854775808"),
        (ColumnType.INTEGER, None, ""),
        (ColumnType.BOOLEAN, True, "true"),
        (ColumnType.BOOLEAN, False, "false"),
        (ColumnType.BOOLEAN, None, ""),
        (ColumnType.TIMESTAMP, datetime(2023, 6, 1, 5, 30, tzinfo=CEST), "2023-06-01T03:30:00+00:00"),
        (
            ColumnType.TIMESTAMP,
            datetime(2023, 9, 5, 16, 39, 55, 373958, tzinfo=CEST),
            "2023-09-05T14:39:55.373958+00:00",
        ),
        (ColumnType.TIMESTAMP, datetime(2023, 6, 1, 3, 30, tzinfo=UTC), "2023-06-01T03:30:00+00:00"),
        (ColumnType.TIMESTAMP, datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00+00:00"),
        (ColumnType.TIMESTAMP, datetime(9999, 12, 31, 23, 59, 59, 1, tzinfo=UTC), "9999-12-31T23:59:59.000001+00:00"),
        (ColumnType.TIMESTAMP, None, ""),
        (ColumnType.TEXT_LIST, ("a", "b", "c"), "a | b | c"),
        (ColumnType.TEXT_LIST, ("a", None, "c"), "a |  | c"),
        (ColumnType.TEXT_LIST, ("a",), "a"),
        (ColumnType.TEXT_LIST, (), ""),
        (ColumnType.TEXT_LIST, None, ""),
    ],
)
def test_a_value_is_written_by_its_type(column_type: ColumnType, value: Value, expected: str) -> None:
    assert field(column_type, value) == expected


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\r\nb", "\r", "\n", 'a"\r,b', "\u2028", "\x00", "\x85"])
@pytest.mark.filterwarnings("error")
def test_a_value_with_line_ends_is_read_back_as_it_was(value: str) -> None:
    content = written(table(ColumnType.TEXT, ColumnType.TEXT), (value, "after"), ("next", "row"))
    read = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert read == [["c1", "c2"], [value, "after"], ["next", "row"]]


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\r\nb"])
def test_an_analysts_reader_sees_as_many_rows_as_there_are(value: str) -> None:
    content = written(table(ColumnType.TEXT, ColumnType.TEXT), (value, "after"), ("next", "row"))
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    assert frame["c2"].tolist() == ["after", "row"]


def test_lines_end_in_lf_and_the_text_is_utf8_without_a_bom() -> None:
    content = written(table(ColumnType.TEXT), ("å",), ("b",))
    assert content == b"c1\n\xc3\xa5\nb\n"


def test_many_rows_are_each_written_as_if_they_were_alone() -> None:
    of = table(ColumnType.TEXT, ColumnType.TEXT_LIST, ColumnType.TIMESTAMP, ColumnType.INTEGER)
    at = datetime(2023, 6, 1, 5, 30, tzinfo=CEST)
    rows: list[Row] = [
        (f"row {number}" if number % 3 else f'"{number}"', (None, "a,b", str(number))[: number % 4], at, number)
        for number in range(9_001)
    ]
    expected = [
        [str(row[0]), " | ".join(part or "" for part in row[1]), "2023-06-01T03:30:00+00:00", str(row[3])]  # type: ignore[union-attr, misc]
        for row in rows
    ]
    assert list(csv.reader(io.StringIO(written(of, *rows).decode(), newline="")))[1:] == expected


def test_the_file_stays_open_for_whoever_opened_it() -> None:
    file = io.BytesIO()
    CsvTableWriter(file, table(ColumnType.TEXT)).close()
    assert not file.closed


@pytest.mark.parametrize(("of", "expected"), [(ERRORS, "'=1+1"), (RESULT_TABLES[0], "=1+1")], ids=["errors", "oppslag"])
def test_only_the_table_that_people_open_is_neutralised(of: OutputTable, expected: str) -> None:
    row = ["=1+1", *[None] * (len(of.columns) - 1)]
    assert written(of, tuple(row)).decode().splitlines()[1].split(",")[0] == expected


@pytest.mark.parametrize(
    ("column_type", "value", "expected"),
    [
        (ColumnType.TEXT, "06821349425", '="06821349425"'),
        (ColumnType.TEXT, "0101", '="0101"'),
        (ColumnType.TEXT, "2-4", '="2-4"'),
        (ColumnType.TEXT, "1e5", '="1e5"'),
        (ColumnType.TEXT, "\u00a01", '="\u00a01"'),
        (ColumnType.TEXT, ",5", '=",5"'),
        (ColumnType.TEXT, "(5)", '="(5)"'),
        (ColumnType.TEXT, '5"', '="5"""'),
        *((ColumnType.TEXT, text, f'="{text}"') for text in ("mar 3", "Desember 2020", "okt.-7", " May 5", "1/2")),
        *((ColumnType.TEXT, text, f'="{text}"') for text in ("kr 5", "NOK. 7", "€ 7", "$5", "Sann", "usann ", "TRUE")),
        *((ColumnType.TEXT, text, text) for text in ("Storgata 5", "Mai", "Marit", "Kristian", "Sanne", "krona 5")),
        (ColumnType.TEXT, "5\n6", "5\n6"),
        (ColumnType.TEXT, "1" * 256, "1" * 256),
        (ColumnType.TEXT, "=1+1", "'=1+1"),
        (ColumnType.TEXT, "-5", "'-5"),
        (ColumnType.TEXT, "'x", "''x"),
        (ColumnType.TEXT, "a;b", "a;b"),
        (ColumnType.TEXT, None, ""),
        (ColumnType.TEXT_LIST, ("1", "2"), '="1 | 2"'),
        (ColumnType.TEXT_LIST, ("=1", "2"), "'=1 | 2"),
        (ColumnType.INTEGER, 999_999_999_999_999, "999999999999999"),
        (ColumnType.INTEGER, 10**15, '="1000000000000000"'),
        (ColumnType.INTEGER, -(2**63), '="-9223372036854775808"'),
        (ColumnType.INTEGER, None, ""),
        (ColumnType.BOOLEAN, True, "true"),
        (ColumnType.TIMESTAMP, datetime(2023, 6, 1, 5, 30, tzinfo=CEST), "2023-06-01T03:30:00+00:00"),
    ],
)
def test_csv_for_excel_keeps_what_excel_would_change_or_run(
    column_type: ColumnType, value: Value, expected: str
) -> None:
    content = written(table(ColumnType.TEXT, column_type), ("before", value), dialect=FOR_EXCEL)
    assert content.startswith(b"\xef\xbb\xbfc1;c2\n")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1:] == [
        ["before", expected]
    ]


def test_in_csv_for_excel_every_table_is_neutralised() -> None:
    of = RESULT_TABLES[0]
    row = ["=1+1", *[None] * (len(of.columns) - 1)]
    assert written(of, tuple(row), dialect=FOR_EXCEL).decode("utf-8-sig").splitlines()[1].split(";")[0] == "'=1+1"
