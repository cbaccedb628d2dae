"""Who is asked as a control."""

from dataclasses import replace
from itertools import islice

import pytest
from support import builders as make
from support.made_identifiers import made_identifiers

from batch.lookup.controls import MOST_OF_A_KIND, Control, Controls
from batch.outcome import OutcomeKind

FOUND, EMPTY = OutcomeKind.FOUND, OutcomeKind.EMPTY
FIRST, SECOND, THIRD, FOURTH = (make.identity(digits) for digits in make.TENOR)


def control(kind: OutcomeKind = FOUND, known: str | None = None) -> Control:
    return Control(identity=FIRST, kind=kind, oppslagstidspunkt=known)


def order(controls: Controls, count: int, *, do_all_fail: bool = False) -> list[str]:
    asked: list[str] = []
    for _ in range(count):
        due = controls.next(asked if do_all_fail else ())
        assert due is not None
        asked.append(due.identity.digits)
        controls.note_asked(due)
    return asked


def test_there_is_none_as_long_as_nobody_was_answered() -> None:
    assert not Controls()
    assert Controls().next() is None


def test_those_with_ektepakter_are_asked_in_turn() -> None:
    controls = Controls()
    controls.note(FIRST, EMPTY, None, 0.0)
    controls.note(SECOND, FOUND, None, 0.0)
    controls.note(THIRD, FOUND, None, 0.0)
    assert order(controls, 4) == [SECOND.digits, THIRD.digits, SECOND.digits, THIRD.digits]


def test_the_only_one_with_ektepakter_is_asked_first_and_one_without_where_it_fails() -> None:
    controls = Controls()
    controls.note(FIRST, EMPTY, None, 0.0)
    controls.note(SECOND, EMPTY, None, 0.0)
    controls.note(THIRD, FOUND, None, 0.0)
    assert order(controls, 2) == [THIRD.digits, THIRD.digits]
    assert order(controls, 4, do_all_fail=True) == [THIRD.digits, FIRST.digits, SECOND.digits, THIRD.digits]


def test_those_that_failed_while_somebody_was_answered_come_last() -> None:
    """They may have become broken identifiers themselves."""
    controls = Controls()
    for each in (FIRST, SECOND, THIRD):
        controls.note(each, FOUND, None, 0.0)
    controls.note_failed([FIRST.digits, SECOND.digits])
    assert order(controls, 2) == [THIRD.digits, THIRD.digits]
    assert order(controls, 3, do_all_fail=True)[1:] == [FIRST.digits, SECOND.digits]


def test_without_any_with_ektepakter_all_others_are_asked_in_turn() -> None:
    controls = Controls()
    for each in (FIRST, SECOND, THIRD):
        controls.note(each, EMPTY, None, 0.0)
    assert order(controls, 4) == [FIRST.digits, SECOND.digits, THIRD.digits, FIRST.digits]


def test_an_example_is_asked_only_while_there_is_nobody_else() -> None:
    controls = Controls(example=control(EMPTY))
    assert controls.next() == control(EMPTY)
    controls.note(SECOND, EMPTY, None, 0.0)
    due = controls.next()
    assert due is not None
    assert due.identity == SECOND


def test_memory_does_not_grow_with_the_answers() -> None:
    controls = Controls()
    for digits in islice(made_identifiers(1), 3 * MOST_OF_A_KIND):
        controls.note(make.identity(digits), EMPTY, None, 0.0)
    assert len(controls) == MOST_OF_A_KIND


@pytest.mark.parametrize(
    ("known", "found", "is_anew"),
    [
        ("2026-11-28T14:00:00+01:00", "2026-11-28T14:00:00.000000001+01:00", False),  # the same microsecond
        ("2026-11-28T14:00:00+01:00", "2026-11-28T14:00:01+01:00", True),
        ("2026-11-28T14:00:00+01:00", "2026-11-28T13:00:01Z", True),
        ("2026-11-28T14:00:00+01:00", "2026-11-28T14:00:00+01:00", False),
        ("2026-11-28T14:00:00+01:00", "2026-11-27T14:00:00+01:00", False),
        ("2026-11-28T14:00:00+01:00", None, True),
        (None, "2026-11-28T14:00:00+01:00", True),
    ],
)
def test_an_answer_counts_when_it_is_newer_than_the_known_one(
    known: str | None, found: str | None, *, is_anew: bool
) -> None:
    controls = Controls([control(known=known), replace(control(EMPTY, known="2020-01-01T00:00:00Z"), identity=SECOND)])
    assert controls.is_anew(control(known=known), found, 5.0) is is_anew


def test_a_clock_of_the_register_that_stands_still_does_not_pass_for_a_cache() -> None:
    time = "2026-11-28T14:00:00+01:00"
    controls = Controls([control(known=time), replace(control(EMPTY, known=time), identity=SECOND)])
    assert controls.is_anew(control(known=time), time, 5.0)
    assert not Controls([control(known=time)]).is_anew(control(known=time), time, 5.0)


def test_two_answers_of_one_second_do_not_pass_for_one_from_a_cache() -> None:
    """A register, or a proxy, may write whole seconds."""
    time = "2026-11-28T14:00:00+01:00"
    just_now = replace(control(known=time), asked_at=4.0)
    assert Controls([just_now]).is_anew(just_now, time, 5.0)
    assert not Controls([just_now]).is_anew(just_now, time, 6.0)
    assert not Controls([just_now]).is_anew(just_now, "2026-11-28T13:59:59+01:00", 5.0)
