"""The main job: three phases over one ledger."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from batch.config import Config
from batch.environment import Environment, EnvironmentGuard
from batch.errors import HalfReadError, InputError
from batch.export import export
from batch.ledger import Run, SlowMemory, locked, open_run
from batch.manifest import write_manifest
from batch.masking import mask_identifiers
from batch.maskinporten import describe_key, expiry_warning
from batch.outcome import OutcomeKind
from batch.outputs import point_link
from batch.run.access import Access, opened_access
from batch.run.announcement import Announcement
from batch.run.hooks import RunHooks
from batch.run.limits import describe_limits, shown_age
from batch.run.lookup_phase import LookupPhase, LookupReport
from batch.run.preparation import Preparation, prepare, warn_of_observations, warn_of_unread
from batch.run.summary import Summary
from batch.tally import Tally

_log = structlog.get_logger(__name__)
SLOW_NAME = "slow.sqlite3"
_LATEST_NAME = "latest"


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
        if warning := expiry_warning(access.key, now=prepared.now):
            _log.warning("key material", warning=warning)
        run, prepared = _begin(prepared, access, hooks, stack, passed_over)
        report = _look_up(config, access, prepared.guard, run, hooks)
        return _finish(access, prepared, run, report)


def _begin(
    prepared: Preparation, access: Access, hooks: RunHooks, stack: ExitStack, passed_over: Sequence[Path]
) -> tuple[Run, Preparation]:
    """Open the run and take the inputs in; where one turns out unreadable, the run of the others is begun instead."""
    run = stack.enter_context(open_run(prepared.config.export.out, prepared.fingerprint, prepared.now))
    run.ledger.note(prepared.origin.as_facts(prepared.now))
    hooks.announced(_announce(access, prepared, run, passed_over))
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
    prepared.reuse(run.ledger)
    warn_of_observations(run.ledger)
    if reused := run.ledger.totals()["reused"]:
        _log.info("answers of earlier runs are reused", identifiers=reused)


def _announce(access: Access, prepared: Preparation, run: Run, passed_over: Sequence[Path]) -> Announcement:
    return Announcement(
        environment=prepared.config.run.env,
        register_url=access.addresses.register_url,
        token_url=access.addresses.token_url,
        inputs=[(file.name, file.decided) for file in prepared.files],
        passed_over=passed_over,
        run_id=run.run_id,
        is_continued=run.is_continued,
        limits=describe_limits(prepared.config),
    )


def _look_up(config: Config, access: Access, guard: EnvironmentGuard, run: Run, hooks: RunHooks) -> LookupReport:
    """Run the second phase, if anything is pending."""
    counts = run.ledger.counts()
    if OutcomeKind.NOT_RUN not in counts:
        return LookupReport()
    with ExitStack() as stack:
        slow_memory = None
        if guard.environment.is_test:
            slow_memory = stack.enter_context(SlowMemory(config.export.out / SLOW_NAME, guard.environment))
        phase = LookupPhase(
            config=config,
            access=access,
            guard=guard,
            ledger=run.ledger,
            slow_memory=slow_memory,
            tally=Tally.begin({kind: count.identifiers for kind, count in counts.items()}),
            hooks=hooks,
        )
        return phase.run()


def _finish(access: Access, prepared: Preparation, run: Run, report: LookupReport) -> Summary:
    """Export what there is; a run with nothing pending is complete, and becomes the latest."""
    config = prepared.config
    unread = tuple(map(str, prepared.unread))
    exported = export(run.ledger.entries(), run.folder, config.export.format)
    counts = run.ledger.counts()
    totals = run.ledger.totals()
    is_complete = OutcomeKind.NOT_RUN not in counts
    write_manifest(
        run.folder,
        ledger=run.ledger,
        facts=_manifest_facts(config, access, run, report, is_complete=is_complete)
        | {"unread_inputs": list(map(mask_identifiers, unread))},
        files=exported.files,
        anomaly_counts=exported.anomaly_counts,
    )
    if is_complete:
        point_link(config.export.out / _LATEST_NAME, run.folder)
        run.ledger.note({"completed_at": datetime.now(UTC).isoformat()})
    return Summary(
        environment=config.run.env,
        run_id=run.run_id,
        folder=run.folder,
        counts=counts,
        row_count=sum(file.row_count for file in run.ledger.files()),
        blank_count=sum(file.blank_count for file in run.ledger.files()),
        repaired_count=totals["repaired_cells"],
        reused_count=totals["reused"],
        cut_at=run.ledger.fact("cut_at"),
        unread=unread,
        max_errors=config.run.max_errors,
        is_complete=is_complete,
        stopped_by=report.stopped_by,
    )


def _manifest_facts(
    config: Config, access: Access, run: Run, report: LookupReport, *, is_complete: bool
) -> dict[str, Any]:
    """Say how it was asked: settings without secrets, and what this command took."""
    return {
        "run_id": run.run_id,
        "environment": config.run.env.value,
        "answers_are_made_up": config.run.env is Environment.SANDBOX,
        "is_complete": is_complete,
        "stopped_by": None if report.stopped_by is None else type(report.stopped_by).__name__,
        "settings": {
            "register_url": access.addresses.register_url,
            "token_url": access.addresses.token_url,
            "audience": access.addresses.audience,
            "scope": access.addresses.scope,
            "language": config.register.language,
            "allow_series": list(config.run.allow_series),
            "max_errors": config.run.max_errors,
            "concurrency": config.lookup.concurrency,
            "attempts": config.retry.attempts,
            "limit": config.run.limit,
            "max_age": config.run.max_age and shown_age(config.run.max_age),
            "timeout_seconds": config.timeout_seconds,
            "format": list(config.export.format),
        },
        "key": _key_facts(access),
        "lookup_seconds": report.seconds,
        "token_count": report.token_count,
    }


def _key_facts(access: Access) -> dict[str, Any]:
    facts = describe_key(access.key, now=datetime.now(UTC))
    return {
        "organisation_number": facts.organisation_number,
        "key_id": facts.key_id,
        "ends_on": facts.ends_on and facts.ends_on.isoformat(),
        "days_left": facts.days_left,
        "warning": facts.warning,
    }
