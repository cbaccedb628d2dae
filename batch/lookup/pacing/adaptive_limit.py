"""Finds how many look-ups the register serves well at a time."""

from batch.lookup.pacing.latency import Baseline, Latency

_START = 4
_FEW = 8
"""So few in flight hardly press any register: by them the baseline is found at first, and no latency is too long."""
_WINDOW_SECONDS = 0.15
_WINDOW_RESULTS = (8, 50)
_DECREASE = 0.9
_LEAST_FAILURES = 2
_FAILURE_SHARE = 0.1
_QUEUED_SHARE = 1 / 2
_QUEUED_LEAST = 2.0
_USUAL_GAIN = 0.2
_FALLEN = 0.5
_HARDLY_FASTER = 0.8
_MANY = 1_000_000_000
_REFUSAL_SECONDS = (10.0, 60.0)
"""How long a refusal is remembered: the first, and the longest, since one that comes again is remembered longer."""


class AdaptiveLimit:
    """A limit on concurrency between one and a ceiling, moved by what the register shows window by window.

    - It rises by a step for each window in which it was really used and nothing was wrong. The step is one after a fall
      and doubles with each rise, so that a register which has become faster is soon made use of, whatever its latency.
      At first the step is the limit, as in TCP's slow start: a register for many would otherwise be asked by a few for
      the first half minute.
    - It falls by a tenth, at most once a window, when the window has at least two failures and a tenth of them, or when
      latency has left its baseline: by Little's law `limit * (1 - baseline / latency)` of the look-ups then wait in the
      register's queue, and more than half of them do. What the window's latency may owe to chance is left out.
    - Failures neither raise it nor count as latency, however fast they come.
    - A refusal for load (429, 503) teaches how many in flight were too many; it stays below that for a while, and then
      rises from there.
    - A latency that does not fall while the limit does is not of our making: it becomes the baseline. A queue's falls
      later than the limit, so it is compared at half the limit, with the highest since the fall began.

    Times are seconds of a clock that only goes forward.
    """

    def __init__(self, *, ceiling: int) -> None:
        self._ceiling = ceiling
        self._limit = float(min(ceiling, _START))
        self._step = self._limit
        self._baseline = Baseline()
        self.usual_seconds: float | None = None
        """What an answer takes of late, on average and pressed as the register is; None until it is known."""
        self._fall: tuple[float, float] | None = None  # limit when it began to fall, highest latency since
        self._refused = _RefusedAt()
        self._window = _Window(0.0, self._limit)
        self.limit = int(self._limit)
        """How many may be in flight now."""

    def note_start(self, *, in_flight: int) -> None:
        """Take note that a look-up has begun, and how many are in flight with it."""
        if in_flight >= self.limit:
            self._window.is_used = True

    def note_answer(self, *, seconds: float, now: float) -> None:
        """Take note of an answer and how long it took."""
        self._window.seconds.append(seconds)
        self._close_window_when_full(now)

    def note_failure(self, *, now: float) -> None:
        """Take note of a failure that may come from load."""
        self._window.failure_count += 1
        if self._window.has_too_many_failures and not self._window.has_decreased:
            self._decrease()
        self._close_window_when_full(now)

    def note_refusal(self, *, in_flight: int, now: float) -> None:
        """Take note that the register refused one for load, while so many were in flight."""
        self._refused.note(in_flight, now)
        self._step = 1.0
        self._settle()

    def restart(self) -> None:
        """Begin anew below the limit found so far, after a time in which nothing was served."""
        self._limit = max(1.0, self._limit / 2)
        self._step = self._limit
        self._settle()
        self._window = _Window(0.0, self._limit)

    def _settle(self) -> None:
        self._limit = min(self._limit, float(self._refused.below))
        self.limit = max(1, int(self._limit))

    def _close_window_when_full(self, now: float) -> None:
        window = self._window
        if window.is_full(now, self._limit):
            self._refused.forget_when_over(now)
            self._judge(window)
            self._settle()
            self._window = _Window(now, self._limit)

    def _judge(self, window: "_Window") -> None:
        if not window.seconds:
            return
        latency = Latency.of(window.seconds)
        mean = sum(window.seconds) / len(window.seconds)
        self.usual_seconds = mean + (1 - _USUAL_GAIN) * ((self.usual_seconds or mean) - mean)
        is_first = window.limit <= _FEW and not self._baseline.is_settled
        if not is_first and self._has_left_baseline(latency):
            self._fall_with(latency, window)
        elif not window.has_decreased and not window.failure_count:
            self._fall = None
            if window.is_used and self._limit < self._refused.below:
                self._increase()
        if is_first:
            self._baseline.average(latency)
        else:
            self._baseline.follow(latency)

    def _has_left_baseline(self, latency: Latency) -> bool:
        baseline = self._baseline.seconds
        if baseline is None or latency.at_least_seconds <= baseline:
            return False
        queued = self._limit * (1 - baseline / latency.at_least_seconds)
        return queued > max(_QUEUED_LEAST, self._limit * _QUEUED_SHARE)

    def _fall_with(self, latency: Latency, window: "_Window") -> None:
        begun_limit, highest = self._fall or (self._limit, latency.seconds)
        if self._limit < begun_limit * _FALLEN and latency.seconds > highest * _HARDLY_FASTER:
            self._baseline.replace(latency)
            self._fall = None
            return
        self._fall = (begun_limit, max(highest, latency.seconds))
        if not window.has_decreased:
            self._decrease()

    def _increase(self) -> None:
        self._limit = min(float(self._ceiling), self._limit + self._step)
        self._step = min(2 * self._step, self._limit)

    def _decrease(self) -> None:
        self._limit = max(1.0, self._limit * _DECREASE)
        self._step = 1.0
        self._window.has_decreased = True
        self._settle()


class _Window:
    """What came back in a stretch of time; `limit` is the one that it began with."""

    __slots__ = ("_begun_at", "failure_count", "has_decreased", "is_used", "limit", "seconds")

    def __init__(self, begun_at: float, limit: float) -> None:
        self._begun_at = begun_at
        self.limit = limit
        self.seconds: list[float] = []
        self.failure_count = 0
        self.is_used = False
        self.has_decreased = False

    @property
    def _result_count(self) -> int:
        return len(self.seconds) + self.failure_count

    @property
    def has_too_many_failures(self) -> bool:
        return self.failure_count >= _LEAST_FAILURES and self.failure_count >= _FAILURE_SHARE * self._result_count

    def is_full(self, now: float, limit: float) -> bool:
        """Tell whether there is enough for a mean: two round trips of a small limit, and one of a great one."""
        least, enough = _WINDOW_RESULTS
        wanted = max(least, min(enough, 2 * limit), limit)
        return self._result_count >= wanted and now - self._begun_at >= _WINDOW_SECONDS


class _RefusedAt:
    """How many in flight were too many, while that is remembered."""

    def __init__(self) -> None:
        self.below = _MANY
        self._until = float("-inf")
        self._seconds, self._longest = _REFUSAL_SECONDS

    def note(self, in_flight: int, now: float) -> None:
        self.below = min(self.below, max(1, in_flight - 1))
        self._until = now + self._seconds
        self._seconds = min(2 * self._seconds, self._longest)

    def forget_when_over(self, now: float) -> None:
        if now >= self._until:
            self.below = _MANY
