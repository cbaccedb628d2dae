"""Estimates how long the look-ups of a run take."""

from dataclasses import dataclass

from batch.identity.environment import Environment
from batch.options.durations import duration_in_words

_ASSUMED_SECONDS = {Environment.SANDBOX: 0.01, Environment.PPE: 0.5, Environment.PROD: 0.5}
"""How long an answer takes where no earlier run has measured it; the register's documentation promises nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An expected duration, and what it is made of."""

    seconds: float
    assumption: str

    def __str__(self) -> str:
        return f"about {duration_in_words(self.seconds)}, {self.assumption}"


def expected_seconds(*, requests: int, rate: float | None, concurrency: int, seconds_per_lookup: float) -> float:
    """Return how long the requests take, in seconds; `rate` is requests a second, None when only concurrency bounds it.

    Retries, pauses and outages are not included: they can't be foreseen.
    """
    by_concurrency = requests * seconds_per_lookup / concurrency
    return by_concurrency if rate is None else max(by_concurrency, requests / rate)


def estimate(
    *, requests: int, rate: float | None, concurrency: int, measured_seconds: float | None, environment: Environment
) -> Estimate:
    """Estimate from what an earlier run measured, otherwise from an assumption; the text says which."""
    each = _ASSUMED_SECONDS[environment] if measured_seconds is None else measured_seconds
    origin = "assumed" if measured_seconds is None else "as in the last complete run"
    limits = f"{concurrency} at a time" if rate is None else f"{concurrency} at a time and {rate:g} a second"
    return Estimate(
        seconds=expected_seconds(requests=requests, rate=rate, concurrency=concurrency, seconds_per_lookup=each),
        assumption=f"at most {limits}, {each:.3g} s an answer ({origin}), without repetitions",
    )
