"""Decides when nothing may be asked for a while, and when it may again."""

from dataclasses import dataclass, field
from enum import Enum, auto

from batch.options import option


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOptions:
    """How a register that is down, or asks to be left alone, is waited out."""

    patience_seconds: float = option(
        900.0,
        "how long a register that answers nothing is waited for, before the run stops",
        metavar="SECONDS",
        minimum=0,
    )
    longest_pause_seconds: float = option(
        300.0,
        "longest pause that the register may ask for by Retry-After; a longer one stops the run",
        metavar="SECONDS",
        minimum=0,
        is_flag=False,
    )
    outage_failures: int = option(
        10,
        "failures in a row, without one answer meanwhile, that are an outage of the register and no identifier's",
        metavar="N",
        minimum=2,
        is_flag=False,
    )
    probe_seconds: float = option(
        5.0,
        "longest wait between two probes of a register that is down",
        metavar="SECONDS",
        minimum=0.01,
        is_flag=False,
    )


class State(Enum):
    """What the circuit lets through."""

    UNTRIED = auto()  #: the first look-up alone, until the register has answered one: the canary
    OPEN = auto()  #: everything
    PAUSE = auto()  #: nothing, and then one look-up: the register asked to be left alone
    OUTAGE = auto()  #: nothing, and then one look-up: the register answers nobody


_SHORT_SECONDS = 0.01
"""Shorter silences are none: a hundred a second are remembered at most."""


@dataclass(slots=True, eq=False)
class Silence:
    """A time in which the register answered nobody: from one answer (minus infinity for none) to the next.

    Each knows the next one, so that whoever remembers one can tell of all since then.
    """

    since: float
    until: float = float("inf")
    following: "Silence | None" = field(default=None, repr=False)

    def end(self, now: float) -> "Silence":
        """Return the next one, which begins now."""
        if now - self.since < _SHORT_SECONDS:
            self.since = now
            return self
        self.until = now
        self.following = Silence(now)
        return self.following

    def longest_seconds(self, now: float) -> float:
        """Return the longest of all from this one on.

        That before the first answer of all does not count: nothing has shown yet that the register can answer sooner.
        """
        longest = 0.0
        each = self if self.since > float("-inf") else self.following
        while each is not None:
            longest = max(longest, min(each.until, now) - each.since)
            each = each.following
        return longest


class Circuit:
    """Open while the register answers; otherwise one look-up at a time is let through, as a probe.

    - A sign of life is any answer by the register's own rules. Only one that was asked for after the closing opens it:
      what was in flight before says nothing about the pause that the register has asked for since.
    - A failure is a step towards an outage as long as nobody is answered: so many in a row close the circuit, and so
      does one that did not even reach the register.
    - Those that fail together with the one that closed it make no further pause.

    Times are seconds of a clock that only goes forward.
    """

    def __init__(self, options: CircuitOptions | None = None) -> None:
        self._options = options or CircuitOptions()
        self.state = State.UNTRIED
        self.silence = Silence(float("-inf"))
        """The present one; whoever begins now remembers it."""
        self.served_begun_at = float("-inf")  # when the latest beginner began of all that were answered
        self.closings_in_a_row = 0  # since it was last opened by an answer: what a backoff grows with
        self._failures_in_a_row = 0
        self._closed_at = float("-inf")
        self._closed_until = float("-inf")
        self._dead_since: float | None = None
        self._has_probe = False

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def is_outage(self) -> bool:
        return self.state is State.OUTAGE

    @property
    def last_life_at(self) -> float:
        return self.silence.since

    @property
    def has_answered(self) -> bool:
        """Whether the register has answered anybody yet."""
        return self.last_life_at > float("-inf")

    def opens_at(self, now: float) -> float:
        """Return when the next look-up may begin: `now`, later, or infinity while a probe is under way."""
        if self.is_open:
            return now
        return float("inf") if self._has_probe else max(now, self._closed_until)

    def begin(self) -> bool:
        """Take note that a look-up begins; return whether it is a probe."""
        self._has_probe = not self.is_open
        return self._has_probe

    def land(self, *, is_probe: bool) -> None:
        """Take note that a look-up has ended."""
        if is_probe:
            self._has_probe = False

    def note_life(self, *, begun_at: float, now: float) -> bool:
        """Take note of an answer to what was begun at `begun_at`; return whether it ended an outage."""
        self.silence = self.silence.end(now)
        self.served_begun_at = max(self.served_begun_at, begun_at)
        self._failures_in_a_row = 0
        if not self.is_open and begun_at < self._closed_at:
            return False
        has_ended_outage = self.state is State.OUTAGE
        self.state = State.OPEN
        self.closings_in_a_row = 0
        self._dead_since = None
        return has_ended_outage

    def note_failure(
        self, *, begun_at: float, now: float, is_unreachable: bool, wait_seconds: float, is_step: bool = True
    ) -> bool:
        """Take note of a failure that may be the register's; return whether it is an outage's.

        `wait_seconds` is the wait before the next probe, if one is needed now; `is_step` whether it counts.
        """
        self._failures_in_a_row += is_step
        is_probe = begun_at >= self._closed_at
        if (
            (self.state is State.OUTAGE and is_probe)
            or is_unreachable
            or self._failures_in_a_row >= self._options.outage_failures
        ):
            self._close(State.OUTAGE, begun_at, now, wait_seconds)
        else:
            self.end_pause(begun_at=begun_at)
        return self.state is State.OUTAGE

    def end_pause(self, *, begun_at: float) -> None:
        """Open again after a pause whose probe failed: the register does not ask to be left alone any more."""
        if self.state is State.PAUSE and begun_at >= self._closed_at:
            self.state = State.OPEN

    def suppose_outage(self, *, now: float, wait_seconds: float) -> None:
        """Close for want of anybody whose answer could tell that the register is well."""
        self._close(State.OUTAGE, now, now, wait_seconds)

    def note_refusal(self, *, begun_at: float, now: float, wait_seconds: float, asked_seconds: float | None) -> None:
        """Take note that the register asks to be left alone, for `asked_seconds` when it says so."""
        if self.state is not State.OUTAGE:
            self._close(State.PAUSE, begun_at, now, wait_seconds)
        elif begun_at >= self._closed_at:
            self._close(State.OUTAGE, begun_at, now, wait_seconds)
        self._closed_until = max(self._closed_until, now + (asked_seconds or 0.0))

    def is_pause_too_long(self, asked_seconds: float | None) -> bool:
        return asked_seconds is not None and asked_seconds > self._options.longest_pause_seconds

    def is_patience_over(self, now: float) -> bool:
        """Tell whether the register has been down for as long as it is waited for."""
        return self._dead_since is not None and self.dead_seconds(now) >= self._options.patience_seconds

    def dead_seconds(self, now: float) -> float:
        """Return since when nothing but failures has come, 0 while the register answers."""
        return 0.0 if self._dead_since is None else now - self._dead_since

    @property
    def closed_until(self) -> float:
        """Until when nothing is asked, minus infinity when it is open."""
        return float("-inf") if self.is_open else self._closed_until

    def _close(self, state: State, begun_at: float, now: float, wait_seconds: float) -> None:
        if self.state is state and begun_at < self._closed_at:
            return
        self.state = state
        self.closings_in_a_row += 1
        self._closed_at = now
        self._closed_until = max(self._closed_until, now + min(wait_seconds, self._options.probe_seconds))
        if self._dead_since is None:
            self._dead_since = now
