"""The closing account of a run: it adds up, says where the files are, and what to do next."""

import json
import re
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import AccessDeniedError
from batch.errors.called import command
from batch.identity.environment import Environment
from batch.ledger import KindCount, LedgerFile, Place
from batch.outcome import OutcomeKind


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


def test_its_lines_add_up_to_the_input() -> None:
    found = [re.fullmatch(r"  (\w[\w ]*?) +([0-9,]+) +([0-9,]+)", line) for line in make.summary().lines()]
    table = {row[1]: (int(row[2]), int(row[3])) for row in found if row}
    total = table.pop("in all")
    assert table == {"found": (3, 4), "empty": (5, 5), "invalid_id": (1, 2), "slow_skipped": (1, 1)}
    assert total == tuple(map(sum, zip(*table.values(), strict=True)))


def test_it_says_where_the_files_are() -> None:
    text = "\n".join(make.summary(folder=Path("out/runs/x")).lines())
    assert "out/runs/x" in text


@pytest.mark.parametrize(("environment", "is_told"), [("sandbox", True), ("ppe", False), ("prod", False)])
def test_answers_of_the_sandbox_are_told_as_made_up_in_its_first_line(environment: str, *, is_told: bool) -> None:
    first_line = make.summary(environment=Environment(environment)).lines()[0]
    assert ("SANDBOX" in first_line and "made up" in first_line) is is_told


def test_it_says_what_to_do_next() -> None:
    answered = {OutcomeKind.FOUND: KindCount(identifiers=1, rows=1)}
    assert "same command" in make.summary(make.PENDING).lines()[-1]
    assert "errors.csv" in make.summary().lines()[-1]
    assert "2" in make.summary().lines()[-1]
    assert "answer" in make.summary(answered).lines()[-1]


def test_what_people_changed_is_named_and_its_corrections_are_a_command_to_copy() -> None:
    folder = make.summary().folder
    edited = [folder / "a b-ektepakt (edited).xlsx", folder / "roller (edited).csv"]
    *_, kept, last = make.summary(edited=edited, state=Path("/var/state")).lines()
    assert kept == "Changed by hand, and kept: a b-ektepakt (edited).xlsx, roller (edited).csv."
    assert last.partition(": ")[2] == (f"{command()} run '{edited[0]}' --env sandbox --out out --state /var/state"), (
        "the roles are no list of people to ask about"
    )
    assert make.summary(edited=edited[1:]).lines()[-1].startswith("Changed by hand")


def _file(*, blank_count: int) -> LedgerFile:
    return LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}, blank_count=blank_count)


def test_repairs_and_blank_rows_are_told_only_where_there_are_some() -> None:
    account = make.account(totals={"repaired_cells": 17}, files=[_file(blank_count=4321)])
    text = "\n".join(make.summary(account=account).lines())
    assert "17 damaged" in text
    assert "4,321 blank" in text
    plain = "\n".join(make.summary().lines())
    assert "damaged" not in plain
    assert "blank" not in plain


def test_as_json_it_is_one_object_that_adds_up() -> None:
    account = make.account(totals={"repaired_cells": 1}, files=[_file(blank_count=2)])
    read = json.loads(json.dumps(make.summary(account=account).as_json()))
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
        "control_lookups": 0,
        "unread_inputs": [],
        "shrunk_list": None,
        "refused": [],
        "errors": 2,
        "latest_fault": None,
        "edited": [],
    }


def test_as_json_it_says_what_stopped_the_run() -> None:
    stopped_by = AccessDeniedError("the register answered 403", remedy="ask for access")
    read = make.summary(make.PENDING, stopped_by=stopped_by).as_json()
    assert (read["is_complete"], read["stopped_by"]) == (False, stopped_by.as_json())
    assert read["stopped_by"]["remedy"] == "ask for access"


def test_the_rows_of_those_whom_the_register_refused_are_named() -> None:
    counts = {OutcomeKind.REFUSED: KindCount(identifiers=3, rows=3)}
    refused = [Place("list.csv", 17, 403), Place("list.csv", 40, 404)]
    summary = make.summary(account=make.account(counts, refused=refused))
    said = (
        "Refused, while others were answered: list.csv row 17 (403), list.csv row 40 (404), and 1 more, see errors.csv."
    )
    assert said in summary.lines()
    assert summary.as_json()["refused"][0] == {"source": "list.csv", "row": 17, "http_status": 403}
