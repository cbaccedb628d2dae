"""The doctor: every check in order, each with its remedy, and the exit code that a run would end with."""

import json
from pathlib import Path

import pytest
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
    assert list(program.folder.iterdir()) == []


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
    at = next(number for number, line in enumerate(lines) if line.startswith("failed"))
    assert "; the last try: no answer from Maskinporten at 127.0.0.1: " in lines[at]
    assert lines[at + 1].split("-> ") == [
        " " * 27,
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
