"""Notes in OUT/audit.jsonl who had the register asked, when, where and why; it outlives the runs.

Each command has two lines of one `command_id`: `begins`, before anything is asked, and `ended`, which says all of it.
A command that was killed has the first alone. No identifier is in it.
"""

import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from batch import __version__
from batch.config import Config
from batch.disk.appended import append_line
from batch.disk.folders import private_folder
from batch.errors import LedgerError, OutFolderError
from batch.identity.environment import Environment
from batch.identity.masking import mask_identifiers
from batch.ledger import Ledger
from batch.system.users import starting_user, user_name

AUDIT_NAME = "audit.jsonl"
CodeOf = Callable[[object], int | None]
"""Returns the exit code for how a command ended: by its result, or by an exception."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Audit:
    """What a command notes of itself; `asked` and `result` are filled in by it, as far as it comes."""

    path: Path
    is_required: bool
    facts: Mapping[str, Any]
    asked: int | None = None
    result: object = None
    begun_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def note_begin(self) -> None:
        """Raises OutFolderError in production, where nobody is asked about without it."""
        try:
            private_folder(self.path.parent)  # of a doctor nobody has made it before
            append_line(self.path, self._line("begins", ended_at=None, exit_code=None))
        except (OSError, OutFolderError) as error:
            why = error.what if isinstance(error, OutFolderError) else error.strerror or error
            if self.is_required:
                raise OutFolderError(
                    f"can't note in {self.path} who asks ({why})",
                    remedy="mend that, or choose another --out: in prod nothing is done without",
                ) from error
            _log.warning("nobody will know who asked: the audit can't be written", file=str(self.path), reason=str(why))

    def note_end(self, exit_code: int | None) -> None:
        """Note how it ended; what was begun stays noted where that fails."""
        try:
            append_line(self.path, self._line("ended", ended_at=datetime.now(UTC).isoformat(), exit_code=exit_code))
        except (OSError, OutFolderError) as error:
            if self.is_required:
                _log.warning("the audit does not say how this ended", file=str(self.path), reason=str(error))

    def _line(self, event: str, *, ended_at: str | None, exit_code: int | None) -> str:
        begun = {"event": event, **self.facts, "began_at": self.begun_at.isoformat()}
        return json.dumps(
            {**begun, "ended_at": ended_at, "identifiers_asked": self.asked, "exit_code": exit_code},
            ensure_ascii=False,
        )


@contextmanager
def audited(
    config: Config, command: str, runs: Sequence[str], code_of: CodeOf, *, environments: Iterable[str] = ()
) -> Iterator[Audit]:
    """Note a command before and after what it does in the context; `environments` are those of the runs it is about.

    Raises OutFolderError, before, where one of them is production.
    """
    of_runs = sorted(set(environments)) or [config.run.env.value]
    audit = Audit(
        path=config.export.out / AUDIT_NAME,
        is_required=Environment.PROD in of_runs,
        facts={
            "command": command,
            "command_id": uuid4().hex,
            "user": user_name(started_by := starting_user()) or str(started_by),
            "uid": started_by,
            "host": platform.node(),
            "environment": ",".join(of_runs),
            "runs": list(runs),
            "purpose": config.keeping.purpose and mask_identifiers(config.keeping.purpose),
            "version": __version__,
        },
    )
    audit.note_begin()
    try:
        yield audit
    except BaseException as error:
        audit.note_end(code_of(error))
        raise
    audit.note_end(code_of(audit.result))


@contextmanager
def counted_asked(audit: Audit, ledger: Ledger) -> Iterator[None]:
    """Have the audit say about how many identifiers the register was asked in the context."""
    before = ledger.asked_count()
    try:
        yield
    finally:
        with suppress(LedgerError):
            audit.asked = ledger.asked_count() - before
