"""The columns that a copy gets, in codes and in words, and how they are known again."""

import pytest
from support import builders as make

from batch.options.export_options import Words
from batch.outcome import Entry, OutcomeKind
from batch.tables import Columns, OwnColumn, Value, added_columns, added_names, annotation, own_column


@pytest.mark.parametrize("is_sandbox", [False, True])
@pytest.mark.parametrize("identifier_columns", [1, 2, 12])
def test_every_name_that_is_given_is_known_again(identifier_columns: int, *, is_sandbox: bool) -> None:
    names = added_names(identifier_columns, is_sandbox=is_sandbox)
    assert tuple(map(own_column, names)) == added_columns(identifier_columns)
    assert len(set(names)) == len(names)


def test_only_the_outcome_says_that_answers_are_made_up() -> None:
    assert added_names(1, is_sandbox=True)[:2] == ("ektepakt_outcome SANDBOX", "ektepakt_antall")
    assert added_names(2, is_sandbox=True)[6] == "ektepakt_outcome_2 SANDBOX"


def test_letter_case_is_no_difference_since_a_table_of_excel_makes_none() -> None:
    assert own_column("EKTEPAKT_OUTCOME ") == OwnColumn("ektepakt_outcome", 1)


@pytest.mark.parametrize("header", [None, 1, "", "ektepakt", "ektepakt_outcome_0", "min ektepakt_outcome", "antall"])
def test_an_analysts_own_columns_are_not_taken_for_ours(header: object) -> None:
    assert own_column(header) is None


def _row(words: Words | None, entry: Entry) -> tuple[Value, ...]:
    return tuple(column[0] for column in annotation(words).values(Columns({"entry": [entry]})))


def test_codes_are_for_programs_and_words_for_people() -> None:
    refused = make.entry(OutcomeKind.REJECTED, feilmelding="Ugyldig", body=None)
    assert _row(None, refused) == ("rejected", None, None, None, None, "Ugyldig")
    assert _row(Words.EN, refused)[5] == (
        "The register refused this request: see feilmelding, correct the identifier and run again."
        " (Ektepaktregisteret: Ugyldig)"
    )
    invalid = make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, reason="k1"), body=None)
    assert _row(Words.NB, invalid)[::5] == (
        "ikke et fødselsnummer",
        "Et siffer er feil, eller to har byttet plass: rett det i kilden; det ble ikke sendt.",
    )
