"""Annotated copies of Parquet files: the file's own schema, with the answers as columns."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import builders as make
from support.annotated import INNKOMST, NAMES, annotated, none, opened

FIRST, SECOND, *_ = make.TENOR
NUMBERS = [int(digits) for digits in make.TENOR]
EMPTY = {digits: none() for digits in make.TENOR}


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_own_columns_keep_their_types_and_the_answers_have_theirs(tmp_path: Path) -> None:
    own = {
        "fnr": pa.array([FIRST, SECOND], pa.large_string()),
        "saldo": pa.array([1, None], pa.decimal128(9, 2)),
        "merker": pa.array([["a"], None]),
    }
    path = write(tmp_path / "people.pq", own)
    copy = annotated(opened(path), outcomes={SECOND: none()})
    assert copy.name == "people-ektepakt.parquet"
    table = pq.read_table(copy)
    assert table.select(list(own)).equals(pq.read_table(path))
    assert table.schema.field("ektepakt_siste_innkomst").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("ektepakt_antall").type == pa.int64()
    assert table["ektepakt_outcome"].to_pylist() == ["found", "empty"]
    assert table["ektepakt_siste_innkomst"].to_pylist() == [INNKOMST, None]


@pytest.mark.parametrize(
    "identifiers",
    [
        pa.array(NUMBERS),
        pa.array([float(number) for number in NUMBERS]),
        pa.array([str(number) for number in NUMBERS]).dictionary_encode(),
    ],
)
def test_the_identifier_becomes_text_as_it_stood(tmp_path: Path, identifiers: Any) -> None:
    copy = annotated(opened(write(tmp_path / "people.parquet", {"fnr": identifiers})))
    assert pq.read_table(copy)["fnr"].to_pylist() == [str(number) for number in NUMBERS]
    assert pq.read_schema(copy).field("fnr").type == pa.string()


def test_a_missing_identifier_stays_missing(tmp_path: Path) -> None:
    columns = {"fnr": pa.array([*map(float, NUMBERS), None, float("nan")]), "navn": [*"abcde", None]}
    table = pq.read_table(annotated(opened(write(tmp_path / "people.parquet", columns))))
    assert table["fnr"].to_pylist()[4:] == [None, None]
    assert table["ektepakt_outcome"].to_pylist()[3:] == ["found", "invalid_id", None]


@pytest.mark.parametrize("dtype", ["int64", "Int64", "category"])
def test_pandas_reads_the_copy_with_its_index_and_own_types(tmp_path: Path, dtype: str) -> None:
    frame = pd.DataFrame({"fnr": pd.Series(NUMBERS).astype(dtype), "n": pd.array([1, None, 3, 4], "Int64")})
    frame.index = pd.Index([10, 20, 30, 40], name="nr")
    frame.to_parquet(tmp_path / "people.parquet")
    copy = pd.read_parquet(annotated(opened(tmp_path / "people.parquet", "fnr"), outcomes=EMPTY))
    assert list(copy["fnr"]) == [str(number) for number in NUMBERS]
    assert list(copy.index) == [10, 20, 30, 40]
    assert copy["n"].dtype == "Int64"
    assert list(copy["ektepakt_antall"]) == [0, 0, 0, 0]


def test_metadata_and_row_order_are_kept_over_many_row_groups(tmp_path: Path) -> None:
    numbers = list(range(1000))
    table = pa.table({"fnr": [make.TENOR[number % 4] for number in numbers], "nr": numbers})
    pq.write_table(table.replace_schema_metadata({"owner": "oss"}), tmp_path / "a.parquet", row_group_size=7)
    copy = annotated(opened(tmp_path / "a.parquet"), outcomes=EMPTY)
    assert pq.read_table(copy)["nr"].to_pylist() == numbers
    assert pq.read_schema(copy).metadata[b"owner"] == b"oss"


def test_a_copy_that_is_annotated_again_has_each_column_once(tmp_path: Path) -> None:
    first = annotated(opened(write(tmp_path / "people.parquet", {"fnr": list(make.TENOR)})))
    again = tmp_path / "again"
    again.mkdir()
    second = annotated(opened(first.rename(again / first.name)), outcomes=EMPTY)
    assert second.name == first.name
    assert pq.read_schema(second).names == ["fnr", *NAMES]
    assert set(pq.read_table(second)["ektepakt_outcome"].to_pylist()) == {"empty"}


def test_asked_about_fewer_columns_a_copy_keeps_no_answer_about_the_others(tmp_path: Path) -> None:
    path = write(tmp_path / "people.parquet", {"fnr": [FIRST], "partner": [SECOND]})
    twice = annotated(opened(path, "fnr", "partner")).rename(tmp_path / "twice.parquet")
    pd.read_parquet(twice).to_parquet(twice)
    copy = annotated(opened(twice, "partner"), outcomes=EMPTY)
    assert list(pd.read_parquet(copy).columns) == ["fnr", "partner", *NAMES]
    assert pq.read_table(copy)["ektepakt_outcome"].to_pylist() == ["empty"]


def test_what_is_nested_or_repeated_is_carried_over_as_it_is(tmp_path: Path) -> None:
    own = {
        "fnr": pa.array([FIRST, SECOND], pa.large_string()),
        "far": pa.StructArray.from_arrays([pa.array([2**62, None], pa.timestamp("us"))], ["til"]),
        "kort": pa.array(["a", "a"], pa.string_view()),
        "slag": pa.array(["a", None], pa.dictionary(pa.int8(), pa.string())),
        "blob": pa.array([b"\xff", b"\xff"], pa.large_binary()),
        "lang": pa.array(["x" * 20_000_000] * 2),
    }
    path = write(tmp_path / "people.parquet", own, compression="zstd")
    copied = pq.read_table(annotated(opened(path), outcomes={SECOND: none()})).select(list(own))
    assert copied.schema.equals(pq.read_schema(path))
    assert copied.unify_dictionaries().combine_chunks().equals(pq.read_table(path).combine_chunks())
