"""Tells the exit code of a run that has ended, by its manifest."""

from collections.abc import Mapping
from typing import Any

from batch import errors
from batch.jobs.exit_codes import ExitCode, code_for_error_class
from batch.outcome import OutcomeKind
from batch.report.account import are_too_many
from batch.tables.changes import ChangeKind


def code_for_manifest(manifest: Mapping[str, Any]) -> ExitCode:
    """Return the code with which its command ended; that of an error which this version does not know is 70."""
    if stopped_by := manifest.get("stopped_by"):
        return code_for_error_class(getattr(errors, str(stopped_by["type"]), errors.EktepaktBatchError))
    if not manifest.get("is_complete"):
        return ExitCode.RESUMABLE
    if manifest.get("unread_inputs"):
        return ExitCode.USAGE
    settings = manifest.get("settings", {})
    counts = {OutcomeKind(kind): int(count["identifiers"]) for kind, count in manifest["outcomes"].items()}
    errors_count = sum(count for kind, count in counts.items() if not kind.is_answer)
    if are_too_many(errors_count, of=sum(counts.values()), allowed=str(settings.get("max_errors", "0"))):
        return ExitCode.TOO_MANY_ERRORS
    kinds = map(ChangeKind, (manifest.get("changes") or {}).get("rows", {}))
    has_news = any(kind.is_of_the_register for kind in kinds)
    return ExitCode.CHANGED if settings.get("fail_on_change") and has_news else ExitCode.OK
