"""Decides which look-ups in flight are abandoned because they take much longer than others, and others wait."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from batch.lookup.flight import Flight
from batch.outcome import Lane

# In simulated time, 5 % never answering, nine tenths of the others take 1.2 times as long as alone; with 10 it is 1.4.
# With exponential latency 5 takes one in 150 ordinary ones for a laggard by chance (e^-5); 2.5 takes one in twelve.
_FACTOR = 5
# Simply chosen: 1.5 s of a time-out of a minute. Much less, and one hiccup of a register that answers in 10 ms costs
# it all look-ups in flight; much more, and those that never answer hold their places for so long.
_LEAST_SHARE = 1 / 40
# Simulated, exponential latency, 5 % of 2,000 never answering: the last of the others has waited 1.46 times as long as
# alone, with 3 it is 1.75; with 1 one of 5,000 now and then waits for the slow lane. No rule gets below some 1.4 there:
# who never answers can't be told from the slowest of the others before it is answered (see docs/failures.md).
_PATIENCE = {Lane.MAIN: 1, Lane.SECOND: 1.5}
_NEVER = float("inf")
# Less is no time to wait for: added to a clock's reading it may change nothing.
_TICK_SECONDS = 1e-6


class Review(NamedTuple):
    """What a look at those in flight has come to; a tuple, since there is one for every look-up."""

    abandoned: Sequence[Flight]
    look_again_at: float


_NOTHING = Review((), _NEVER)


def patience_seconds(lane: Lane, *, usual_seconds: float, timeout_seconds: float) -> float:
    """Return how long an answer may take in the main or second lane, by the recent average and the time-out."""
    return _PATIENCE[lane] * max(_FACTOR * usual_seconds, _LEAST_SHARE * timeout_seconds)


class Laggards:
    """Tells laggards from the others: they take five times the recent average, at least a fortieth of the time-out.

    - In the main lane a laggard is abandoned when others wait for its place, and one that began later was answered: if
      nobody is, it is the register that is slow.
    - In the second lane laggards get half as long again, and nobody else has to be answered; in the slow lane each has
      the whole time-out.
    - When nothing else is left in a lane that has abandoned some, the last ones are abandoned too: those that were slow
      by chance, in the next lane, should not have to wait for those that never answer.
    """

    def __init__(self, *, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._lane = Lane.MAIN
        self._has_abandoned = False  # in this lane

    def enter(self, lane: Lane) -> None:
        """Go on by the rules of this lane."""
        self._lane, self._has_abandoned = lane, False

    def review(
        self,
        in_flight: Iterable[Flight],
        *,
        now: float,
        usual_seconds: float | None,
        served_begun_at: float,
        do_others_wait: bool,
        is_place_free: bool,
    ) -> Review:
        """Say who is to be abandoned, and when to look again; those `in_flight` are handed over oldest first.

        `usual_seconds` is the recent average, None while unknown; `served_begun_at` is when the latest beginner began
        of all that were answered.
        """
        is_wanted = not is_place_free if do_others_wait else self._has_abandoned
        if self._lane is Lane.SLOW or usual_seconds is None or not is_wanted:
            return _NOTHING
        longest = patience_seconds(self._lane, usual_seconds=usual_seconds, timeout_seconds=self._timeout_seconds)
        must_be_overtaken = self._lane is Lane.MAIN and do_others_wait
        abandoned: list[Flight] = []
        for flight in in_flight:
            left = longest - flight.seconds(now)
            if left > _TICK_SECONDS:
                return Review(abandoned, now + left)
            if not must_be_overtaken or served_begun_at > flight.begun_at:
                abandoned.append(flight)
                self._has_abandoned = True
        return Review(abandoned, _NEVER)
