"""Deletes the register's answers from the ledger of a complete run, whose tables hold them all the same."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from batch.config import Config
from batch.errors import SettingsError
from batch.errors.called import command
from batch.export.book.titles import BOOK_NAME
from batch.export.formats.writers import TABLE_FORMATS
from batch.export.output_files import is_unchanged
from batch.jobs.runs.audit import CodeOf, audited
from batch.ledger import existing_run, find_run, half_forgotten, locked, state_of
from batch.tables import RESULT_TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The run whose answers are forgotten; `was_before`: they were already."""

    run_id: str
    was_before: bool

    def __str__(self) -> str:
        if self.was_before:
            return f"The answers of run {self.run_id} were forgotten already."
        return f"The answers of run {self.run_id} are forgotten: its files hold them, its ledger no more."

    def as_json(self) -> dict[str, Any]:
        return {"forgotten": self.run_id, "was_before": self.was_before}


def forget_run(name: str, config: Config, code_of: CodeOf) -> Forgotten:
    """Forget the answers of a run, or finish what a killed command has begun.

    Raises OutFolderError, SettingsError for a run that is not complete, LedgerError.
    """
    out, now = config.export.out, datetime.now(UTC)
    folder = find_run(out, None if name == "latest" else name)
    state = config.export.state or state_of(folder)
    with locked(out, now, state=state):
        finish_forgetting(out, state, now)
        with existing_run(out, folder, state=state) as run:
            if run.ledger.fact("completed_at") is None:
                raise SettingsError(
                    f"run {run.run_id} is not complete, and goes on with its answers",
                    remedy="go on with it by its own command, or delete it with `runs purge --stopped`",
                )
            if not run.ledger.has_answers:
                return Forgotten(run_id=run.run_id, was_before=True)
            _check_tables(folder)
            environment = run.ledger.fact("environment") or ""
            with audited(config, "runs forget", [run.run_id], code_of, environments=[environment]):
                run.ledger.forget_answers(now)
    return Forgotten(run_id=folder.name, was_before=False)


def _check_tables(folder: Path) -> None:
    """Raise SettingsError where no format of the tables is whole: the ledger alone has the answers then."""
    in_formats = [{f"{table.name}.{each}" for table in RESULT_TABLES} for each in TABLE_FORMATS]
    if not any(all(is_unchanged(folder / name) for name in names) for names in (*in_formats, {BOOK_NAME})):
        raise SettingsError(
            f"the tables of run {folder.name} are not there as it wrote them, and its ledger alone has the answers",
            remedy=f"have them written anew: `{command('retry', folder.name)}`",
        )


def finish_forgetting(out: Path, state: Path | None, now: datetime) -> list[Path]:
    """Finish what killed commands have begun, and return the folders of their runs. The caller holds the lock.

    A run whose ledger lies in another place than the lock's is left: somebody may be at it. Raises LedgerError.
    """
    found = [each for each in half_forgotten(out) if _resolved(state_of(each)) == _resolved(state)]
    for folder in found:
        with existing_run(out, folder, state=state) as run:
            run.ledger.finish_forgetting(now)
    return found


def _resolved(state: Path | None) -> Path | None:
    return None if state is None else state.resolve()
