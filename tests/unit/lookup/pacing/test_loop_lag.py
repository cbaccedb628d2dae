"""How long a reply may have lain in our own event loop."""

from collections.abc import Callable

import pytest

from batch.lookup.pacing import LoopLag


class Watched:
    """A lag, the clock it reads, and the loop it asks to be called by."""

    def __init__(self) -> None:
        self.now = 100.0
        self.called: list[Callable[[], None]] = []
        self.lag = LoopLag(lambda: self.now, self.called.append)

    def turns(self, *seconds: float) -> None:
        """Turn so often, each for so long."""
        for each in seconds:
            self.now += each
            called, self.called[:] = self.called[:], []
            for callback in called:
                callback()


@pytest.mark.parametrize(("turns", "seconds"), [((), 0), ((1,), 1), ((1, 2), 3), ((1, 2, 3, 4, 5), 14)])
def test_it_is_what_the_last_four_turns_took(turns: tuple[float, ...], seconds: float) -> None:
    watched = Watched()
    watched.lag.note()
    for each in turns:
        watched.turns(each)
        watched.lag.note()
    assert watched.lag.seconds == seconds


def test_turns_are_no_longer_measured_when_nothing_was_done_in_four() -> None:
    watched = Watched()
    watched.lag.note()
    watched.turns(9, 1, 1, 1)
    assert not watched.called
    assert watched.lag.seconds == 12


def test_time_in_which_nothing_was_done_is_no_lag() -> None:
    watched = Watched()
    watched.lag.note()
    watched.turns(9, 1, 1, 1, 60)
    watched.lag.note()
    watched.turns(2)
    assert watched.lag.seconds == 2


def test_however_often_something_is_done_a_turn_is_measured_once() -> None:
    watched = Watched()
    for _ in range(3):
        watched.lag.note()
    assert len(watched.called) == 1
