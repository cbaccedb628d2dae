"""A run whose files do not hold what its ledger says is not called complete, and the same command mends it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Program

from batch.export import result_files
from batch.sandbox import Sandbox


@contextmanager
def disk_that_loses_a_line(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    whole = result_files.output_file

    @contextmanager
    def losing(path: Path) -> Iterator[BinaryIO]:
        with whole(path) as file:
            yield file
        if path.name == name:
            path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))

    with monkeypatch.context() as patch:
        patch.setattr(result_files, "output_file", losing)
        yield


def test_a_run_that_does_not_add_up_ends_as_a_defect_until_it_does(
    program: Program, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    with disk_that_loses_a_line(monkeypatch, "oppslag.csv"):
        ended = program.run("run", "people.csv", "--json")
    assert ended.code == 70
    assert "rows of oppslag: 5 written to oppslag.parquet, 5 in oppslag.parquet" in ended.stderr
    assert "4 in oppslag.csv" in ended.stderr
    assert json.loads(ended.stdout)["error"]["type"] == "SelfCheckError"
    [folder] = (program.folder / "out" / "runs").iterdir()
    assert manifest(folder)["is_complete"] is False
    assert {each["rule"] for each in manifest(folder)["self_check"] if not each["holds"]} >= {"rows of oppslag"}
    assert not (program.folder / "out" / "latest").exists()
    sandbox.reset()
    assert program.run("run", "people.csv").code == 0
    assert sandbox.memory.asks.total() == 0
    assert (program.folder / "out" / "latest").resolve() == folder.resolve()
    assert manifest(folder)["is_complete"] is True
