"""Notices that a list is much shorter than in the last complete run: an export that was cut off looks like that."""

from batch.errors import ShrunkListError
from batch.errors.counted import counted
from batch.ledger import EarlierList

# Simply chosen: lists grow and shrink by some per cent a night; half is worth a look, a tenth is hardly ever meant.
_WORTH_A_LOOK = 1 / 2
_HARDLY_MEANT = 1 / 10


def shrunk_line(identifiers: int, before: EarlierList | None) -> str | None:
    """Return the sentence about a list that holds less than half as many as it did in an earlier run."""
    if before is None or identifiers >= _WORTH_A_LOOK * before.identifiers:
        return None
    return (
        f"the list holds {counted(identifiers, 'identifier')}; in run {before.run_id}, the last complete one of it, "
        f"{before.identifiers:,}"
    )


def is_hardly_meant(identifiers: int, before: EarlierList | None) -> bool:
    """Whether a list holds less than a tenth."""
    return before is not None and identifiers < _HARDLY_MEANT * before.identifiers


def refuse_hardly_meant(identifiers: int, before: EarlierList | None) -> None:
    """Raise ShrunkListError for such a list."""
    if (line := shrunk_line(identifiers, before)) and is_hardly_meant(identifiers, before):
        raise ShrunkListError(line, remedy="check how it was made; if it is meant, say --allow-shrunk")
