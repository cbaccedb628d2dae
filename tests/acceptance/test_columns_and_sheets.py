"""Which columns and sheets are looked up, when the user says so and when nothing is said."""

from pathlib import Path

import pytest
from support.lists import some_identifiers
from support.made_workbooks import row, write_xlsx
from support.outputs import manifest, read_csv
from support.program import Program

IDENTIFIERS = some_identifiers(20)


@pytest.fixture
def workbooks(program: Program) -> Path:
    """Two workbooks, one of which has two months."""
    jan, feb, mar = ([row(1, "fnr"), row(2, number)] for number in IDENTIFIERS[:3])
    write_xlsx(program.folder / "a.xlsx", {"Jan": jan, "Feb": feb})
    write_xlsx(program.folder / "b.xlsx", {"Jan": mar})
    return program.folder


def test_several_sheets_are_inputs_of_their_own(program: Program, workbooks: Path) -> None:
    ended = program.run("run", "a.xlsx", "b.xlsx", "--sheet", "Jan", "--sheet", "Feb")
    assert ended.code == 0
    assert "b.xlsx / Jan: Excel workbook, header in row 1, without sheet Feb, column fnr" in ended.stderr
    folder = workbooks / "out" / "latest"
    assert [each["name"] for each in manifest(folder)["inputs"]] == ["a.xlsx / Jan", "a.xlsx / Feb", "b.xlsx / Jan"]
    assert {each["fnr"]: each["source"] for each in read_csv(folder / "oppslag.csv")} == {
        IDENTIFIERS[0]: "a.xlsx / Jan",
        IDENTIFIERS[1]: "a.xlsx / Feb",
        IDENTIFIERS[2]: "b.xlsx / Jan",
    }
    copies = {each["source"]: each["name"] for each in manifest(folder)["copies"]}
    assert copies == {
        "a.xlsx / Jan": "a-ektepakt-SANDBOX.xlsx",
        "a.xlsx / Feb": "a-ektepakt-2-SANDBOX.xlsx",
        "b.xlsx / Jan": "b-ektepakt-SANDBOX.xlsx",
    }
    retried = program.run("retry", "--sheet", "Jan", "--sheet", "Feb")
    assert (retried.code, "no annotated copies" in retried.stderr) == (0, False)


def test_a_sheet_that_no_workbook_has_ends_the_run_before_anything_is_asked(program: Program, workbooks: Path) -> None:
    ended = program.run("run", "a.xlsx", "b.xlsx", "--sheet", "Jan", "--sheet", "Mars")
    assert (ended.code, (workbooks / "out").exists()) == (2, False)
    assert ended.stderr.endswith("ektepakt-batch: no workbook has a sheet “Mars”; check --sheet\n")
