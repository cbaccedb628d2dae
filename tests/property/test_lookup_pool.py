"""The whole pool, whatever the register does: the counts add up, and nothing is asked more than it may be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.pool_rig import PoolRig, pool_rig
from support.scripted_register import OK, Kind, Reply, ScriptedRegister, Window

from batch.lookup.judge import THROTTLED_LIMIT
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.outcome import OutcomeKind

COUNT = 25
ANSWERS = {OutcomeKind.EMPTY}
FINAL = {
    Kind.SERVER_ERROR: OutcomeKind.SERVER_ERROR,
    Kind.RESET: OutcomeKind.NETWORK_ERROR,
    Kind.BAD: OutcomeKind.BAD_RESPONSE,
    Kind.REJECTED: OutcomeKind.REJECTED,
    Kind.HANG: OutcomeKind.TIMEOUT,
}
OUTAGES = (Kind.SERVER_ERROR, Kind.RESET, Kind.BAD, Kind.THROTTLED, Kind.UNREACHABLE, Kind.HANG)
few = settings(max_examples=40, deadline=None)

seconds = st.floats(0.001, 2.0)
passing = st.sampled_from([Kind.SERVER_ERROR, Kind.RESET, Kind.BAD, Kind.THROTTLED, Kind.UNREACHABLE, Kind.HANG])
troubles = st.lists(st.builds(Reply, kind=passing, seconds=seconds), max_size=3)
lasting = st.builds(Reply, kind=st.sampled_from(sorted(FINAL)), seconds=seconds)
answers = st.just(OK) | st.builds(Reply, seconds=seconds)
plans = st.tuples(
    st.lists(st.tuples(st.just([]), lasting), max_size=7),
    st.lists(st.tuples(troubles, answers), max_size=9),
    st.randoms(use_true_random=False),
).map(lambda drawn: drawn[2].sample([*drawn[0], *drawn[1]], len(drawn[0]) + len(drawn[1])))
"""Never so many broken ones that they are all there is: then nobody could tell them from an outage."""
rigs = st.fixed_dictionaries(
    {"concurrency": st.integers(1, 12), "rate": st.none() | st.floats(2.0, 200.0), "is_test": st.booleans()}
)


def scripted(rig: PoolRig, plan: Sequence[tuple[list[Reply], Reply]]) -> ScriptedRegister:
    """Give the first identifiers their troubles, each followed by a reply that stays."""
    script = {digits: [*first, last] for digits, (first, last) in zip(rig.identifiers, plan, strict=False)}
    return ScriptedRegister(script=script)


def check_bounds(rig: PoolRig, register: ScriptedRegister) -> None:
    assert register.highest_in_flight <= rig.concurrency
    assert len(register.asked_after_answer) == rig.control_count, "only controls are asked again"
    if rig.rate is not None:
        check_rate(register.begun_at, rig.rate)


def check_rate(begun_at: Sequence[float], rate: float) -> None:
    """Late timers do not exist here, so that each start keeps its distance but for what is made up for."""
    assert min((later - earlier for earlier, later in pairwise(begun_at)), default=1.0) > 1 / rate - 0.0051
    assert len(begun_at) <= 2 + (begun_at[-1] - begun_at[0] + 0.005) * rate


@few
@given(settings=rigs, plan=plans)
def test_everyone_ends_with_one_outcome_and_within_the_budget(
    settings: Mapping[str, Any], plan: Sequence[tuple[list[Reply], Reply]]
) -> None:
    with pool_rig(COUNT, **settings) as rig:
        register = scripted(rig, plan)
        outcomes = rig.run(register)
        assert set(outcomes) == set(rig.identifiers)
        assert rig.tally.by_kind == Counter(outcomes.values())
        assert OutcomeKind.NOT_RUN not in outcomes.values()
        check_bounds(rig, register)
        for digits, kind in outcomes.items():
            assert (kind in ANSWERS) is (register.answered[digits] > 0)
            charged = [each for each in register.failed[digits] if each not in {Kind.THROTTLED, Kind.UNREACHABLE}]
            if kind in ANSWERS:
                assert register.answered[digits] == 1
            elif kind is not OutcomeKind.SLOW_SKIPPED:
                assert kind in FINAL.values()
                assert charged or len(register.failed[digits]) >= rig.retry.attempts


@few
@given(
    kinds=st.lists(st.sampled_from([Kind.SERVER_ERROR, Kind.RESET, Kind.BAD, Kind.THROTTLED]), min_size=5, max_size=20)
)
def test_no_more_is_asked_of_one_than_its_attempts_and_the_budget_of_pauses(kinds: list[Kind]) -> None:
    with pool_rig(COUNT) as rig:
        one = rig.identifiers[COUNT // 2]
        register = ScriptedRegister(script={one: [Reply(kind=kind) for kind in kinds]})
        rig.run(register)
        assert register.asked.count(one) <= rig.retry.attempts + 2 * THROTTLED_LIMIT  # put last, it begins anew
        charged = [kind for kind in register.failed[one] if kind is not Kind.THROTTLED]
        assert len(charged) <= rig.retry.attempts


@few
@given(
    kind=st.sampled_from(OUTAGES),
    begin=st.floats(0.0, 1.0),
    length=st.floats(0.0, 800.0),
    reply_seconds=seconds,
    concurrency=st.integers(1, 12),
    is_test=st.booleans(),
    found=st.sets(st.integers(0, COUNT - 1)),
)
def test_an_outage_of_any_length_within_patience_makes_nobody_fail(
    *,
    kind: Kind,
    begin: float,
    length: float,
    reply_seconds: float,
    concurrency: int,
    is_test: bool,
    found: set[int],
) -> None:
    assume(not (is_test and kind is Kind.HANG))  # there a few that time out at the very end are slow, and no outage
    with pool_rig(COUNT, concurrency=concurrency, is_test=is_test) as rig:
        window = Window(begin=begin, end=begin + length, reply=Reply(kind=kind, seconds=reply_seconds))
        register = ScriptedRegister(windows=[window], found=frozenset(rig.identifiers[each] for each in found))
        outcomes = rig.run(register)
        assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.FOUND} == register.found
        assert set(outcomes.values()) <= {OutcomeKind.FOUND, OutcomeKind.EMPTY}
        check_bounds(rig, register)
        assert rig.seconds < window.end + 60


@few
@given(begin=st.floats(0.0, 1.0), length=st.floats(0.0, 800.0), kind=st.sampled_from(OUTAGES))
def test_a_register_that_is_down_is_left_alone_but_for_a_probe_now_and_then(
    begin: float, length: float, kind: Kind
) -> None:
    with pool_rig(COUNT) as rig:
        window = Window(begin=begin, end=begin + length, reply=Reply(kind=kind))
        register = ScriptedRegister(windows=[window])
        rig.run(register)
        asked_when_known = [at for at in register.begun_at if begin + 5.0 <= at < window.end]
        assert len(asked_when_known) <= 2 + length  # full jitter below five seconds, so that some waits are short


@few
@given(settings=rigs, plan=plans, stop_at=st.floats(0.0, 5.0))
def test_a_requested_stop_finishes_what_is_in_flight_and_the_same_again_finishes_the_rest(
    settings: Mapping[str, Any], plan: Sequence[tuple[list[Reply], Reply]], stop_at: float
) -> None:
    with pool_rig(COUNT, **settings) as rig:
        register = scripted(rig, plan)
        outcomes = rig.run(register, stop_at=stop_at)
        assert register.in_flight == 0
        assert {digits for digits, kind in outcomes.items() if kind in ANSWERS} == set(+register.answered)
        assert rig.seconds <= max(stop_at, 0.01) + rig.timeout_seconds + 1
        assert OutcomeKind.NOT_RUN not in rig.run(register).values()
        check_bounds_of_each(rig, register)


def check_bounds_of_each(rig: PoolRig, register: ScriptedRegister) -> None:
    assert len(register.asked_after_answer) - rig.control_count in {0, 1}, "one may be cancelled in flight"
    assert set(register.answered.values()) <= {0, 1}


@few
@given(settings=rigs, plan=plans, turns=st.integers(1, 400))
def test_cancelled_at_any_await_no_answer_is_lost(
    settings: Mapping[str, Any], plan: Sequence[tuple[list[Reply], Reply]], turns: int
) -> None:
    with pool_rig(COUNT, **settings) as rig:
        register = scripted(rig, plan)
        outcomes = rig.run(register, cancel_after=turns)
        assert register.in_flight == 0
        assert {digits for digits, kind in outcomes.items() if kind in ANSWERS} == set(+register.answered)
        assert OutcomeKind.NOT_RUN not in rig.run(register).values()
        check_bounds_of_each(rig, register)


@few
@given(broken=st.sets(st.integers(0, COUNT - 12), max_size=8), attempts=st.integers(1, 5))
def test_broken_ones_fail_after_their_attempts_and_the_others_do_not_suffer(broken: set[int], attempts: int) -> None:
    with pool_rig(COUNT, retry=RetryOptions(attempts=attempts), circuit=CircuitOptions()) as rig:
        script = {rig.identifiers[index]: [Reply(kind=Kind.SERVER_ERROR)] for index in broken}
        register = ScriptedRegister(script=script)
        outcomes = rig.run(register)
        assert {digits for digits, kind in outcomes.items() if kind is OutcomeKind.SERVER_ERROR} == set(script)
        assert all(len(register.failed[digits]) == attempts for digits in script)
