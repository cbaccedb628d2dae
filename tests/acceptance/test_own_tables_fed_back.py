"""The program's own tables as input: every row of them is looked up again, or reported again."""

import pytest
from support.lists import some_identifiers
from support.outputs import read_csv
from support.program import Program

IDENTIFIERS = some_identifiers(12)
DAMAGED = ["123", "4,18E+10", "=1+1", "'x", "''=x", "'=x", "＝1+1", "-5", "abc"]


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
