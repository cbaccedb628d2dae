"""An input that can't be read does not take the others of its run with it."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Sandbox

IDENTIFIERS = some_identifiers(40)


@pytest.fixture
def lists(program: Program) -> Path:
    """Three lists, the second of which is a PDF."""
    folder = program.folder / "lists"
    folder.mkdir()
    write_list(folder / "a.csv", IDENTIFIERS[:10])
    (folder / "b.csv").write_bytes(b"%PDF-1.7")
    write_list(folder / "c.csv", IDENTIFIERS[10:20])
    return folder


def break_in_the_middle(path: Path) -> None:
    """Make a Parquet file whose second row group is damaged."""
    pq.write_table(pa.table({"fnr": IDENTIFIERS[20:]}), path, row_group_size=10, compression="none")
    page = pq.read_metadata(path).row_group(1).column(0).dictionary_page_offset
    content = bytearray(path.read_bytes())
    content[page : page + 40] = b"\xff" * 40
    path.write_bytes(content)


def test_the_others_are_run_to_their_end_and_the_sentence_says_so(program: Program, lists: Path) -> None:
    ended = program.run("run", "lists")
    assert ended.code == 2
    assert "NOT READ: b.csv: is a PDF" in ended.stdout
    assert "The run went on with the other inputs" in ended.stdout
    folder = program.folder / "out" / "latest"
    assert len(read_csv(folder / "oppslag.csv")) == 20
    assert [each["name"] for each in manifest(folder)["inputs"]] == ["a.csv", "c.csv"]
    remedy = "save the table in it as CSV or .xlsx"
    unread = {"type": "InputError", "what": "is a PDF", "remedy": remedy, "source": "b.csv"}
    assert manifest(folder)["unread_inputs"] == [unread]


def test_inputs_of_one_name_are_told_apart_by_their_folders_wherever_they_are_named(program: Program) -> None:
    for folder, number, damaged in (("a", IDENTIFIERS[0], "123"), ("b", IDENTIFIERS[1], "456")):
        (program.folder / folder).mkdir()
        write_list(program.folder / folder / "liste.csv", [number, damaged])
    (program.folder / "c").mkdir()
    (program.folder / "c" / "liste.csv").write_bytes(b"%PDF-1.7")
    plan = program.run("plan", "a", "b", "c").stdout
    assert "a/liste.csv row 3; b/liste.csv row 3" in plan
    assert "NOT READ: c/liste.csv: is a PDF" in plan
    program.run("run", "a", "b", "c")
    folder = program.folder / "out" / "latest"
    assert [each["name"] for each in manifest(folder)["inputs"]] == ["a/liste.csv", "b/liste.csv"]
    assert {row["source"] for row in read_csv(folder / "errors.csv")} == {"a/liste.csv", "b/liste.csv"}
    assert "no annotated copies" not in program.run("retry").stderr
    assert len(list(folder.glob("liste-ektepakt*"))) == 2


def test_once_it_is_mended_the_same_command_takes_it_in(program: Program, lists: Path) -> None:
    assert program.run("run", "lists").code == 2
    write_list(lists / "b.csv", IDENTIFIERS[20:30])
    assert program.run("run", "lists").code == 0
    assert len(read_csv(program.folder / "out" / "latest" / "oppslag.csv")) == 30


def test_one_that_breaks_off_later_leaves_nothing_of_itself(program: Program, lists: Path) -> None:
    break_in_the_middle(lists / "b.parquet")
    ended = program.run("run", "lists", "--json")
    summary = json.loads(ended.stdout)
    assert ended.code == 2
    assert summary["identifiers"] == 20
    assert [each["source"] for each in summary["unread_inputs"]] == ["b.csv", "b.parquet"]
    assert len(list((program.folder / "out" / "runs").iterdir())) == 1


def test_a_plan_says_it_too(program: Program, lists: Path) -> None:
    break_in_the_middle(lists / "b.parquet")
    ended = program.run("plan", "lists", "--json")
    planned = json.loads(ended.stdout)
    assert ended.code == 2
    assert (planned["can_run"], planned["identifiers"], len(planned["unread_inputs"])) == (True, 20, 2)


def test_when_none_can_be_read_nothing_is_asked(program: Program, sandbox: Sandbox, lists: Path) -> None:
    (lists / "a.csv").write_bytes(b"")
    ended = Program(program.folder, sandbox.settings).run("run", "lists/a.csv", "lists/b.csv")
    assert ended.code == 2
    assert "none of the 2 inputs can be read, and nothing was asked" in ended.stderr
    assert all(name in ended.stderr for name in ("a.csv: the file is empty", "b.csv: is a PDF"))
    assert sandbox.memory.token_requests == 0
    assert not (program.folder / "out").exists()
