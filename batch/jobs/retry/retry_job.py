"""Puts what a run could not get answered back to pending, asks again, and exports that run anew."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from batch.assembly.access import opened_access
from batch.assembly.fingerprint import fingerprint
from batch.assembly.machine import check_files
from batch.assembly.preparation import Preparation, open_all, prepare
from batch.config import Config
from batch.errors import AnswersForgottenError, InputError, SettingsError
from batch.errors.called import command
from batch.inputs import InputFile, path_of_text
from batch.jobs.compare.earlier_run import check_named_run
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.job import Job
from batch.jobs.run.main_job import ask_and_export
from batch.jobs.run.own_settings import own_settings
from batch.jobs.runs.forgetting_job import finish_forgetting
from batch.ledger import Ledger, Run, existing_run, find_run, locked, looked_at, state_of
from batch.outcome import OutcomeKind
from batch.report.announcement import announcement_of
from batch.report.second_try import SecondTry
from batch.report.summary import Summary

_RETRYABLE = [kind for kind in OutcomeKind if kind.can_retry and kind is not OutcomeKind.NOT_RUN]
_log = structlog.get_logger(__name__)


def retry_run(name: str | None, config: Config, hooks: RunHooks) -> Summary:
    """Put the retryable outcomes of a run (by default the latest) back to pending, and go on as a run does.

    Raises SettingsError for a run that is not there, was not begun in this environment and language, or has not taken
    its input in.
    """
    check_files(concurrency=config.lookup.concurrency)
    prepared = prepare((), config)
    with ExitStack() as stack:
        out, state = config.export.out, config.export.state
        stack.enter_context(locked(out, prepared.now, state=state))
        folder = find_run(out, name)
        check_named_run(config, folder.name)
        finish_forgetting(out, state, prepared.now)
        run = stack.enter_context(existing_run(out, folder, state=state))
        _check(run, config)
        access = stack.enter_context(opened_access(config))
        run.ledger.note(prepared.origin.as_facts(prepared.now))
        prepared = replace(prepared, files=_inputs_of(run.ledger, prepared))
        hooks.announced(announcement_of(prepared, access, run, ()))
        job = Job(prepared=prepared, access=access, run=run, hooks=hooks)
        job.ask_before_production([*_RETRYABLE, OutcomeKind.NOT_RUN])
        before = run.ledger.counts()
        run.ledger.reopen(_RETRYABLE)
        pending = run.ledger.counts().get(OutcomeKind.NOT_RUN)
        _log.info("asked about again", identifiers=0 if pending is None else pending.identifiers)
        summary = ask_and_export(job)
        return replace(summary, second_try=SecondTry.between(before, summary.account.counts))


def _check(run: Run, config: Config) -> None:
    if not run.ledger.has_answers:
        errors = run.folder.absolute() / "errors.csv"
        place = ("--env", config.run.env.value, "--out", str(config.export.out.absolute()))
        raise AnswersForgottenError(
            f"the answers of run {run.run_id} were forgotten, and its tables can't be written anew",
            remedy=f"ask in a new run about those without an answer: `{command('run', str(errors), *place)}`",
        )
    if run.ledger.fact("intake_done_at") is None:
        raise SettingsError(
            f"run {run.run_id} has not taken its input in", remedy="run the same command again that began it"
        )
    for name, wanted in (("environment", config.run.env.value), ("language", config.register.language or "")):
        if (found := run.ledger.fact(name)) != wanted:
            raise SettingsError(
                f"run {run.run_id} was begun with {name} {found or 'of the register'}", remedy="use the same"
            )


def _inputs_of(ledger: Ledger, prepared: Preparation) -> Sequence[InputFile]:
    """Open the inputs for their annotated copies; they are not needed for anything else."""
    config = prepared.config
    paths = list(dict.fromkeys(path_of_text(file.path) for file in ledger.files()))
    try:
        files, unread = open_all(paths, config)
    except InputError as error:
        files, unread = [], [error]
    if unread:
        _log.warning("no annotated copies", reason=str(unread[0]))
        return ()
    if fingerprint(files, config, prepared.guard) != ledger.fact("fingerprint"):
        _log.warning("no annotated copies", reason="the inputs, or how they are read, have changed since it began")
        return ()
    return files


def run_settings(out: Path, name: str | None) -> dict[str, Any]:
    """Return the settings that a run was begun with, as far as they decide its files. Raises SettingsError."""
    folder = find_run(out, name)
    state = state_of(folder)
    with looked_at(out, state=state):
        found = own_settings(folder)
    return found | ({} if state is None else {"state": str(state)})
