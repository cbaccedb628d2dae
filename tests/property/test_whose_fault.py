"""Whose fault a failure is, in any mixture of broken, slow, refused and healthy identifiers, with outages."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.pool_rig import PoolRig, pool_rig
from support.scripted_register import Kind, Reply, ScriptedRegister, Window

from batch.outcome import OutcomeKind

ANSWERS = {OutcomeKind.EMPTY, OutcomeKind.FOUND}
BROKEN = (Kind.SERVER_ERROR, Kind.RESET, Kind.BAD, Kind.HANG, Kind.REFUSED, Kind.DOOR)
PASSING = (Kind.SERVER_ERROR, Kind.RESET, Kind.BAD, Kind.UNREACHABLE, Kind.THROTTLED)
ATTEMPTS = 4
PROBES_A_SECOND = 1.0  # of an outage, on the whole: full jitter below five seconds
seeds = st.integers(0, 1_000_000)
many = settings(max_examples=60, deadline=None)


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """What a run meets; `broken` says how each of them fails, always."""

    settings: Mapping[str, Any]
    count: int
    broken: Mapping[str, Kind]
    found: frozenset[str]
    windows: tuple[Window, ...]

    @property
    def trouble_seconds(self) -> float:
        return sum(each.end - each.begin for each in self.windows)


def mixture(rig: PoolRig, dice: random.Random) -> Mixture:
    """Draw one; of the first ten nobody is broken, or five of them in a row would be a shut door by the contract."""
    ids = list(rig.identifiers)
    share = dice.choice([0.0, 0.05, 0.1, 0.3])
    kinds = dice.sample(BROKEN, dice.randint(1, 4))
    broken = {digits: dice.choice(kinds) for digits in ids[10:] if dice.random() < share}
    found = frozenset(digits for digits in ids if dice.random() < dice.choice([0.0, 0.1, 0.5]))
    windows = []
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        begin = dice.uniform(0.5, 6.0)
        end = begin + dice.choice([0.05, 0.5, 2.0, 10.0, 100.0])
        windows.append(Window(begin=begin, end=end, reply=Reply(kind=dice.choice(PASSING), seconds=0.02)))
    return Mixture(settings={}, count=len(ids), broken=broken, found=found, windows=tuple(windows))


def scripted(of: Mixture, dice: random.Random) -> ScriptedRegister:
    mean = dice.choice([0.01, 0.05, 0.3])
    script = {
        digits: [Reply(kind=of.broken.get(digits, Kind.EMPTY), seconds=dice.expovariate(1 / mean))]
        for digits in of.broken
    }
    return ScriptedRegister(script=script, windows=of.windows, default=Reply(seconds=mean), found=of.found)


def a_rig(dice: random.Random) -> dict[str, Any]:
    return {
        "concurrency": dice.choice([1, 2, 4, 8, 12, 32]),
        "rate": dice.choice([None, None, 20.0, 5.0]),
        "is_test": dice.random() < 0.3,
    }


@many
@given(seed=seeds)
def test_nobody_healthy_ends_without_an_answer_and_nobody_broken_costs_more_than_its_attempts(seed: int) -> None:
    dice = random.Random(seed)
    with pool_rig(dice.choice([25, 40, 60]), **a_rig(dice)) as rig:
        drawn = mixture(rig, dice)
        register = scripted(drawn, dice)
        outcomes = rig.run(register)  # raises where the command would end with 75, 4 or 2
        assert {digits for digits, kind in outcomes.items() if kind in ANSWERS} == set(outcomes) - set(drawn.broken)
        assert OutcomeKind.NOT_RUN not in outcomes.values()
        assert register.highest_in_flight <= rig.concurrency
        abandoned_twice, probed = 2, PROBES_A_SECOND * drawn.trouble_seconds
        for digits in drawn.broken:
            assert register.asked.count(digits) <= ATTEMPTS + abandoned_twice + 4 * len(drawn.windows) + probed


@many
@given(seed=seeds)
def test_only_the_difficult_ones_left_are_no_outage(seed: int) -> None:
    """By construction, on the second night, or after a kill: everybody else was answered before."""
    dice = random.Random(seed)
    with pool_rig(dice.choice([12, 25, 40]), **a_rig(dice)) as rig:
        share = dice.choice([0.1, 0.5, 0.9])
        healthy = set(rig.identifiers[:2])
        broken = {digits for digits in rig.identifiers[2:] if dice.random() < share}
        first = ScriptedRegister(script={digits: [Reply(kind=Kind.HANG)] for digits in broken})
        rig.run(first, stop_at=0.7)
        left = {digits for digits, kind in rig_outcomes(rig).items() if kind is OutcomeKind.NOT_RUN}
        if not healthy - left:
            return
        kind = dice.choice(BROKEN[:-2])
        register = ScriptedRegister(script={digits: [Reply(kind=kind)] for digits in broken})
        outcomes = rig.run(register)
        assert {digits for digits, outcome in outcomes.items() if outcome not in ANSWERS} == broken
        assert rig.seconds < 120 + len(broken) * ATTEMPTS * rig.timeout_seconds


def rig_outcomes(rig: PoolRig) -> dict[str, OutcomeKind]:
    with rig.ledger() as ledger:
        return rig.outcomes(ledger)


@many
@given(seed=seeds)
def test_one_node_of_several_that_refuses_costs_nobody_an_answer(seed: int) -> None:
    dice = random.Random(seed)
    with pool_rig(40, **a_rig(dice)) as rig:
        kind = dice.choice([Kind.REFUSED, Kind.DOOR, Kind.SERVER_ERROR, Kind.RESET])
        node = Window(begin=0.5, end=0.5 + dice.choice([1.0, 3.0]), reply=Reply(kind=kind, seconds=0.01), one_in=3)
        outcomes = rig.run(ScriptedRegister(windows=[node]))
        lost = [digits for digits, outcome in outcomes.items() if outcome not in ANSWERS]
        assert len(lost) <= 1, "one may meet that node with every attempt"


@many
@given(seed=seeds)
def test_a_source_that_is_down_for_those_with_ektepakter_alone_is_an_outage_and_no_none(seed: int) -> None:
    dice = random.Random(seed)
    with pool_rig(40, **a_rig(dice)) as rig:
        found = frozenset(dice.sample(list(rig.identifiers), 20))
        reply = Reply(kind=Kind.SERVER_ERROR, seconds=0.02)
        down = Window(begin=1.0, end=1.0 + dice.choice([5.0, 60.0]), reply=reply, only=found)
        register = ScriptedRegister(windows=[down], found=found, default=Reply(seconds=0.1))
        outcomes = rig.run(register)
        assert not {digits for digits, kind in outcomes.items() if kind is OutcomeKind.EMPTY} & found
        assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.EMPTY} == set(outcomes) - found
