"""Decides how many look-ups may be in flight: finds by trial how many the register serves well at a time."""

from batch.lookup.pacing.latency import Baseline, Latency

# Figures: how much of what the register can do is used, in the worst scene of unit/lookup/test_simulated_limit.py;
# with the values below it is 0.95. "Simply chosen": half and double come to the same there.

# With 2 the doubling takes longer (0.91); with 8 the baseline rests on so few answers that chance ends it early (0.69).
_START = 4
# Simply chosen: so few hardly ever make a queue. Until the baseline is settled, no latency of theirs is too long.
_FEW = 8
# Double of either delays the doubling of the limit (0.93). Half comes to the same, but the mean of four says little.
_WINDOW_SECONDS = 0.15
_WINDOW_RESULTS = (8, 50)
# With 0.8 a fall costs more than the queue did (0.86); with 0.95 it takes twice as many windows to halve the limit.
_DECREASE = 0.9
# Simply chosen: one failure may be a broken identifier's. A lower share lets fewer broken identifiers hold the limit
# down, a higher one presses an overloaded register for longer.
_LEAST_FAILURES = 2
_FAILURE_SHARE = 0.1
# Half in the queue is twice the baseline. With 1/4 chance lowers the limit (0.53); with 3/4 the queue is three times as
# long, for nothing. At least two: a limit of two or three need not fall for a single one that waits (simply chosen).
_QUEUED_SHARE = 1 / 2
_QUEUED_LEAST = 2.0
# Simply chosen: the weight of a window in the recent average, so that about the last five count.
_RECENT_GAIN = 0.2
# Judged before the limit has halved (at 0.8), a queue is not yet empty and is taken for a slower register (1 % errors).
_FALLEN = 0.5
# Simply chosen: by half the limit, a queue of ours has lost more than a fifth of its latency.
_HARDLY_FASTER = 0.8
# Simply chosen: for how long throttling is remembered, at first and at most, doubled each time. Shorter, and we are
# throttled more often; longer, and one busy moment costs throughput for minutes.
_THROTTLED_SECONDS = (10.0, 60.0)
_UNBOUNDED = 1_000_000_000


class AdaptiveLimit:
    """A limit on concurrency between one and a ceiling, moved by each window of results.

    - It rises by a step after each window in which the limit was reached and nothing was wrong. The step doubles with
      each rise, so that a faster register is used quickly whatever its latency, and is one again after a fall. At first
      the step is the limit itself, as in TCP's slow start.
    - It falls by a tenth, at most once a window, when a tenth of the results, and at least two, are failures; or when
      more than half of the look-ups wait in the register's queue. By Little's law `limit * (1 - baseline / latency)` of
      them do; of the window's latency only what is neither chance nor our own event loop's queue is counted.
    - Failures neither raise it nor count as latency, however fast they come.
    - A 429 or 503 (throttled) shows how many in flight are too many: the limit stays below that for a while, and then
      rises from there.
    - A latency that does not fall with the limit is not our queue: it becomes the baseline. A queue takes a while to
      empty, so this is judged at half the limit, against the highest latency since the fall began.

    Times are seconds of the monotonic clock.
    """

    def __init__(self, *, ceiling: int) -> None:
        self._ceiling = ceiling
        self._limit = float(min(ceiling, _START))
        self._step = self._limit
        self._baseline = Baseline()
        self.usual_seconds: float | None = None
        """The recent average of what an answer takes, queue included; None until it is known."""
        self._fall: tuple[float, float] | None = None  # limit when it began to fall, highest latency since
        self._throttling = _Throttling()
        self._window = _Window(0.0, self._limit)
        self.limit = int(self._limit)
        """How many may be in flight now."""

    def note_start(self, *, in_flight: int) -> None:
        """Note that a look-up has begun, and how many are in flight with it."""
        if in_flight >= self.limit:
            self._window.is_used = True

    def note_answer(self, *, seconds: float, now: float, unread_seconds: float = 0.0) -> None:
        """Note an answer and how long it took, for up to `unread_seconds` of which we did not read it."""
        self._window.seconds.append(seconds)
        self._window.unread_seconds += unread_seconds
        self._close_window_when_full(now)

    def note_failure(self, *, now: float) -> None:
        """Note a failure that may come from load."""
        self._window.failure_count += 1
        if self._window.has_too_many_failures and not self._window.has_decreased:
            self._decrease()
        self._close_window_when_full(now)

    def note_throttled(self, *, in_flight: int, now: float) -> None:
        """Note that the register throttled a look-up while so many were in flight."""
        self._throttling.note(in_flight, now)
        self._step = 1.0
        self._apply()

    def halve_ceiling(self) -> None:
        """Go no higher than half of what was allowed, from now on."""
        self._ceiling = max(1, self._ceiling // 2)
        self._limit = min(self._limit, float(self._ceiling))
        self._apply()

    def restart(self) -> None:
        """Start again at half the limit, after an outage."""
        self._limit = max(1.0, self._limit / 2)
        self._step = self._limit
        self._apply()
        self._window = _Window(0.0, self._limit)

    def _apply(self) -> None:
        self._limit = min(self._limit, float(self._throttling.most))
        self.limit = max(1, int(self._limit))

    def _close_window_when_full(self, now: float) -> None:
        window = self._window
        if window.is_full(now, self._limit):
            self._throttling.forget_when_over(now)
            self._move_by(window)
            self._apply()
            self._window = _Window(now, self._limit)

    def _move_by(self, window: "_Window") -> None:
        if not window.seconds:
            return
        latency = Latency.of(window.seconds)
        mean = sum(window.seconds) / len(window.seconds)
        self.usual_seconds = mean + (1 - _RECENT_GAIN) * ((self.usual_seconds or mean) - mean)
        is_first = window.limit <= _FEW and not self._baseline.is_settled
        proven = latency.at_least_seconds - window.unread_seconds / latency.count
        if not is_first and self._has_left_baseline(proven):
            self._fall_with(latency, window)
        elif not window.has_decreased and not window.failure_count:
            self._fall = None
            if window.is_used and self._limit < self._throttling.most:
                self._increase()
        if is_first:
            self._baseline.average(latency)
        else:
            self._baseline.follow(latency)

    def _has_left_baseline(self, proven_seconds: float) -> bool:
        baseline = self._baseline.seconds
        if baseline is None or proven_seconds <= baseline:
            return False
        queued = self._limit * (1 - baseline / proven_seconds)
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
        self._apply()


class _Window:
    """The results of a stretch of time; `limit` is what it began with."""

    __slots__ = ("_begun_at", "failure_count", "has_decreased", "is_used", "limit", "seconds", "unread_seconds")

    def __init__(self, begun_at: float, limit: float) -> None:
        self._begun_at = begun_at
        self.limit = limit
        self.seconds: list[float] = []
        self.unread_seconds = 0.0
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
        """Return whether there is enough for a mean: two round trips of a small limit, or one of a large one."""
        least, enough = _WINDOW_RESULTS
        wanted = max(least, min(enough, 2 * limit), limit)
        return self._result_count >= wanted and now - self._begun_at >= _WINDOW_SECONDS


class _Throttling:
    """How many in flight were too many, while that is remembered; the limit goes no higher than `most`."""

    def __init__(self) -> None:
        self.most = _UNBOUNDED
        self._until = float("-inf")
        self._seconds, self._longest = _THROTTLED_SECONDS

    def note(self, in_flight: int, now: float) -> None:
        self.most = min(self.most, max(1, in_flight - 1))
        self._until = now + self._seconds
        self._seconds = min(2 * self._seconds, self._longest)

    def forget_when_over(self, now: float) -> None:
        if now >= self._until:
            self.most = _UNBOUNDED
