"""Parquet of many writers: the rows are right, whatever stands beside the identifiers, and memory is bounded."""

from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.cells.rows import Cell, StandIn
from batch.errors import InputError
from batch.inputs.parquet import ParquetSheet
from batch.inputs.parquet_file import ParquetColumns, fields_of
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(7), 6))
LONG = "x" * 500_000
FAR = pa.array([2**62] * 6, pa.timestamp("us"))


def written(folder: Path, columns: dict[str, Any] | pa.Table, **options: Any) -> Path:
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, folder / "p.parquet", **options)
    return folder / "p.parquet"


def cells(path: Path, *wanted: str) -> list[Cell]:
    return [each.cells[0] for each in open_input(path, InputOptions(column=wanted), accepts_2032=False).rows()]


@pytest.mark.parametrize(
    "beside",
    [
        pa.StructArray.from_arrays([FAR], ["til"]),
        pa.ListArray.from_arrays(list(range(7)), FAR),
        pa.array([[("a", 1)]] * 6, pa.map_(pa.string(), pa.int32())),
        pa.array([[[{"a": [1]}]]] * 6),
        pa.array([[1.0, 2.0]] * 6, pa.list_(pa.float32(), 2)),
        pa.array([Decimal("1.5")] * 6, pa.decimal128(20, 2)),
        pa.array([b"0123456789abcdef"] * 6, pa.uuid()),
        pa.array(['{"a": 1}'] * 6, pa.json_()),
        pa.array([b"\xff\xfe"] * 6),
        FAR,
        pa.nulls(6),
    ],
    ids=lambda array: str(array.type)[:20],
)
def test_what_stands_beside_the_identifiers_shifts_and_spoils_nothing(tmp_path: Path, beside: Any) -> None:
    path = written(tmp_path, {"før": beside, "fnr": IDS, "etter": beside})
    assert cells(path) == IDS
    assert len(ParquetSheet.open(path).sample(4)) == 4


@pytest.mark.parametrize(
    "kind",
    [
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.binary(11),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
def test_an_identifier_is_read_as_a_text_however_texts_are_stored(tmp_path: Path, kind: Any) -> None:
    plain = pa.array([each.encode() for each in IDS], kind) if "binary" in str(kind) else pa.array(IDS).cast(kind)
    for use_dictionary in (True, False):
        assert cells(written(tmp_path, {"fnr": plain, "x": [1] * 6}, use_dictionary=use_dictionary)) == IDS


@pytest.mark.parametrize("kind", [pa.decimal128(11, 0), pa.decimal256(40, 0), pa.int64(), pa.uint64()], ids=str)
def test_an_identifier_is_read_as_a_number_however_numbers_are_stored(tmp_path: Path, kind: Any) -> None:
    numbers = pa.array([Decimal(each) if "decimal" in str(kind) else int(each) for each in IDS], kind)
    assert cells(written(tmp_path, {"fnr": numbers})) == [int(each) for each in IDS]


def test_columns_of_one_name_and_names_with_dots_are_told_apart_by_their_place(tmp_path: Path) -> None:
    arrays = [pa.array(["x"] * 6), pa.array([{"fnr": 1}] * 6), pa.array(["y"] * 6), pa.array(IDS)]
    path = written(tmp_path, pa.Table.from_arrays(arrays, ["navn", "a", "navn", "a.fnr"]))
    assert cells(path, "a.fnr") == IDS
    assert cells(path) == IDS


def test_a_row_is_blank_only_where_nothing_stands_beside_the_missing_identifier(tmp_path: Path) -> None:
    texts = pa.array(["x", None, "x", None, "", None])
    path = written(tmp_path, {"fnr": [*IDS[:3], None, " ", None], "navn": texts}, row_group_size=2)
    file = open_input(path, InputOptions(), accepts_2032=False)
    assert [each.is_blank for each in file.rows()] == [False] * 3 + [True] * 3
    lists = pa.array([None] * 6, pa.list_(pa.int8()))
    path = written(tmp_path, {"fnr": [*IDS[:3], None, None, None], "navn": texts, "liste": lists})
    file = open_input(path, InputOptions(), accepts_2032=False)
    assert not any(each.is_blank for each in file.rows())


@pytest.mark.parametrize("other", [b"x", b"\xf8"])
def test_a_row_is_blank_by_the_same_characters_as_in_any_other_input(tmp_path: Path, other: bytes) -> None:
    texts = [each.encode() for each in ("\N{NO-BREAK SPACE}", "\x1f\t", "\N{IDEOGRAPHIC SPACE}")]
    raw = pa.array([*texts, other, "ø".encode(), None], pa.binary())
    notes = pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())  # no cast: one is no UTF-8
    path = written(tmp_path, {"fnr": [None] * 4 + IDS[:2], "note": notes})
    rows = open_input(path, InputOptions(column=("fnr",)), accepts_2032=False).rows()
    assert [each.is_blank for each in rows] == [True] * 3 + [False] * 3


def test_thousands_of_columns_are_no_matter(tmp_path: Path) -> None:
    assert cells(written(tmp_path, {f"c{index}": IDS if index == 7 else [1] * 6 for index in range(3_000)})) == IDS


def test_a_file_without_columns_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^p\.parquet: is empty; check how it was made$"):
        cells(written(tmp_path, {}))


def test_a_file_without_row_groups_has_no_rows(tmp_path: Path) -> None:
    assert cells(written(tmp_path, {"fnr": pa.array([], pa.string())})) == []


@pytest.mark.parametrize(
    ("beside", "options"),
    [
        (lambda: pa.array([LONG] * 600), {}),
        (
            lambda: pa.array([LONG] * 600),
            {"use_dictionary": False, "column_encoding": {"fnr": "PLAIN", "b": "DELTA_BYTE_ARRAY"}},
        ),
        (lambda: pa.nulls(600, pa.binary(500_000)), {}),
    ],
    ids=["dictionary", "prefixed", "fixed"],
)
def test_a_few_bytes_that_stand_for_300_megabytes_are_read_in_little_memory(
    tmp_path: Path,
    beside: Callable[[], Any],
    options: dict[str, Any],
) -> None:
    path = written(tmp_path, {"fnr": IDS * 100, "b": beside()}, compression="zstd", **options)
    assert path.stat().st_size < 60_000
    with ParquetColumns.open(path) as opened:
        batches = opened.batches([0, 1], 0, most_rows=8192)
        largest = max(sum(column.nbytes for column in batch.columns) for batch in batches)
    assert largest < 100 << 20
    assert cells(path)[:6] == IDS


def test_a_page_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"fnr": IDS * 40, "b": [LONG] * 240}, compression="zstd", use_dictionary=False)
    with pytest.raises(InputError, match=r"its column “b” unpacks to more than 200 times its size; check where"):
        cells(path)


def test_a_text_too_long_for_a_cell_is_said_to_be_one(tmp_path: Path) -> None:
    for use_dictionary in (True, False):
        path = written(tmp_path, {"fnr": [*IDS[:5], LONG]}, use_dictionary=use_dictionary)
        assert cells(path, "fnr") == [*IDS[:5], StandIn.TOO_LONG]


def test_a_struct_without_members_is_no_column_since_the_file_has_nothing_of_it() -> None:
    schema = pa.schema([("tom", pa.struct([])), ("l", pa.list_(pa.struct([("a", pa.int8())]))), ("fnr", pa.string())])
    assert [(each.arrow.name, list(each.leaves)) for each in fields_of(schema)] == [("l", [0]), ("fnr", [1])]


def test_encrypted_columns_behind_a_plain_footer_are_called_so(tmp_path: Path) -> None:
    """Such a footer is followed by its signature of 28 bytes."""
    path = written(tmp_path, {"fnr": IDS})
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little") + 28
    path.write_bytes(content[:-8] + bytes(28) + length.to_bytes(4, "little") + b"PAR1")
    with pytest.raises(InputError, match=r"^p\.parquet: holds encrypted columns; write it without encryption$"):
        cells(path)


@pytest.mark.parametrize("nested", [[{"fnr": IDS[0]}], [[IDS[0]]], [[{"fnr": IDS[0]}]]], ids=["struct", "list", "both"])
def test_what_is_nested_is_named_where_nothing_else_holds_identifiers(tmp_path: Path, nested: list[Any]) -> None:
    path = written(tmp_path, {"n": [1] * 6, "person": nested * 6})
    with pytest.raises(InputError, match="write what is nested in “person” as a table of its own"):
        cells(path)
