"""What can be wrong with an input."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from batch.errors.base import EktepaktBatchError

_LISTED = 10  # of many inputs that can't be read: more would push the first off the screen


class InputError(EktepaktBatchError):
    """Raised when an input file can't be read at all."""


class NoReadableInputError(InputError):
    """Raised when none of several inputs can be read; `unread` says why of each."""

    def __init__(self, unread: Sequence[InputError]) -> None:
        super().__init__(f"none of the {len(unread)} inputs can be read, and nothing was asked")
        self.unread = tuple(unread)

    def __str__(self) -> str:
        rest = len(self.unread) - _LISTED
        more = [f"and {rest:,} more; --json names all"] if rest > 0 else []
        return "\n  ".join((f"{self.what}:", *map(str, self.unread[:_LISTED]), *more))

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"unread_inputs": [each.as_json() for each in self.unread]}


class DamagedInputError(InputError):
    """Raised when a file is damaged or cut short; `kind` is what it is, as far as can be seen."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"can't be read as {kind}: it is damaged or not complete", remedy="copy or make the file again"
        )


class ColumnError(InputError):
    """Raised when the identifier column can't be determined: there is none, or several could be it."""


class AmbiguousColumnsError(ColumnError):
    """Raised when several columns could be it; `flags` name each of them on a command line, to be copied."""

    def __init__(self, what: str, *, flags: str) -> None:
        super().__init__(what, remedy=f"keep the right one, or each, of {flags}")
        self.flags = flags


class NoIdentifiersError(ColumnError):
    """Raised when a table is empty, or no column of it holds identifiers: one sheet of several may be so."""


class EmptyInputError(NoIdentifiersError):
    """Raised when an input has no row, which is no fault where others have rows.

    `header` is its only row where nothing but the header of another input can tell that it is one; None otherwise.
    """

    def __init__(
        self, what: str, *, remedy: str | None = None, source: str | None = None, header: tuple[str, ...] | None = None
    ) -> None:
        super().__init__(what, remedy=remedy, source=source)
        self.header = header


class UnusualSheetError(InputError):
    """Raised when cells can't be set safely in a sheet as it stands; it is written anew then."""


class ShrunkListError(InputError):
    """Raised in production, with nobody watching, for a list of less than a tenth of what it was."""


class HalfReadError(InputError):
    """Raised when an input turns out unreadable after it was opened; `path` is the file."""

    def __init__(self, what: str, *, path: Path, remedy: str | None = None, source: str | None = None) -> None:
        super().__init__(what, remedy=remedy, source=source)
        self.path = path


class IdentityError(EktepaktBatchError):
    """Raised when a text is no lawful fødselsnummer or d-nummer; `reason` is a word of contract/identifiers.md."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a lawful fødselsnummer or d-nummer: {reason}")
        self.reason = reason
