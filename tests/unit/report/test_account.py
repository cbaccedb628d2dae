"""How the identifiers of a run stand."""

from support import builders as make

from batch.ledger import KindCount
from batch.outcome import OutcomeKind


def test_nothing_adds_up_to_nothing() -> None:
    account = make.account({})
    assert (account.identifier_count, account.cell_count, account.error_count, account.is_complete) == (0, 0, 0, True)


def test_identifiers_and_cells_are_added_up_apart() -> None:
    account = make.account(
        {
            OutcomeKind.FOUND: KindCount(identifiers=2, rows=5),
            OutcomeKind.EMPTY: KindCount(identifiers=1, rows=1),
            OutcomeKind.TIMEOUT: KindCount(identifiers=4, rows=9),
        }
    )
    assert (account.identifier_count, account.cell_count, account.error_count) == (7, 15, 4)


def test_a_run_with_something_pending_is_not_complete() -> None:
    assert not make.account(make.PENDING).is_complete
