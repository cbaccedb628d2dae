"""The program's own tables as input: every row of them is looked up again, or reported again."""

import pytest
from support.lists import some_identifiers
from support.outputs import read_csv
from support.program import Program

IDENTIFIERS = some_identifiers(12)
DAMAGED = ["123", "4,18E+10", "=1+1", "'x", "''=x", "'=x", "＝1+1", "-5", "abc"]


def test_of_the_workbook_the_sheet_of_everybody_is_read_and_that_of_errors_when_it_is_named(program: Program) -> None:
    lines = ["navn;fnr", *(f"Kari;{value}" for value in (*IDENTIFIERS[:5], "123"))]
    (program.folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    program.run("run", "list.csv", "--out", "first")
    book = program.folder / "first" / "latest" / "ektepakt.xlsx"
    for flags, expected in (((), [*IDENTIFIERS[:5], "123"]), (("--sheet", "Errors"), ["123"])):
        ended = program.run("run", str(book), *flags)
        assert ended.code == 3, ended.stderr
        assert ("other sheets repeat it and are not read (--sheet Errors" in ended.stderr) is not bool(flags)
        again = read_csv(program.folder / "out" / "latest" / "oppslag.csv")
        assert [each["fnr"] or each["input_value"] for each in again] == expected


@pytest.mark.parametrize("table", ["errors.csv", "oppslag.csv", "oppslag.parquet"])
def test_what_was_no_identifier_is_reported_again_or_looked_up_when_it_was_corrected(
    program: Program, table: str
) -> None:
    lines = ["navn;fnr", *(f"Kari;{value}" for value in (*IDENTIFIERS[:5], *DAMAGED))]
    (program.folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    program.run("run", "list.csv", "--out", "first")
    fed_back = program.folder / "first" / "latest" / table
    if fed_back.suffix == ".csv":
        fed_back.write_text(fed_back.read_text("utf-8").replace(",123,", f",{IDENTIFIERS[9]},"), "utf-8")
    ended = program.run("run", str(fed_back))
    assert ended.code == 3
    again = read_csv(program.folder / "out" / "latest" / "oppslag.csv")
    assert [each["input_value"] for each in again if not each["fnr"]] == DAMAGED[fed_back.suffix == ".csv" :]
    assert (IDENTIFIERS[9] in {each["fnr"] for each in again}) is (fed_back.suffix == ".csv")
