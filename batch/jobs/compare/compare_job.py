"""Compares two complete runs, and writes what has changed in the folder of the newer one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from batch.config import Config
from batch.errors import SettingsError
from batch.export.about_run import AboutRun
from batch.export.changes import Changes, write_changes
from batch.export.told_tables import told_run
from batch.identity.environment import Environment
from batch.jobs.compare.named_run import check_same_environment, complete_run
from batch.ledger import last_two_runs, locked, manifest_of
from batch.report.manifest import add_changes
from batch.report.told_changes import changes_as_json, changes_line
from batch.report.wording import SANDBOX_WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What has changed between two runs, and in which folder it is written."""

    environment: str
    folder: Path
    changes: Changes

    def as_json(self) -> dict[str, Any]:
        return {
            "environment": self.environment,
            "folder": str(self.folder),
            "changes": changes_as_json(self.changes),
        }

    def lines(self) -> list[str]:
        warning = [f"SANDBOX: {SANDBOX_WARNING}."] if self.environment == Environment.SANDBOX else []
        return [*warning, changes_line(self.changes), f"Files: {self.folder}"]


def compare_runs(names: tuple[str, ...], config: Config) -> Compared:
    """Compare the two named runs, the older first; without names the two latest complete ones of a kind.

    Raises SettingsError, OutFolderError for runs that can't be compared, LedgerError, OutputError.
    """
    out = config.export.out
    with locked(out, datetime.now(UTC), state=config.export.state):
        old, new = _runs(out, names)
        (old_folder, old_environment), (new_folder, environment) = (complete_run(out, each) for each in (old, new))
        check_same_environment(old_environment, environment)
        with told_run(old_folder) as before, told_run(new_folder) as after:
            changes = write_changes(before, after, new_folder, _about(new_folder, new, environment))
        add_changes(new_folder, changes)
    return Compared(environment=environment, folder=new_folder, changes=changes)


def _about(folder: Path, run_id: str, environment: str) -> AboutRun:
    """Describe the new run for the metadata of its files; nobody is to be asked again for a comparison."""
    started_at = datetime.fromisoformat(manifest_of(folder)["started_at"])
    return AboutRun(run_id=run_id, environment=Environment(environment), started_at=started_at, retry_command="")


def _runs(out: Path, names: tuple[str, ...]) -> tuple[str, str]:
    if not names:
        if (found := last_two_runs(out)) is None:
            raise SettingsError(
                f"there are no two complete runs of the same inputs under {out}",
                remedy="name two runs, or another --out",
            )
        return found[0].name, found[1].name
    if len(names) != 2 or names[0] == names[1]:  # noqa: PLR2004 - OLD and NEW
        raise SettingsError("two runs are compared", remedy="name OLD and NEW, or none for the two latest of a kind")
    return names[0], names[1]
