"""The command `run`: opens or continues a run, and takes it through its three phases."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import structlog

from batch.assembly.access import opened_access
from batch.assembly.machine import check_files
from batch.assembly.preparation import Preparation, prepare, without_unreadable
from batch.config import Config
from batch.jobs.compare.earlier_run import check_named_run
from batch.jobs.run.closing import summary_of_forgotten
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.job import Job
from batch.jobs.run.own_settings import settings_fact
from batch.jobs.runs.audit import audited, counted_asked
from batch.jobs.runs.forgetting_job import finish_forgetting
from batch.jobs.runs.purging import keep_newest
from batch.ledger import existing_run, locked, open_run
from batch.outcome import OutcomeKind
from batch.report.announcement import announcement_of
from batch.report.summary import Summary

_log = structlog.get_logger(__name__)


def run_main_job(
    inputs: Sequence[Path], config: Config, hooks: RunHooks, *, passed_over: Sequence[Path] = ()
) -> Summary:
    """Run the three phases. What ended the look-ups early is in the summary; what was answered is exported anyway.

    `passed_over` are files of the input folders that are not read; they are only named. Raises, before anything is
    written, for settings, inputs and keys that can't be used; later for a ledger or an output that can't be written.
    """
    check_files(concurrency=config.lookup.concurrency)
    prepared = prepare(inputs, config)
    with ExitStack() as stack:
        access = stack.enter_context(opened_access(config))
        stack.enter_context(locked(config.export.out, prepared.now, state=config.export.state))
        check_named_run(config)
        if (ended := _just_forgotten(prepared, hooks)) is not None:
            return ended

        def taken_in(prepared: Preparation) -> Job:
            out, state = config.export.out, config.export.state
            run = stack.enter_context(open_run(out, prepared.fingerprint, prepared.now, state=state))
            run.ledger.note(prepared.origin.as_facts(prepared.now) | settings_fact(config))
            hooks.announced(announcement_of(prepared, access, run, passed_over))
            job = Job(prepared=prepared, access=access, run=run, hooks=hooks)
            job.take_in()
            return job

        job = without_unreadable(prepared, taken_in)
        warn_of_unread(job.prepared)
        job.ask_before_production([OutcomeKind.NOT_RUN])
        return ask_and_export(job)


def _just_forgotten(prepared: Preparation, hooks: RunHooks) -> Summary | None:
    """Finish what killed commands were forgetting; return the summary of the run that this one would go on with."""
    config = prepared.config
    out, state = config.export.out, config.export.state
    for folder in finish_forgetting(out, state, prepared.now):
        with existing_run(out, folder, state=state) as run:
            if run.ledger.fact("fingerprint") == prepared.fingerprint:
                with audited(config, hooks.command, [run.run_id], hooks.code_of) as audit:
                    audit.asked, audit.result = 0, (summary := summary_of_forgotten(prepared, run))
                return summary
    return None


def ask_and_export(job: Job) -> Summary:
    """Ask and export, noted in the audit; a run that is complete then takes the place of older ones (--keep).

    Raises like the phases, and OutFolderError before anybody is asked where production can't be noted.
    """
    config, run, hooks = job.prepared.config, job.run, job.hooks
    with audited(config, hooks.command, [run.run_id], hooks.code_of) as audit:
        with counted_asked(audit, run.ledger):
            ending = job.look_up()
        audit.result = summary = job.export(ending)
    if summary.is_complete:
        keep_newest(config, run.run_id, hooks.code_of)
    return summary


def warn_of_unread(prepared: Preparation) -> None:
    """Warn of each input that the run does without."""
    for error in prepared.unread:
        _log.warning("an input can't be read; the run goes on with the others", reason=str(error))
