"""How long the look-ups of a run are expected to take."""

import pytest

from batch.identity.environment import Environment
from batch.jobs.plan.duration import estimate, expected_seconds


@pytest.mark.parametrize(
    ("requests", "rate", "concurrency", "expected"),
    [
        (0, None, 8, 0),
        (1000, None, 8, 62.5),
        (1000, None, 1, 500),
        (1000, 100.0, 8, 62.5),
        (1000, 10.0, 8, 100),
    ],
)
def test_the_tighter_of_rate_and_concurrency_decides(
    requests: int, rate: float | None, concurrency: int, expected: float
) -> None:
    assert expected_seconds(requests=requests, rate=rate, concurrency=concurrency, seconds_per_lookup=0.5) == expected


def test_an_estimate_says_what_it_rests_on() -> None:
    measured = estimate(requests=7200, rate=2.0, concurrency=4, measured_seconds=0.25, environment=Environment.PROD)
    assert str(measured) == (
        "about 1 h 0 min, at most 4 at a time and 2 a second, 0.25 s an answer (as in the last complete run), "
        "without repetitions"
    )
    assumed = estimate(requests=1, rate=None, concurrency=4, measured_seconds=None, environment=Environment.PROD)
    assert "(assumed)" in assumed.assumption
