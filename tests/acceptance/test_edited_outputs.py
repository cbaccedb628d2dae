"""What people changed in a run's files is never overwritten or removed, and its corrections can be asked about."""

import shlex
from hashlib import sha256
from pathlib import Path
from unittest.mock import Mock

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox

IDENTIFIERS = some_identifiers(6)
FAILING = IDENTIFIERS[2]
CORRECTED = some_identifiers(7)[6]
COPY = "people-ektepakt-SANDBOX.csv"


@pytest.fixture
def latest(program: Program, sandbox: Sandbox) -> Path:
    """Return the folder of a run in which one identifier failed, and one was wrong."""
    write_list(program.folder / "people.csv", [*IDENTIFIERS, "123"])
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({FAILING})),))
    assert program.run("run", "people.csv", "--attempts", "1").code == 3
    sandbox.reset()
    return program.folder / "out" / "latest"


def edit(path: Path, old: str, new: str) -> bytes:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return path.read_bytes()


def test_a_copy_that_was_corrected_is_kept_and_the_last_line_has_it_asked_about(
    program: Program, sandbox: Sandbox, latest: Path
) -> None:
    mine = edit(latest / COPY, "123", CORRECTED)
    ended = program.run("retry")
    assert ended.code == 3, ended.stderr
    kept = latest.resolve() / "people-ektepakt-SANDBOX (edited).csv"
    assert kept.read_bytes() == mine
    assert (latest / COPY).read_bytes() != mine
    assert f"Changed by hand, and kept: {kept.name}." in ended.stdout.splitlines()
    last = ended.stdout.splitlines()[-1]
    sandbox.reset()
    command = shlex.split(last)
    asked = program.run(*command[command.index("run") :])
    assert asked.code == 0, asked.stderr
    assert dict(sandbox.memory.asks) == {CORRECTED: 1, FAILING: 1}, "whose row still lacks its answer"
    assert (program.folder / "out" / "latest" / COPY).exists()
    assert kept.read_bytes() == mine


def test_what_is_kept_stays_through_every_later_export(program: Program, latest: Path) -> None:
    contents = []
    for number in range(3):
        contents.append(edit(latest / COPY, "fnr", f"fnr nr {number}"))
        assert program.run("retry").code == 3
    kept = [latest / f"people-ektepakt-SANDBOX (edited{number}).csv" for number in ("", " 2", " 3")]
    assert [path.read_bytes() for path in kept] == contents
    assert program.run("retry", "--no-annotate", "--format", "parquet").code == 3
    assert [path.read_bytes() for path in kept] == contents
    assert not (latest / COPY).exists(), "as the program wrote it, it is no longer asked for"


@pytest.mark.parametrize("name", ["errors.csv", "oppslag.csv", "ektepakter.csv", "oppslag.parquet"])
def test_every_output_is_kept_so(program: Program, latest: Path, name: str) -> None:
    path = latest / name
    path.write_bytes(path.read_bytes() + b"mine\n")
    ended = program.run("retry", "--json")
    assert ended.code == 3
    kept = path.with_stem(f"{path.stem} (edited)")
    assert kept.read_bytes().endswith(b"mine\n")
    assert kept.name in ended.stdout


def test_a_table_in_a_format_no_longer_asked_for_stays_if_it_was_changed(program: Program, latest: Path) -> None:
    edit(latest / "oppslag.csv", "fnr", "mine")
    assert program.run("retry", "--format", "parquet").code == 3
    assert (latest / "oppslag.csv").read_text().startswith("mine")
    assert not (latest / "roller.csv").exists()


def test_a_workbook_that_was_changed_is_kept_and_written_anew(program: Program, latest: Path) -> None:
    path = latest / "ektepakt.xlsx"
    mine = path.read_bytes() + b"mine"
    path.write_bytes(mine)
    assert program.run("retry").code == 3
    assert (latest / "ektepakt (edited).xlsx").read_bytes() == mine
    told = {each["name"]: each["sha256"] for each in manifest(latest)["outputs"]}
    assert told["ektepakt.xlsx"] == sha256(path.read_bytes()).hexdigest()


def test_what_nobody_changed_is_written_anew_and_nothing_is_said(program: Program, latest: Path) -> None:
    before = {path.name for path in latest.iterdir()}
    ended = program.run("retry")
    assert "hand" not in ended.stdout
    assert {path.name for path in latest.iterdir()} == before
    assert {each["name"] for each in manifest(latest)["outputs"]} < before


def test_an_export_that_was_killed_does_not_pass_for_a_change(
    program: Program, latest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("batch.jobs.run.closing.write_manifest", Mock(side_effect=KeyboardInterrupt))
        assert program.run("retry").code == 75
    mine = edit(latest / "errors.csv", "123", CORRECTED)
    ended = program.run("retry")
    assert ended.code == 3, ended.stderr
    kept = sorted(path.name for path in latest.iterdir() if "edited" in path.name)
    assert kept == ["errors (edited).csv"]
    assert (latest / kept[0]).read_bytes() == mine


def test_a_retry_takes_over_the_runs_own_settings(program: Program, sandbox: Sandbox) -> None:
    lines = ["a;b", *(f"{one};{other}" for one, other in zip(IDENTIFIERS[:3], IDENTIFIERS[3:], strict=True))]
    (program.folder / "two.csv").write_text("\n".join(lines))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({IDENTIFIERS[3]})),))
    begun = program.run("run", "two.csv", "--column", "b", "--format", "csv", "--limit", "2", "--attempts", "1")
    assert begun.code == 3, begun.stderr
    sandbox.reset()
    latest = program.folder / "out" / "latest"
    before = {path.name for path in latest.iterdir()}
    assert "two-ektepakt-SANDBOX.csv" in before
    ended = program.run("retry")
    assert ended.code == 0, ended.stderr
    assert {path.name for path in latest.iterdir()} == before
    assert read_csv(latest / "errors.csv") == []
    assert "no annotated copies" not in ended.stderr


def test_a_retry_without_the_input_leaves_the_copy(program: Program, latest: Path) -> None:
    copy = (latest / COPY).read_bytes()
    (program.folder / "people.csv").unlink()
    for _ in range(2):
        assert program.run("retry").code == 3
        assert (latest / COPY).read_bytes() == copy
        assert COPY in {each["name"] for each in manifest(latest)["outputs"]}
