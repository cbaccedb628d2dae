"""Outages over HTTP: everybody waits, nobody fails for it, and the run goes on by itself or with the same command."""

from urllib.parse import urlsplit

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program, wait_until, wait_until_asked, wait_until_said
from support.tcp_relay import relay_to

from batch.sandbox import Fault, FaultKind, FaultPlace, Faults, Sandbox

IDENTIFIERS = 120
COMMAND = ("run", "people.csv", "--concurrency", "6", "--backoff-seconds", "0.2")
UNHURRIED = Fault(kind=FaultKind.DELAY, seconds=0.05)


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(IDENTIFIERS))
    return program


@pytest.mark.parametrize(
    "kind",
    [FaultKind.SERVER_ERROR, FaultKind.UNAVAILABLE, FaultKind.BAD_GATEWAY, FaultKind.RESET, FaultKind.HTML],
)
def test_a_register_that_is_down_for_a_while_costs_nobody_an_attempt(
    listed: Program, sandbox: Sandbox, kind: FaultKind
) -> None:
    sandbox.faults = Faults(faults=(UNHURRIED, Fault(kind=kind, from_request=31, to_request=80)))
    probing = Program(listed.folder, {**sandbox.settings, "EKTEPAKT_PROBE_SECONDS": "0.1"})
    ended = probing.run(*COMMAND, "--attempts", "1")
    assert ended.code == 0, ended.stderr
    assert manifest(listed.folder / "out" / "latest")["outcomes"].keys() <= {"found", "empty"}
    assert sandbox.memory.highest_in_flight <= 6


@pytest.mark.parametrize("count", [1, 12])
def test_redirects_once_others_were_answered_make_nobody_fail(listed: Program, sandbox: Sandbox, count: int) -> None:
    redirects = Fault(kind=FaultKind.REDIRECT, from_request=31, to_request=30 + count)
    sandbox.faults = Faults(faults=(UNHURRIED, redirects))
    ended = listed.run(*COMMAND, "--attempts", "2")
    assert ended.code == 0, ended.stderr
    assert manifest(listed.folder / "out" / "latest")["outcomes"].keys() <= {"found", "empty"}
    assert sandbox.memory.redirects_followed == []


def test_a_redirect_before_anybody_was_answered_is_a_wrong_address(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.REDIRECT),))
    ended = listed.run(*COMMAND)
    assert ended.code == 2, ended.stderr
    assert "check EKTEPAKT_REGISTER_URL" in ended.stderr


def test_maskinporten_that_is_down_for_a_while_costs_nobody_an_attempt(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(
        faults=(UNHURRIED, Fault(kind=FaultKind.BAD_GATEWAY, at=FaultPlace.TOKEN, to_request=4)),
        tokens_die_after_seconds=2.0,
    )
    ended = listed.run(*COMMAND, "--attempts", "1")
    assert ended.code == 0, ended.stderr


def test_patience_has_an_end_and_the_same_command_goes_on(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, from_request=31),))
    ended = listed.run(*COMMAND, "--patience-seconds", "2")
    assert ended.code == 75
    assert "the register has answered nothing for" in ended.stderr
    assert "run the same command again" in ended.stderr
    [folder] = (listed.folder / "out" / "runs").iterdir()
    assert {row["outcome"] for row in read_csv(folder / "errors.csv")} == {"not_run"}
    answered = {row["fnr"] for row in read_csv(folder / "oppslag.csv") if row["outcome"] != "not_run"}
    sandbox.reset()
    ended = listed.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert answered.isdisjoint(sandbox.memory.asks)


def test_a_pause_over_the_longest_stops_the_run_and_says_when_to_come_back(listed: Program, sandbox: Sandbox) -> None:
    fault = {"kind": FaultKind.TOO_MANY_REQUESTS, "retry_after": "day", "from_request": 20}
    sandbox.faults = Faults(faults=(Fault(**fault),))  # type: ignore[arg-type]
    ended = listed.run(*COMMAND)
    assert ended.code == 75
    assert "the register asks to be left alone until" in ended.stderr


def test_a_register_that_nobody_reaches_is_found_again(listed: Program, sandbox: Sandbox) -> None:
    address = urlsplit(sandbox.settings["EKTEPAKT_REGISTER_URL"])
    assert address.port is not None
    with relay_to(address.port) as relay:
        url = f"http://127.0.0.1:{relay.port}{address.path}"
        program = Program(listed.folder, {**sandbox.settings, "EKTEPAKT_REGISTER_URL": url})
        process = program.start(*COMMAND, "--rate", "40", "--attempts", "1")
        wait_until_asked(sandbox, 40)
        relay.cut()
        wait_until_said(process, "the register is down")
        relay.mend()
        ended = process.ended()
    assert ended.code == 0, ended.stderr
    assert ended.stderr.count("the register answers") == 2


def test_a_doubt_that_passes_is_no_line_for_people(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(
        faults=(Fault(kind=FaultKind.SERVER_ERROR, only=tuple(some_identifiers(IDENTIFIERS)[40:48])),)
    )
    command = (*COMMAND, "--attempts", "2", "--max-errors", "100%")
    ended = listed.run(*command, "-v")
    assert "it was not the register that failed" in ended.stderr
    assert ended.stderr.count("the register answers") == 1


def test_a_register_that_hangs_for_all_makes_nobody_slow(listed: Program, sandbox: Sandbox) -> None:
    hang = Fault(kind=FaultKind.DELAY, seconds=60.0, from_request=31, to_request=36)
    sandbox.faults = Faults(faults=(hang,))
    ended = listed.run(*COMMAND, "--timeout-seconds", "4")
    assert ended.code == 0, ended.stderr
    assert listed.run("slow").stdout == ""


def test_many_that_fail_again_when_retried_are_no_outage(listed: Program, sandbox: Sandbox) -> None:
    failing = frozenset(some_identifiers(IDENTIFIERS)[10:30])
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=failing),))
    flags = ("--attempts", "2", "--backoff-seconds", "0.05", "--patience-seconds", "20")
    assert listed.run("run", "people.csv", *flags).code == 3
    ended = listed.run("retry", *flags)
    assert ended.code == 3, ended.stderr
    assert {row["fnr"] for row in read_csv(listed.folder / "out" / "latest" / "errors.csv")} == failing


@pytest.mark.long
def test_slow_identities_do_not_keep_the_others_waiting(program: Program, sandbox: Sandbox) -> None:
    identifiers = some_identifiers(200)
    first, slow, others = identifiers[0], identifiers[1:11], [identifiers[0], *identifiers[11:]]
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=3600.0, only=frozenset(slow)),))
    write_list(program.folder / "people.csv", [first, *slow, *others[1:]])
    asked_twice = ("--timeout-seconds", "4", "--attempts", "2")
    ended = program.run("run", "people.csv", "--concurrency", "16", *asked_twice, "--max-errors", "10")
    assert ended.code == 0, ended.stderr
    outcomes = manifest(program.folder / "out" / "latest")["outcomes"]
    assert outcomes["slow_skipped"]["identifiers"] == 10
    everybody_was_asked = max(sandbox.memory.order.index(each) for each in others)
    assert sandbox.memory.asks.keys() == set(identifiers)
    assert all(sandbox.memory.order[:everybody_was_asked].count(each) == 1 for each in slow)


def test_those_that_never_answer_lose_their_places_long_before_their_time_is_over(
    program: Program, sandbox: Sandbox
) -> None:
    """Otherwise these two would hold both places for the whole time-out, which is longer than is waited here."""
    identifiers = some_identifiers(30)
    slow = frozenset({identifiers[5], identifiers[10]})
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=3600.0, only=slow),))
    write_list(program.folder / "people.csv", identifiers)
    patient = Program(program.folder, {**sandbox.settings, "EKTEPAKT_FIRST_BYTE_TIMEOUT_SECONDS": "120"})
    process = patient.start("run", "people.csv", "--concurrency", "2", "--timeout-seconds", "120")
    wait_until(lambda: sandbox.memory.asks.keys() == set(identifiers))
    process.kill()
    assert process.ended().code < 0


def test_the_last_few_that_fail_for_ever_do_not_keep_a_run_from_completing(program: Program, sandbox: Sandbox) -> None:
    """Nobody can tell them from an outage at first; the next command does."""
    identifiers = some_identifiers(20)
    write_list(program.folder / "people.csv", identifiers)
    failing = frozenset(identifiers[-3:])
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=failing),))
    command = ("run", "people.csv", "--concurrency", "1", "--patience-seconds", "2", "--backoff-seconds", "0.1")
    codes = [program.run(*command).code for _ in range(2)]
    assert codes in ([3, 3], [75, 3])
    assert {row["fnr"] for row in read_csv(program.folder / "out" / "latest" / "errors.csv")} == failing
