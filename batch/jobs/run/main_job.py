"""The main job: three phases over one ledger."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import structlog

from batch.assembly.access import Access, opened_access
from batch.assembly.preparation import Preparation, prepare, warn_of_observations, warn_of_unread
from batch.config import Config
from batch.errors import HalfReadError, InputError
from batch.jobs.run.asking import ask_and_export
from batch.jobs.run.hooks import RunHooks
from batch.ledger import Run, locked, open_run
from batch.maskinporten import expiry_warning
from batch.report.announcement import Announcement, unknown_answers_line
from batch.report.limits import describe_limits
from batch.report.manifest import MANIFEST_NAME
from batch.report.summary import Summary

_log = structlog.get_logger(__name__)


def run_main_job(
    inputs: Sequence[Path], config: Config, hooks: RunHooks, *, passed_over: Sequence[Path] = ()
) -> Summary:
    """Run the three phases; what stopped the second is in the summary, after the third has told what there is.

    `passed_over` are files beside the inputs that are said to be left out. Raises, before anything is written, for
    settings, inputs and keys that can't be used; later for a ledger or an output that can't be written.
    """
    prepared = prepare(inputs, config)
    with ExitStack() as stack:
        access = stack.enter_context(opened_access(config))
        stack.enter_context(locked(config.export.out, prepared.now))
        run, prepared = _begin(prepared, access, hooks, stack, passed_over)
        return ask_and_export(prepared, access, run, hooks)


def _begin(
    prepared: Preparation, access: Access, hooks: RunHooks, stack: ExitStack, passed_over: Sequence[Path]
) -> tuple[Run, Preparation]:
    """Open the run and take the inputs in; where one turns out unreadable, the run of the others is begun instead."""
    run = stack.enter_context(open_run(prepared.config.export.out, prepared.fingerprint, prepared.now))
    run.ledger.note(prepared.origin.as_facts(prepared.now))
    hooks.announced(announce(access, prepared, run, passed_over))
    try:
        _fill(prepared, run)
    except HalfReadError as error:
        return _begin(prepared.without(error), access, hooks, stack, passed_over)
    warn_of_unread(prepared)
    return run, prepared


def _fill(prepared: Preparation, run: Run) -> None:
    """Take the inputs in, or leave nothing of a run whose inputs turn out unreadable or without a row."""
    try:
        prepared.take_in(run.ledger)
    except InputError:
        run.discard()
        raise
    if unknown := prepared.reuse(run.ledger):
        _log.warning("answers are not reused", reason=unknown_answers_line(unknown, prepared.config.export.out))
    warn_of_observations(run.ledger)
    if reused := run.ledger.totals()["reused"]:
        _log.info("answers of earlier runs are reused", identifiers=reused)


def announce(access: Access, prepared: Preparation, run: Run, passed_over: Sequence[Path]) -> Announcement:
    """Say what a person must know before the first look-up, and warn of a key that ends soon."""
    if warning := expiry_warning(access.key, now=prepared.now):
        _log.warning("key material", warning=warning)
    return Announcement(
        environment=prepared.config.run.env,
        register_url=access.addresses.register_url,
        token_url=access.addresses.token_url,
        inputs=[(file.name, file.decided) for file in prepared.files],
        passed_over=passed_over,
        run_id=run.run_id,
        manifest=run.folder / MANIFEST_NAME,
        is_continued=run.is_continued,
        left_behind=run.left_behind,
        limits=describe_limits(prepared.config),
    )
