"""Phase 3: the files of a run from its entries."""

import csv
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from support import builders as make
from support.full_disk import disk_that_is_full_at

from batch.errors import OutputError
from batch.export.result_files import TableForms, WrittenTables, export
from batch.options.export_options import OutputFormat
from batch.outcome import Entry, OutcomeKind

BOTH = (OutputFormat.PARQUET, OutputFormat.CSV)
ALL = (*BOTH, OutputFormat.XLSX)
BOOK = "ektepakt.xlsx"
TABLES = ("oppslag", "ektepakter", "roller", "avtaleinnhold")
EVERY_FILE = sorted(
    [f"{table}.{suffix}" for table in TABLES for suffix in ("parquet", "csv")] + ["errors.csv", "datapackage.json"]
)
OLD = b"from an earlier export"


def entries() -> Iterator[Entry]:
    """One of each sort: an answer, none, an anomalous answer, an invalid value, a failure."""
    odd = make.oppslag_with(make.ektepakt(status="ny", nytt=1), make.ektepakt(status="ny"))
    empty = make.body({"rolleinnehaver": make.TENOR[1], "antallEktepakt": 0, "ektepakt": []})
    yield make.entry(OutcomeKind.FOUND)
    yield make.entry(OutcomeKind.EMPTY, of=make.subject(make.TENOR[1]), row=3, body=empty)
    yield make.entry(OutcomeKind.FOUND, of=make.subject(make.TENOR[2]), row=4, body=odd)
    yield make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, input_value="abc"), row=5, attempts=0)
    yield make.entry(OutcomeKind.TIMEOUT, of=make.subject(make.TENOR[3]), row=6, attempts=4)


def write_all(of: Iterable[Entry], folder: Path, formats: Iterable[OutputFormat], **forms: bool) -> WrittenTables:
    return export(of, folder, TableForms(formats=tuple(formats), **forms), make.about_run())


def test_every_table_is_written_in_every_format_and_the_errors_as_csv(tmp_path: Path) -> None:
    exported = write_all(entries(), tmp_path, BOTH)
    assert sorted(path.name for path in tmp_path.iterdir()) == EVERY_FILE
    assert sorted(file.name for file in exported.files) == EVERY_FILE


@pytest.mark.parametrize(
    ("formats", "suffixes"),
    [
        ((OutputFormat.CSV,), {"csv"}),
        ((OutputFormat.PARQUET,), {"parquet"}),
        ((OutputFormat.CSV, OutputFormat.CSV), {"csv"}),
        ((), set()),
    ],
)
def test_only_the_formats_asked_for_are_written_beside_the_errors(
    tmp_path: Path, formats: tuple[OutputFormat, ...], suffixes: set[str]
) -> None:
    write_all(entries(), tmp_path, formats)
    expected = {f"{table}.{suffix}" for table in TABLES for suffix in suffixes} | {"errors.csv", "datapackage.json"}
    assert {path.name for path in tmp_path.iterdir()} == expected


def test_files_are_described_as_they_lie_on_the_disk(tmp_path: Path) -> None:
    rows = {"oppslag": 5, "ektepakter": 3, "roller": 6, "avtaleinnhold": 6, "errors": 2}
    for file in write_all(entries(), tmp_path, ALL).files:
        content = (tmp_path / file.name).read_bytes()
        assert (file.sha256, file.size_bytes) == (sha256(content).hexdigest(), len(content))
        assert file.row_count == rows.get(Path(file.name).stem)


def test_parquet_and_csv_hold_the_same_rows(tmp_path: Path) -> None:
    write_all(entries(), tmp_path, BOTH)
    for table in TABLES:
        parquet = pq.read_table(tmp_path / f"{table}.parquet")
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == parquet.column_names
        assert [row[0] for row in rows] == [fnr or "" for fnr in parquet["fnr"].to_pylist()]


def test_oppslag_has_every_identifier_in_input_order_with_its_outcome(tmp_path: Path) -> None:
    write_all(entries(), tmp_path, BOTH)
    frame = pd.read_csv(tmp_path / "oppslag.csv", dtype=str, keep_default_na=False)
    assert frame[["fnr", "outcome", "row", "antall_ektepakt"]].to_numpy().tolist() == [
        [make.EXAMPLE_FNR, "found", "2", "1"],
        [make.TENOR[1], "empty", "3", "0"],
        [make.TENOR[2], "found", "4", "2"],
        ["", "invalid_id", "5", ""],
        [make.TENOR[3], "timeout", "6", ""],
    ]


def test_errors_has_every_identifier_without_an_answer(tmp_path: Path) -> None:
    write_all(entries(), tmp_path, BOTH)
    frame = pd.read_csv(tmp_path / "errors.csv", dtype=str, keep_default_na=False)
    assert frame[["fnr", "input_value", "outcome", "retryable"]].to_numpy().tolist() == [
        ["", "abc", "invalid_id", "false"],
        [make.TENOR[3], "", "timeout", "true"],
    ]
    assert all(frame["advice"])


def test_anomalies_are_counted_by_identifier(tmp_path: Path) -> None:
    """An anomaly counts once for each identifier that has it, however often it is met in the answer."""
    exported = write_all([*entries(), *entries()], tmp_path, BOTH)
    assert exported.anomaly_counts == {"unknown_code:ny": 2, "unknown_field:ektepakt.nytt": 2}


def test_a_run_of_nothing_has_every_file_with_no_row(tmp_path: Path) -> None:
    exported = write_all([], tmp_path, BOTH)
    assert sorted(file.name for file in exported.files) == EVERY_FILE
    assert {file.row_count for file in exported.files} == {0, None}
    assert exported.anomaly_counts == {}


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        write_all(entries(), tmp_path / name, ALL)
    for file in (*EVERY_FILE, BOOK):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_files_are_private(tmp_path: Path) -> None:
    write_all(entries(), tmp_path, ALL)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def _failing_half_way(error: BaseException) -> Iterator[Entry]:
    yield from entries()
    raise error


@pytest.mark.parametrize("error", [RuntimeError("half-way"), KeyboardInterrupt()], ids=["error", "Ctrl-C"])
def test_an_export_that_fails_half_way_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    """And says nothing more of it: an unclosed writer would, when it is thrown away, and warnings are errors here."""
    for name in (*EVERY_FILE, BOOK):
        (tmp_path / name).write_bytes(OLD)
    with pytest.raises(type(error)):
        write_all(_failing_half_way(error), tmp_path, ALL)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys((*EVERY_FILE, BOOK), OLD)


def test_a_file_that_cannot_be_written_is_an_output_error_and_no_file_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "roller.csv").mkdir()
    with pytest.raises(OutputError, match=r"roller\.csv"):
        write_all(entries(), tmp_path, BOTH)
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")]


@pytest.mark.parametrize("size", [10, 3000])
@pytest.mark.parametrize("formats", [(OutputFormat.CSV,), (OutputFormat.PARQUET,), BOTH, (OutputFormat.XLSX,)], ids=str)
def test_a_full_disk_is_an_output_error_and_leaves_what_was_there(
    tmp_path: Path, formats: tuple[OutputFormat, ...], size: int
) -> None:
    for name in EVERY_FILE:
        (tmp_path / name).write_bytes(OLD)
    many = [entry for _ in range(500) for entry in entries()]
    with pytest.raises(OutputError), disk_that_is_full_at(size):
        write_all(many, tmp_path, formats)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(EVERY_FILE, OLD)


def test_answers_are_let_go_of_while_others_are_read(tmp_path: Path) -> None:
    """Memory holds what a few large answers take, and not all of those whose rows make a group."""
    let_go: list[int] = []

    class LargeBody(bytes):
        def __del__(self) -> None:
            let_go.append(len(self))

    def large(most: int) -> Iterator[Entry]:
        many = make.oppslag_with(*(make.ektepakt() for _ in range(1_000)))
        for row in range(20):
            assert row - len(let_go) < most
            yield make.entry(OutcomeKind.FOUND, row=row, body=LargeBody(many))

    write_all(large(5), tmp_path, BOTH)
    assert pq.read_table(tmp_path / "oppslag.parquet").num_rows == 20
