"""Builders of what a report tells: a night of a run, of which a test changes what it is about."""

from datetime import timedelta
from typing import Any

from support import builders as make

from batch.export.figures import Cause, Figures, FirstRow, Took
from batch.ledger import Category, CellPlace, KindCount, LedgerFile, NamedPause, Stretch
from batch.outcome import OutcomeKind
from batch.report.page.story import Story
from batch.tables.changes import ChangeKind

BEGINS = int(make.NOW.timestamp())  # 13:00 in Norway


def stretch(after: int = 0, **changes: int) -> Stretch:
    """Return ten seconds of a course, which begin so many seconds after noon UTC."""
    usual = Stretch(BEGINS + after, 10, lookups=100, errors=0, attempts=104, least_limit=8, most_limit=8, paused_ms=0)
    return usual._replace(**changes)


def cause(kind: OutcomeKind = OutcomeKind.SERVER_ERROR, **changes: Any) -> Cause:
    facts: dict[str, Any] = {
        "http_status": 500,
        "identifiers": 40,
        "first_at": make.NOW,
        "last_at": make.NOW + timedelta(minutes=2),
        "places": (FirstRow("people.csv", 12), FirstRow("people.csv", 1015)),
    }
    return Cause(kind=kind, **(facts | changes))


def category(name: str, *, source: str = "people.csv") -> Category:
    places = (CellPlace(source=source, row=7), CellPlace(source=source, row=9))
    return Category(name=name, identifiers=2, rows=5, places=places)


def story(**changes: Any) -> Story:
    """Return a night with an outage and a break, forty failures, and something of everything else."""
    counts = {
        OutcomeKind.FOUND: KindCount(identifiers=1200, rows=1201),
        OutcomeKind.EMPTY: KindCount(identifiers=3758, rows=3758),
        OutcomeKind.INVALID_ID: KindCount(identifiers=2, rows=5),
        OutcomeKind.SERVER_ERROR: KindCount(identifiers=40, rows=40),
    }
    file = LedgerFile(
        file_id=1, name="people.csv", path="/in/people.csv", sha256="ab" * 32, decided={"column": "fnr"}, row_count=5004
    )
    facts = {
        "run_id": "20260301T120000Z-0123abcd",
        "environment": "ppe",
        "answers_are_made_up": False,
        "stopped_by": None,
        "started_at": make.NOW.isoformat(),
        "unread_inputs": [],
        "settings": {"env": "ppe", "sample": None, "rate": 5.0, "annotate": True, "format": ["csv"]},
        "key": {"organisation_number": "310415596", "key_id": None, "ends_on": "2028-11-27", "days_left": 730},
        "lookup_seconds": 61.5,
        "token_count": 3,
        "control_lookups": 1,
    }
    usual: dict[str, Any] = {
        "facts": facts,
        "account": make.account(counts, files=(file,), totals={"attempts": 5200, "repaired_cells": 5}),
        "figures": Figures(
            causes=(cause(),),
            durations=(Took(12, True, 3000), Took(180, True, 1900), Took(3000, False, 40)),
            avtaletyper={"avtaletype.gave": 30, "avtaletype.unheardOf": 1},
            ektepakttyper={"Ektepakt": 1300, "": 2},
        ),
        "anomalies": {"missing:ektepakt.status": 10, "single_role": 3},
        "course": (stretch(0), stretch(10), stretch(60, paused_ms=41_000, lookups=12), stretch(4000, errors=40)),
        "pauses": (NamedPause(BEGINS + 21, BEGINS + 62, "outage"), NamedPause(BEGINS + 4002, BEGINS + 4007, "")),
        "unsent": (category("k1"),),
        "repairs": (category("leading_zero"),),
        "taken_in_at": make.NOW,
        "changes": make.changes(
            {ChangeKind.NEW: 3, ChangeKind.ADDRESS_CHANGED: 1}, changed_count=4, unchanged_count=4954, unknown_count=40
        ),
        "retry": "ektepakt-batch retry 20260301T120000Z-0123abcd --out out",
    }
    return Story(**(usual | changes))


def facts(**changes: Any) -> dict[str, Any]:
    """Return the facts of that night, changed."""
    return {**story().facts, **changes}
