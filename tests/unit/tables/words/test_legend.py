"""What a copy says about itself."""

from batch.tables import ANNOTATION
from batch.tables.words.legend import HEADER_NOTES, LEGEND_TITLE, is_header_note, is_legend
from batch.tables.words.outcomes import OUTCOMES


def test_every_added_column_has_a_note() -> None:
    assert tuple(HEADER_NOTES) == ANNOTATION.column_names


def test_a_note_and_the_sheet_are_known_again_in_both_languages() -> None:
    assert all(is_header_note(f"{text}\n") for both in HEADER_NOTES.values() for text in both)
    assert not is_header_note("Spør Åse")
    assert all(is_legend("Ektepakt_info (2)", lambda title=title: [title]) for title in LEGEND_TITLE)
    assert not is_legend("ektepakt_info", lambda: ["Mine notater"])
    assert not is_legend("ektepakt_info", list)


def test_another_sheet_is_not_even_read() -> None:
    def never() -> list[object]:
        raise AssertionError("it was read")

    assert not is_legend("Medlemmer", never)


def test_the_words_of_an_outcome_fit_a_narrow_column() -> None:
    assert max(len(text) for both in OUTCOMES.values() for text in both) <= 32
