"""The files of a run are read again before it is called complete: each rule is broken once, and names what broke."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from support import builders as make
from support.annotated import RULES, answer, opened

from batch.errors import SelfCheckError
from batch.export.phase import Exported, export_run
from batch.export.self_check import check_rules, check_tables
from batch.export.written_files import HashingWriter, WrittenFile
from batch.identity.environment import Environment
from batch.inputs.file import sha256_of
from batch.intake.ledger_rows import add_rows
from batch.ledger import Ledger
from batch.options.export_options import OutputFormat
from batch.outcome import OutcomeKind

FIRST, SECOND, THIRD, _ = make.TENOR
PPE = make.about_run(environment=Environment.PPE)
BOTH = (OutputFormat.PARQUET, OutputFormat.CSV)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Four rows of two columns: an answer in several, a time-out, and two values that are none."""
    lines = ["navn;fnr;ektefelle", *(f"x;{each}" for each in _pairs())]
    (tmp_path / "people.csv").write_text("\n".join([*lines, ";;", ""]))
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        add_rows([opened(tmp_path / "people.csv", "fnr", "ektefelle")], ledger, RULES)
        answer(ledger, {SECOND: {"kind": OutcomeKind.TIMEOUT, "body": None}})
        yield ledger


def _pairs() -> list[str]:
    return [f"{FIRST};{SECOND}", f"{FIRST};", f"abc;{THIRD}", f"{THIRD};{FIRST}"]


def exported(ledger: Ledger, formats: Sequence[OutputFormat] = BOTH) -> Exported:
    folder = ledger.path.parent / "run"
    folder.mkdir(exist_ok=True)
    files = [opened(ledger.path.parent / "people.csv", "fnr", "ektefelle")]
    return export_run(ledger, folder, asked=formats, csv_for_excel=False, inputs=files, about=PPE)


def broken(ledger: Ledger, spoil: Callable[[Path], None]) -> list[str]:
    """Return which rules do not hold where the files are written as they are spoiled, as by a defect of ours."""
    tables = [file for file in exported(ledger).files if "ektepakt." not in file.name]
    folder = ledger.path.parent / "run"
    spoil(folder)
    return broken_rules(ledger, folder, [replace(each, sha256=sha256_of(folder / each.name)) for each in tables])


def broken_rules(ledger: Ledger, folder: Path, files: Sequence[WrittenFile]) -> list[str]:
    return [rule.name for rule in check_tables(ledger, folder, files) if not rule.holds]


def test_what_was_written_as_the_ledger_says_adds_up(ledger: Ledger) -> None:
    run = exported(ledger)
    assert run.adds_up, [str(rule) for rule in run.rules if not rule.holds]
    counted = {rule.name: set(rule.counted.values()) for rule in run.rules}
    assert counted["input rows"] == {4}
    assert counted["identifier cells"] == counted["identifier cells of the input"] == {8}
    assert counted["identifiers and values that are none"] == {5}
    assert (counted["outcome found"], counted["outcome invalid_id"]) == ({2}, {2})
    assert counted["rows of errors"] == {3}
    assert counted["rows of people.csv"] == {4}
    check_rules(run.rules, Path("x"))


def _without_last_line(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[:-1]))

    return spoil


def _without_last_row(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        table = pq.read_table(folder / name)
        pq.write_table(table.slice(0, table.num_rows - 1), folder / name)

    return spoil


@pytest.mark.parametrize("table", ["ektepakter", "roller", "avtaleinnhold"])
def test_a_row_that_is_missing_in_one_format_breaks_the_rule_of_its_table(ledger: Ledger, table: str) -> None:
    assert broken(ledger, _without_last_line(f"{table}.csv")) == [f"rows of {table}"]
    assert broken(ledger, _without_last_row(f"{table}.parquet")) == [f"rows of {table}"]


def test_a_row_that_is_missing_in_errors_breaks_its_rule(ledger: Ledger) -> None:
    assert broken(ledger, _without_last_line("errors.csv")) == ["rows of errors"]


@pytest.mark.parametrize("number", range(2, 7))
def test_a_row_that_is_missing_in_the_workbook_breaks_the_rule_of_its_table(ledger: Ledger, number: int) -> None:
    run = exported(ledger, (*BOTH, OutputFormat.XLSX))
    assert run.adds_up
    path = ledger.path.parent / "run" / "ektepakt.xlsx"
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = f"xl/worksheets/sheet{number}.xml"
    parts[sheet] = re.sub(rb"<row (?!.*<row ).*?</row>", b"", parts[sheet])
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    files = [file for file in run.files if not file.name.startswith("people")]
    table = ("oppslag", "ektepakter", "roller", "avtaleinnhold", "errors")[number - 2]
    sums = ["identifiers and values that are none", "identifier cells", "outcome found"]
    expected = [*(sums if table == "oppslag" else []), f"rows of {table}", "bytes of ektepakt.xlsx"]
    assert broken_rules(ledger, path.parent, files) == expected


def _with_another_byte(name: str) -> Callable[[Path], None]:
    """Spoil a place in the CSV, or in the first page of the Parquet, whose footer has all counts."""

    def spoil(folder: Path) -> None:
        content = (folder / name).read_bytes()
        at = content.index(b"RAMNES") if name.endswith(".csv") else 60
        (folder / name).write_bytes(content[:at] + b"X" + content[at + 1 :])

    return spoil


def _with_a_row_twice(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        table = pq.read_table(folder / name)
        pq.write_table(table.take([0, 0, *range(2, table.num_rows)]), folder / name)

    return spoil


def _ended_twice(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write(b" ")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (_with_another_byte("roller.csv"), "roller.csv"),
        (_with_another_byte("roller.parquet"), "roller.parquet"),
        (_with_a_row_twice("roller.parquet"), "roller.parquet"),
        (_ended_twice("datapackage.json"), "datapackage.json"),
        (_ended_twice("ektepakt.xlsx"), "ektepakt.xlsx"),
    ],
)
def test_a_byte_that_is_another_breaks_the_rule_of_its_file_though_all_counts_add_up(
    ledger: Ledger, spoil: Callable[[Path], None], name: str
) -> None:
    files = [each for each in exported(ledger, (*BOTH, OutputFormat.XLSX)).files if not each.name.startswith("people")]
    folder = ledger.path.parent / "run"
    assert broken_rules(ledger, folder, files) == []
    spoil(folder)
    assert broken_rules(ledger, folder, files) == [f"bytes of {name}"]


def test_what_the_disk_took_otherwise_than_it_was_written_is_found(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checksum is that of what was handed over, not that of what the disk made of it."""

    def take(writer: HashingWriter, content: bytes) -> int:
        writer._sum.update(content)
        return writer._file.write(bytes(content).replace(b"timeout", b"timeour"))

    monkeypatch.setattr(HashingWriter, "write", take)
    broken = {rule.name for rule in exported(ledger).rules if not rule.holds}
    assert {"bytes of errors.csv", "bytes of oppslag.csv"} <= broken


@pytest.mark.parametrize("spoil", [_without_last_line("oppslag.csv"), _without_last_row("oppslag.parquet")])
def test_an_identifier_that_is_missing_breaks_every_sum_it_is_part_of(
    ledger: Ledger, spoil: Callable[[Path], None]
) -> None:
    sums = ["identifiers and values that are none", "identifier cells", "outcome found", "rows of oppslag"]
    assert broken(ledger, spoil) == sums


def test_an_outcome_that_is_another_in_a_file_breaks_the_rules_of_both(ledger: Ledger) -> None:
    def spoil(folder: Path) -> None:
        text = (folder / "oppslag.csv").read_text("utf-8")
        (folder / "oppslag.csv").write_text(text.replace(",timeout,", ",empty,"), "utf-8")

    assert broken(ledger, spoil) == ["outcome timeout", "outcome empty"]


def test_rows_that_lead_nowhere_break_the_rules_of_the_input(ledger: Ledger) -> None:
    def spoil(_folder: Path) -> None:
        with ledger._connection as connection:
            connection.execute("DELETE FROM input_row WHERE row = 3")

    assert broken(ledger, spoil) == ["input rows", "identifier cells of the input"]


def test_a_table_that_can_not_be_read_again_is_named(ledger: Ledger) -> None:
    run = exported(ledger)
    folder = ledger.path.parent / "run"
    for name in ("roller.parquet", "oppslag.csv"):
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(b"")
        with pytest.raises(SelfCheckError, match=name):
            check_tables(ledger, folder, run.files[:9])
        (folder / name).write_bytes(before)


def test_the_error_says_which_rule_failed_and_what_was_counted_where(ledger: Ledger) -> None:
    run = exported(ledger)
    folder = ledger.path.parent / "run"
    _without_last_line("errors.csv")(folder)
    with pytest.raises(SelfCheckError) as raised:
        check_rules(check_tables(ledger, folder, run.files[:9]), folder)
    said = str(raised.value)
    assert "rows of errors: 3 without an answer in the ledger, 3 written to errors.csv, 2 in errors.csv" in said
    assert str(folder) in said
    assert re.search(r"; bytes of errors\.csv: [0-9a-f]{8} as written, [0-9a-f]{8} on disk;", said)
