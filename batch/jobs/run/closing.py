"""Closes a command: has files and manifest written, moves the link `latest`, returns the summary."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from batch.assembly.access import Access
from batch.assembly.pacing import make_pacing
from batch.assembly.preparation import Preparation
from batch.config import Config, settings_in_force
from batch.disk.latest import point_latest
from batch.disk.shell_line import shell_line
from batch.errors import OutputError
from batch.errors.called import program
from batch.export.about_run import AboutRun
from batch.export.annotate import AnnotatedCopy, left_copies
from batch.export.changes import Changes
from batch.export.output_files import edited_files
from batch.export.phase import Exported, export_run
from batch.export.self_check import check_rules
from batch.inputs import InputFile
from batch.jobs.compare.earlier_run import compare_with_earlier
from batch.jobs.plan.duration import estimate
from batch.ledger import EarlierPace, Run
from batch.lookup.lookup_ending import LookupEnding
from batch.outcome import OutcomeKind
from batch.report.account import Account
from batch.report.manifest import manifest_facts, write_manifest
from batch.report.page.story import Story
from batch.report.page.writing import WrittenReport, write_report
from batch.report.summary import Outlook, Summary
from batch.steps import Steps

_log = structlog.get_logger(__name__)


def close(prepared: Preparation, access: Access, run: Run, ending: LookupEnding, steps: Steps) -> Summary:
    """Export what there is; a run with nothing pending is complete, and becomes the latest.

    It ends with a summary also where nothing can be made to point at it: the same command then tries that again.
    Raises SelfCheckError, and calls nothing complete, when the files do not hold what the ledger says.
    """
    config, about = prepared.config, _about(prepared.config, run)
    edited_before = edited_files(run.folder)
    steps.begin("changes")
    told = compare_with_earlier(prepared, run, about)
    exported = _export(prepared, run, about, told.changes, steps)
    account = Account.of(run.ledger)
    steps.begin("report")
    facts = manifest_facts(prepared, access, run, ending)
    report = _describe(run, facts=facts, account=account, exported=exported, about=about)
    unlinked = _complete(prepared, run, exported) if account.is_complete else None
    return Summary(
        environment=config.run.env,
        run_id=run.run_id,
        folder=run.folder,
        account=account,
        max_errors=config.run.max_errors,
        sample=config.run.sample,
        unread=prepared.unread,
        stopped_by=ending.stopped_by,
        control_count=ending.control_count,
        outlook=_outlook(prepared, run) if account.is_complete else None,
        unlinked=unlinked,
        edited=sorted(edited_files(run.folder) - edited_before),
        copies=exported.copied,
        book=exported.book,
        remarks=exported.remarks,
        report=str(report),
        unwritten=tuple(_unwritten(exported, report)),
        changes=told.changes,
        untold_changes=told.reason,
        fails_on_change=config.compare.fail_on_change,
        is_forgotten=not run.ledger.has_answers,
    )


def _export(prepared: Preparation, run: Run, about: AboutRun, changes: Changes | None, steps: Steps) -> Exported:
    options = prepared.config.export
    exported = export_run(
        run.ledger,
        run.folder,
        asked=options.format,
        csv_for_excel=options.csv_for_excel,
        inputs=_inputs_of_copies(prepared),
        about=about,
        steps=steps,
        changes=changes,
    )
    _warn_of_missing(exported.copies)
    return exported


def summary_of_forgotten(prepared: Preparation, run: Run) -> Summary:
    """Return the summary of a run that was complete already: its files are written, and can't be written anew."""
    config = prepared.config
    copies = left_copies(run.folder)
    return Summary(
        environment=config.run.env,
        run_id=run.run_id,
        folder=run.folder,
        account=Account.of(run.ledger),
        max_errors=config.run.max_errors,
        sample=config.run.sample,
        unread=prepared.unread,
        copies=[run.folder / os.fsdecode(each.name.encode()) for each in copies],
        is_forgotten=True,
    )


def _describe(
    run: Run,
    *,
    facts: Mapping[str, Any],
    account: Account,
    exported: Exported,
    about: AboutRun,
) -> WrittenReport:
    """Write the report, and the manifest that names it. Raises SelfCheckError when the files do not add up."""
    story = partial(Story.of, run.ledger, facts=facts, account=account, exported=exported, retry=about.retry_command)
    report = write_report(run.folder, story, about.words)
    write_manifest(run.folder, facts=facts, account=account, exported=exported, report=report)
    check_rules(exported.rules, run.folder)
    return report


def _about(config: Config, run: Run) -> AboutRun:
    state = [] if config.export.state is None else ["--state", str(config.export.state.absolute())]
    flags = ["--env", config.run.env.value, "--out", str(config.export.out.absolute()), *state]
    started_at = run.ledger.fact("started_at")
    assert started_at is not None  # noted when it was begun
    return AboutRun(
        run_id=run.run_id,
        environment=config.run.env,
        started_at=datetime.fromisoformat(started_at),
        retry_command=_asking_again(config, run, flags),
        settings=settings_in_force(config),
        words=config.annotate.words,
        row_count=sum(file.row_count for file in run.ledger.files()),
    )


def _asking_again(config: Config, run: Run, flags: Sequence[str]) -> str:
    """Return the command for those without an answer: a run that is to be forgotten is not written anew."""
    if config.keeping.forget_answers:
        return shell_line([*program(), "run", str(run.folder.absolute() / "errors.csv"), *flags, "--forget-answers"])
    return shell_line([*program(), "retry", run.run_id, *flags])


def _outlook(prepared: Preparation, run: Run) -> Outlook | None:
    """Say what the whole list would take; None where all of it was asked about, or nobody was answered."""
    config, left_out = prepared.config, sum(1 for _ in run.ledger.unsettled())
    usual_seconds, silent_share = run.ledger.pace()
    if config.run.sample is None or not left_out or usual_seconds is None:
        return None
    unasked = {OutcomeKind.INVALID_ID, OutcomeKind.WRONG_ENVIRONMENT}
    asked = sum(count.identifiers for kind, count in run.ledger.counts().items() if kind not in unasked)
    estimated = estimate(
        requests=left_out + asked,
        rate=config.rate,
        concurrency=config.lookup.concurrency,
        measured=EarlierPace(usual_seconds=usual_seconds, silent_share=silent_share),
        environment=config.run.env,
        speeds=make_pacing(config).lane_speeds,
    )
    return Outlook(identifiers=left_out + asked, expected_seconds=round(estimated.seconds, 1))


def _inputs_of_copies(prepared: Preparation) -> Sequence[InputFile] | None:
    """Return the inputs that get a copy; None where they are not at hand, as a retry's may be."""
    return (prepared.files or None) if prepared.config.annotate.annotate else ()


def _complete(prepared: Preparation, run: Run, exported: Exported) -> OutputError | None:
    """Make the run the latest, and note that it is complete; return why that can't be done."""
    config = prepared.config
    if (unlinked := _point_latest(config.export.out, run.folder)) is None:
        now = datetime.now(UTC)
        if config.keeping.forget_answers and _is_whole(prepared, exported.copies):
            run.ledger.forget_answers(now)
        else:
            run.ledger.note({"completed_at": now.isoformat()})
    return unlinked


def _is_whole(prepared: Preparation, copies: Iterable[AnnotatedCopy]) -> bool:
    """Whether nothing is missing that the answers are still needed for: an input, or the copy of one."""
    if prepared.unread or any(copy.fault is not None for copy in copies):
        _log.warning("the answers are not forgotten: an input could not be read, or its copy not be written")
        return False
    return True


def _point_latest(out: Path, folder: Path) -> OutputError | None:
    """Point at the run, and return why that can't be done."""
    try:
        if said := point_latest(out, folder):
            _log.warning("there is no link to the newest complete run", reason=said)
    except OutputError as error:
        return error
    return None


def _unwritten(exported: Exported, report: WrittenReport) -> Iterator[str]:
    yield from (copy.fault for copy in exported.copies if copy.fault is not None)
    if report.fault is not None:
        yield str(report)


def _warn_of_missing(copies: Iterable[AnnotatedCopy]) -> None:
    for copy in copies:
        if copy.fault is not None:
            _log.warning("annotated copy", fault=copy.fault)
