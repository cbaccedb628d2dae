"""Holds all look-ups back in an outage and after Retry-After or throttling, and says when the next probe may go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from batch.options.pacing_options import CircuitOptions


class State(Enum):
    """What the circuit lets through."""

    UNTRIED = auto()  #: one look-up at a time, until the register has answered one: the canary
    OPEN = auto()  #: everything
    PAUSE = auto()  #: nothing for a while, then a probe: the register throttles us (429, 503)
    DOUBT = auto()  #: one control at a time: is it the register that fails, or those who were asked?
    SHUT = auto()  #: nothing for a while, then a probe: the last ones were refused (401, 403)
    OUTAGE = auto()  #: nothing for a while, then a probe: the register answers nobody

    @property
    def is_pause(self) -> bool:
        """Whether nothing is asked on purpose, but for a probe at a time."""
        return self in _WAITS_FOR_A_PROBE


_WAITS_FOR_A_PROBE = frozenset({State.PAUSE, State.SHUT, State.OUTAGE})

# Shorter silences are not remembered, so that there are at most a hundred a second, however fast the register answers.
# Only those as long as half a time-out matter.
_SHORT_SECONDS = 0.01


@dataclass(slots=True, eq=False)
class Silence:
    """A time in which the register answered nobody: from one answer (minus infinity before the first) to the next.

    Silences are a linked list: an attempt keeps the one it began in, and can look at all since then.
    """

    since: float
    until: float = float("inf")
    following: "Silence | None" = field(default=None, repr=False)

    def end(self, now: float) -> "Silence":
        """End it with an answer; return the next one, which begins now."""
        if now - self.since < _SHORT_SECONDS:
            self.since = now
            return self
        self.until = now
        self.following = Silence(now)
        return self.following

    def longest_seconds(self, now: float) -> float:
        """Return how long the longest is, from this one on.

        The one before the very first answer does not count: nothing has shown yet that the register can be faster.
        """
        longest = 0.0
        each = self if self.since > float("-inf") else self.following
        while each is not None:
            longest = max(longest, min(each.until, now) - each.since)
            each = each.following
        return longest


class Circuit:
    """A circuit breaker. "Open" is as of a gate: look-ups pass. When it is closed, a single probe passes at a time.

    - A sign of life is any answer by the register's own rules. To open the circuit it must have been asked for after
      the closing: what was in flight before says nothing about what the register has asked for since.
    - Failures count towards an outage while nobody is answered: so many in a row close the circuit, and so does a
      single one that did not even reach the register.
    - Failures that were in flight when it closed do not prolong the wait.

    Times are seconds of the monotonic clock.
    """

    def __init__(self, options: CircuitOptions | None = None) -> None:
        self._options = options or CircuitOptions()
        self.state = State.UNTRIED
        self.silence = Silence(float("-inf"))
        """The present one; an attempt that begins now keeps it."""
        self.served_begun_at = float("-inf")  # of all that were answered, when the latest one began
        self.closings_in_a_row = 0  # since an answer last opened it; the wait before a probe grows with them
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
        """Return when the next look-up may begin: `now`, later, or infinity while a probe is in flight."""
        if self.is_open:
            return now
        return float("inf") if self._has_probe else max(now, self._closed_until)

    def begin(self) -> bool:
        """Note that a look-up begins; return whether it is a probe."""
        self._has_probe = not self.is_open
        return self._has_probe

    def land(self, *, is_probe: bool) -> None:
        """Note that a look-up has ended."""
        if is_probe:
            self._has_probe = False

    def note_life(self, *, begun_at: float, now: float) -> bool:
        """Note an answer to a look-up that began at `begun_at`; return whether it ended an outage."""
        self.silence = self.silence.end(now)
        self.served_begun_at = max(self.served_begun_at, begun_at)
        self._failures_in_a_row = 0
        if self.state in _WAITS_FOR_A_PROBE and begun_at < self._closed_at:
            return False
        has_ended_outage = self.state is State.OUTAGE
        self.state = State.OPEN
        self.closings_in_a_row = 0
        self._dead_since = None
        return has_ended_outage

    def note_failure(
        self,
        *,
        begun_at: float,
        now: float,
        is_unreachable: bool,
        wait_seconds: float,
        can_check: bool = False,
    ) -> bool:
        """Note a failure that may be the register's; return whether there is an outage.

        `wait_seconds` is the wait before the next probe, should there be one; `can_check`: there are controls, and they
        decide whether so many failures are one.
        """
        self._failures_in_a_row += 1
        is_probe = begun_at >= self._closed_at
        are_many = self._failures_in_a_row >= self._options.outage_failures
        if (self.state is State.OUTAGE and is_probe) or is_unreachable or (are_many and not can_check):
            self._close(State.OUTAGE, begun_at, now, wait_seconds)
        elif are_many:
            self.doubt(now=now)
        else:
            self.end_pause(begun_at=begun_at)
        return self.state is State.OUTAGE

    def end_pause(self, *, begun_at: float) -> None:
        """Open again when the probe of a pause has failed otherwise: the register does not throttle any more."""
        if self.state is State.PAUSE and begun_at >= self._closed_at:
            self.state = State.OPEN

    def doubt(self, *, now: float) -> None:
        """Let only controls through, at once, to see whether the register answers; an outage or a pause stays one."""
        if self.state not in {State.OUTAGE, State.PAUSE}:
            self.state = State.DOUBT
            self._closed_at = now

    def note_outage(self, *, now: float, wait_seconds: float) -> None:
        """Note that controls have failed: the register is down."""
        self._close(State.OUTAGE, now, now, wait_seconds)

    def note_refused(self, *, begun_at: float, now: float, wait_seconds: float) -> None:
        """Note that somebody was refused (401, 403), and that there are no controls to tell why."""
        if self.state is not State.OUTAGE or begun_at >= self._closed_at:
            self._close(State.SHUT if self.state is not State.OUTAGE else State.OUTAGE, begun_at, now, wait_seconds)

    def note_throttled(self, *, begun_at: float, now: float, wait_seconds: float, asked_seconds: float | None) -> None:
        """Note that the register throttles us, for `asked_seconds` where it says for how long."""
        if self.state is not State.OUTAGE:
            self._close(State.PAUSE, begun_at, now, wait_seconds)
        elif begun_at >= self._closed_at:
            self._close(State.OUTAGE, begun_at, now, wait_seconds)
        self._closed_until = max(self._closed_until, now + (asked_seconds or 0.0))

    def is_pause_too_long(self, asked_seconds: float | None) -> bool:
        return asked_seconds is not None and asked_seconds > self._options.longest_pause_seconds

    def is_dead_for(self, seconds_of: Callable[[float], float], now: float) -> bool:
        """Return whether it has been closed for as long as `seconds_of` makes of patience."""
        return self._dead_since is not None and self.dead_seconds(now) >= seconds_of(self._options.patience_seconds)

    def is_patience_over(self, now: float) -> bool:
        """Return whether the register has been down for as long as patience allows."""
        return self._dead_since is not None and self.dead_seconds(now) >= self._options.patience_seconds

    def dead_seconds(self, now: float) -> float:
        """Return for how long nothing but failures has come, 0 while the register answers."""
        return 0.0 if self._dead_since is None else now - self._dead_since

    @property
    def closed_until(self) -> float:
        """When the next probe may begin, minus infinity while it is open."""
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
