"""--sample: so many identifiers of the input, drawn by a seed; a slow one is replaced by another."""

import json
import signal

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox


def _asked(sandbox: Sandbox) -> set[str]:
    asked = set(sandbox.memory.asks)
    sandbox.reset()
    return asked


def test_the_same_seed_draws_the_same_ones_and_another_others(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(200))
    drawn = []
    for seed in ("1", "1", "2"):
        ended = program.run("run", "people.csv", "--sample", "10", "--seed", seed)
        assert ended.code == 0, ended.stderr
        drawn.append(_asked(sandbox))
    assert [len(each) for each in drawn] == [10, 10, 10]
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_outputs_hold_the_sample_alone_and_say_so(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", [*some_identifiers(50), "no number"])
    ended = program.run("run", "people.csv", "--sample", "10")
    assert ended.code == 0, ended.stderr
    assert "a sample of 10 identifiers" in ended.stderr
    assert "A sample (--sample 10): the rest of the 51 rows is not in this run." in ended.stdout
    folder = program.folder / "out" / "latest"
    assert {row["fnr"] for row in read_csv(folder / "oppslag.csv")} == _asked(sandbox)
    assert read_csv(folder / "errors.csv") == []
    assert manifest(folder)["settings"]["sample"] == 10


def test_slow_ones_are_replaced_until_so_many_are_answered(program: Program, sandbox: Sandbox) -> None:
    slow = some_identifiers(6, MemberKind.SLOW)
    write_list(program.folder / "people.csv", [*slow, *some_identifiers(6)])
    command = ("run", "people.csv", "--sample", "6", "--timeout-seconds", "0.5")
    ended = program.run(*command)
    assert ended.code == 0, ended.stderr
    rows = read_csv(program.folder / "out" / "latest" / "oppslag.csv")
    assert {row["fnr"] for row in rows} == set(some_identifiers(6))
    assert _asked(sandbox) > set(some_identifiers(6))
    assert program.run(*command).code == 0
    assert _asked(sandbox).isdisjoint(slow), "what was slow is remembered, and not drawn again"


def test_a_sample_greater_than_the_input_is_the_input(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    assert program.run("run", "people.csv", "--sample", "10").code == 0
    assert _asked(sandbox) == set(some_identifiers(5))


def test_a_stopped_sample_goes_on_with_the_same_ones(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(100))
    command = ("run", "people.csv", "--sample", "20", "--rate", "10")
    process = program.start(*command)
    wait_until_asked(sandbox, 5)
    process.send_signal(signal.SIGTERM)
    assert process.ended().code == 75
    first = _asked(sandbox)
    assert 0 < len(first) < 20
    assert program.run("run", "people.csv", "--sample", "20").code == 0
    second = _asked(sandbox)
    assert len(first | second) == 20
    assert first.isdisjoint(second)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nobody_is_drawn_for_a_slow_one_once_a_stop_is_requested(
    program: Program, sandbox: Sandbox, number: signal.Signals
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(40))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=20.0, from_request=2, to_request=2),))
    command = ("run", "people.csv", "--sample", "15", "--rate", "20", "--timeout-seconds", "5")
    process = program.start(*command)
    wait_until_asked(sandbox, 15)
    process.send_signal(number)
    ended = process.ended()
    assert ended.code == 75, ended.stderr
    assert len(_asked(sandbox)) == 15
    assert program.run(*command).code == 0
    assert len(_asked(sandbox)) == 1, "the one that takes the slow one's place"


def test_the_plan_counts_the_sample(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(50))
    planned = json.loads(program.run("plan", "people.csv", "--sample", "10", "--json").stdout)
    assert planned["requests"] == 10
