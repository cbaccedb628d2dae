"""What datapackage.json says of the CSV files."""

import json
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch.export.datapackage import PACKAGE_NAME, write_package
from batch.export.result_files import TableForms, export
from batch.options.export_options import OutputFormat
from batch.tables import ERRORS, RESULT_TABLES

CSV = TableForms(formats=(OutputFormat.CSV,))


def package(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / PACKAGE_NAME).read_text("utf-8"))
    return told


def test_it_tells_of_each_column_in_its_order_the_type_and_what_it_holds(tmp_path: Path) -> None:
    write_package(tmp_path / PACKAGE_NAME, make.about_run(), (*RESULT_TABLES, ERRORS))
    for resource, table in zip(package(tmp_path)["resources"], (*RESULT_TABLES, ERRORS), strict=True):
        assert resource["path"] == f"{table.name}.csv"
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table.column_names)
        for field, column in zip(fields, table.columns, strict=True):
            assert field["description"].startswith(column.description.en)
    types = {field["name"]: field["type"] for field in fields}
    assert (types["fnr"], types["row"], types["retryable"], types["tidspunkt"]) == (
        "string", "integer", "boolean", "datetime",
    )  # fmt: skip


def test_it_says_which_run_it_is_of_and_that_its_answers_are_made_up(tmp_path: Path) -> None:
    write_package(tmp_path / PACKAGE_NAME, make.about_run(), RESULT_TABLES)
    told = package(tmp_path)
    assert (told["environment"], told["run_id"], told["answers_are_made_up"]) == (
        "sandbox", "20260301T120000Z-0123abcd", True,
    )  # fmt: skip


def test_a_key_refers_only_to_what_is_described_too(tmp_path: Path) -> None:
    write_package(tmp_path / PACKAGE_NAME, make.about_run(), (ERRORS,))
    (resource,) = package(tmp_path)["resources"]
    assert "foreignKeys" not in resource["schema"]
    write_package(tmp_path / PACKAGE_NAME, make.about_run(), (*RESULT_TABLES, ERRORS))
    keys = {each["name"]: each["schema"].get("foreignKeys") for each in package(tmp_path)["resources"]}
    assert keys["roller"] == [
        {
            "fields": ["fnr", "ektepakt_index"],
            "reference": {"resource": "ektepakter", "fields": ["fnr", "ektepakt_index"]},
        }
    ]
    assert keys["oppslag"] is None


@pytest.mark.parametrize("formats", [(OutputFormat.CSV,), (OutputFormat.PARQUET,)])
def test_it_names_the_csv_files_that_are_there(tmp_path: Path, formats: tuple[OutputFormat, ...]) -> None:
    export([make.entry()], tmp_path, TableForms(formats=formats), make.about_run())
    assert {each["path"] for each in package(tmp_path)["resources"]} == {path.name for path in tmp_path.glob("*.csv")}


def test_csv_for_excel_is_not_what_it_describes(tmp_path: Path) -> None:
    export([make.entry()], tmp_path, CSV, make.about_run())
    assert (tmp_path / PACKAGE_NAME).exists()
    export([make.entry()], tmp_path, TableForms(formats=CSV.formats, csv_for_excel=True), make.about_run())
    assert not (tmp_path / PACKAGE_NAME).exists()
