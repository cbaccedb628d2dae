"""What can be done after a run, as commands: nothing that would be of no use."""

from pathlib import Path
from typing import Any

import pytest
from support import builders as make
from support.written_commands import WrittenCommands

from batch.errors import InputError
from batch.ledger import KindCount
from batch.outcome import OutcomeKind
from batch.report.next_steps import next_steps
from batch.report.second_try import SecondTry
from batch.report.summary import Outlook

RUN = "20260301T120000Z-0123abcd"
FOLDER = Path("out/runs") / RUN
COPY = FOLDER / "people-ektepakt.csv"
FOUND = {OutcomeKind.FOUND: KindCount(identifiers=12, rows=12)}


def _counts(**kinds: int) -> dict[OutcomeKind, KindCount]:
    return {OutcomeKind(kind): KindCount(identifiers=count, rows=count) for kind, count in kinds.items()}


def steps(counts: dict[OutcomeKind, KindCount], *, has_inputs: bool = True, **changes: Any) -> dict[str, list[str]]:
    facts = {"copies": [COPY], **changes}
    found = next_steps(make.summary(counts, **facts), WrittenCommands(has_inputs=has_inputs))
    return {step.what: list(step.commands) for step in found}


def test_where_all_are_answered_there_is_only_the_list_to_open() -> None:
    assert steps(FOUND) == {"Open the list with the answers beside its rows:": [f"open {COPY}"]}
    assert steps(FOUND, copies=[]) == {}


def test_the_workbook_of_all_tables_is_offered_where_there_is_one() -> None:
    found = steps(FOUND, book=FOLDER / "ektepakt.xlsx")
    assert list(found.values()) == [[f"open {COPY}"], [f"open {FOLDER}/ektepakt.xlsx"]]


def test_bad_cells_are_corrected_in_the_copy_and_failures_asked_about_again() -> None:
    counts = FOUND | _counts(timeout=2) | {OutcomeKind.INVALID_ID: KindCount(identifiers=14, rows=15)}
    assert steps(counts) == {
        "Open the list with the answers beside its rows:": [f"open {COPY}"],
        "See for each of them what to do about it:": [f"open {FOLDER}/errors.csv"],
        "Correct the 15 cells in the list, save, and ask about rows without an answer:": [f"run {COPY}"],
        "Ask again about the 2 without an answer:": [f"retry {RUN}"],
    }


def test_an_empty_cell_is_filled_in_where_somebody_belongs_there_and_not_corrected() -> None:
    def what(cells: int, empty: int) -> str:
        account = make.account(_counts(invalid_id=cells), empty_cells=empty)
        return list(steps({}, account=account, copies=[COPY]))[-1]

    said = "Correct the 2 cells in the list (1,052 more are empty), save, and ask about rows without an answer:"
    assert what(1054, 1052) == said
    assert "Correct the 1 cell in the list (1 more is empty), save" in what(2, 1)
    assert what(3, 3).startswith("Fill in the 3 empty cells in the list that should hold somebody, save, and ask ")


def test_one_is_said_in_the_singular() -> None:
    assert list(steps(_counts(invalid_id=1), copies=[])) == [
        "See what to do:",
        "Correct the 1 cell in the input, and ask about rows without an answer:",
    ]
    assert list(steps(_counts(server_error=1), copies=[]))[1:] == ["Ask again about the one without an answer:"]


def test_without_a_copy_the_input_is_corrected_where_it_can_be_read_again() -> None:
    what = "Correct the 2 cells in the input, and ask about rows without an answer:"
    assert steps(_counts(invalid_id=2), copies=[])[what] == ["again"]
    assert what not in steps(_counts(invalid_id=2), copies=[], has_inputs=False)


def test_of_several_lists_each_is_opened_and_of_many_none() -> None:
    two = [FOLDER / "a-ektepakt.csv", FOLDER / "b-ektepakt.csv"]
    found = steps(_counts(invalid_id=2), copies=two)
    assert found["Open the lists with the answers beside their rows:"] == [f"open {each}" for each in two]
    assert (
        f"run {two[0]} {two[1]}"
        in found["Correct the 2 cells in the lists, save, and ask about rows without an answer:"]
    )
    assert not any(what.startswith("Open") for what in steps(FOUND, copies=[*two, *two]))


@pytest.mark.parametrize("kind", ["slow_skipped", "wrong_environment"])
def test_who_is_not_asked_by_another_try_and_has_nothing_to_correct_is_only_in_the_report(kind: str) -> None:
    assert list(steps(_counts(**{kind: 2}), copies=[])) == ["See for each of them what to do about it:"]


def test_cells_outside_of_a_sample_are_not_to_be_corrected_and_the_whole_list_is_asked_about() -> None:
    outlook = Outlook(identifiers=2600, expected_seconds=3600)
    found = steps(FOUND | _counts(invalid_id=3), sample=20, outlook=outlook)
    assert not any(what.startswith("Correct") for what in found)
    said = "The whole list, 2,600 identifiers, would take about 1 h 0 min at the speed seen:"
    assert found[said] == ["whole list"]


def test_a_stopped_run_goes_on_by_the_same_command_and_a_stopped_retry_by_its_own_name() -> None:
    assert steps(make.PENDING) == {"To go on, run the same command again:": ["same"]}
    second_try = SecondTry(asked=3, still={OutcomeKind.NOT_RUN: 1})
    assert steps(make.PENDING, second_try=second_try) == {"To go on, retry again:": [f"retry {RUN}"]}


def test_unread_inputs_are_mended_first() -> None:
    found = steps(FOUND, unread=[InputError("is empty", source="b.csv")])
    assert next(iter(found.items())) == ("Mend what was not read, and take all of it in:", ["same"])


def test_only_edited_files_that_are_a_list_of_people_are_asked_about() -> None:
    edited = [FOLDER / "people-ektepakt (edited).xlsx", FOLDER / "roller (edited).csv"]
    found = steps(FOUND, edited=edited)
    assert found["Ask about what was corrected in there:"] == [f"run {edited[0]}"]
    assert "Ask about what was corrected in there:" not in steps(FOUND, edited=edited[1:])
