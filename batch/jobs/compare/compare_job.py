"""Compares two complete runs, and writes what has changed in the folder of the newer one.

Its workbook and report are not made anew, which takes the answers of all: they tell of what it was compared with when
they were written, and the last line says so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from batch.config import Config
from batch.errors import SettingsError
from batch.export.about_run import AboutRun
from batch.export.changes import Changes, write_changes
from batch.export.comparison import ComparableRun
from batch.export.datapackage import PACKAGE_NAME, write_package
from batch.export.self_check import check_changes, check_rules
from batch.export.told_tables import told_run
from batch.export.written_files import WrittenFile, written
from batch.identity.environment import Environment
from batch.jobs.compare.named_run import check_same_environment, complete_run
from batch.ledger import last_two_runs, locked, manifest_of
from batch.report.manifest import add_changes
from batch.report.told_changes import changes_as_json, changes_line
from batch.report.wording import SANDBOX_WARNING
from batch.tables import ERRORS, RESULT_TABLES
from batch.tables.changes import CHANGES


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
        names = ", ".join(each.name for each in self.changes.files)
        written = f"{names} are written anew; workbook and report stay as the run wrote them."
        return [*warning, changes_line(self.changes), f"Files: {self.folder}", written]


def compare_runs(names: tuple[str, ...], config: Config) -> Compared:
    """Compare the two named runs, the older first; without names the two latest complete ones of a kind.

    Raises SettingsError, OutFolderError for runs that can't be compared, LedgerError, OutputError.
    """
    out = config.export.out
    with locked(out, datetime.now(UTC), state=config.export.state):
        old, new = _runs(out, names)
        (old_folder, old_environment), (new_folder, environment) = (complete_run(out, each) for each in (old, new))
        if old_folder == new_folder:
            raise _not_two()
        check_same_environment(old_environment, environment)
        with told_run(old_folder) as before, told_run(new_folder) as after:
            changes = _written(before, after, new_folder, environment)
    return Compared(environment=environment, folder=new_folder, changes=changes)


def _written(old: ComparableRun, new: ComparableRun, folder: Path, environment: str) -> Changes:
    """Write the changes, and have the manifest tell of them."""
    manifest, about = manifest_of(folder), _about(folder, environment)
    names = {each["name"] for each in manifest.get("outputs") or []}
    is_for_excel = bool((manifest.get("settings") or {}).get("csv_for_excel"))
    changes = write_changes(old, new, folder, about, csv_for_excel=is_for_excel)
    rules = check_changes(folder, changes.files, changes.row_count)
    add_changes(folder, changes, [*changes.files, *_described(folder, about, names)], rules)
    check_rules(rules, folder)
    return changes


def _described(folder: Path, about: AboutRun, names: set[str]) -> list[WrittenFile]:
    """Have what describes the CSV of a run describe the changes too."""
    if PACKAGE_NAME not in names:
        return []
    in_csv = [table for table in (*RESULT_TABLES, ERRORS) if f"{table.name}.csv" in names]
    write_package(folder / PACKAGE_NAME, about, [*in_csv, CHANGES])
    return [written(folder / PACKAGE_NAME)]


def _about(folder: Path, environment: str) -> AboutRun:
    """Describe the new run for the metadata of its files; nobody is to be asked again for a comparison."""
    started_at = datetime.fromisoformat(manifest_of(folder)["started_at"])
    return AboutRun(run_id=folder.name, environment=Environment(environment), started_at=started_at, retry_command="")


def _runs(out: Path, names: tuple[str, ...]) -> tuple[str, str]:
    if not names:
        if (found := last_two_runs(out)) is None:
            raise SettingsError(
                f"there are no two complete runs of the same inputs under {out}",
                remedy="name two runs, or another --out",
            )
        return found[0].name, found[1].name
    if len(names) != 2:  # noqa: PLR2004 - OLD and NEW
        raise _not_two()
    return names[0], names[1]


def _not_two() -> SettingsError:
    return SettingsError("two runs are compared", remedy="name OLD and NEW, or none for the two latest of a kind")
