"""Estimates how long the look-ups of a run take."""

from dataclasses import dataclass

from batch.identity.environment import Environment
from batch.ledger import EarlierPace
from batch.options.durations import duration_in_words
from batch.options.lane_speeds import LaneSpeeds

_ASSUMED = {
    Environment.SANDBOX: EarlierPace(usual_seconds=0.02, silent_share=0.01),
    Environment.PPE: EarlierPace(usual_seconds=0.5, silent_share=0.01),
    Environment.PROD: EarlierPace(usual_seconds=0.5, silent_share=0.0),
}
"""The pace where no earlier run has measured it; the register's documentation promises nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An expected duration, and what it is made of."""

    seconds: float
    assumption: str

    def __str__(self) -> str:
        return f"about {duration_in_words(self.seconds)}, {self.assumption}"


def expected_seconds(
    *, requests: int, rate: float | None, concurrency: int, pace: EarlierPace, speeds: LaneSpeeds
) -> float:
    """Return how long the requests take, in seconds; `rate` is requests a second, None when only concurrency bounds it.

    Those that never answer come last, and take a time-out each. Pauses and outages can't be foreseen.
    """
    by_concurrency = requests * pace.usual_seconds / concurrency
    easy = by_concurrency if rate is None else max(by_concurrency, requests / rate)
    return easy + speeds.silent_seconds(round(requests * pace.silent_share), limit=concurrency)


def estimate(
    *,
    requests: int,
    rate: float | None,
    concurrency: int,
    measured: EarlierPace | None,
    environment: Environment,
    speeds: LaneSpeeds,
) -> Estimate:
    """Estimate from what an earlier run measured, otherwise from an assumption; the text says which."""
    pace = measured or _ASSUMED[environment]
    origin = "assumed" if measured is None else "as in the last complete run"
    limits = f"{concurrency} at a time" if rate is None else f"{concurrency} at a time and {rate:g} a second"
    silent = round(requests * pace.silent_share)
    difficult = f", {silent:,} that never answer" if silent else ""
    return Estimate(
        seconds=expected_seconds(requests=requests, rate=rate, concurrency=concurrency, pace=pace, speeds=speeds),
        assumption=f"at most {limits}, {pace.usual_seconds:.3g} s an answer{difficult} ({origin})",
    )
