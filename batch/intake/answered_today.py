"""Notices that a list of the same name was answered today already: whoever asks again may not want to ask everybody."""

from datetime import datetime

from batch.ledger import EarlierList


def answered_today_line(before: EarlierList | None, now: datetime) -> str | None:
    """Return the sentence about the last complete run of the list, if it ended on the same day as people count here.

    One whose answers are forgotten has none to be taken over.
    """
    if before is None or not before.has_answers or before.completed_at.astimezone().date() != now.astimezone().date():
        return None
    return (
        f"run {before.run_id} was complete at {before.completed_at.astimezone():%H:%M}; with --max-age 1d its answers "
        "are taken over, and only the others are asked about"
    )
