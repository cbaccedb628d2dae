"""Runs phase 1: rows into the ledger, then (through ledger/earlier_runs.py) answers that need not be asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from batch.errors import InputError
from batch.inputs import InputFile
from batch.intake.fed_back import mark_answered
from batch.intake.ledger_rows import IntakeRules, add_rows
from batch.ledger import EarlierList, Ledger, Origin, last_list, reuse_answers, reuse_marked_answers
from batch.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The inputs, how their cells are read, and whose answers may be taken over.

    Answers are those of runs under `out` that came from the same `origin`: any that are at most `max_age` old (None:
    none are), and those that an annotated copy fed back as input says are there.
    """

    files: Sequence[InputFile]
    rules: IntakeRules
    out: Path
    origin: Origin
    max_age: timedelta | None
    now: datetime
    is_cut: bool = False  #: only a sample is asked about
    allows_empty: bool = False  #: inputs without any row are a good run

    def take_in(self, ledger: Ledger, steps: Steps | None = None) -> None:
        """Bring the inputs into a ledger, counted in `steps`; one that holds them already is left as it is.

        Raises HalfReadError for an input that turns out unreadable, InputError when there is no row in any.
        """
        add_rows(self.files, ledger, self.rules, steps)
        if ledger.totals()["identifier_cells"] == 0 and not self.allows_empty:
            # An export that came out empty must not pass for a night on which all went well.
            names = ", ".join(file.name for file in self.files)
            hidden = ", ".join(filter(None, (file.reading_notes.get("hidden_sheets") for file in self.files)))
            remedy = "check how the file was made, or say --allow-empty"
            remedy += f"; or read a hidden sheet with --sheet ({hidden})" if hidden else ""
            raise InputError("there is no row below the header", remedy=remedy, source=names)

    def list_before(self) -> EarlierList | None:
        """Return how long the same list was in the last complete run; None for a list that is cut on purpose."""
        if self.is_cut or self.rules.limit is not None:
            return None
        return last_list(self.out, self.origin, [file.name for file in self.files])

    def reuse(self, ledger: Ledger) -> int:
        """Take over the answers of earlier runs, once in the life of a ledger; broken off half-way it can be repeated.

        Returns how many identifiers are answered by what fed back copies say, and by no run under `out`.
        """
        if ledger.fact("reuse_done_at") is not None:
            return 0
        unknown = 0
        if self.max_age is not None:
            reuse_answers(ledger, self.out, self.origin, self.now - self.max_age)
        if mark_answered(self.files, ledger):
            reuse_marked_answers(ledger, self.out, self.origin)
            unknown = ledger.marked_in_vain()
        ledger.note({"reuse_done_at": self.now.isoformat()})
        return unknown
