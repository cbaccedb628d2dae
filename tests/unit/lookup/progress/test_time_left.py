"""How long the rest of a run takes: the difficult ones are reckoned by their lanes."""

import asyncio
import random
from dataclasses import dataclass, field
from functools import partial

import pytest
from support import builders as make
from support.pool_rig import PoolRig, pool_rig
from support.scripted_register import Kind, Reply, ScriptedRegister

from batch.lookup.progress.time_left import Difficult, Throughput
from batch.options.lane_speeds import LaneSpeeds
from batch.outcome import Lane, OutcomeKind, Pending

SPEEDS = LaneSpeeds(timeout_seconds=3.0, timeouts_each=1, slow_lane_limit=16)
seconds_left = partial(Difficult.seconds, done=5000, growth=1.0, limit=32, usual_seconds=0.05, speeds=SPEEDS)


def pending(lane: Lane, *, charged: int = 0) -> Pending:
    return Pending(lookup=make.trial().lookup, lane=lane, charged=charged)


def test_those_that_never_answer_cost_a_time_out_each_as_many_side_by_side_as_their_lane_allows() -> None:
    assert seconds_left(Difficult(silent=33)) == 3 * 3.0
    assert seconds_left(Difficult(silent=33), limit=8) == 5 * 3.0


def test_more_that_were_slow_for_once_than_chance_makes_will_never_answer() -> None:
    by_chance = Difficult(second=108, ever_second=108)
    many = Difficult(second=108 + 32, ever_second=108 + 32)
    assert seconds_left(by_chance) < 2.0
    assert 6.0 <= seconds_left(many) < 8.0


def test_in_production_each_has_all_its_attempts() -> None:
    speeds = LaneSpeeds(timeout_seconds=60.0, timeouts_each=4, slow_lane_limit=4)
    assert seconds_left(Difficult(silent=4), speeds=speeds) == 4 * 60.0


def test_those_that_fail_cost_next_to_nothing() -> None:
    assert seconds_left(Difficult(failing=64)) == pytest.approx(0.2)


def test_each_is_counted_in_the_lane_in_which_it_waits_and_no_more_once_it_is_settled() -> None:
    difficult = Difficult()
    difficult.put_off(pending(Lane.SECOND), from_lane=Lane.MAIN)
    difficult.put_off(pending(Lane.SECOND), from_lane=Lane.MAIN)
    difficult.put_off(pending(Lane.SLOW), from_lane=Lane.SECOND)
    difficult.put_off(pending(Lane.SLOW, charged=3), from_lane=Lane.MAIN)
    assert (difficult.second, difficult.silent, difficult.failing) == (1, 1, 1)
    difficult.settled(pending(Lane.SECOND), OutcomeKind.EMPTY)
    difficult.settled(pending(Lane.SLOW), OutcomeKind.SLOW_SKIPPED)
    difficult.settled(pending(Lane.SLOW, charged=4), OutcomeKind.SERVER_ERROR)
    difficult.settled(pending(Lane.MAIN), OutcomeKind.EMPTY)
    assert difficult == Difficult(ever_second=2, ever_silent=1)


def test_the_rate_is_that_of_late() -> None:
    throughput = Throughput()
    for second in range(61):
        rate = throughput.sample(float(second), 100 * min(second, 40))
    assert rate == 0.0
    assert throughput.sample(61.0, 4100) == pytest.approx(100 / 15, rel=0.1)


@dataclass(kw_only=True)
class WatchingRegister(ScriptedRegister):
    """Answers after a lognormal time, as the sandbox does, and notes what is said of the time left, each second."""

    rig: PoolRig
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    said: list[tuple[float, float | None]] = field(default_factory=list)

    def _begin(self, digits: str) -> Reply:
        now = asyncio.get_running_loop().time()
        if now >= len(self.said):
            self.said.append((now, self.rig.tally.pace(now)[1]))
        reply = super()._begin(digits)
        return Reply(seconds=0.03 * self.dice.lognormvariate(0, 0.978)) if reply.kind is Kind.EMPTY else reply


@pytest.mark.parametrize(("is_test", "silent_share"), [(True, 0.01), (True, 0.05), (True, 0.0), (False, 0.01)])
def test_after_ten_seconds_eight_of_ten_lines_are_within_a_factor_of_two(*, is_test: bool, silent_share: float) -> None:
    with pool_rig(5000, concurrency=8, is_test=is_test) as rig:
        dice = random.Random(2)
        silent = dice.sample(list(rig.identifiers), round(5000 * silent_share))
        failing = dice.sample(list(rig.identifiers), 60)
        script = {digits: [Reply(kind=Kind.SERVER_ERROR)] for digits in failing}
        script |= {digits: [Reply(kind=Kind.HANG)] for digits in silent}
        register = WatchingRegister(script=script, rig=rig)
        rig.run(register)
        lines = [(rig.seconds - at, left) for at, left in register.said if 10 <= at < rig.seconds - 2]
        good = [left is not None and true / 2 <= left <= true * 2 for true, left in lines]
        assert sum(good) >= 0.8 * len(good)
        assert len(good) > 5
