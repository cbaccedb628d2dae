"""What is told of two runs that were compared."""

import json

from support import builders as make

from batch.report.closing_lines import closing_lines
from batch.report.told_changes import changes_as_json, changes_line
from batch.tables.changes import ChangeKind


def test_the_line_counts_the_rows_by_kind_and_names_the_file() -> None:
    changes = make.changes({ChangeKind.NEW: 1_234, ChangeKind.ADDRESS_CHANGED: 2})
    assert changes_line(changes) == (
        "Since run 20260228T120000Z-0123abcd: 1,234 new, 2 address_changed; see changes.csv."
    )


def test_nothing_and_nothing_known_are_told_apart() -> None:
    assert changes_line(make.changes()).endswith("nothing has changed.")
    assert "no answer: 3" in changes_line(make.changes(unknown_count=3))


def test_as_json_it_has_counts_and_runs_alone() -> None:
    read = json.loads(json.dumps(changes_as_json(make.changes({ChangeKind.GONE: 2}, unknown_count=1))))
    assert read == {
        "old_run": "20260228T120000Z-0123abcd",
        "new_run": "20260301T120000Z-0123abcd",
        "rows": {"gone": 2},
        "identifiers": {"changed": 2, "unchanged": 5, "unknown": 1},
    }


def test_the_summary_tells_it_or_why_somebody_who_asked_is_told_nothing() -> None:
    changes = make.changes()
    summary = make.summary(changes=changes)
    assert changes_line(changes) in closing_lines(summary, (), width=None)
    assert summary.as_json()["changes"] == changes_as_json(changes)
    untold = make.summary(untold_changes="There is none.")
    assert "There is none." in closing_lines(untold, (), width=None)
