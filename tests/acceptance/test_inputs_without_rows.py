"""Inputs without rows: parts of a table that came out empty, and whole lists that did."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.lists import some_identifiers
from support.made_workbooks import row, write_xlsx
from support.outputs import manifest, read_csv
from support.program import Program

IDENTIFIERS = some_identifiers(12)


def write_parquet(path: Path, identifiers: list[str]) -> None:
    pq.write_table(pa.table({"person": pa.array(identifiers, pa.string())}), path)


def test_what_spark_leaves_is_read_without_its_empty_parts(program: Program) -> None:
    folder = program.folder / "members"
    folder.mkdir()
    for name in ("_SUCCESS", "._SUCCESS.crc", ".part-00000.snappy.parquet.crc"):
        (folder / name).touch()
    write_parquet(folder / "part-00000.snappy.parquet", IDENTIFIERS)
    write_parquet(folder / "part-00001.snappy.parquet", [])
    ended = program.run("run", "members")
    assert ended.code == 0
    assert "part-00001.snappy.parquet: no rows\n" in ended.stderr
    latest = program.folder / "out" / "latest"
    assert [(each["name"], each["row_count"]) for each in manifest(latest)["inputs"]] == [
        ("part-00000.snappy.parquet", 12),
        ("part-00001.snappy.parquet", 0),
    ]
    copy = latest / "part-00001.snappy-ektepakt-SANDBOX.parquet"
    assert copy.read_bytes() == (folder / "part-00001.snappy.parquet").read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.csv", b""),
        ("b.csv", b"\xef\xbb\xbf"),
        ("b.csv", b"\n \n"),
        ("b.csv", b"person;navn\n"),
        ("b.csv", b"\xef\xbb\xbffnr;navn\r\n"),
        ("b.csv.gz", gzip.compress(b"")),
        ("b.jsonl", b""),
    ],
    ids=["no byte", "byte order mark", "blank lines", "header of the others", "header", "gzip", "JSON lines"],
)
def test_an_empty_part_is_no_fault(program: Program, name: str, content: bytes) -> None:
    (program.folder / "a.csv").write_text("person;navn\n" + "".join(f"{each};Ola\n" for each in IDENTIFIERS))
    (program.folder / name).write_bytes(content)
    ended = program.run("run", name, "a.csv")
    assert (ended.code, "NOT READ" in ended.stdout) == (0, False)
    inputs = manifest(program.folder / "out" / "latest")["inputs"]
    assert [(each["name"], each["row_count"]) for each in inputs] == [(name, 0), ("a.csv", 12)]


@pytest.mark.parametrize(
    ("name", "content"),
    [("b.csv", b"Ola Nordmann;Storgata\n"), ("b.csv", b"123\n"), ("b.parquet", b""), ("b.xlsx", b"")],
    ids=["a row that is no header of others", "a damaged identifier", "no Parquet", "no workbook"],
)
def test_what_may_hold_a_row_or_is_damaged_is_a_fault(program: Program, name: str, content: bytes) -> None:
    (program.folder / "a.csv").write_text("person;navn\n" + "".join(f"{each};Ola\n" for each in IDENTIFIERS))
    (program.folder / name).write_bytes(content)
    ended = program.run("run", "a.csv", name, "--allow-empty")
    assert (ended.code, "NOT READ: b." in ended.stdout or "3 rows" in ended.stdout) == (2, True)


def test_an_empty_workbook_is_no_fault_beside_another(program: Program) -> None:
    write_xlsx(program.folder / "a.xlsx", {"Ark": [row(1, "fnr"), row(2, IDENTIFIERS[0])]})
    write_xlsx(program.folder / "b.xlsx", {"Ark": [], "Mer": []})
    assert program.run("run", "a.xlsx", "b.xlsx").code == 0


@pytest.mark.parametrize("content", [b"fnr;navn\n", b"", b"\n\n"])
def test_lists_that_are_all_without_rows_need_allow_empty(program: Program, content: bytes) -> None:
    for name in ("a.csv", "b.csv"):
        (program.folder / name).write_bytes(content)
    refused = program.run("run", "a.csv", "b.csv")
    assert refused.code == program.run("plan", "a.csv", "b.csv").code == 2
    assert not (program.folder / "out" / "latest").exists()
    assert program.run("plan", "a.csv", "b.csv", "--allow-empty").code == 0
    ended = program.run("run", "a.csv", "b.csv", "--allow-empty")
    latest = program.folder / "out" / "latest"
    assert (ended.code, manifest(latest)["is_complete"]) == (0, True)
    assert [each["row_count"] for each in manifest(latest)["inputs"]] == [0, 0]
    assert read_csv(latest / "oppslag.csv") == read_csv(latest / "errors.csv") == []
    assert pq.read_table(latest / "oppslag.parquet").num_rows == 0


def test_a_lone_row_is_a_header_only_where_another_input_has_the_same(program: Program) -> None:
    (program.folder / "a.csv").write_text("person;navn\n" + "".join(f"{each};Ola\n" for each in IDENTIFIERS))
    (program.folder / "b.csv").write_text("person;navn\n")
    (program.folder / "c.csv").write_text("mangler;Ola Nordmann\n")
    assert program.run("run", "a.csv", "b.csv", "--column", "1").code == 0
    ended = program.run("run", "a.csv", "c.csv", "--column", "1")
    assert ended.code == 2
    assert "NOT READ: c.csv: there is no row below what may be the header; name a column by its header" in ended.stdout


def test_lines_that_are_no_objects_are_rows(program: Program) -> None:
    (program.folder / "a.csv").write_text("fnr\n" + IDENTIFIERS[0])
    (program.folder / "b.jsonl").write_text('{"a": null}\n123\n')
    assert program.run("run", "a.csv", "b.jsonl").code == 2
