"""How long a reply may have lain in our own event loop."""

from batch.lookup.pacing import LoopLag


class Watched:
    """A lag, and the clock it reads."""

    def __init__(self) -> None:
        self.now = 100.0
        self.lag = LoopLag(lambda: self.now)

    def turn(self, seconds: float) -> None:
        self.lag.begin()
        self.now += seconds
        self.lag.end()


def test_it_is_what_the_last_two_turns_took() -> None:
    watched = Watched()
    assert watched.lag.seconds == 0
    for seconds in (4, 2, 1):
        watched.turn(seconds)
    assert watched.lag.seconds == 3


def test_a_turn_begins_with_the_first_that_is_done_in_it() -> None:
    watched = Watched()
    assert watched.lag.begin()
    watched.now += 2
    assert not watched.lag.begin()
    watched.now += 3
    watched.lag.end()
    assert watched.lag.seconds == 5
    assert watched.lag.begin()


def test_time_in_which_nothing_was_done_is_no_lag() -> None:
    watched = Watched()
    watched.turn(1)
    watched.now += 60
    watched.lag.end()
    watched.turn(1)
    assert watched.lag.seconds == 2
