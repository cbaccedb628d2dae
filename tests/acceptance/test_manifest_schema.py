"""The manifests of real runs are as their published schema says, however the run went."""

from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.made_identifiers import REAL, made_identifiers
from support.manifest_schema import faults_of
from support.outputs import manifest
from support.program import Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox


def the_manifest(program: Program) -> dict[str, Any]:
    [folder] = (program.folder / "out" / "runs").iterdir()
    return manifest(folder)


def test_of_a_run_with_all_that_can_be_noted_and_of_its_retry(program: Program, sandbox: Sandbox) -> None:
    *identifiers, failing = some_identifiers(12)
    kontonummer = [f"{number:011}" for number in range(10**10, 10**10 + 30)]
    write_list(program.folder / "people.csv", [*identifiers, failing, "abc", "", *kontonummer])
    (program.folder / "broken.xlsx").write_bytes(b"PK no more")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({failing})),))
    ended = program.run("run", "people.csv", "broken.xlsx", "--attempts", "1")
    assert ended.code == 2, ended.stderr
    first = the_manifest(program)
    assert faults_of(first) == []
    assert len(first["unread_inputs"]) == 1
    assert first["inputs"][0]["observations"]
    sandbox.reset()
    assert program.run("retry").code == 3
    again = the_manifest(program)
    assert faults_of(again) == []
    assert "server_error" not in again["outcomes"]


@pytest.mark.parametrize(
    "flags",
    [
        ("--max-requests", "2"),
        ("--limit", "2"),
        ("--sample", "3"),
        ("--no-annotate", "--format", "csv", "--language", "NNO", "--stop-after", "2h", "--max-age", "1d"),
    ],
)
def test_of_a_run_that_was_stopped_or_cut(program: Program, flags: tuple[str, ...]) -> None:
    write_list(program.folder / "people.csv", some_identifiers(6))
    assert program.run("run", "people.csv", *flags).code in {0, 75}
    assert faults_of(the_manifest(program)) == []


def test_of_a_run_that_was_not_let_in(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    assert program.run("run", "people.csv").code == 4
    found = the_manifest(program)
    assert faults_of(found) == []
    assert found["stopped_by"]["type"] == "AccessDeniedError"


def test_of_a_run_elsewhere_than_in_the_sandbox(program: Program, tmp_path: Path) -> None:
    write_list(program.folder / "people.csv", [next(made_identifiers(1, series=REAL)), "12"])
    ended = program.run("run", "people.csv", "--env", "prod", "--state", str(tmp_path / "state"), "--yes")
    assert ended.code == 3, ended.stderr
    found = the_manifest(program)
    assert faults_of(found) == []
    assert (found["environment"], found["answers_are_made_up"]) == ("prod", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": "test"},
        {"is_complete": None},
        {"outcomes": {"fuond": {"identifiers": 1, "rows": 1}}},
        {"totals": {}},
        {"written_at": "yesterday"},
        {"unheard_of": 1},
        {"outputs": [{"name": "oppslag.csv", "sha256": "ab" * 32, "size_bytes": "12", "row_count": 3}]},
    ],
)
def test_what_is_of_another_form_is_found(program: Program, changes: dict[str, Any]) -> None:
    write_list(program.folder / "people.csv", some_identifiers(2))
    assert program.run("run", "people.csv").code == 0
    assert faults_of(the_manifest(program) | changes) != []
