"""Closes a command: exports what there is, writes the manifest, and says how the run stands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog

from batch.assembly.access import Access
from batch.assembly.preparation import Preparation
from batch.config import Config
from batch.export.annotate import AnnotatedCopy, annotate, describe_copies
from batch.export.formats import point_link
from batch.export.result_files import export
from batch.identity.environment import Environment
from batch.identity.masking import mask_identifiers
from batch.inputs import InputFile
from batch.jobs.run.supervision import LookupReport
from batch.ledger import Run
from batch.maskinporten import describe_key
from batch.options.durations import show_duration
from batch.outcome import OutcomeKind
from batch.report.manifest import write_manifest
from batch.report.summary import Summary

_log = structlog.get_logger(__name__)
LATEST_NAME = "latest"


def close(prepared: Preparation, access: Access, run: Run, report: LookupReport) -> Summary:
    """Export what there is; a run with nothing pending is complete, and becomes the latest."""
    config = prepared.config
    unread = tuple(map(str, prepared.unread))
    with run.ledger.answers_read():
        exported = export(run.ledger.entries(), run.folder, config.export.format)
        copies = _annotate(config, prepared.files, run)
    counts = run.ledger.counts()
    totals = run.ledger.totals()
    is_complete = OutcomeKind.NOT_RUN not in counts
    write_manifest(
        run.folder,
        ledger=run.ledger,
        facts=_manifest_facts(config, access, run, report, is_complete=is_complete)
        | {"copies": describe_copies(copies), "unread_inputs": list(map(mask_identifiers, unread))},
        files=(*exported.files, *(copy.file for copy in copies if copy.file is not None)),
        anomaly_counts=exported.anomaly_counts,
    )
    if is_complete:
        point_link(config.export.out / LATEST_NAME, run.folder)
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
        sample=config.run.sample,
        unread=unread,
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
            "rate": config.rate,
            "attempts": config.retry.attempts,
            "limit": config.run.limit,
            "sample": config.run.sample,
            "seed": config.run.seed,
            "max_age": config.run.max_age and show_duration(config.run.max_age),
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
