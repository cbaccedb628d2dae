"""Files whose names are no UTF-8, or hold what a terminal would act on, whatever their format and the locale."""

import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.lists import some_identifiers, write_list
from support.made_workbooks import row, write_xlsx
from support.outputs import manifest, read_csv
from support.program import Program

IDENTIFIERS = some_identifiers(14)
SEVEN_BIT = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def path(folder: Path, name: bytes) -> Path:
    return folder / os.fsdecode(name)


@pytest.fixture
def lists(program: Program) -> Path:
    """Two of everybody's identifiers in each format, in names with a byte of Latin-1 and a line break."""
    folder = path(program.folder, b"in\xe6")
    folder.mkdir()
    pairs = [IDENTIFIERS[at : at + 2] for at in range(0, 14, 2)]
    write_list(path(folder, b"f\xf8.csv"), pairs[0])
    path(folder, b"f\xf81.csv.gz").write_bytes(gzip.compress("\n".join(["fnr", *pairs[1]]).encode()))
    packed = pa.compress("\n".join(["fnr", *pairs[2]]).encode(), codec="zstd", asbytes=True)
    path(folder, b"f\xf82.csv.zst").write_bytes(packed)
    with path(folder, b"f\xf83.parquet").open("wb") as file:
        pq.write_table(pa.table({"fnr": pairs[3]}), file)
    write_xlsx(folder / "x.xlsx", {"Ark": [row(1, "fnr"), *(row(at, each) for at, each in enumerate(pairs[4], 2))]})
    (folder / "x.xlsx").rename(path(folder, b"f\xf84.xlsx"))
    path(folder, b"f\xf85.jsonl").write_text("\n".join(json.dumps({"fnr": each}) for each in pairs[5]))
    write_list(folder / "ny\nlinje\x1b[31m æ.csv", pairs[6])
    return folder


NAMES = [
    "f\ufffd.csv",
    "f\ufffd1.csv.gz",
    "f\ufffd2.csv.zst",
    "f\ufffd3.parquet",
    "f\ufffd4.xlsx / Ark",
    "f\ufffd5.jsonl",
    "ny\ufffdlinje\ufffd[31m æ.csv",
]
COPIES = [
    "f\ufffd-ektepakt-SANDBOX.csv",
    "f\ufffd1-ektepakt-SANDBOX.csv",
    "f\ufffd2-ektepakt-SANDBOX.csv",
    "f\ufffd3-ektepakt-SANDBOX.parquet",
    "f\ufffd4-ektepakt-SANDBOX.xlsx",
    "f\ufffd5-ektepakt-SANDBOX.jsonl",
    "ny\ufffdlinje\ufffd[31m æ-ektepakt-SANDBOX.csv",
]


def check_outputs(folder: Path, *, names: Sequence[str], copies: Sequence[str]) -> None:
    rows = read_csv(folder / "oppslag.csv")
    assert {each["fnr"]: each["source"] for each in rows} == {
        number: names[at // 2] for at, number in enumerate(IDENTIFIERS)
    }
    assert [each["name"] for each in manifest(folder)["inputs"]] == names
    assert [each["name"] for each in manifest(folder)["copies"]] == copies
    on_disk = {os.fsencode(each.name) for each in folder.glob("*-ektepakt*")}
    assert on_disk == {name.encode() for name in copies}


def test_they_are_read_and_copied_under_names_that_can_be_shown(program: Program, lists: Path) -> None:
    ended = program.run("run", lists)
    assert (ended.code, "\x1b" in ended.stdout + ended.stderr) == (0, False)
    check_outputs(program.folder / "out" / "latest", names=NAMES, copies=COPIES)
    retried = program.run("retry")
    assert (retried.code, "no annotated copies" in retried.stderr) == (0, False)
    planned = program.run("plan", lists)
    assert (planned.code, "  ny\ufffdlinje\ufffd[31m æ.csv: UTF-8" in planned.stdout) == (0, True)


@pytest.mark.long
def test_in_a_seven_bit_locale_too(program: Program, lists: Path) -> None:
    program.environment |= SEVEN_BIT
    ended = program.run_in_shell("run in* --json")
    assert ended.code == 0
    assert json.loads(ended.stdout)["is_complete"]
    assert "ny\\ufffdlinje\\ufffd[31m \\u00e6.csv: UTF-8" in ended.stderr
    check_outputs(program.folder / "out" / "latest", names=NAMES, copies=COPIES)
    for command in ("plan in*", "plan in* --json", "retry", "run --help"):
        ended = program.run_in_shell(command)
        assert (ended.code, "Traceback" in ended.stderr) == (0, False)
    ended = program.run_in_shell("plan nowhere-æ --json")
    assert (ended.code, "Traceback" in ended.stderr) == (2, False)
    assert json.loads(ended.stdout)["error"]["source"] == "nowhere-æ"


def test_no_text_of_a_list_reaches_the_terminal_as_it_is(program: Program) -> None:
    (program.folder / "esc.csv").write_text("navn\x1b[31mR\x1b[0m,b\n" + "Ola Nordmann fra Oslo,1\n" * 9)
    (program.folder / "fnr.csv").write_text(f"navn,fnr\x1b[31m\nOla,{IDENTIFIERS[0]}\n")
    for command in (
        ["plan", "esc.csv"],
        ["run", "fnr.csv"],
        ["plan", "fnr.csv", "--json"],
        ["run", "esc.csv", "--column", "\x1b"],
    ):
        ended = program.run(*command)
        assert "\x1b" not in ended.stdout + ended.stderr
        assert "Nordmann" not in ended.stdout + ended.stderr
