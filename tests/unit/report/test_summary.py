"""The closing summary of a run as data."""

import json
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import AccessDeniedError
from batch.ledger import KindCount, LedgerFile, Place
from batch.outcome import OutcomeKind
from batch.report.second_try import SecondTry


def _counts(*, answered: int, failed: int) -> dict[OutcomeKind, KindCount]:
    return {
        OutcomeKind.EMPTY: KindCount(identifiers=answered, rows=answered),
        OutcomeKind.TIMEOUT: KindCount(identifiers=failed, rows=failed * 3),
    }


@pytest.mark.parametrize(
    ("answered", "failed", "max_errors", "is_too_many"),
    [
        (10, 0, "0", False),
        (10, 1, "0", True),
        (10, 1, "1", False),
        (10, 2, "1", True),
        (0, 0, "0", False),
        (0, 0, "0%", False),
        (99, 1, "0%", True),
        (99, 1, "1%", False),
        (98, 2, "1%", True),
        (197, 3, "1.5%", False),
        (196, 4, "1.5%", True),
        (0, 5, "100%", False),
        (0, 5, "99.9%", True),
        (9943, 57, "0.57%", False),
        (9942, 58, "0.57%", True),
        (49855, 145, "0.29%", False),
        (995, 5, "0.5%", False),
        (5, 5, "1000000", False),
    ],
)
def test_errors_are_too_many_when_there_are_more_identifiers_than_allowed(
    answered: int, failed: int, max_errors: str, *, is_too_many: bool
) -> None:
    """Exactly so many are allowed, also where the share has no exact float (0.57%, 0.29%)."""
    summary = make.summary(_counts(answered=answered, failed=failed), max_errors=max_errors)
    assert summary.has_too_many_errors is is_too_many


def test_every_outcome_but_an_answer_is_an_error() -> None:
    one_of_each = {kind: KindCount(identifiers=1, rows=2) for kind in OutcomeKind}
    summary = make.summary(one_of_each)
    assert (summary.account.identifier_count, summary.account.error_count) == (12, 10)


def _file(*, blank_count: int) -> LedgerFile:
    return LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}, blank_count=blank_count)


def test_as_json_it_is_one_object_that_adds_up() -> None:
    account = make.account(totals={"repaired_cells": 1}, files=[_file(blank_count=2)])
    summary = make.summary(account=account, unwritten=("no annotated copy of a.csv",))
    read = json.loads(json.dumps(summary.as_json()))
    assert read == {
        "environment": "sandbox",
        "run_id": "20260301T120000Z-0123abcd",
        "folder": "out/runs/20260301T120000Z-0123abcd",
        "is_complete": True,
        "stopped_by": None,
        "outcomes": {
            "found": {"identifiers": 3, "rows": 4},
            "empty": {"identifiers": 5, "rows": 5},
            "invalid_id": {"identifiers": 1, "rows": 2},
            "slow_skipped": {"identifiers": 1, "rows": 1},
        },
        "identifiers": 10,
        "rows": 12,
        "blank_rows": 2,
        "repaired": 1,
        "reused": 0,
        "cut_at": None,
        "sample": None,
        "answers_forgotten": False,
        "control_lookups": 0,
        "unread_inputs": [],
        "shrunk_list": None,
        "refused": [],
        "errors": 2,
        "latest_fault": None,
        "retried": None,
        "copies": [],
        "unwritten": ["no annotated copy of a.csv"],
        "changes": None,
        "edited": [],
    }


def test_as_json_it_says_what_stopped_the_run() -> None:
    stopped_by = AccessDeniedError("the register answered 403", remedy="ask for access")
    read = make.summary(make.PENDING, stopped_by=stopped_by).as_json()
    assert (read["is_complete"], read["stopped_by"]) == (False, stopped_by.as_json())
    assert read["stopped_by"]["remedy"] == "ask for access"


def test_as_json_it_names_where_the_refused_stand() -> None:
    counts = {OutcomeKind.REFUSED: KindCount(identifiers=3, rows=3)}
    summary = make.summary(account=make.account(counts, refused=[Place("list.csv", 17, 403)]))
    assert summary.as_json()["refused"] == [{"source": "list.csv", "row": 17, "http_status": 403}]


def test_as_json_it_says_what_a_retry_changed_and_where_the_copies_are() -> None:
    second_try = SecondTry(asked=3, still={OutcomeKind.TIMEOUT: 1})
    read = make.summary(second_try=second_try, copies=[Path("out/a-ektepakt.csv")]).as_json()
    assert read["retried"] == {"asked": 3, "answered": 2, "still": {"timeout": 1}}
    assert read["copies"] == ["out/a-ektepakt.csv"]
