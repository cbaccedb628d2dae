"""The main job: three phases over one ledger."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from batch.annotate import AnnotatedCopy, annotate, describe_copies
from batch.config import Config
from batch.environment import Environment, EnvironmentGuard
from batch.errors import InputError
from batch.export import export
from batch.fed_back import reuse_answers
from batch.inputs import InputFile, open_input
from batch.intake import ReadingRules, take_in
from batch.ledger import Run, SlowMemory, locked, open_run
from batch.manifest import write_manifest
from batch.maskinporten import describe_key, expiry_warning
from batch.outcome import OutcomeKind
from batch.outputs import point_link
from batch.run.access import Access, opened_access
from batch.run.announcement import Announcement
from batch.run.fingerprint import fingerprint
from batch.run.guard import make_guard
from batch.run.hooks import RunHooks
from batch.run.lookup_phase import LookupPhase, LookupReport
from batch.run.summary import Summary
from batch.tally import Tally

_log = structlog.get_logger(__name__)
_SLOW_NAME = "slow.sqlite3"
_LATEST_NAME = "latest"


def run_main_job(inputs: Sequence[Path], config: Config, hooks: RunHooks) -> Summary:
    """Run the three phases; what stopped the second is in the summary, after the third has told what there is.

    Raises, before anything is written, for settings, inputs and keys that can't be used; later for a ledger or an
    output that can't be written.
    """
    now = datetime.now(UTC)
    guard = make_guard(config)
    files = [open_input(path, config.inputs) for path in inputs]
    with ExitStack() as stack:
        access = stack.enter_context(opened_access(config))
        stack.enter_context(locked(config.export.out, now))
        run = stack.enter_context(open_run(config.export.out, fingerprint(files, config, guard), now))
        hooks.announced(_announce(config, access, files, run))
        if warning := expiry_warning(access.key, now=now):
            _log.warning("key material", warning=warning)
        rules = ReadingRules(guard=guard, today=config.inputs.today, accepts_zero_filled=config.run.accept_zero_filled)
        _take_in(files, run, rules)
        _reuse_answers(config, files, run)
        report = _look_up(config, access, guard, run, hooks)
        return _finish(config, access, files, run, report)


def _take_in(files: Sequence[InputFile], run: Run, rules: ReadingRules) -> None:
    """Take the inputs in, or leave nothing of a run whose inputs turn out unreadable or without a row."""
    try:
        take_in(files, run.ledger, rules)
        _check_that_there_are_rows(files, run)
    except InputError:
        run.discard()
        raise


def _reuse_answers(config: Config, files: Sequence[InputFile], run: Run) -> None:
    reused = reuse_answers(
        files,
        run,
        out=config.export.out,
        environment=config.run.env.value,
        language=config.register.language,
    )
    if reused:
        _log.info("answers of earlier runs reused, as the fed back copy says", identifiers=reused)


def _check_that_there_are_rows(files: Sequence[InputFile], run: Run) -> None:
    """An export that came out empty must not pass for a night on which all went well."""
    if run.ledger.totals()["identifier_cells"] == 0:
        names = ", ".join(file.name for file in files)
        raise InputError(f"{names}: there is no row below the header; check how the file was made")


def _announce(config: Config, access: Access, files: Sequence[InputFile], run: Run) -> Announcement:
    return Announcement(
        environment=config.run.env,
        register_url=access.addresses.register_url,
        token_url=access.addresses.token_url,
        inputs=tuple(f"{file.name} (column {', '.join(file.columns)})" for file in files),
        run_id=run.run_id,
        is_continued=run.is_continued,
        concurrency=config.lookup.concurrency,
        timeout_seconds=config.timeout_seconds,
        attempts=config.retry.attempts,
    )


def _look_up(config: Config, access: Access, guard: EnvironmentGuard, run: Run, hooks: RunHooks) -> LookupReport:
    """Run the second phase, if anything is pending."""
    counts = run.ledger.counts()
    if OutcomeKind.NOT_RUN not in counts:
        return LookupReport()
    with ExitStack() as stack:
        slow_memory = None
        if guard.environment.is_test:
            slow_memory = stack.enter_context(SlowMemory(config.export.out / _SLOW_NAME, guard.environment))
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


def _finish(config: Config, access: Access, files: Sequence[InputFile], run: Run, report: LookupReport) -> Summary:
    """Export what there is; a run with nothing pending is complete, and becomes the latest."""
    exported = export(run.ledger.entries(), run.folder, config.export.format)
    copies = _annotate(config, files, run)
    counts = run.ledger.counts()
    is_complete = OutcomeKind.NOT_RUN not in counts
    write_manifest(
        run.folder,
        ledger=run.ledger,
        facts=_manifest_facts(config, access, run, report, is_complete=is_complete)
        | {"copies": describe_copies(copies)},
        files=(*exported.files, *(copy.file for copy in copies if copy.file is not None)),
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
        repaired_count=run.ledger.totals()["repaired_cells"],
        reused_count=run.ledger.totals()["reused_answers"],
        max_errors=config.run.max_errors,
        is_complete=is_complete,
        stopped_by=report.stopped_by,
    )


def _annotate(config: Config, files: Sequence[InputFile], run: Run) -> Sequence[AnnotatedCopy]:
    copies = annotate(files if config.annotate.annotate else (), run.ledger, run.folder)
    for copy in copies:
        if copy.fault is not None:
            _log.warning("annotated copy", fault=copy.fault)
    return copies


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
            "timeout_seconds": config.timeout_seconds,
            "format": list(config.export.format),
            "annotate": config.annotate.annotate,
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
