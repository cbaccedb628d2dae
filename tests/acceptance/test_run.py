import json
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, manifest, read_csv
from support.program import Program

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, MemberKind, Sandbox

IMPATIENT = ("--timeout-seconds", "1")  # one in the sample is slow
ONE_IS_BROKEN = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({EXAMPLE_DIGITS})),))


def test_the_sample_is_accounted_for_to_the_last_row(program: Program, sandbox: Sandbox, samples: Path) -> None:
    sandbox.faults = ONE_IS_BROKEN
    ended = program.run("run", samples / "people.csv", *IMPATIENT, "--json")
    summary = json.loads(ended.stdout)
    data_lines = (samples / "people.csv").read_text("utf-8-sig").splitlines()[1:]
    assert ended.code == 3
    assert summary["rows"] + summary["blank_rows"] == len(data_lines)
    assert sum(each["identifiers"] for each in summary["outcomes"].values()) == summary["identifiers"]
    assert {"found", "empty", "invalid_id", "slow_skipped", "server_error"} <= set(summary["outcomes"])
    folder = program.folder / "out" / "latest"
    assert len(read_csv(folder / "oppslag.csv")) == summary["identifiers"]
    assert len(read_csv(folder / "errors.csv")) == summary["errors"]


def test_errors_within_the_limit_are_a_success(program: Program, sandbox: Sandbox, samples: Path) -> None:
    sandbox.faults = ONE_IS_BROKEN
    assert program.run("run", samples / "people.csv", *IMPATIENT, "--max-errors", "100%").code == 0


def test_the_documented_example_gives_the_documented_ektepakt(program: Program) -> None:
    write_list(program.folder / "one.csv", [EXAMPLE_DIGITS])
    ended = program.run("run", "one.csv")
    assert ended.code == 0, ended.stderr
    folder = program.folder / "out" / "latest"
    [ektepakt] = read_csv(folder / "ektepakter.csv")
    assert (ektepakt["fnr"], ektepakt["ektepaktnummer"], ektepakt["innkomsttidspunkt"]) == (
        EXAMPLE_DIGITS,
        "1",
        "2023-06-01T03:30:00+00:00",
    )
    assert (ektepakt["rolle1_etternavn"], ektepakt["rolle2_adresse"]) == ("INNHEGNING", "Kløvåsen H0101, 3175 RAMNES")
    assert [row["rolle_index"] for row in read_csv(folder / "avtaleinnhold.csv")] == ["", "2"]


def test_nobody_can_take_the_sandbox_for_the_register(program: Program, samples: Path) -> None:
    ended = program.run("run", samples / "people.parquet")
    assert ended.stderr.splitlines()[0].startswith("sandbox (answers are made up")
    assert "SANDBOX: answers are made up" in ended.stdout
    facts = manifest(program.folder / "out" / "latest")
    assert (facts["environment"], facts["answers_are_made_up"]) == ("sandbox", True)


def test_the_embedded_register_is_started_when_nothing_is_configured(tmp_path: Path, samples: Path) -> None:
    ended = Program(tmp_path).run("run", samples / "people.parquet", "--max-errors", "1")
    assert ended.code == 0, ended.stderr
    assert "http://127.0.0.1:" in ended.stderr.splitlines()[0]


def test_everybody_is_asked_once_and_never_more_at_a_time_than_allowed(
    program: Program, sandbox: Sandbox, samples: Path
) -> None:
    program.run("run", samples / "people.csv", *IMPATIENT, "--concurrency", "5")
    once = [row["fnr"] for row in read_csv(program.folder / "out/latest/oppslag.csv") if row["attempts"] == "1"]
    assert len(once) > 150
    again = sum(sandbox.memory.asks[digits] - 1 for digits in once)
    assert 0 <= again <= manifest(program.folder / "out" / "latest")["control_lookups"], "only controls are asked again"
    assert 1 < sandbox.memory.highest_in_flight <= 5
    assert sandbox.memory.tokens_issued == 1


def test_outputs_are_equal_at_any_concurrency(program: Program, samples: Path) -> None:
    folders = []
    for concurrency in ("1", "32"):
        out = f"out{concurrency}"
        program.run("run", samples / "people.csv", *IMPATIENT, "--concurrency", concurrency, "--out", out)
        folders.append(program.folder / out / "latest")
    assert comparable(folders[0]) == comparable(folders[1])


def test_parquet_and_csv_hold_the_same_rows(program: Program, samples: Path) -> None:
    program.run("run", samples / "people.csv", *IMPATIENT)
    folder = program.folder / "out" / "latest"
    for table in ("oppslag", "ektepakter", "roller", "avtaleinnhold"):
        rows = pq.read_table(folder / f"{table}.parquet").to_pylist()
        assert [row["fnr"] or "" for row in rows] == [row["fnr"] for row in read_csv(folder / f"{table}.csv")]


def test_files_are_private_and_counted_in_the_manifest(program: Program, samples: Path) -> None:
    program.run("run", samples / "people.csv", *IMPATIENT)
    folder = (program.folder / "out" / "latest").resolve()
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent, program.folder / "out")} == {0o700}
    outputs = {file["name"]: file["row_count"] for file in manifest(folder)["outputs"]}
    assert {path.name for path in folder.iterdir()} == set(outputs) | {"run.json", "ledger.sqlite3"}
    assert outputs["oppslag.csv"] == outputs["oppslag.parquet"] == len(read_csv(folder / "oppslag.csv"))


def test_a_slow_identity_is_asked_once_and_then_remembered(program: Program, sandbox: Sandbox) -> None:
    [slow] = some_identifiers(1, MemberKind.SLOW)
    write_list(program.folder / "slow.csv", [slow, EXAMPLE_DIGITS])
    rows = []
    for _ in range(2):
        ended = program.run("run", "slow.csv", "--timeout-seconds", "0.5")
        assert ended.code == 3
        rows.append({row["fnr"]: row["outcome"] for row in read_csv(program.folder / "out/latest/oppslag.csv")})
    assert rows[0] == rows[1] == {slow: "slow_skipped", EXAMPLE_DIGITS: "found"}
    assert (sandbox.memory.asks[slow], sandbox.memory.asks[EXAMPLE_DIGITS]) == (1, 2)


def test_a_finished_run_is_followed_by_a_new_one(program: Program) -> None:
    write_list(program.folder / "one.csv", [EXAMPLE_DIGITS])
    run_ids = [json.loads(program.run("run", "one.csv", "--json").stdout)["run_id"] for _ in range(2)]
    assert run_ids[0] != run_ids[1]
    assert (program.folder / "out" / "latest").resolve().name == run_ids[1]


def test_an_identifier_of_several_files_is_asked_about_once(program: Program, sandbox: Sandbox) -> None:
    for name in ("a.csv", "b.csv"):
        write_list(program.folder / name, [EXAMPLE_DIGITS])
    assert program.run("run", "a.csv", "b.csv").code == 0
    [row] = read_csv(program.folder / "out/latest/oppslag.csv")
    assert (row["source"], row["row"], row["row_count"]) == ("a.csv", "2", "2")
    assert sandbox.memory.asks == {EXAMPLE_DIGITS: 1}


@pytest.mark.parametrize("language", ["NNO", "ENG"])
def test_the_language_is_the_one_asked_for(program: Program, language: str) -> None:
    write_list(program.folder / "one.csv", some_identifiers(1, MemberKind.FOUND))
    program.run("run", "one.csv", "--language", language)
    [row] = read_csv(program.folder / "out/latest/oppslag.csv")
    assert row["spraak"] == language
