"""The limit finds what the register can do, in virtual time; benchmarks/limiter.py measures it over HTTP.

`make bench-limiter` sets LIMITER_GRID, and plays every scene.
"""

import os

import pytest
from support.simulated_register import CEILING, Scene, simulate

LENGTH = 30.0
HALF_WAY = LENGTH / 2
OUTAGE = (15.0, 25.0)


LATER = {"halved": 0.5, "constant": 1, "doubled": 2}
GRID = [(desks, later, spread) for desks in (2, 8, 64) for later in LATER for spread in ("exponential", "lognormal")]
ONE_PER_DESKS = [(2, "halved", "lognormal"), (8, "constant", "exponential"), (64, "doubled", "lognormal")]


@pytest.mark.parametrize(("desks", "later", "spread"), GRID if "LIMITER_GRID" in os.environ else ONE_PER_DESKS)
def test_nine_tenths_of_what_the_register_can_do_are_made_use_of(desks: int, later: str, spread: str) -> None:
    scene = Scene(
        changes=[(0, desks), (HALF_WAY, int(desks * LATER[later]))], seconds=0.15, spread=spread, length=LENGTH
    )
    seen = simulate(scene)
    assert seen.rate(0, LENGTH) * LENGTH >= 0.9 * scene.capacity
    assert seen.error_share(10, LENGTH) < 0.01


@pytest.mark.parametrize("desks", [4, 64])
def test_a_short_queue_is_hardly_ever_run_over(desks: int) -> None:
    scene = Scene(changes=[(0, desks)], queue=desks, length=LENGTH)
    seen = simulate(scene)
    assert seen.rate(0, LENGTH) * LENGTH >= 0.9 * scene.capacity
    assert seen.error_share(10, LENGTH) < 0.01


@pytest.mark.parametrize("desks", [4, 64])
def test_nine_tenths_of_the_throughput_are_back_ten_seconds_after_an_outage(desks: int) -> None:
    begin, end = OUTAGE
    seen = simulate(Scene(changes=[(0, desks), (begin, 0), (end, desks)], length=end + 15))
    assert seen.rate(end + 9, end + 15) >= 0.9 * seen.rate(5, begin)


def test_the_queue_of_our_own_event_loop_is_not_taken_for_the_registers() -> None:
    seen = simulate(Scene(changes=[(0, 1000)], seconds=0.002, length=3.0, own_seconds=0.001))
    assert min(seen.limits[len(seen.limits) // 2 :]) == CEILING


def test_a_slow_client_still_notices_the_queue_of_a_register() -> None:
    seen = simulate(Scene(changes=[(0, 8)], seconds=0.05, length=LENGTH, own_seconds=0.002))
    assert max(seen.limits[len(seen.limits) // 2 :]) <= 3 * 8
    assert not seen.failed_at
