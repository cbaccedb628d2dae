"""What a person can do about an identifier without an answer."""

import pytest
from support import builders as make

from batch.cells.digits import Reason
from batch.outcome import OutcomeKind
from batch.tables.advice import advise

PARSE_REASONS = ("fh_number", "month", "npid_not_fnr_dnr", "date", "k1", "k2", "not_issued_before_2032")
GUARD_REASONS = ("real_in_test", "synthetic_in_production", "series_not_allowed")
ANSWERS = (OutcomeKind.FOUND, OutcomeKind.EMPTY)
OTHERS = [kind for kind in OutcomeKind if kind not in ANSWERS]


def _advice(kind: OutcomeKind, reason: str | None = None) -> str | None:
    return advise(make.entry(kind, of=make.subject(None, reason=reason) if reason else make.subject()))


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_needs_none(kind: OutcomeKind) -> None:
    assert _advice(kind) is None


@pytest.mark.parametrize("kind", OTHERS)
def test_every_other_outcome_has_its_own_sentence(kind: OutcomeKind) -> None:
    advice = _advice(kind)
    assert advice is not None
    assert advice.endswith(".")
    assert advice not in {_advice(other) for other in OutcomeKind if other is not kind}


@pytest.mark.parametrize("reason", [*PARSE_REASONS, *Reason])
def test_every_reason_for_no_identifier_has_a_sentence(reason: str) -> None:
    advice = _advice(OutcomeKind.INVALID_ID, reason)
    assert advice is not None
    assert advice.endswith(".")


@pytest.mark.parametrize("reason", GUARD_REASONS)
def test_every_refusal_of_the_guard_has_its_own_sentence(reason: str) -> None:
    advice = _advice(OutcomeKind.WRONG_ENVIRONMENT, reason)
    assert advice is not None
    assert advice not in {_advice(OutcomeKind.WRONG_ENVIRONMENT), _advice(OutcomeKind.INVALID_ID)}


def test_the_cause_decides_more_than_the_outcome() -> None:
    assert _advice(OutcomeKind.INVALID_ID, "rounded") != _advice(OutcomeKind.INVALID_ID, "several_ids")
