"""Tables and workbook as other programs read them: DuckDB, Polars, Frictionless and LibreOffice."""

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch.export.result_files import TableForms, export
from batch.options.export_options import OutputFormat
from batch.outcome import Entry, OutcomeKind

SOFFICE = shutil.which("soffice")
ZERO_FIRST = make.EXAMPLE_FNR

pytestmark = [pytest.mark.tools, pytest.mark.timeout(300)]


def entries() -> list[Entry]:
    empty = make.body({"rolleinnehaver": make.TENOR[1], "antallEktepakt": 0, "ektepakt": []})
    odd = make.oppslag_with(
        make.ektepakt(statusbeskrivelse='=1+1, "a"\nb', paategning=["å", "b"]), make.ektepakt(ektepaktnummer=2**62)
    )
    return [
        make.entry(OutcomeKind.FOUND),
        make.entry(OutcomeKind.EMPTY, of=make.subject(make.TENOR[1]), row=3, body=empty),
        make.entry(OutcomeKind.FOUND, of=make.subject(make.TENOR[2]), row=4, body=odd),
        make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, input_value="abc"), row=5, attempts=0),
        make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, input_value="", reason="empty"), row=6, attempts=0),
        make.entry(OutcomeKind.TIMEOUT, of=make.subject(make.TENOR[3]), row=7, attempts=4, tidspunkt=None),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export(entries(), tmp_path, TableForms(formats=tuple(OutputFormat)), make.about_run())
    return tmp_path


@pytest.fixture
def frictionless() -> Iterator[Any]:
    limit = csv.field_size_limit()
    yield pytest.importorskip("frictionless")
    csv.field_size_limit(limit)  # it raises that of the whole process, and with it of other tests


def test_frictionless_finds_the_csv_as_datapackage_json_describes_it(folder: Path, frictionless: Any) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        "oppslag": 6, "ektepakter": 3, "roller": 6, "avtaleinnhold": 6, "errors": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("ektepakter.csv", ZERO_FIRST, make.TENOR[3][::-1]),
        ("ektepakter.csv", "+00:00", ""),
        ("errors.csv", "false", "nei"),
        ("oppslag.csv", "fnr,input_value", "fnr,value"),
    ],
)
def test_frictionless_finds_what_is_not_as_described(
    folder: Path, frictionless: Any, table: str, old: str, new: str
) -> None:
    text = (folder / table).read_text("utf-8")
    assert old in text
    (folder / table).write_text(text.replace(old, new), "utf-8")
    is_as_described = frictionless.validate(str(folder / "datapackage.json")).valid
    assert is_as_described is (new == "")  # a time without offset is one to Frictionless


def test_duckdb_reads_and_joins_the_tables(folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for suffix in ("parquet", "csv"):
        read = f"read_{suffix}" + ("_auto" if suffix == "csv" else "")
        options = ", types={'fnr': 'VARCHAR'}" if suffix == "csv" else ""
        rows = duckdb.sql(
            f"SELECT o.fnr, e.innkomsttidspunkt FROM {read}('{folder}/oppslag.{suffix}'{options}) o"  # noqa: S608
            f" JOIN {read}('{folder}/ektepakter.{suffix}'{options}) e USING (fnr) ORDER BY o.row, e.ektepakt_index"
        ).fetchall()
        assert [fnr for fnr, _ in rows] == [ZERO_FIRST, make.TENOR[2], make.TENOR[2]]
        assert {moment.utcoffset() is not None for _, moment in rows} == {True}


def test_polars_reads_parquet_csv_and_workbook(folder: Path) -> None:
    polars = pytest.importorskip("polars")
    parquet = polars.read_parquet(folder / "ektepakter.parquet")
    as_text = polars.read_csv(folder / "ektepakter.csv", infer_schema_length=0)
    assert parquet["fnr"].to_list() == as_text["fnr"].to_list() == [ZERO_FIRST, make.TENOR[2], make.TENOR[2]]
    assert as_text["statusbeskrivelse"].to_list()[1] == '=1+1, "a"\nb'
    assert parquet["avtaletyper"].dtype == polars.List(polars.String)
    book = polars.read_excel(folder / "ektepakt.xlsx", sheet_name="Ektepakter", engine="openpyxl")
    assert book["fnr"].to_list() == parquet["fnr"].to_list()
    assert str(book["innkomsttidspunkt"].dtype).startswith("Datetime")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)")
@pytest.mark.parametrize(("sheet", "column", "expected"), [(2, "fnr", ZERO_FIRST), (3, "statusbeskrivelse", None)])
def test_libreoffice_reads_the_workbook(folder: Path, sheet: int, column: str, expected: str | None) -> None:
    """Each sheet becomes a CSV with the values as they are shown."""
    filter_ = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", filter_, "--outdir", str(folder / "read")]
    subprocess.run([*command, str(folder / "ektepakt.xlsx")], check=True, capture_output=True, timeout=200)
    title = ("Summary", "Oppslag", "Ektepakter", "Roller", "Avtaleinnhold", "Errors")[sheet - 1]
    with (folder / "read" / f"ektepakt-{title}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if expected is None:
        assert [row["fnr"] for row in rows] == [ZERO_FIRST, make.TENOR[2], make.TENOR[2]]
        assert rows[1][column] == '=1+1, "a"\nb'
        assert rows[0]["innkomsttidspunkt"] == "01.06.2023 05:30:00"
        assert rows[2]["ektepaktnummer"] == str(2**62)
    else:
        assert rows[0][column] == expected
