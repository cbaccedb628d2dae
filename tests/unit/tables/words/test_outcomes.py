"""Outcomes in words: each has its own in both languages, and is known again by any of them."""

import pytest

from batch.outcome import OutcomeKind
from batch.tables.words.outcomes import OUTCOMES, OutcomeClass, outcome_class, outcome_said


def test_every_outcome_has_words_of_its_own() -> None:
    assert OUTCOMES.keys() == set(OutcomeKind)
    said = [text for both in OUTCOMES.values() for text in both]
    assert len({text.casefold() for text in [*said, *OutcomeKind]}) == 3 * len(OutcomeKind)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_each_is_known_by_its_code_and_in_both_languages_however_written(kind: OutcomeKind) -> None:
    for text in (kind.value, *OUTCOMES[kind]):
        assert outcome_said(text) is outcome_said(f" {text.upper()} ") is kind


@pytest.mark.parametrize("cell", [None, "", 1, "noe annet", "fødselsnummer"])
def test_nothing_else_names_one(cell: object) -> None:
    assert outcome_said(cell) is None


def test_what_may_be_tried_again_is_told_from_what_must_be_corrected() -> None:
    assert outcome_class(OutcomeKind.FOUND) is OutcomeClass.FOUND
    assert outcome_class(OutcomeKind.EMPTY) is OutcomeClass.EMPTY
    assert outcome_class(OutcomeKind.TIMEOUT) is OutcomeClass.RETRY
    assert {kind for kind in OutcomeKind if outcome_class(kind) is OutcomeClass.CORRECT} == {
        OutcomeKind.INVALID_ID,
        OutcomeKind.WRONG_ENVIRONMENT,
        OutcomeKind.REJECTED,
    }
