"""What is told of a comparison of two runs: a line for people, and the counts for scripts and the manifest."""

from typing import Any

from batch.export.changes import Changes


def changes_as_json(changes: Changes) -> dict[str, Any]:
    """Return the counts; nothing of anybody."""
    return {
        "old_run": changes.old_run,
        "new_run": changes.new_run,
        "rows": {kind.value: count for kind, count in changes.rows.items()},
        "identifiers": {
            "changed": changes.changed_count,
            "unchanged": changes.unchanged_count,
            "unknown": changes.unknown_count,
        },
    }


def changes_line(changes: Changes) -> str:
    """Say what has changed; the numbers are those of the rows of changes.csv."""
    rows = ", ".join(f"{count:,} {kind.value}" for kind, count in changes.rows.items())
    told = f"{rows}; see changes.csv." if rows else "nothing has changed."
    unknown = f" Unknown, since one of the runs did not ask or got no answer: {changes.unknown_count:,}."
    return f"Since run {changes.old_run}: {told}{unknown if changes.unknown_count else ''}"
