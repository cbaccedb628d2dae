"""Who is abandoned and when: no turnstile, no tasks, only times."""

import pytest
from support import builders as make

from batch.lookup.flight import Flight
from batch.lookup.laggards import Laggards
from batch.lookup.pacing import Silence
from batch.outcome import Lane

TIMEOUT = 60.0
LEAST = TIMEOUT / 40
NEVER = float("inf")
LONG_AGO = float("-inf")


def flight(number: int = 1, *, begun_at: float = 0.0, waited_for_token: float | None = 0.0) -> Flight:
    """Return an attempt whose request went out when it had waited for a token; None if it still waits."""
    return Flight(
        trial=make.trial(number),
        begun=make.NOW,
        begun_at=begun_at,
        in_flight=1,
        is_probe=False,
        silence=Silence(LONG_AGO),
        sent_at=None if waited_for_token is None else begun_at + waited_for_token,
    )


class Watch:
    """Looks at those in flight whenever it was told to, and notes when each is abandoned."""

    def __init__(self, *in_flight: Flight, lane: Lane = Lane.MAIN) -> None:
        self.laggards = Laggards(timeout_seconds=TIMEOUT)
        self.laggards.enter(lane)
        self.in_flight = list(in_flight)
        self.abandoned_at: dict[int, float] = {}
        self.usual_seconds: float | None = 0.1
        self.served_begun_at = NEVER
        self.do_others_wait = True
        self.is_place_free = False

    def look(self, now: float) -> float:
        """Look once; whoever is abandoned has left then. Return when to look again."""
        review = self.laggards.review(
            self.in_flight,
            now=now,
            usual_seconds=self.usual_seconds,
            served_begun_at=self.served_begun_at,
            do_others_wait=self.do_others_wait,
            is_place_free=self.is_place_free,
        )
        for each in review.abandoned:
            self.in_flight.remove(each)
            self.abandoned_at[each.trial.lookup.lookup_id] = round(now, 6)
        return review.look_again_at

    def follow(self, now: float = 0.0, until: float = TIMEOUT) -> dict[int, float]:
        """Let time jump from look to look."""
        while now < until:
            now = self.look(now)
        return self.abandoned_at


@pytest.mark.parametrize(("usual_seconds", "at"), [(1.0, 5.0), (0.4, 2.0), (0.3, LEAST), (0.01, LEAST)])
def test_a_laggard_takes_five_times_the_recent_average_and_at_least_a_fortieth_of_the_time_out(
    usual_seconds: float, at: float
) -> None:
    watch = Watch(flight())
    watch.usual_seconds = usual_seconds
    assert watch.follow() == {1: at}


def test_each_is_abandoned_at_its_own_time() -> None:
    watch = Watch(flight(1), flight(2, begun_at=0.5), flight(3, begun_at=0.7))
    assert watch.follow() == pytest.approx({1: LEAST, 2: LEAST + 0.5, 3: LEAST + 0.7})


def test_the_wait_for_a_token_is_nobodys_slowness() -> None:
    watch = Watch(flight(1, waited_for_token=2.0))
    assert watch.follow() == {1: LEAST + 2.0}
    assert Watch(flight(1, waited_for_token=None)).look(30.0) == 30.0 + LEAST


def test_while_nobody_who_began_later_is_answered_it_may_be_the_register_that_is_slow() -> None:
    watch = Watch(flight(1, begun_at=1.0), flight(2, begun_at=2.0))
    watch.served_begun_at = 1.0
    assert watch.look(30.0) == NEVER
    watch.served_begun_at = 1.5
    watch.look(30.0)
    assert watch.abandoned_at == {1: 30.0}


def test_while_it_is_unknown_how_long_answers_take_nobody_is_a_laggard() -> None:
    watch = Watch(flight())
    watch.usual_seconds = None
    assert watch.look(30.0) == NEVER


def test_nobody_is_abandoned_for_a_place_that_is_free_anyhow() -> None:
    watch = Watch(flight())
    watch.is_place_free = True
    assert watch.look(30.0) == NEVER


def test_when_nobody_waits_the_last_ones_stay_unless_others_of_their_lane_were_abandoned() -> None:
    watch = Watch(flight(1), flight(2, begun_at=10.0))
    watch.do_others_wait = False
    assert watch.look(9.0) == NEVER
    watch.do_others_wait = True
    watch.look(9.0)
    watch.do_others_wait, watch.is_place_free, watch.served_begun_at = False, True, LONG_AGO
    assert watch.follow(9.0) == {1: 9.0, 2: 10.0 + LEAST}


def test_a_new_lane_has_abandoned_nobody_yet() -> None:
    watch = Watch(flight(1))
    watch.look(9.0)
    watch.laggards.enter(Lane.SECOND)
    watch.in_flight = [flight(2, begun_at=10.0)]
    watch.do_others_wait = False
    assert watch.look(30.0) == NEVER


def test_in_the_second_lane_a_laggard_has_half_as_long_again_and_needs_not_be_overtaken() -> None:
    watch = Watch(flight(), lane=Lane.SECOND)
    watch.served_begun_at = LONG_AGO
    assert watch.follow() == pytest.approx({1: 1.5 * LEAST})


def test_in_the_slow_lane_everybody_has_the_whole_time_out() -> None:
    watch = Watch(flight(), lane=Lane.SLOW)
    assert watch.look(TIMEOUT) == NEVER


def test_less_than_a_tick_of_the_clock_is_not_waited_for() -> None:
    watch = Watch(flight())
    assert watch.look(LEAST - 1e-7) == NEVER
    assert watch.abandoned_at == {1: LEAST}
