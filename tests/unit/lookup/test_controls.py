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


def order(controls: Controls, count: int) -> list[str]:
    asked = []
    for _ in range(count):
        due = controls.next()
        assert due is not None
        asked.append(due.identity.digits)
        controls.note_asked(due)
    return asked


def test_there_is_none_as_long_as_nobody_was_answered() -> None:
    assert not Controls()
    assert Controls().next() is None


def test_those_with_ektepakter_are_asked_in_turn() -> None:
    controls = Controls()
    controls.note(FIRST, EMPTY, None)
    controls.note(SECOND, FOUND, None)
    controls.note(THIRD, FOUND, None)
    assert order(controls, 4) == [SECOND.digits, THIRD.digits, SECOND.digits, THIRD.digits]


def test_beside_the_only_one_with_ektepakter_one_without_is_asked_in_turn() -> None:
    controls = Controls()
    controls.note(FIRST, EMPTY, None)
    controls.note(SECOND, EMPTY, None)
    controls.note(THIRD, FOUND, None)
    assert order(controls, 4) == [THIRD.digits, FIRST.digits, THIRD.digits, FIRST.digits]


def test_without_any_with_ektepakter_all_others_are_asked_in_turn() -> None:
    controls = Controls()
    for each in (FIRST, SECOND, THIRD):
        controls.note(each, EMPTY, None)
    assert order(controls, 4) == [FIRST.digits, SECOND.digits, THIRD.digits, FIRST.digits]


def test_an_example_is_asked_only_while_there_is_nobody_else() -> None:
    controls = Controls(example=control(EMPTY))
    assert controls.next() == control(EMPTY)
    controls.note(SECOND, EMPTY, None)
    due = controls.next()
    assert due is not None
    assert due.identity == SECOND


def test_memory_does_not_grow_with_the_answers() -> None:
    controls = Controls()
    for digits in islice(made_identifiers(1), 3 * MOST_OF_A_KIND):
        controls.note(make.identity(digits), EMPTY, None)
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
    assert controls.is_anew(control(known=known), found) is is_anew


def test_a_clock_of_the_register_that_stands_still_does_not_pass_for_a_cache() -> None:
    time = "2026-11-28T14:00:00+01:00"
    controls = Controls([control(known=time), replace(control(EMPTY, known=time), identity=SECOND)])
    assert controls.is_anew(control(known=time), time)
    assert not Controls([control(known=time)]).is_anew(control(known=time), time)
