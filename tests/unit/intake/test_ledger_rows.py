"""Phase 1: every row of the inputs comes into the ledger, and what can be settled without asking is settled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from support import builders as make

from batch.cells.observations import Oddity
from batch.cells.rows import Cell, RowGroup, is_blank
from batch.cells.rules import ReadingRules
from batch.errors import InputError
from batch.identity import Series
from batch.identity.environment import Environment, EnvironmentGuard
from batch.inputs import InputFile, open_inputs
from batch.intake import ledger_rows
from batch.intake.ledger_rows import IntakeRules, add_rows
from batch.ledger import Ledger
from batch.options.input_options import InputOptions
from batch.outcome import Entry, OutcomeKind

FIRST, SECOND, THIRD, _ = make.TENOR
REAL = make.real_looking()
RULES = IntakeRules(guard=EnvironmentGuard(environment=Environment.PPE), reading=make.TEST_READING)
PROD_RULES = IntakeRules(guard=EnvironmentGuard(environment=Environment.PROD), reading=ReadingRules(accepts_2032=False))


@dataclass(frozen=True)
class ListSheet:
    """A sheet that lies in memory; one that breaks after some rows is unreadable from there on."""

    records: Sequence[Sequence[Cell]]
    breaks_after: int | None = None
    names: Sequence[str] | None = None
    mixes_types: bool = True

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"encoding": "utf-8"}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return list(self.records[:limit])

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        for number, record in enumerate(self.records[after:], after + 1):
            if number == self.breaks_after:
                raise InputError("the file ends in the middle of a row")
            cells = [[record[column]] for column in columns]
            yield RowGroup(first=number, columns=cells, blanks=[all(map(is_blank, record))])


def file(
    *records: Sequence[Cell], name: str = "people.csv", columns: int = 1, breaks_after: int | None = None
) -> InputFile:
    """Make an input of a header and these rows, whose first columns hold the identifiers and the next one a name."""
    header = [*(f"fnr {number}" for number in range(1, columns + 1)), "navn"]
    return InputFile(
        name=name,
        path=Path("/in") / name,
        sha256="ab" * 32,
        reading_notes={"column": "fnr 1"},
        columns=tuple(header[:columns]),
        sheet=ListSheet([header, *records], breaks_after),
        indices=range(columns),
        header_rows=1,
    )


def people(*cells: Cell) -> InputFile:
    return file(*((cell, "somebody") for cell in cells))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3") as opened:
        yield opened


def _told(entry: Entry) -> tuple[str | None, str | None, str | None, str]:
    return (entry.subject.fnr, entry.subject.reason, entry.subject.repair, entry.outcome.kind.value)


def test_rows_come_in_with_the_numbers_a_person_counts(ledger: Ledger) -> None:
    add_rows([people(FIRST, SECOND, FIRST)], ledger, RULES)
    assert [(entry.subject.fnr, entry.source, entry.row, entry.row_count) for entry in ledger.entries()] == [
        (FIRST, "people.csv", 2, 2),
        (SECOND, "people.csv", 3, 1),
    ]
    assert [each.lookup.identity.digits for each in ledger.pending(after=0, limit=9)] == [FIRST, SECOND]


def test_an_input_is_noted_with_what_was_decided_and_counted(ledger: Ledger) -> None:
    add_rows([file((FIRST, "a"), ("", ""), (None, None), (SECOND, ""))], ledger, RULES)
    (noted,) = ledger.files()
    assert (noted.file_id, noted.name, noted.path, noted.sha256) == (1, "people.csv", "/in/people.csv", "ab" * 32)
    assert (noted.row_count, noted.blank_count) == (2, 2)
    assert noted.decided["column"] == "fnr 1"


def test_a_value_that_is_no_identifier_is_settled_with_its_reason(ledger: Ledger) -> None:
    add_rows([people(FIRST, "abc", "06821349426", 4.18e10)], ledger, RULES)
    settled = [entry for entry in ledger.entries() if entry.outcome.kind is OutcomeKind.INVALID_ID]
    assert [(entry.subject.fnr, entry.subject.reason, entry.row) for entry in settled] == [
        (None, "other_characters", 3),
        (None, "k2", 4),
        (None, "maybe_rounded", 5),
    ]
    assert [entry.subject.input_value for entry in settled][:2] == ["abc", "06821349426"]


def test_an_empty_cell_beside_others_is_a_row_of_its_kind_and_a_blank_row_is_none(ledger: Ledger) -> None:
    add_rows([file(("", "Kari"), ("", " "), (None, "Ola"), (FIRST, ""))], ledger, RULES)
    assert [(_told(entry), entry.row, entry.row_count) for entry in ledger.entries()] == [
        ((None, "empty", None, "invalid_id"), 2, 2),
        ((FIRST, None, None, "not_run"), 5, 1),
    ]
    assert ledger.totals()["identifier_cells"] == 3


def test_what_must_not_be_sent_to_a_test_environment_is_settled(ledger: Ledger) -> None:
    add_rows([people(FIRST, REAL, make.DOLLY)], ledger, RULES)
    assert [_told(entry) for entry in ledger.entries()] == [
        (FIRST, None, None, "not_run"),
        (REAL, "real_in_test", None, "wrong_environment"),
        (make.DOLLY, "series_not_allowed", None, "wrong_environment"),
    ]


def test_what_must_not_be_sent_to_production_is_settled(ledger: Ledger) -> None:
    add_rows([people(FIRST, REAL)], ledger, PROD_RULES)
    assert [_told(entry) for entry in ledger.entries()] == [
        (FIRST, "synthetic_in_production", None, "wrong_environment"),
        (REAL, None, None, "not_run"),
    ]


def test_what_the_guard_admits_is_pending(ledger: Ledger) -> None:
    guard = EnvironmentGuard(
        environment=Environment.PPE, allowed_series=frozenset({Series.DOLLY}), test_persons=frozenset({REAL})
    )
    add_rows([people(REAL, make.DOLLY)], ledger, IntakeRules(guard=guard, reading=make.TEST_READING))
    assert [each.lookup.identity.digits for each in ledger.pending(after=0, limit=9)] == [REAL, make.DOLLY]


def test_a_repaired_identifier_meets_a_whole_one_and_each_row_keeps_its_repair(ledger: Ledger) -> None:
    add_rows([people("068213 49425", FIRST)], ledger, RULES)
    (entry,) = ledger.entries()
    assert (entry.subject.fnr, entry.subject.repair, entry.subject.input_value) == (FIRST, "separators", "068213 49425")
    assert entry.row_count == 2
    assert ledger.totals()["repaired_cells"] == 1


def test_a_lost_zero_is_given_back_only_in_a_column_that_lost_its_zeros(ledger: Ledger) -> None:
    damaged, whole = (int(FIRST), SECOND), (THIRD.removeprefix("0"), THIRD)
    add_rows([file(*zip(damaged, whole, strict=True), columns=2)], ledger, RULES)
    assert [_told(entry) for entry in ledger.entries()] == [
        (FIRST, None, "number_cell+leading_zero", "not_run"),
        (None, "leading_zero_unconfirmed", None, "invalid_id"),
        (SECOND, None, None, "not_run"),
        (THIRD, None, None, "not_run"),
    ]


def test_in_a_test_environment_a_zero_is_given_back_only_beside_tenor_identifiers(ledger: Ledger) -> None:
    add_rows([people(int(FIRST), SECOND, make.DOLLY)], ledger, RULES)
    assert next(ledger.entries()).subject.reason == "leading_zero_unconfirmed"


def test_in_production_a_zero_is_given_back_whatever_the_series_of_the_others(ledger: Ledger) -> None:
    add_rows([people(int(FIRST), SECOND, make.DOLLY)], ledger, PROD_RULES)
    assert next(ledger.entries()).subject.fnr == FIRST


def test_every_identifier_column_of_a_row_counts(ledger: Ledger) -> None:
    add_rows([file((FIRST, SECOND, "the Hansens"), (SECOND, "", "Kari"), columns=2)], ledger, RULES)
    assert [(entry.subject.fnr, entry.row, entry.row_count) for entry in ledger.entries()] == [
        (FIRST, 2, 1),
        (SECOND, 2, 2),
        (None, 3, 1),
    ]
    assert ledger.totals()["identifier_cells"] == 4
    assert ledger.files()[0].row_count == 2


def test_several_inputs_come_in_their_order(ledger: Ledger) -> None:
    add_rows([file((SECOND, "a"), name="b.csv"), file((FIRST, "a"), (SECOND, "b"), name="a.csv")], ledger, RULES)
    assert [(entry.subject.fnr, entry.source, entry.row_count) for entry in ledger.entries()] == [
        (SECOND, "b.csv", 2),
        (FIRST, "a.csv", 1),
    ]
    assert [noted.name for noted in ledger.files()] == ["b.csv", "a.csv"]


def test_a_second_intake_leaves_the_ledger_as_it_is(ledger: Ledger) -> None:
    add_rows([people(FIRST, SECOND)], ledger, RULES)
    make.settle(ledger, [make.outcome(lookup_id=1)])
    before = (list(ledger.entries()), ledger.files(), ledger.counts())
    add_rows([people(FIRST, SECOND)], ledger, RULES)
    assert (list(ledger.entries()), ledger.files(), ledger.counts()) == before


def test_an_intake_that_broke_half_way_is_completed_by_the_next(ledger: Ledger, tmp_path: Path) -> None:
    rows = [(digits, "a") for digits in (SECOND, FIRST, SECOND, "abc", THIRD)]
    with pytest.raises(InputError):
        add_rows([file(("", "")), file(*rows, name="b.csv", breaks_after=4)], ledger, RULES)
    assert ledger.fact("intake_done_at") is None
    add_rows([file(("", "")), file(*rows, name="b.csv")], ledger, RULES)
    with Ledger(tmp_path / "undisturbed.sqlite3") as undisturbed:
        add_rows([file(("", "")), file(*rows, name="b.csv")], undisturbed, RULES)
        assert list(ledger.entries()) == list(undisturbed.entries())
        assert ledger.files() == undisturbed.files()


def test_what_was_added_before_the_last_transaction_stays_when_an_intake_breaks(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_rows, "_ROWS_IN_TRANSACTION", 2)
    breaking = ListSheet([["fnr 1"], *([digits] for digits in make.TENOR)], breaks_after=5, mixes_types=False)
    with pytest.raises(InputError):
        add_rows([replace(people(), sheet=breaking)], ledger, RULES)
    assert ledger.totals()["identifier_cells"] == 2
    add_rows([people(*make.TENOR)], ledger, RULES)
    assert [entry.subject.fnr for entry in ledger.entries()] == list(make.TENOR)


def test_an_input_of_nothing_is_taken_in_too(ledger: Ledger) -> None:
    add_rows([file()], ledger, RULES)
    assert list(ledger.entries()) == []
    assert ledger.fact("intake_done_at") is not None
    assert ledger.files()[0].row_count == 0


def test_more_rows_than_a_group_holds_all_come_in(ledger: Ledger) -> None:
    count = 12_345
    add_rows([people(*(f"value {number}" for number in range(count)))], ledger, RULES)
    assert ledger.counts()[OutcomeKind.INVALID_ID].identifiers == count
    assert [entry.row for entry in ledger.entries()] == list(range(2, count + 2))


def limited(limit: int) -> IntakeRules:
    return IntakeRules(guard=RULES.guard, reading=make.TEST_READING, limit=limit)


def test_the_input_is_cut_where_one_more_identifier_would_be_asked(ledger: Ledger) -> None:
    files = [people("abc", FIRST, REAL, SECOND, FIRST, "def", THIRD, "ghi"), file((SECOND, "a"), name="b.csv")]
    add_rows(files, ledger, limited(2))
    assert [(entry.subject.fnr, entry.row_count) for entry in ledger.entries()] == [
        (None, 1),
        (FIRST, 2),
        (REAL, 1),
        (SECOND, 1),
        (None, 1),
    ]
    assert ledger.fact("cut_at") == "people.csv, row 8"
    assert [(noted.name, noted.row_count) for noted in ledger.files()] == [("people.csv", 6), ("b.csv", 0)]


def test_a_cut_inside_a_row_leaves_its_first_cells_and_nothing_after_it(ledger: Ledger, tmp_path: Path) -> None:
    lines = ("fnr;far", ";", f"{FIRST};", ";", f"{SECOND};{THIRD}", ";", f"{FIRST};{SECOND}")
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    files = open_inputs(tmp_path / "a.csv", InputOptions(column=("fnr", "far")), accepts_2032=False)
    add_rows(files, ledger, limited(2))
    assert [(entry.subject.fnr, entry.row, entry.row_count) for entry in ledger.entries()] == [
        (FIRST, 3, 1),
        (None, 3, 1),
        (SECOND, 5, 1),
    ]
    assert ledger.fact("cut_at") == "a.csv, row 5"
    assert [(noted.row_count, noted.blank_count) for noted in ledger.files()] == [(2, 2)]


def test_what_is_not_cut_is_not_noted_as_cut(ledger: Ledger) -> None:
    add_rows([people(FIRST, SECOND, FIRST, "abc")], ledger, limited(2))
    assert ledger.fact("cut_at") is None
    assert ledger.totals()["identifier_cells"] == 4


def test_a_cut_intake_that_broke_off_is_cut_at_the_same_place(ledger: Ledger) -> None:
    rows = [(digits, "a") for digits in (FIRST, SECOND, FIRST, THIRD)]
    with pytest.raises(InputError):
        add_rows([file(*rows, breaks_after=4)], ledger, limited(2))
    add_rows([file(*rows)], ledger, limited(2))
    assert [entry.subject.fnr for entry in ledger.entries()] == [FIRST, SECOND]
    assert ledger.fact("cut_at") == "people.csv, row 5"


def test_what_a_column_looks_like_is_noted_with_its_file(ledger: Ledger) -> None:
    dragged = [str(int(FIRST) + step).zfill(11) for step in range(4)]
    add_rows([people(SECOND, "", *dragged), file((THIRD, "a"), name="b.csv")], ledger, RULES)
    ((observation,), nothing) = (noted.observations for noted in ledger.files())
    assert (observation.column, observation.oddity, observation.rows) == ("fnr 1", Oddity.CONSECUTIVE, (4, 5, 6, 7))
    assert nothing == ()
