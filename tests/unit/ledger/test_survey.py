"""What a plan asks of the inputs it has taken in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.ledger import LEDGER_NAME, Category, CellPlace, Ledger, LedgerFile, SurveyLedger, undisturbed
from batch.outcome import OutcomeKind

FIRST, SECOND, THIRD, FOURTH = make.TENOR


@pytest.fixture
def survey() -> Iterator[SurveyLedger]:
    with SurveyLedger() as ledger:
        yield ledger


def fill(ledger: Ledger, *files: tuple[str, ...]) -> None:
    """Bring files of these identifiers in; their rows begin with 2."""
    for file_id, identifiers in enumerate(files, 1):
        ledger.add_rows(file_id, [make.ledger_row(row, digits) for row, digits in enumerate(identifiers, 2)])
        ledger.add_file(LedgerFile(file_id=file_id, name=f"{file_id}.csv", path="", sha256="", decided={}))
    ledger.finish_intake(make.NOW)


def test_it_lies_in_no_file_that_anybody_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = held_files()
    with SurveyLedger(cache_kib=64) as survey:
        for file_id in range(1, 5):
            rows = [make.ledger_row(row, None, input_value=f"{file_id} {row}" + "x" * 150) for row in range(1000)]
            survey.add_rows(file_id, rows)
        spilled = held_files() - before
        assert spilled, "larger than its cache, it is on the disk"
        assert not [each for each in spilled if not each.endswith("(deleted)")]
        assert list(tmp_path.iterdir()) == []
    assert not spilled & held_files()
    assert list(tmp_path.iterdir()) == []


def held_files() -> set[str]:
    """Name the files this process holds open; Linux says of one without a name that it was deleted.

    Sockets are none: those of a sandbox come and go.
    """
    held = {str(each.readlink()) for each in list(Path("/proc/self/fd").iterdir()) if each.is_symlink()}
    return {each for each in held if each.startswith("/")}


def test_duplicates_are_told_within_and_across_files(survey: SurveyLedger) -> None:
    fill(survey, (FIRST, SECOND, FIRST, FIRST), (SECOND, THIRD, THIRD), (SECOND, FOURTH))
    within, across = survey.duplicates()
    assert within == Category(
        name="within a file",
        identifiers=2,
        rows=3,
        places=(CellPlace(source="1.csv", row=2), CellPlace(source="2.csv", row=3)),
    )
    assert (across.identifiers, across.rows) == (1, 2)
    assert across.places == tuple(CellPlace(source=f"{n}.csv", row=row) for n, row in ((1, 3), (2, 2), (3, 2)))


def test_what_is_not_asked_is_told_by_reason_with_its_first_rows(survey: SurveyLedger) -> None:
    survey.add_rows(1, [make.ledger_row(row, None, input_value=f"v{row % 3}") for row in range(2, 9)])
    survey.add_rows(1, [make.ledger_row(9, None, input_value="", reason="empty")])
    fill(survey, ())
    format_, empty = survey.refused(OutcomeKind.INVALID_ID)
    assert (format_.name, format_.identifiers, format_.rows) == ("format", 3, 7)
    assert [place.row for place in format_.places] == [2, 3, 4]
    assert (empty.name, empty.rows) == ("empty", 1)
    assert survey.refused(OutcomeKind.WRONG_ENVIRONMENT) == []


def test_repairs_are_told_by_what_was_done(survey: SurveyLedger) -> None:
    survey.add_rows(1, [make.ledger_row(2, FIRST, repair="trimmed"), make.ledger_row(3, FIRST, repair="separators")])
    survey.add_rows(1, [make.ledger_row(4, SECOND, repair="trimmed"), make.ledger_row(5, THIRD)])
    fill(survey, ())
    assert [(each.name, each.identifiers, each.rows) for each in survey.repairs()] == [
        ("trimmed", 2, 2),
        ("separators", 1, 1),
    ]


def test_what_an_unfinished_run_settled_is_no_longer_pending(survey: SurveyLedger, tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with Ledger(path) as unfinished:
        fill(unfinished, (FIRST, SECOND, THIRD))
        make.settle(unfinished, [make.outcome(lookup_id=2)])
    fill(survey, (FIRST, SECOND, THIRD))
    with undisturbed(path) as uri:
        survey.take_over(uri, path)
    assert survey.pending_count([FIRST, SECOND, FOURTH]) == 1
    assert [each.lookup.identity.digits for each in survey.pending(after=0, limit=9)] == [FIRST, THIRD]


def test_an_unfinished_run_of_another_version_is_told(survey: SurveyLedger, tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with Ledger(path):
        pass
    path.write_bytes(path.read_bytes()[:60] + (7).to_bytes(4, "big") + path.read_bytes()[64:])
    with undisturbed(path) as uri, pytest.raises(LedgerCorruptError, match="of version 7"):
        survey.take_over(uri, path)
