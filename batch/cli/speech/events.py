"""Writes an event as one line of JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from batch.cli.redaction import clean_value, redact


def event_line(event: str, *, level: str, run_id: str | None, **fields: Any) -> str:  # noqa: ANN401 - as JSON has them
    """Return the line of what the command line itself has to say; the log's own have the same keys."""
    first = {"event": event, "level": level, "run_id": run_id, "logger": "batch.cli"}
    return as_line({**first, "timestamp": datetime.now(UTC).isoformat(), **fields})


def as_line(values: Mapping[str, Any]) -> str:
    """Write an object on one line, without what must not be shown."""
    return redact(json.dumps(clean_value(values), ensure_ascii=False))
