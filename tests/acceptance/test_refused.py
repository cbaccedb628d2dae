"""Not let in: one forced refresh, one replay, then the run stops; it is not the identifiers' fault."""

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox

COMMAND = ("run", "people.csv", "--concurrency", "4")


def test_a_withdrawn_agreement_stops_the_run_and_leaves_the_rest_pending(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN, from_request=21),))
    ended = program.run(*COMMAND)
    assert ended.code == 4
    assert "Feil under autentisering av abonnent" in ended.stderr
    assert "Traceback" not in ended.stderr
    [folder] = (program.folder / "out" / "runs").iterdir()
    outcomes = [row["outcome"] for row in read_csv(folder / "oppslag.csv")]
    assert set(outcomes) <= {"found", "empty", "not_run"}
    assert outcomes.count("not_run") >= 40
    assert manifest(folder)["stopped_by"]["type"] == "AccessDeniedError"
    assert sandbox.memory.tokens_issued == 2
    to_find_out = 4  # two controls, and two of those that wait: with the first one they are five
    assert sandbox.memory.asks.total() <= 20 + 2 * 4 + to_find_out

    sandbox.faults = Faults()
    ended = program.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert manifest(program.folder / "out" / "latest")["outcomes"].keys() <= {"found", "empty"}


def test_a_token_that_died_early_costs_one_refresh_and_no_identifier(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.UNAUTHORIZED, from_request=21, to_request=22),))
    ended = program.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert sandbox.memory.tokens_issued == 2


def test_a_client_maskinporten_does_not_know_is_told_so(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    stranger = Program(program.folder, {**sandbox.settings, "EKTEPAKT_CLIENT_ID": "nobody"})
    ended = stranger.run(*COMMAND)
    assert ended.code == 4
    assert "MP-100" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert sandbox.memory.asks.total() == 0
    assert sandbox.memory.token_requests == 1


def test_a_language_nobody_knows_is_a_matter_of_settings(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(20))
    ended = program.run(*COMMAND, "--language", "XYZ")
    assert ended.code == 2
    assert "does not take the language XYZ" in ended.stderr
    assert "NOB" in ended.stderr, "the register's own list of languages"
    assert sandbox.memory.asks.total() == 5, "it might have been the first one alone"


def test_nobody_let_in_is_a_shut_door_after_five_who_are_asked_one_at_a_time(
    program: Program, sandbox: Sandbox
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(20))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    assert program.run(*COMMAND).code == 4
    assert len(sandbox.memory.asks) == 5
    assert sandbox.memory.asks.total() == 6, "the first is replayed with a new token"
    assert sandbox.memory.highest_in_flight == 1
    assert sandbox.memory.tokens_issued == 2


@pytest.mark.parametrize("http_status", [401, 403, 404])
def test_one_person_who_is_refused_keeps_nobody_from_an_answer(
    program: Program, sandbox: Sandbox, http_status: int
) -> None:
    identifiers = some_identifiers(60)
    write_list(program.folder / "people.csv", identifiers)
    refused = identifiers[20]
    fault = Fault(kind=FaultKind.REFUSED, http_status=http_status, only=frozenset({refused}))
    sandbox.faults = Faults(faults=(fault,))
    for _ in range(2):
        assert program.run(*COMMAND).code == 3
        [row] = read_csv(program.folder / "out" / "latest" / "errors.csv")
        assert (row["fnr"], row["outcome"], row["http_status"], row["row"]) == (
            refused,
            "refused",
            str(http_status),
            "22",
        )
    ended = program.run("retry", *COMMAND[2:])
    assert ended.code == 3, "the only one left is told by somebody answered before"


@pytest.mark.parametrize("http_status", [400, 404, 405, 451])
def test_a_door_that_is_shut_for_a_moment_costs_nobody_an_answer(
    program: Program, sandbox: Sandbox, http_status: int
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    fault = Fault(kind=FaultKind.DOOR, http_status=http_status, from_request=21, to_request=33)
    sandbox.faults = Faults(faults=(fault,))
    ended = program.run(*COMMAND, "--backoff-seconds", "0.05")
    assert ended.code == 0, ended.stderr
    assert read_csv(program.folder / "out" / "latest" / "errors.csv") == []


def test_a_wrong_base_address_is_a_matter_of_settings(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    settings = {**sandbox.settings, "EKTEPAKT_REGISTER_URL": sandbox.settings["EKTEPAKT_REGISTER_URL"] + "x"}
    ended = Program(program.folder, settings).run(*COMMAND)
    assert ended.code == 2
    assert "no register answers at its address" in ended.stderr
    assert "EKTEPAKT_REGISTER_URL" in ended.stderr
