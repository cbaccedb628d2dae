"""Tables as Parquet: the schema from the declared columns, and every value read back as it was."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import builders as make

from batch.export.formats.arrow import GROUP_ROWS, ArrowGroups
from batch.export.formats.parquet import ParquetTableWriter
from batch.tables import ERRORS, RESULT_TABLES, Columns, ColumnType, OutputTable, Row, Value

CEST = timezone(timedelta(hours=2))
ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXT_LIST: pa.list_(pa.string()),
}


def table(*types: ColumnType) -> OutputTable:
    columns = [make.column(f"c{number}", each) for number, each in enumerate(types, 1)]
    return OutputTable("made", tuple(columns))


def written(of: OutputTable, *rows: Row) -> bytes:
    file = io.BytesIO()
    writer = ParquetTableWriter(file, of, make.about_run())
    groups = ArrowGroups(make.read_from_tuples(of), writer.write)
    groups.add(Columns({"row": rows}))
    groups.finish()
    writer.close()
    return file.getvalue()


def read(content: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(content))


def values(column_type: ColumnType, *given: Value) -> list[object]:
    """Write values in a column of this type, and return what is read back."""
    found: list[object] = read(written(table(column_type), *((value,) for value in given)))["c1"].to_pylist()
    return found


@pytest.mark.parametrize("of", [*RESULT_TABLES, ERRORS], ids=lambda of: of.name)
def test_the_schema_is_that_of_the_declared_columns_also_without_rows(of: OutputTable) -> None:
    schema = read(written(of)).schema
    assert [(field.name, field.type) for field in schema] == [
        (column.name, ARROW_TYPES[column.type]) for column in of.columns
    ]


def test_each_field_says_what_it_holds_and_the_file_which_run_it_is_of() -> None:
    schema = read(written(RESULT_TABLES[0])).schema
    told = [field.metadata[b"description"].decode() for field in schema]
    assert told == [column.description.en for column in RESULT_TABLES[0].columns]
    assert {name: schema.metadata[name] for name in (b"environment", b"run_id", b"answers_are_made_up")} == {
        b"environment": b"sandbox",
        b"run_id": b"20260301T120000Z-0123abcd",
        b"answers_are_made_up": b"true",
    }


@pytest.mark.parametrize("of", [*RESULT_TABLES, ERRORS], ids=lambda of: of.name)
def test_a_column_of_nothing_but_nulls_keeps_its_type(of: OutputTable) -> None:
    nulls = read(written(of, (None,) * len(of.columns)))
    assert nulls.schema.equals(read(written(of)).schema)
    assert nulls.num_rows == 1
    assert all(column.null_count == 1 for column in nulls.columns)


@pytest.mark.parametrize(
    ("column_type", "given"),
    [
        (ColumnType.TEXT, ("06821349425", "", None, "særeie\r\n|")),
        (ColumnType.INTEGER, (0, -(2**63), 2**63 - 1, None)),
        (ColumnType.BOOLEAN, (True, False, None)),
    ],
)
def test_values_are_read_back_as_they_were(column_type: ColumnType, given: tuple[Value, ...]) -> None:
    assert values(column_type, *given) == list(given)


def test_no_list_an_empty_list_and_nulls_within_one_are_told_apart() -> None:
    assert values(ColumnType.TEXT_LIST, None, (), ("a",), ("a", None, "b")) == [None, [], ["a"], ["a", None, "b"]]


def test_timestamps_are_in_utc_and_keep_their_microseconds() -> None:
    given = datetime(2023, 9, 5, 16, 39, 55, 373958, tzinfo=CEST)
    assert values(ColumnType.TIMESTAMP, given, None) == [datetime(2023, 9, 5, 14, 39, 55, 373958, tzinfo=UTC), None]


def test_pandas_reads_it_as_an_analyst_would() -> None:
    of = table(ColumnType.TEXT, ColumnType.TIMESTAMP, ColumnType.INTEGER)
    frame = pd.read_parquet(io.BytesIO(written(of, ("06821349425", datetime(2023, 6, 1, 5, 30, tzinfo=CEST), 1))))
    assert frame["c1"].tolist() == ["06821349425"]
    assert frame["c2"].tolist() == [pd.Timestamp("2023-06-01T03:30:00Z")]


def test_equal_rows_give_equal_bytes() -> None:
    of = table(ColumnType.TEXT, ColumnType.TEXT_LIST)
    rows: list[Row] = [(f"value {number}", ("a", None)) for number in range(3)]
    assert written(of, *rows) == written(of, *rows)
    assert written(of, *rows) != written(of, *reversed(rows))


def test_many_rows_lie_in_groups_of_equal_length_and_in_order() -> None:
    count = 2 * GROUP_ROWS + 1
    content = written(table(ColumnType.INTEGER), *((number,) for number in range(count)))
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert groups == [GROUP_ROWS, GROUP_ROWS, 1]
    assert read(content)["c1"].to_pylist() == list(range(count))


def test_exactly_one_group_leaves_no_empty_one_behind() -> None:
    content = written(table(ColumnType.INTEGER), *((number,) for number in range(GROUP_ROWS)))
    assert pq.ParquetFile(io.BytesIO(content)).metadata.num_row_groups == 1
