"""The plan: what a run would do, without asking anybody and without changing a file."""

import fcntl
import json
import re
import shlex
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import key_builders
from support.folder_state import state_of
from support.lists import some_identifiers, write_list
from support.made_identifiers import REAL, made_identifiers
from support.program import Ended, Program, wait_until_asked

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, MemberKind, Sandbox

ENVIRONMENTS = ("sandbox", "ppe")


def planned(ended: Ended) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def by_name(sorts: list[dict[str, Any]]) -> dict[str, int]:
    return {sort["name"]: sort["rows"] for sort in sorts}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nobody_is_asked_and_no_file_is_made(
    program: Program, sandbox: Sandbox, samples: Path, environment: str
) -> None:
    ended = program.run("plan", samples / "people.csv", "--env", environment)
    assert ended.code == 3, ended.stderr
    assert ended.stdout.splitlines()[0] == f"Plan for {environment}: nothing was asked, nothing was changed."
    assert (sandbox.memory.token_requests, sandbox.memory.asks.total()) == (0, 0)
    assert list(program.folder.iterdir()) == []


def test_it_counts_what_the_run_then_does(program: Program, sandbox: Sandbox, samples: Path) -> None:
    plan = planned(program.run("plan", samples / "people.csv", "--json"))
    run = json.loads(program.run("run", samples / "people.csv", "--json").stdout)
    assert (plan["cells"], plan["blank_rows"]) == (run["rows"], run["blank_rows"])
    assert sum(by_name(plan["invalid_id"]).values()) == run["outcomes"]["invalid_id"]["rows"]
    assert sum(by_name(plan["wrong_environment"]).values()) == run["outcomes"]["wrong_environment"]["rows"]
    assert sum(by_name(plan["repairs"]).values()) == run["repaired"]
    assert plan["requests"] == len(sandbox.memory.asks)


def test_no_digit_of_an_identifier_is_in_it(program: Program, samples: Path) -> None:
    text = (samples / "people.csv").read_text("utf-8-sig")
    identifiers = set(re.findall(r"[0-9]{11}", text))
    said = [program.run("plan", samples / "people.csv", *flags) for flags in ((), ("--json",), ("--env", "prod"))]
    assert identifiers
    assert not [each for each in identifiers for ended in said if each in ended.stdout + ended.stderr]


def test_with_runs_and_slow_identities_of_before_nothing_is_touched(program: Program, sandbox: Sandbox) -> None:
    [slow] = some_identifiers(1, MemberKind.SLOW)
    write_list(program.folder / "people.csv", [*some_identifiers(20), slow])
    program.run("run", "people.csv", "--timeout-seconds", "0.5")
    before = state_of(program.folder)
    sandbox.reset()
    plan = planned(program.run("plan", "people.csv", "--json"))
    assert (plan["continued_run"], plan["slow"], plan["reused"], plan["requests"]) == (None, 1, 0, 20)
    spared = planned(program.run("plan", "people.csv", "--max-age", "1h", "--json"))
    assert (spared["slow"], spared["reused"], spared["requests"]) == (1, 20, 0)
    assert "as in the last complete run" in spared["assumption"]
    assert state_of(program.folder) == before
    assert sandbox.memory.token_requests == 0


def test_a_killed_run_would_be_continued_and_is_left_as_it_lies(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(200))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05),))
    settings = {**sandbox.settings, "EKTEPAKT_COMMIT_EVERY": "10"}
    process = Program(program.folder, settings).start("run", "people.csv")
    wait_until_asked(sandbox, 60)
    process.kill()
    process.ended()
    before = state_of(program.folder)
    [run] = (program.folder / "out" / "runs").iterdir()
    assert (run / "ledger.sqlite3-wal").stat().st_size > 0
    plan = planned(program.run("plan", "people.csv", "--json"))
    assert plan["continued_run"] == run.name
    assert plan["settled"] >= 40
    assert plan["settled"] + plan["requests"] == 200
    assert state_of(program.folder) == before
    sandbox.reset()
    assert program.run("run", "people.csv").code == 0
    assert sandbox.memory.asks.total() == plan["requests"]


def test_rows_are_named_and_columns_to_look_at_too(program: Program) -> None:
    first, second, third, *_ = some_identifiers(8)
    real = next(made_identifiers(3, series=REAL))
    dragged = [str(int(first) + step).zfill(11) for step in range(4)]
    write_list(program.folder / "a.csv", [*some_identifiers(8), first, real, f"{second[:6]} {second[6:]}", "x"])
    write_list(program.folder / "b.csv", [third, *dragged])
    ended = program.run("plan", "a.csv", "b.csv")
    assert ended.code == 3, ended.stderr
    assert re.search(r"looks like a real person's +1 +1 +a.csv row 11  \(real_in_test\)", ended.stdout)
    assert re.search(r"something else than a number +1 +1 +a.csv row 13  \(other_characters\)", ended.stdout)
    assert re.search(r"separators +1 +1 +a.csv row 12", ended.stdout)
    assert re.search(r"repeated within a file \(asked once\) +2 +2 +a.csv rows 2, 3", ended.stdout)
    assert re.search(r"repeated across files \(asked once\) +2 +2 +a.csv rows 2, 4; b.csv row 2", ended.stdout)
    assert "LOOK AT b.csv: column “fnr” holds consecutive numbers" in ended.stdout
    assert "a.csv: UTF-8, one value a line, header in row 1, column fnr (found by name;" in ended.stdout


def test_what_a_folder_holds_besides_is_said(program: Program) -> None:
    (program.folder / "in").mkdir()
    write_list(program.folder / "in" / "people.csv", some_identifiers(3))
    (program.folder / "in" / "letter.docx").write_bytes(b"no table")
    for command in ("plan", "run"):
        ended = program.run(command, "in")
        assert "passed over, since their names are no table's: in/letter.docx" in ended.stdout + ended.stderr


def test_credentials_that_are_missing_are_named_and_refuse_no_plan(tmp_path: Path) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(3))
    program = Program(tmp_path)
    ended = program.run("plan", "people.csv", "--env", "ppe")
    assert (ended.code, program.run("run", "people.csv", "--env", "ppe").code) == (0, 2)
    assert "Before a run, --env ppe needs the client id" in ended.stdout
    assert "key                not there yet (EKTEPAKT_CLIENT_ID, EKTEPAKT_KEYSTORE, " in ended.stdout
    assert re.search(r"requests +3\n", ended.stdout)
    made = json.loads(program.run("plan", "people.csv", "--env", "ppe", "--json").stdout)
    assert (made["can_run"], made["problems"], made["missing"][0]) == (False, [], "EKTEPAKT_CLIENT_ID")


@pytest.mark.parametrize(
    ("name", "value"), [("EKTEPAKT_PROXY", "ftp://x"), ("EKTEPAKT_CA_FILE", "none.pem"), ("EKTEPAKT_KEYSTORE", "none")]
)
def test_what_is_given_and_wrong_has_the_code_of_a_run_though_credentials_are_missing(
    tmp_path: Path, name: str, value: str
) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(3))
    settings = {name: value} | ({"EKTEPAKT_CLIENT_ID": "c"} if name == "EKTEPAKT_KEYSTORE" else {})
    ended = Program(tmp_path, settings).run("plan", "people.csv", "--env", "ppe")
    assert ended.code == 2
    assert "A run would end: " in ended.stdout


def test_the_next_command_of_a_plan_is_a_run_with_absolute_paths(program: Program) -> None:
    write_list(program.folder / "our people.csv", some_identifiers(3))
    ended = program.run("plan", "our people.csv", "--sample", "2", "--out", "o", "--json")
    words = shlex.split(json.loads(ended.stdout)["next_command"])
    at = words.index("run")
    assert Path(words[0]).is_absolute()
    assert words[at:] == [
        *("run", str(program.folder / "our people.csv"), "--sample", "2", "--out", str(program.folder / "o"))
    ]


def test_a_key_whose_certificate_is_over_has_the_code_of_a_run(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    over = key_builders.certificate(not_after=datetime.now(UTC) - timedelta(days=1))
    (program.folder / "over.p12").write_bytes(key_builders.pkcs12_file(own=over, others=()))
    settings = {
        **sandbox.settings,
        "EKTEPAKT_KEYSTORE": "over.p12",
        "EKTEPAKT_KEYSTORE_PASSWORD": key_builders.PASSWORD,
    }
    unfit = Program(program.folder, settings)
    ended = unfit.run("plan", "people.csv", "--env", "ppe")
    assert ended.code == unfit.run("run", "people.csv", "--env", "ppe").code == 4
    assert "A run would end: the certificate in over.p12 expired on" in ended.stdout
    assert re.search(r"requests +3\n", ended.stdout)


def test_how_long_the_key_lasts_is_said(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    ended = program.run("plan", "people.csv")
    assert re.search(
        r"  key +the base64 value of EKTEPAKT_KEYSTORE, .*; valid until 20[0-9-]+ \([0-9,]+ days\)", ended.stdout
    )


def test_an_input_that_can_not_be_read_ends_it_in_one_sentence(program: Program) -> None:
    (program.folder / "people.csv").write_bytes(b"%PDF-1.7")
    ended = program.run("plan", "people.csv")
    assert (ended.code, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert "people.csv" in ended.stderr


def test_a_list_without_a_row_ends_as_a_run_does(program: Program) -> None:
    (program.folder / "people.csv").write_text("fnr\n", encoding="utf-8")
    assert program.run("plan", "people.csv").code == 2


def test_a_folder_that_a_run_holds_is_said_and_not_looked_at(program: Program) -> None:
    write_list(program.folder / "people.csv", [EXAMPLE_DIGITS])
    program.run("run", "people.csv")
    with (program.folder / "out" / ".lock").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = program.run("plan", "people.csv")
    assert ended.code == 75
    assert "another run is using out" in ended.stdout
    assert re.search(r"requests +1\n", ended.stdout)


def test_an_output_folder_that_can_not_be_one_is_said(program: Program) -> None:
    write_list(program.folder / "people.csv", [EXAMPLE_DIGITS])
    ended = program.run("plan", "people.csv", "--out", "people.csv/out")
    assert ended.code == 2
    assert "choose another folder with --out" in ended.stdout


def test_an_unfinished_run_of_an_older_program_is_named(program: Program) -> None:
    write_list(program.folder / "people.csv", [EXAMPLE_DIGITS])
    program.run("run", "people.csv")
    [run] = (program.folder / "out" / "runs").iterdir()
    connection = sqlite3.connect(run / "ledger.sqlite3", isolation_level=None)
    connection.execute("PRAGMA user_version = 1")
    assert program.run("plan", "people.csv").code == 0, "a complete one does not matter"
    connection.execute("DELETE FROM run WHERE key = 'completed_at'")
    connection.close()
    for command in ("plan", "run"):
        ended = program.run(command, "people.csv")
        assert ended.code == 2
        assert (
            "is of version 1, this program reads 4; go on with the program that made it" in ended.stdout + ended.stderr
        )
