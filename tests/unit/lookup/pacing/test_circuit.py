"""When nothing may be asked, and when it may again; time is a number that the test moves."""

import pytest

from batch.lookup.pacing import Circuit
from batch.options.pacing_options import CircuitOptions

NEVER = float("inf")


def opened() -> Circuit:
    """Return a circuit whose canary was answered at second 1."""
    circuit = Circuit(CircuitOptions(patience_seconds=60.0, outage_failures=3, probe_seconds=5.0))
    answer(circuit, begun_at=0.0, now=1.0)
    return circuit


def answer(circuit: Circuit, *, begun_at: float, now: float) -> bool:
    is_probe = circuit.begin()
    circuit.land(is_probe=is_probe)
    return circuit.note_life(begun_at=begun_at, now=now)


def fail(circuit: Circuit, *, begun_at: float, now: float, is_unreachable: bool = False) -> bool:
    return circuit.note_failure(begun_at=begun_at, now=now, is_unreachable=is_unreachable, wait_seconds=2.0)


def refuse(circuit: Circuit, *, begun_at: float, now: float, asked: float | None = None) -> None:
    circuit.note_throttled(begun_at=begun_at, now=now, wait_seconds=2.0, asked_seconds=asked)


def test_the_first_look_up_goes_alone_until_it_is_answered() -> None:
    circuit = Circuit()
    assert circuit.opens_at(0.0) == 0.0
    assert circuit.begin() is True
    assert circuit.opens_at(0.0) == NEVER
    circuit.land(is_probe=True)
    circuit.note_life(begun_at=0.0, now=1.0)
    assert circuit.is_open
    assert circuit.begin() is False
    assert circuit.opens_at(1.0) == 1.0


def test_a_refusal_pauses_all_and_then_lets_one_probe_through() -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0)
    assert circuit.opens_at(2.0) == 4.0
    assert circuit.begin() is True
    assert circuit.opens_at(4.0) == NEVER
    circuit.land(is_probe=True)
    circuit.note_life(begun_at=4.0, now=4.5)
    assert circuit.is_open


@pytest.mark.parametrize(("asked", "opens_at"), [(None, 4.0), (1.0, 4.0), (30.0, 32.0)])
def test_what_the_register_asks_for_is_the_least_pause(asked: float | None, opens_at: float) -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0, asked=asked)
    assert circuit.opens_at(2.0) == opens_at


def test_a_burst_of_refusals_is_one_pause() -> None:
    circuit = opened()
    for now in (2.0, 2.1, 2.2, 2.3):
        refuse(circuit, begun_at=1.0, now=now)
    assert circuit.closings_in_a_row == 1
    assert circuit.opens_at(2.3) == 4.0


def test_an_answer_to_what_was_asked_before_the_pause_does_not_end_it() -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0, asked=30.0)
    circuit.note_life(begun_at=1.5, now=2.5)
    assert circuit.opens_at(2.5) == 32.0


def test_a_failure_of_what_was_asked_before_the_pause_does_not_end_it() -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0, asked=30.0)
    fail(circuit, begun_at=1.5, now=2.5)
    circuit.end_pause(begun_at=1.5)
    assert circuit.opens_at(2.5) == 32.0


def test_a_probe_that_merely_fails_ends_the_pause() -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0)
    fail(circuit, begun_at=4.0, now=4.1)
    assert circuit.is_open


def test_so_many_failures_in_a_row_are_an_outage() -> None:
    circuit = opened()
    assert [fail(circuit, begun_at=1.0, now=2.0 + number) for number in range(3)] == [False, False, True]
    assert circuit.is_outage
    assert circuit.opens_at(4.0) == 6.0


def test_an_answer_between_them_begins_the_count_anew() -> None:
    circuit = opened()
    fail(circuit, begun_at=1.0, now=2.0)
    fail(circuit, begun_at=1.0, now=2.1)
    answer(circuit, begun_at=1.0, now=2.2)
    assert fail(circuit, begun_at=1.0, now=2.3) is False


def test_one_that_is_not_even_reached_is_an_outage_at_once() -> None:
    circuit = opened()
    assert fail(circuit, begun_at=1.0, now=2.0, is_unreachable=True) is True


def test_an_outage_is_probed_now_and_then_until_one_is_answered() -> None:
    circuit = opened()
    fail(circuit, begun_at=1.0, now=2.0, is_unreachable=True)
    for now in (4.0, 6.0, 8.0):
        assert circuit.opens_at(now) == now
        circuit.land(is_probe=circuit.begin())
        fail(circuit, begun_at=now, now=now)
        assert circuit.opens_at(now) == now + 2.0
    assert circuit.note_life(begun_at=10.0, now=10.1) is True
    assert circuit.is_open


def test_a_probe_waits_no_longer_than_the_longest_wait() -> None:
    circuit = opened()
    circuit.note_failure(begun_at=1.0, now=2.0, is_unreachable=True, wait_seconds=300.0)
    assert circuit.opens_at(2.0) == 7.0


def test_patience_counts_from_the_first_closing_and_not_anew_with_each() -> None:
    circuit = opened()
    refuse(circuit, begun_at=1.0, now=2.0)
    fail(circuit, begun_at=4.0, now=30.0, is_unreachable=True)
    assert not circuit.is_patience_over(61.9)
    assert circuit.is_patience_over(62.0)
    assert circuit.dead_seconds(62.0) == 60.0


def test_an_answer_gives_patience_back() -> None:
    circuit = opened()
    fail(circuit, begun_at=1.0, now=2.0, is_unreachable=True)
    answer(circuit, begun_at=10.0, now=10.1)
    assert not circuit.is_patience_over(1000.0)
    assert circuit.dead_seconds(1000.0) == 0.0


@pytest.mark.parametrize(("asked", "is_too_long"), [(None, False), (300.0, False), (300.1, True)])
def test_a_pause_over_the_cap_is_too_long(asked: float | None, *, is_too_long: bool) -> None:
    assert Circuit().is_pause_too_long(asked) is is_too_long


def test_the_longest_silence_is_that_since_somebody_began_and_never_the_one_before_the_first_answer() -> None:
    circuit = Circuit()
    first = begun_second = circuit.silence
    for at in (100.0, 101.0, 106.0, 107.0):
        circuit.note_life(begun_at=at - 0.5, now=at)
        begun_second = begun_second if at > 100.0 else circuit.silence
    begun_last = circuit.silence
    circuit.note_life(begun_at=108.0, now=109.0)
    assert first.longest_seconds(110.0) == 5
    assert begun_second.longest_seconds(110.0) == 5
    assert begun_last.longest_seconds(110.0) == 2
    assert circuit.silence.longest_seconds(112.5) == 3.5
