"""Annotates a file as the third phase does, with outcomes that a test chooses."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support import builders as make
from support.opened_input import open_input

from batch.export.annotate import CopyStyle, annotate
from batch.identity.environment import Environment, EnvironmentGuard
from batch.inputs import InputFile
from batch.intake.ledger_rows import IntakeRules, add_rows
from batch.ledger import Ledger
from batch.options.input_options import InputOptions
from batch.outcome import OutcomeKind

RULES = IntakeRules(guard=EnvironmentGuard(environment=Environment.PPE), reading=make.TEST_READING)
NAMES = (
    "ektepakt_outcome",
    "ektepakt_antall",
    "ektepakt_avtaletyper",
    "ektepakt_siste_innkomst",
    "ektepakt_repair",
    "ektepakt_feilmelding",
)
INNKOMST = datetime(2023, 6, 1, 3, 30, tzinfo=UTC)
"""When the ektepakt of the documented example came in."""

Outcomes = Mapping[str, Mapping[str, Any]]


def opened(path: Path, *columns: str, sheet: str | None = None) -> InputFile:
    return open_input(path, InputOptions(column=columns, sheet=() if sheet is None else (sheet,)), accepts_2032=False)


def annotated(*files: InputFile, outcomes: Outcomes | None = None, style: CopyStyle = CopyStyle()) -> Path:  # noqa: B008 - frozen
    """Return the copy of the first of these, beside it; an identifier is found with the example's ektepakt,
    unless `outcomes` says something else about it.
    """
    folder = files[0].path.parent / "run"
    folder.mkdir(exist_ok=True)
    (folder / "ledger.sqlite3").unlink(missing_ok=True)
    with Ledger(folder / "ledger.sqlite3") as ledger:
        add_rows(files, ledger, RULES)
        answer(ledger, outcomes or {})
        first, *_ = annotate(files, ledger, folder, style)
    assert first.file is not None, first.fault
    assert [str(rule) for rule in first.rules if not rule.holds] == []
    return folder / first.file.name


def answer(ledger: Ledger, outcomes: Outcomes) -> None:
    after = 0
    while pending := ledger.pending(after=after, limit=500):
        after = pending[-1].lookup.lookup_id
        chosen = [(each.lookup, outcomes.get(each.lookup.identity.digits, {})) for each in pending]
        ended = [
            make.outcome(**{"lookup_id": each.lookup_id, **changes})  # type: ignore[arg-type]
            for each, changes in chosen
            if changes.get("kind") is not OutcomeKind.NOT_RUN
        ]
        make.settle(ledger, ended)


def none(**changes: Any) -> dict[str, Any]:
    """The outcome of a person without ektepakt."""
    return {"kind": OutcomeKind.EMPTY, "body": make.body({"antallEktepakt": 0, "ektepakt": []}), **changes}


def refused(feilmelding: str) -> dict[str, Any]:
    return {"kind": OutcomeKind.REJECTED, "http_status": 400, "feilmelding": feilmelding, "body": None}
