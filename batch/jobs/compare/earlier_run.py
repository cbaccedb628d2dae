"""Compares a run with an earlier one when its files are written."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from batch.assembly.preparation import Preparation
from batch.config import Config
from batch.disk.latest import LATEST_NAME
from batch.errors import AnswersForgottenError, LedgerCorruptError, SettingsError
from batch.export.about_run import AboutRun
from batch.export.changes import Changes, write_changes
from batch.export.told_tables import told_run
from batch.jobs.compare.named_run import check_same_environment, complete_run
from batch.ledger import Run, last_run
from batch.options.compare_options import NONE, PREVIOUS

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChanges:
    """What has changed since an earlier run, or why that is not told to somebody who asked for it."""

    changes: Changes | None = None
    reason: str | None = None


def check_named_run(config: Config, run_id: str | None = None) -> None:
    """Look at the run that --compare-with names before anybody is asked about, for a run that is there already.

    Raises OutFolderError, SettingsError.
    """
    name = config.compare.compare_with
    if name is None or name in {PREVIOUS, NONE}:
        return
    if name == LATEST_NAME:  # noted as a setting of the run, it would be the run itself to a retry
        raise SettingsError("latest is another run each time", remedy="say previous, or name a run")
    if _named_run(config, name).name == run_id:
        raise SettingsError(f"run {run_id} can't be compared with itself", remedy="name another with --compare-with")


def compare_with_earlier(prepared: Preparation, run: Run, about: AboutRun) -> RunChanges:
    """Write what has changed since the run that --compare-with says, or say why not.

    Raises LedgerError, OutputError; an earlier run that is damaged is warned of, and told nothing of.
    """
    earlier = _earlier(prepared, run)
    if isinstance(earlier, RunChanges):
        return earlier
    new, is_for_excel = run.ledger.comparable(run.run_id), prepared.config.export.csv_for_excel
    try:
        with told_run(earlier) as old:
            return RunChanges(changes=write_changes(old, new, run.folder, about, csv_for_excel=is_for_excel))
    except (LedgerCorruptError, AnswersForgottenError) as error:  # of the run's own ledger there are no tables either
        _log.warning("what has changed is not told", reason=str(error))
        return RunChanges(reason=f"What has changed since run {earlier.name} is not told: {error.what}.")


def _earlier(prepared: Preparation, run: Run) -> Path | RunChanges:
    """Return the folder of the earlier run, or why there is none."""
    config = prepared.config
    match config.compare.compare_with:
        case None if run.ledger.comparable(run.run_id).is_cut:  # most of the list would be unknown
            return RunChanges()
        case None | "previous" as asked:
            found = _previous(prepared, run)
            reason = f"There is no earlier run of these inputs under {config.export.out} to compare with."
            return found or RunChanges(reason=asked and reason)
        case "none":
            return RunChanges()
        case name:
            return _named_run(config, name)


def _previous(prepared: Preparation, run: Run) -> Path | None:
    names = [file.name for file in run.ledger.files()]
    begun = run.ledger.fact("started_at") or prepared.now.isoformat()
    return last_run(prepared.config.export.out, prepared.origin, names, begun_before=begun)


def _named_run(config: Config, name: str) -> Path:
    folder, environment = complete_run(config.export.out, name)
    check_same_environment(environment, config.run.env.value)
    return folder
