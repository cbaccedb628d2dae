"""A run's ledger read as one side of a comparison."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import builders as make
from support.version_3_ledger import downgrade

from batch.errors import LedgerCorruptError
from batch.ledger import LEDGER_NAME, ComparedRow, Ledger, comparable_run
from batch.oppslag.ektepakt import Oppslag
from batch.outcome import OutcomeKind

FNR = make.EXAMPLE_FNR
LIST = (make.TENOR_DNR, None, FNR, "08909610029", "25898096974")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "20260301T120000Z-abcdef01"
    made.mkdir()
    with Ledger(made / LEDGER_NAME) as ledger:
        ledger.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate(LIST, 2)])
        ledger.finish_intake(make.NOW)
        make.settle(
            ledger,
            [
                make.outcome(OutcomeKind.TIMEOUT, lookup_id=1),
                make.outcome(lookup_id=3),
                make.outcome(OutcomeKind.EMPTY, lookup_id=4, body=b'{"rolleinnehaver":"08909610029"}'),
            ],
        )
    return made


def rows(folder: Path, *, first: str = "") -> list[ComparedRow]:
    with comparable_run(folder) as run:
        return list(run.rows(first=first))


def answers(folder: Path) -> list[Oppslag]:
    with comparable_run(folder) as run:
        return [run.oppslag(row) for row in run.rows()]


def test_identifiers_come_in_order_and_values_that_are_none_do_not(folder: Path) -> None:
    found = rows(folder)
    assert [each.fnr for each in found] == sorted(filter(None, LIST))
    assert [each.kind.value for each in found] == ["found", "empty", "not_run", "timeout"]
    assert [each.gist[0] for each in found] == [1, None, None, None]
    assert [each.fnr for each in rows(folder, first="4")] == [make.TENOR_DNR]
    assert "fnr" not in repr(found[0])
    assert FNR not in repr(found[0])


def test_the_version_before_tells_the_same(folder: Path) -> None:
    told, decoded = rows(folder), answers(folder)
    downgrade(folder / LEDGER_NAME)
    assert (rows(folder), answers(folder)) == (told, decoded)
    assert [len(each.ektepakt or ()) for each in decoded] == [1, 0, 0, 0]


def test_an_open_ledger_tells_the_same_as_one_that_is_opened_for_it(folder: Path) -> None:
    told = rows(folder)
    with Ledger(folder / LEDGER_NAME) as ledger:
        assert list(ledger.comparable("x").rows()) == told


def test_nothing_is_changed_or_left_beside_it(folder: Path) -> None:
    before = (folder / LEDGER_NAME).read_bytes()
    answers(folder)
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [(LEDGER_NAME, before)]


@pytest.mark.parametrize(
    ("damage", "ask"),
    [
        ("UPDATE outcome SET compared = 1 WHERE lookup_id = 3", rows),
        ("UPDATE outcome SET body = x'7b7d' WHERE lookup_id = 3", answers),
        ("DELETE FROM lookup WHERE lookup_id = 5", rows),
        ("PRAGMA user_version = 7", rows),
    ],
)
def test_damage_is_named_and_never_believed(folder: Path, damage: str, ask: Callable[[Path], object]) -> None:
    with Ledger(folder / LEDGER_NAME) as ledger:
        ledger._connection.execute(damage)
    with pytest.raises(LedgerCorruptError):
        ask(folder)


def test_a_run_with_a_sample_says_so(folder: Path) -> None:
    with comparable_run(folder) as run:
        assert not run.is_cut
    with Ledger(folder / LEDGER_NAME) as ledger:
        ledger.redraw(leave_out=[], take_in=[3])
    with comparable_run(folder) as run:
        assert run.is_cut
