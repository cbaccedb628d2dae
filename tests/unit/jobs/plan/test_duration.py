"""How long the look-ups of a run are expected to take."""

import pytest

from batch.identity.environment import Environment
from batch.jobs.plan.duration import estimate, expected_seconds
from batch.ledger import EarlierPace
from batch.options.lane_speeds import LaneSpeeds

SPEEDS = LaneSpeeds(timeout_seconds=3.0, timeouts_each=1, slow_lane_limit=4)


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
    pace = EarlierPace(usual_seconds=0.5, silent_share=0.0)
    assert expected_seconds(requests=requests, rate=rate, concurrency=concurrency, pace=pace, speeds=SPEEDS) == expected


def test_those_that_never_answer_come_last_and_take_a_time_out_each() -> None:
    pace = EarlierPace(usual_seconds=0.02, silent_share=0.01)
    seconds = expected_seconds(requests=5000, rate=None, concurrency=8, pace=pace, speeds=SPEEDS)
    assert seconds == 5000 * 0.02 / 8 + 13 * 3.0


def test_an_estimate_says_what_it_rests_on() -> None:
    def said(requests: int, rate: float | None, measured: EarlierPace | None, environment: Environment) -> str:
        made = estimate(
            requests=requests, rate=rate, concurrency=4, measured=measured, environment=environment, speeds=SPEEDS
        )
        return str(made)

    pace = EarlierPace(usual_seconds=0.25, silent_share=0.0)
    assert said(7200, 2.0, pace, Environment.PROD) == (
        "about 1 h 0 min, at most 4 at a time and 2 a second, 0.25 s an answer (as in the last complete run)"
    )
    assert said(1000, None, None, Environment.PPE).endswith("0.5 s an answer, 10 that never answer (assumed)")
