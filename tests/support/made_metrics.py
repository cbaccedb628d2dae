"""Made-up figures of a command: of one that ended at once, and of a whole run."""

from dataclasses import replace
from datetime import UTC, datetime

from batch.lookup.progress.request_counts import RequestCounts
from batch.outcome import OutcomeKind
from batch.report.metrics import RunMetrics
from batch.tables.changes import ChangeKind

BEGAN = datetime(2026, 11, 29, 1, tzinfo=UTC)
EARLY = RunMetrics(
    task="nightly", environment="", started_at=BEGAN, ended_at=BEGAN.replace(minute=1), seconds=60.0, exit_code=2
)


def _requests() -> RequestCounts:
    requests = RequestCounts()
    for status, seconds in (("200", 0.04), ("200", 0.05), ("500", 3.0), ("200", 70.0), ("timeout", 60.0)):
        requests.note(status, seconds, is_retry=status == "500", is_probe=False)
    return requests


WHOLE = replace(
    EARLY,
    environment="prod",
    exit_code=5,
    requests=_requests(),
    token_requests=2,
    pauses=1,
    paused_seconds=12.5,
    outcomes={OutcomeKind.FOUND: 3, OutcomeKind.TIMEOUT: 1},
    changes={ChangeKind.GONE: 1},
    key_ends_at=BEGAN.replace(year=2027),
)
