"""Identities that never answer do not starve the rest, and an outage is not mistaken for them."""

import random
import statistics
from dataclasses import dataclass, field

import pytest
from support.pool_rig import pool_rig
from support.scripted_register import Kind, Reply, ScriptedRegister, Window

from batch.outcome import OutcomeKind

COUNT = 600
SLOW = Reply(kind=Kind.HANG)
QUICK = Reply(seconds=0.05)


class NotingRegister(ScriptedRegister):
    """Notes when the last quick one was answered."""

    last_answer_at = 0.0

    def _begin(self, digits: str) -> Reply:
        reply = super()._begin(digits)
        if reply.kind is Kind.EMPTY and digits not in self.asked_after_answer:
            self.last_answer_at = self.begun_at[-1] + reply.seconds
        return reply


def test_the_others_are_done_as_if_the_slow_ones_were_not_there() -> None:
    settings = {"concurrency": 16, "timeout_seconds": 2.0, "is_test": True}
    with pool_rig(COUNT, **settings) as rig:
        slow = set(rig.identifiers[7::20])
        register = NotingRegister(script={digits: [SLOW] for digits in slow}, default=QUICK)
        outcomes = rig.run(register)
    with pool_rig(COUNT - len(slow), **settings) as alone:
        undisturbed = NotingRegister(default=QUICK)
        alone.run(undisturbed)
    assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.SLOW_SKIPPED} == slow
    assert register.last_answer_at <= 1.3 * undisturbed.last_answer_at


@dataclass(kw_only=True)
class SpreadRegister(NotingRegister):
    """Answers after a time that is exponentially distributed."""

    dice: random.Random = field(default_factory=random.Random)

    def _begin(self, digits: str) -> Reply:
        reply = super()._begin(digits)
        if reply.kind is not Kind.EMPTY:
            return reply
        spread = Reply(seconds=self.dice.expovariate(1 / QUICK.seconds))
        if digits not in self.asked_after_answer:
            self.last_answer_at = max(self.last_answer_at, self.begun_at[-1] + spread.seconds)
        return spread


def test_those_that_are_slow_by_chance_are_done_before_those_that_never_answer() -> None:
    """With exponential latency no rule tells the one from the other at once; docs/failures.md says what can be had."""
    ratios = []
    for seed in range(5):
        settings = {"concurrency": 16, "timeout_seconds": 2.0, "is_test": True}
        with pool_rig(COUNT, **settings) as rig:
            slow = set(random.Random(seed).sample(list(rig.identifiers), COUNT // 20))
            register = SpreadRegister(script={digits: [SLOW] for digits in slow}, dice=random.Random(seed))
            outcomes = rig.run(register)
        assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.SLOW_SKIPPED} == slow
        with pool_rig(COUNT - len(slow), **settings) as alone:
            undisturbed = SpreadRegister(dice=random.Random(seed))
            alone.run(undisturbed)
        ratios.append(register.last_answer_at / undisturbed.last_answer_at)
    assert statistics.median(ratios) <= 1.4


def test_one_that_was_slow_is_remembered_and_not_asked_by_the_next_run() -> None:
    with pool_rig(40, is_test=True, concurrency=16) as rig:
        slow = rig.identifiers[7]
        rig.run(ScriptedRegister(script={slow: [SLOW]}))
        (rig.folder / "ledger.sqlite3").unlink()
        again = ScriptedRegister()
        assert rig.run(again)[slow] is OutcomeKind.SLOW_SKIPPED
        assert slow not in again.asked


def test_in_production_a_slow_one_is_tried_again_at_the_end_and_remembered_nowhere() -> None:
    with pool_rig(200, concurrency=16) as rig:
        slow = rig.identifiers[3]
        register = ScriptedRegister(script={slow: [SLOW, QUICK]})
        assert rig.run(register)[slow] is OutcomeKind.EMPTY
        assert register.asked[-1] == slow


@pytest.mark.parametrize("is_test", [True, False])
def test_a_register_that_answers_nobody_is_down_and_nobody_is_slow(*, is_test: bool) -> None:
    with pool_rig(COUNT, concurrency=16, is_test=is_test) as rig:
        register = ScriptedRegister(windows=[Window(begin=0.5, end=300.0, reply=SLOW)])
        assert set(rig.run(register).values()) == {OutcomeKind.EMPTY}
        assert register.struck.total() <= 16 + 10 + 300 / rig.timeout_seconds


def test_very_many_slow_ones_in_a_row_are_no_outage_once_others_have_overtaken_them() -> None:
    with pool_rig(COUNT, concurrency=16, is_test=True) as rig:
        slow = {digits for index, digits in enumerate(rig.identifiers) if index % 5 == 0 and index < 500}
        outcomes = rig.run(ScriptedRegister(script={digits: [SLOW] for digits in slow}))
        assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.SLOW_SKIPPED} == slow


def test_those_that_were_slow_by_chance_do_not_wait_for_those_that_never_answer() -> None:
    """They are asked again before anybody is waited for to the end."""
    with pool_rig(COUNT, concurrency=16, timeout_seconds=2.0, is_test=True) as rig:
        never, once = set(rig.identifiers[7::20]), set(rig.identifiers[11::40])
        script = {digits: [SLOW] for digits in never} | {digits: [SLOW, QUICK] for digits in once}
        register = NotingRegister(script=script, default=QUICK)
        outcomes = rig.run(register)
    assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.SLOW_SKIPPED} == never
    last_ask = {digits: at for at, digits in zip(register.begun_at, register.asked, strict=True)}
    whole_time = min(last_ask[digits] for digits in never)
    assert max(last_ask[digits] for digits in once) < whole_time


@pytest.mark.parametrize("rate", [None, 20.0, 5.0])
@pytest.mark.parametrize("concurrency", [2, 8, 16])
@pytest.mark.parametrize("seconds", [2.0, 3.3, 4.0, 4.7, 5.5, 7.5])
def test_a_stall_of_the_whole_register_makes_nobody_slow(rate: float | None, concurrency: int, seconds: float) -> None:
    """Those that were in flight time out one by one, the last of them when others are answered again."""
    with pool_rig(120, concurrency=concurrency, rate=rate, timeout_seconds=3.0, is_test=True) as rig:
        stall = Window(begin=2.0, end=2.0 + seconds, reply=SLOW)
        register = ScriptedRegister(windows=[stall], default=Reply(seconds=0.1))
        assert set(rig.run(register).values()) == {OutcomeKind.EMPTY}
