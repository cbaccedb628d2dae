"""What the scenes of the limiter come to: ratio, errors, recovery, and the course of each."""

from collections.abc import Mapping, Sequence

import msgspec
from limiter_scenes import LENGTH, OUTAGE
from scene import Scene, Seen

_COUNTED_FROM = 10.0
_BACK = 0.9
_STEP = 0.5


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What happened second by second: the limit and the most in flight then, and the answers."""

    limit: Sequence[int]
    in_flight: Sequence[int]
    answers: Sequence[int]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A scene with the adaptive limit beside the best fixed one.

    Rates are answers per second; `best_served_rate` is the sandbox's own word for `best_rate`, `capacity` its most.
    """

    name: str
    rate: float
    best_rate: float
    best_limit: int
    errors: float
    best_served_rate: float
    capacity: float
    lag_seconds: float
    cpu_share: float
    course: Course

    @property
    def ratio(self) -> float:
        return self.rate / self.best_rate

    def __str__(self) -> str:
        return (
            f"{self.name:12} {self.ratio:5.2f} of the best fixed limit: {self.rate:.1f}/s, with {self.best_limit} "
            f"{self.best_rate:.1f}/s (the sandbox says {self.best_served_rate:.1f}/s of {self.capacity:.1f}/s); "
            f"errors {self.errors:.2%}, loop late by at most {self.lag_seconds * 1000:.0f} ms, "
            f"{self.cpu_share:.0%} of a core"
        )


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """A scene with an outage; `seconds` is None when nine tenths of the former throughput never came back."""

    name: str
    former_rate: float
    seconds: float | None
    course: Course

    def __str__(self) -> str:
        if self.seconds is None:
            return f"{self.name:16} not back at nine tenths of {self.former_rate:.1f}/s"
        return f"{self.name:16} back at nine tenths of {self.former_rate:.1f}/s {self.seconds:.1f} s after the outage"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    compared: list[Compared]
    recovered: list[Recovered]


def compared(scene: Scene, seen: Seen, fixed: Mapping[int, Seen]) -> Compared:
    best_rate, best_limit = max((each.rate(0, LENGTH), limit) for limit, each in fixed.items())
    return Compared(
        name=scene.name,
        rate=seen.rate(0, LENGTH),
        best_rate=best_rate,
        best_limit=best_limit,
        errors=seen.error_share(_COUNTED_FROM, LENGTH),
        best_served_rate=fixed[best_limit].served_count / fixed[best_limit].seconds,
        capacity=_capacity(scene),
        lag_seconds=max(each.longest_lag for each in (seen, fixed[best_limit])),
        cpu_share=(seen.client_cpu_seconds + seen.sandbox_cpu_seconds) / LENGTH,
        course=_course(scene, seen),
    )


def recovered(scene: Scene, seen: Seen) -> Recovered:
    """Look for the first of overlapping stretches of two seconds with nine tenths of what was answered before."""
    begin, end = OUTAGE
    former_rate = seen.rate(begin - 10, begin)
    moments = (end + number * _STEP for number in range(int((scene.length - end - 2) / _STEP)))
    back_at = next((at for at in moments if seen.rate(at, at + 2) >= _BACK * former_rate), None)
    seconds = None if back_at is None else back_at - end
    return Recovered(name=scene.name, former_rate=former_rate, seconds=seconds, course=_course(scene, seen))


def _capacity(scene: Scene) -> float:
    ends = [*(each.at for each in scene.changes[1:]), scene.length]
    capacities = [each.faults.capacity for each in scene.changes]
    spans = zip(scene.changes, ends, capacities, strict=True)
    return sum((end - change.at) * each.served / each.seconds for change, end, each in spans if each) / scene.length


def _course(scene: Scene, seen: Seen) -> Course:
    seconds = range(int(scene.length))
    samples = [[each for each in seen.samples if second <= each.at < second + 1] for second in seconds]
    return Course(
        limit=[max((each.limit for each in those), default=0) for those in samples],
        in_flight=[max((each.in_flight for each in those), default=0) for those in samples],
        answers=[round(seen.rate(second, second + 1)) for second in seconds],
    )
