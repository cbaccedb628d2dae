"""retry: what a run could not get answered is asked again, everything else stays as it is."""

import signal

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, manifest, read_csv
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox

COMMAND = ("run", "people.csv", "--attempts", "2", "--backoff-seconds", "0.01")


@pytest.fixture
def failing(program: Program, sandbox: Sandbox) -> str:
    """A run in which one identifier could not be answered; return which."""
    identifiers = some_identifiers(30)
    write_list(program.folder / "people.csv", identifiers)
    assert program.run(*COMMAND, "--out", "undisturbed").code == 0
    sandbox.reset()
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({identifiers[7]})),))
    assert program.run(*COMMAND).code == 3
    sandbox.reset()
    return identifiers[7]


def test_only_what_failed_is_asked_again_and_the_files_are_as_if_it_had_never_failed(
    program: Program, sandbox: Sandbox, failing: str
) -> None:
    before = (program.folder / "out" / "latest").resolve()
    ended = program.run("retry")
    assert ended.code == 0, ended.stderr
    assert dict(sandbox.memory.asks) == {failing: 1}
    assert (program.folder / "out" / "latest").resolve() == before
    assert comparable(program.folder / "out/latest") == comparable(program.folder / "undisturbed/latest")
    copy = (program.folder / "out" / "latest" / "people-ektepakt-SANDBOX.csv").read_text("utf-8").splitlines()
    assert copy[8].split(";")[1] in {"found", "empty"}


def test_a_run_is_named_and_what_fails_again_stays_in_the_report(
    program: Program, sandbox: Sandbox, failing: str
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({failing})),))
    [folder] = (program.folder / "out" / "runs").iterdir()
    ended = program.run("retry", folder.name, "--attempts", "3", "--backoff-seconds", "0.01")
    assert ended.code == 3
    assert [row["attempts"] for row in read_csv(folder / "errors.csv")] == ["3"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_a_retry_that_was_stopped_knows_who_had_failed_when_it_comes_again(
    program: Program, sandbox: Sandbox, how: signal.Signals
) -> None:
    """With only broken ones left to ask nobody is answered: that must not pass for a register that is down."""
    identifiers = some_identifiers(30)
    write_list(program.folder / "people.csv", identifiers)
    broken = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset(identifiers[::2])),))
    sandbox.faults = broken
    assert program.run(*COMMAND).code == 3
    retry = ("retry", "--attempts", "2", "--backoff-seconds", "0.5", "--patience-seconds", "5")
    asked = sandbox.memory.asks.total()
    process = program.start(*retry)
    wait_until_asked(sandbox, asked + 4)
    process.send_signal(how)
    assert process.ended().code == {signal.SIGTERM: 75, signal.SIGKILL: -signal.SIGKILL}[how]
    for _ in range(2):
        ended = program.run(*retry)
        assert (ended.code, "the register is down" in ended.stderr) == (3, False), ended.stderr
        assert len(read_csv(program.folder / "out" / "latest" / "errors.csv")) == len(identifiers[::2])


def test_without_its_input_the_tables_are_written_and_the_copy_is_said_to_be_left_out(
    program: Program, failing: str
) -> None:
    path = program.folder / "people.csv"
    path.rename(away := program.folder / "away")
    ended = program.run("retry")
    assert ended.code == 0, ended.stderr
    assert "no annotated copies" in ended.stderr
    assert "input not at hand;" in ended.stderr
    assert read_csv(program.folder / "out" / "latest" / "errors.csv") == []
    copy = program.folder / "out/latest/people-ektepakt-SANDBOX.csv"
    stays = f"{copy.name} stays as it was before this try: put the list back as it was, and call `retry` once more."
    assert (stays in ended.stdout, "server_error" in copy.read_text("utf-8")) == (True, True)
    away.rename(path)
    again = program.run("retry")
    assert (again.code, stays in again.stdout, "server_error" in copy.read_text("utf-8")) == (0, False, False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("retry", "nothing-of-the-kind"), "there is no run nothing-of-the-kind under out"),
        (("retry", "--out", "elsewhere"), "there is no run at all under elsewhere"),
        (("retry", "--env", "ppe"), "was begun with environment sandbox; use the same"),
        (("retry", "--language", "ENG"), "was begun with language"),
    ],
)
def test_what_can_not_be_retried_is_said_in_one_sentence(
    program: Program, sandbox: Sandbox, failing: str, arguments: tuple[str, ...], said: str
) -> None:
    ended = program.run(*arguments)
    assert (ended.code, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert sandbox.memory.asks.total() == 0


def test_slow_ones_are_asked_again_once_they_are_forgotten(program: Program, sandbox: Sandbox) -> None:
    [slow] = some_identifiers(1, MemberKind.SLOW)
    write_list(program.folder / "people.csv", [*some_identifiers(5), slow])
    assert program.run(*COMMAND, "--timeout-seconds", "0.5").code == 3
    sandbox.reset()
    assert program.run("retry", "--timeout-seconds", "0.5").code == 3
    assert sandbox.memory.asks.total() == 0
    assert program.run("slow", "forget", slow).stdout.startswith("1 forgotten")
    assert program.run("retry", "--timeout-seconds", "0.5").code == 3
    assert sandbox.memory.asks[slow] == 1
    assert sandbox.memory.asks.total() <= 2, "one more, to see whether the register answers"
    assert manifest(program.folder / "out" / "latest")["outcomes"]["slow_skipped"]["identifiers"] == 1


def test_a_copy_is_asked_about_where_its_rows_lack_an_answer(program: Program, sandbox: Sandbox, failing: str) -> None:
    copy = next((program.folder / "out" / "latest").glob("people-ektepakt-SANDBOX.csv"))
    (program.folder / "mine.csv").write_bytes(copy.read_bytes())
    ended = program.run("retry", "mine.csv")
    assert ended.code == 0, ended.stderr
    assert dict(sandbox.memory.asks) == {failing: 1}
