"""Tells of each way in which a command can end what is wrong, what to do, what came of it, and where to look."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import batch
from batch.cli.speech.traces import trace_of
from batch.cli.speech.voice import Ending
from batch.errors import EktepaktBatchError
from batch.errors.called import PROGRAM
from batch.errors.counted import counted
from batch.jobs.exit_codes import ExitCode, code_for_error, code_for_plan, code_for_summary

if TYPE_CHECKING:  # each command has one of them
    from batch.config import Config
    from batch.export.changes import Changes
    from batch.jobs.compare import Compared
    from batch.jobs.doctor import Diagnosis
    from batch.jobs.plan import Plan
    from batch.report.announcement import Announcement
    from batch.report.next_steps import Step
    from batch.report.summary import Summary

_REPORT = "report.html"
_INNERMOST = 3  # places of a defect that one line names
_Result = Mapping[str, Any]


def ending_of_run(
    summary: "Summary", steps: "Sequence[Step]", lines: Sequence[str], begun: "Announcement | None"
) -> Ending:
    """Tell of a run that has its files; `begun` is what was known of its key."""
    code, account = code_for_summary(summary), summary.account
    error = _wrong_with_run(summary, code)
    report = summary.folder.absolute() / _REPORT
    kinds = ", ".join(f"{kind.value} {count.identifiers:,}" for kind, count in account.counts.items()) or "none"
    changes = summary.changes
    result = summary.as_json()
    return Ending(
        code=code,
        result={**result, "next": [asdict(step) for step in steps]},
        lines=lines,
        error=None if error is None else _parts(error, code),
        sentence="" if error is None else str(error),
        shown="\n".join(f"{PROGRAM}: {each}" for each in (summary.stopped_by, summary.unlinked) if each is not None),
        counts=f"{counted(account.identifier_count, 'identifier')}: {kinds} (--max-errors {summary.max_errors})",
        place=report if report.is_file() else summary.folder.absolute(),
        facts={
            "outcomes": {kind.value: count.identifiers for kind, count in account.counts.items()},
            "identifiers": account.identifier_count,
            "rows": account.cell_count,
            "errors": account.error_count,
            "max_errors": summary.max_errors,
            "is_complete": account.is_complete,
            "changes": result["changes"] if changes is None else {each.value: n for each, n in changes.rows.items()},
            "report": str(report) if report.is_file() else None,
        },
        act_soon=[*([begun.act_soon] if begun and begun.act_soon else []), *summary.unwritten],
    )


def _wrong_with_run(summary: "Summary", code: ExitCode) -> EktepaktBatchError | None:
    account, folder = summary.account, summary.folder.absolute()
    if code is ExitCode.OK:
        return None
    if summary.stopped_by is not None:
        return summary.stopped_by
    if not account.is_complete:
        left = sum(count.identifiers for kind, count in account.counts.items() if kind.value == "not_run")
        return EktepaktBatchError(
            f"stopped early, {counted(left, 'identifier')} to go", remedy="run the same command again"
        )
    if summary.unlinked is not None or summary.unread:
        return summary.unlinked or summary.unread[0]
    if code is ExitCode.CHANGED:
        return _changed(summary.changes, f"see {folder / 'changes.csv'}")
    return EktepaktBatchError(
        f"{account.error_count:,} of {counted(account.identifier_count, 'identifier')} have no answer, which is more "
        f"than --max-errors {summary.max_errors} allows",
        remedy="see errors.csv",
        source=None,
    )


def _changed(changes: "Changes | None", remedy: str) -> EktepaktBatchError:
    rows = {} if changes is None else changes.rows
    kinds = ", ".join(f"{kind.value} {count:,}" for kind, count in rows.items())
    return EktepaktBatchError(f"something has changed{f' ({kinds})' if kinds else ''}", remedy=remedy)


def ending_of_plan(planned: "Plan", lines: Sequence[str]) -> Ending:
    code, error = code_for_plan(planned), None
    if planned.problems:
        error = planned.problems[0]
    elif code is ExitCode.RESUMABLE:
        error = EktepaktBatchError("--max-requests would stop the run early", remedy="allow more, or run it twice")
    elif planned.unread:
        error = planned.unread[0]
    elif code:
        error = EktepaktBatchError(
            f"{counted(planned.certain_errors.identifiers, 'identifier')} would have no answer, which is more than "
            f"--max-errors {planned.max_errors} allows",
            remedy=f"see `{PROGRAM} plan` without -q, or allow as many",
        )
    return _ending(code, error, result=planned.as_json(), lines=lines, act_soon=planned.act_soon)


def ending_of_diagnosis(diagnosis: "Diagnosis", lines: Sequence[str]) -> Ending:
    error = diagnosis.failure
    code = ExitCode.OK if error is None else code_for_error(error)
    return _ending(code, error, result=diagnosis.as_json(), lines=lines, act_soon=diagnosis.act_soon)


def ending_of_compare(compared: "Compared", config: "Config") -> Ending:
    has_failed = config.compare.fail_on_change and compared.changes.has_news
    error = _changed(compared.changes, "see changes.csv") if has_failed else None
    code = ExitCode.CHANGED if has_failed else ExitCode.OK
    result, lines = compared.as_json(), compared.lines()
    counts = {each.value: count for each, count in compared.changes.rows.items()}
    return _ending(code, error, result=result, lines=lines, facts={"changes": counts}, place=compared.folder)


def ending_of_result(result: _Result, lines: Sequence[str]) -> Ending:
    """Tell of a command that has done what it was asked."""
    return Ending(code=ExitCode.OK, result=result, lines=lines)


def ending_of_usage(error: click.ClickException) -> Ending:
    """Tell of wrong usage; people are shown the usage line too."""
    context = getattr(error, "ctx", None)
    remedy = f"see `{context.command_path if context else PROGRAM} --help`"
    usage = [context.get_usage(), f"Try `{context.command_path} -h` for help.", ""] if context else []
    told = error.format_message()
    parts = {"type": type(error).__name__, "what": told, "remedy": remedy, "source": None}
    shown = "\n".join([*usage, f"Error: {told}"])
    return Ending(code=ExitCode.USAGE, error=parts, sentence=f"{told.rstrip('.')}; {remedy}", shown=shown)


def ending_of_error(error: EktepaktBatchError) -> Ending:
    code = code_for_error(error)
    return Ending(code=code, error=error.as_json(), sentence=str(error), shown=f"{PROGRAM}: {error}")


def ending_of_defect(error: Exception) -> Ending:
    """Tell of a defect by its place: the text of the error may be about somebody, the place never is."""
    kind, trace = type(error).__name__, trace_of(error)
    parts = {"type": kind, "what": "a defect in the program", "remedy": "please report what was said of it"}
    return Ending(
        code=ExitCode.DEFECT,
        error={**parts, "source": None},
        sentence=f"a defect in the program ({kind} at {_places(error)}); please report this",
        shown=f"{PROGRAM}: a defect in the program; please report this:\n{trace}",
        facts={"exception": trace},
    )


def _places(error: Exception) -> str:
    """Name the innermost places in this package, the last one first."""
    root = Path(batch.__file__).parent
    frames = [each for each in traceback.extract_tb(error.__traceback__) if Path(each.filename).is_relative_to(root)]
    places = [f"{Path(each.filename).relative_to(root)}:{each.lineno}" for each in reversed(frames[-_INNERMOST:])]
    return " < ".join(places) or "its start"


def _ending(code: ExitCode, error: EktepaktBatchError | None, *, result: _Result, **rest: Any) -> Ending:  # noqa: ANN401
    """Tell of a command whose lines say what is wrong."""
    said = "" if error is None else str(error)
    parts = None if error is None else _parts(error, code)
    return Ending(code=code, result=result, error=parts, sentence=said, shown="", **rest)


def _parts(error: EktepaktBatchError, code: ExitCode) -> dict[str, Any]:
    """Give the parts; what is no error of its own has its exit code as its kind."""
    parts = error.as_json()
    return parts | ({"type": code.name} if type(error) is EktepaktBatchError else {})
