"""The doctor: every check in order, each with its remedy, and the exit code that a run would end with."""

import json
import re
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Ended, Program

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, Sandbox
from batch.sandbox.trouble.faults import FaultPlace


def checks(ended: Ended) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in json.loads(ended.stdout)["checks"]}


def test_a_fit_machine_passes_every_check(program: Program, sandbox: Sandbox) -> None:
    ended = program.run("doctor", "--fnr", EXAMPLE_DIGITS, "--json")
    assert ended.code == 0, ended.stdout
    assert checks(ended) == {
        "settings": "ok",
        "key": "ok",
        "clock": "ok",
        "token": "ok",
        "look-up": "ok",
        "output folder": "ok",
    }
    assert sandbox.memory.asks == {EXAMPLE_DIGITS: 1}
    assert [path.relative_to(program.folder) for path in program.folder.rglob("*")] == [
        Path("out"),
        Path("out/audit.jsonl"),
    ]


def test_it_shows_whose_key_it_is_and_no_secret_and_no_identifier(program: Program, sandbox: Sandbox) -> None:
    ended = program.run("doctor", "--fnr", EXAMPLE_DIGITS)
    assert "serialNumber=310415596" in ended.stdout
    assert "organizationIdentifier=NTRNO-310415596" in ended.stdout
    assert "(organisasjonsnummer 310415596)" in ended.stdout
    assert "2.5.4" not in ended.stdout
    assert sandbox.settings["EKTEPAKT_CLIENT_ID"] in ended.stdout
    assert sandbox.settings["EKTEPAKT_KEYSTORE_PASSWORD"] not in ended.stdout + ended.stderr
    assert EXAMPLE_DIGITS not in ended.stdout + ended.stderr


def test_without_an_identity_it_says_what_is_not_checked(program: Program, sandbox: Sandbox) -> None:
    ended = program.run("doctor", "--json")
    assert ended.code == 0
    assert checks(ended)["look-up"] == "not checked"
    assert sandbox.memory.asks.total() == 0
    assert list(program.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "code", "failed", "not_checked"),
    [
        ({"EKTEPAKT_CLIENT_ID": ""}, 2, "settings", {"key", "token", "look-up"}),
        ({"EKTEPAKT_KEYSTORE_PASSWORD": "wrong"}, 2, "key", {"token", "look-up"}),
        ({"EKTEPAKT_CLIENT_ID": "nobody"}, 4, "token", {"look-up"}),
        ({"EKTEPAKT_TOKEN_URL": "http://127.0.0.1:9/token"}, 75, "token", {"look-up"}),
        ({"EKTEPAKT_REGISTER_URL": "http://127.0.0.1:9/ektepakt"}, 75, "look-up", set()),
    ],
)
def test_it_stops_where_going_on_makes_no_sense(
    program: Program, sandbox: Sandbox, settings: dict[str, str], code: int, failed: str, not_checked: set[str]
) -> None:
    unfit = Program(program.folder, {**sandbox.settings, **settings})
    ended = unfit.run("doctor", "--fnr", EXAMPLE_DIGITS, "--json")
    assert ended.code == code, ended.stdout
    found = checks(ended)
    assert [name for name, verdict in found.items() if verdict == "failed"] == [failed]
    assert {found[name] for name in not_checked} <= {"not checked"}
    assert next(check["remedy"] for check in json.loads(ended.stdout)["checks"] if check["name"] == failed)
    assert found["output folder"] == "ok"
    assert "Traceback" not in ended.stderr


def test_it_shows_all_of_what_failed_and_below_it_the_remedy(program: Program, sandbox: Sandbox) -> None:
    unfit = Program(program.folder, {**sandbox.settings, "EKTEPAKT_TOKEN_URL": "http://127.0.0.1:9/token"})
    lines = unfit.run("doctor").stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("✗ token "))
    assert "no token from Maskinporten: no connection to Maskinporten at 127.0.0.1 (" in lines[at]
    assert lines[at + 1].split("-> ") == [
        " " * 16,
        "check the network, a proxy between, and EKTEPAKT_TOKEN_URL; then try again",
    ]


def test_a_withdrawn_agreement_fails_the_look_up(program: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN, at=FaultPlace.REGISTER),))
    ended = program.run("doctor", "--fnr", EXAMPLE_DIGITS)
    assert ended.code == 4
    assert "Feil under autentisering av abonnent" in ended.stdout


def test_a_folder_that_can_not_be_written_fails(program: Program, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ended = program.run("doctor", "--out", "taken", "--json")
    assert ended.code == 2
    assert checks(ended)["output folder"] == "failed"


def test_an_unlawful_identity_is_not_sent(program: Program, sandbox: Sandbox) -> None:
    ended = program.run("doctor", "--fnr", "06821349426")
    assert ended.code == 2
    assert sandbox.memory.asks.total() == 0


def test_somebody_of_the_list_is_looked_up(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", ["no number", *some_identifiers(5)])
    ended = program.run("doctor", "people.csv")
    assert ended.code == 0, ended.stdout
    assert "✓ input         5 identifiers may be asked about" in ended.stdout
    assert "✓ look-up " in ended.stdout
    assert ended.stdout.splitlines()[-1] == "Ready: a run in sandbox can go ahead."
    assert sandbox.memory.asks.total() == 1
    assert set(sandbox.memory.asks) <= set(some_identifiers(5))


def test_the_doctor_draws_whom_a_sample_would_draw_first(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(20))
    for seed in ("1", "2"):
        sandbox.memory.asks.clear()
        assert program.run("doctor", "people.csv", "--seed", seed).code == 0
        [drawn] = sandbox.memory.asks
        sandbox.memory.asks.clear()
        assert program.run("run", "people.csv", "--sample", "1", "--seed", seed).code == 0
        assert list(sandbox.memory.asks) == [drawn]


def test_one_who_is_slow_is_replaced_by_another(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=5.0, to_request=1),))
    ended = program.run("doctor", "people.csv", "--timeout-seconds", "1")
    assert ended.code == 0, ended.stdout
    assert len(sandbox.memory.asks) == 2


def test_a_list_with_nobody_to_ask_is_a_warning(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", ["12345678901"])
    ended = program.run("doctor", "people.csv", "--column", "fnr", "--json")
    assert ended.code == 0, ended.stdout
    assert (checks(ended)["input"], checks(ended)["look-up"]) == ("warning", "not checked")
    assert json.loads(ended.stdout)["closing"] == "Ready: a run in sandbox can go ahead (1 warning, 1 not checked)."


def test_where_the_signs_can_not_be_written_there_are_words(program: Program, sandbox: Sandbox) -> None:
    ascii_only = Program(program.folder, program.environment | {"PYTHONIOENCODING": "ascii"})
    ended = ascii_only.run_in_shell("doctor --env ppe")
    assert ended.code == 0, ended.stderr
    assert ended.stdout.isascii()
    assert [line.partition(" ")[0] for line in ended.stdout.splitlines() if "token" in line][-1] == "ok"


@pytest.mark.parametrize("environment", ["ppe", "prod"])
def test_all_that_is_missing_is_said_at_once(tmp_path: Path, environment: str) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(1))
    for ended in (
        Program(tmp_path).run("run", "people.csv", "--env", environment),
        Program(tmp_path).run("doctor", "--env", environment),
    ):
        said = ended.stdout + ended.stderr
        assert ended.code == 2
        assert all(f"\n  {name}\n" in said for name in ("EKTEPAKT_CLIENT_ID", "EKTEPAKT_KEYSTORE"))
        for words in (
            "Samarbeidsportalen",
            "Brønnøysundregistrene",
            "Buypass",
            "Commfides",
            "--env sandbox",
            "https://",
        ):
            assert words in said
        commands = [line for line in said.splitlines() if line.startswith("    ") and " --env" in line]
        assert [re.sub("^.*(-m batch|/ektepakt-batch) ", "", line) for line in commands] == [
            "run INPUT --env sandbox",
            "sandbox --tls --env-file sandbox.env",
        ]
        assert all(Path(line.split()[0]).is_absolute() for line in commands), "it need not be on anybody's PATH"
        assert max(len(line) for line in said.splitlines() if line not in commands) <= 90
