"""What a run has come to, for Python: its tables as frames, its counts, and the caller's frame with the answers."""

import os
from collections.abc import Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batch.api.call_errors import told_of_calls
from batch.api.data_frames import data_frame
from batch.api.exit_code import code_for_manifest
from batch.api.given import names_of
from batch.api.merging import merged_frame
from batch.api.stored_tables import TABLES, has_table, stored_table
from batch.jobs.exit_codes import ExitCode

if TYPE_CHECKING:
    import pandas as pd


class Result:
    """One run, complete or not. Its tables are read from disk when they are asked for; each call makes a new frame.

    Shown, it tells environment and counts, and no identifier.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], *, columns: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self._manifest = manifest
        self._columns = columns
        self._tables: dict[str, Any] = {}

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What `run.json` of the run says (batch/report/run.schema.json)."""
        return self._manifest

    @property
    def path(self) -> Path:
        """The folder of the run, with its files."""
        return self._folder

    @property
    def complete(self) -> bool:
        """Whether everybody was asked about; else the same call goes on."""
        return bool(self._manifest.get("is_complete"))

    @property
    def environment(self) -> str:
        """Which register was asked: `sandbox`, `ppe` or `prod`."""
        return str(self._manifest.get("environment"))

    @property
    def answers_are_made_up(self) -> bool:
        """Whether the sandbox answered."""
        return bool(self._manifest.get("answers_are_made_up"))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Distinct identifiers, and distinct values that are none, by outcome."""
        return {kind: int(count["identifiers"]) for kind, count in self._manifest["outcomes"].items()}

    @property
    def exit_code(self) -> int:
        """The code with which the command `run` would have ended: 0, 3 or 5 for a complete run."""
        return int(code_for_manifest(self._manifest))

    @property
    def summary(self) -> dict[str, Any]:
        """How the run stands, as JSON can hold it; no identifier is in it."""
        return {
            "environment": self.environment,
            "answers_are_made_up": self.answers_are_made_up,
            "run_id": self._manifest.get("run_id"),
            "folder": os.fspath(self._folder),
            "is_complete": self.complete,
            "exit_code": self.exit_code,
            "outcomes": self.counts,
            **self._manifest.get("totals", {}),
        }

    @property
    def remarks(self) -> list[str]:
        """What a person should hear: columns that look wrong, and where the input was cut."""
        seen = [str(each["said"]) for file in self._manifest.get("inputs", ()) for each in file.get("observations", ())]
        cut_at = self._manifest.get("cut_at")
        return [*seen, *([f"Cut at {cut_at}: what stands behind it was not looked up."] if cut_at else [])]

    @property
    def oppslag(self) -> "pd.DataFrame":
        """One row for each distinct identifier, and for each distinct value that is none, in input order."""
        return self._frame("oppslag")

    @property
    def ektepakter(self) -> "pd.DataFrame":
        """One row for each ektepakt, with both roles beside each other."""
        return self._frame("ektepakter")

    @property
    def roller(self) -> "pd.DataFrame":
        """One row for each role in an ektepakt, with every field of its address."""
        return self._frame("roller")

    @property
    def avtaleinnhold(self) -> "pd.DataFrame":
        """One row for each thing agreed, in the register's order."""
        return self._frame("avtaleinnhold")

    @property
    def errors(self) -> "pd.DataFrame":
        """One row for each identifier without an answer, with the reason and what to do."""
        return self._frame("errors")

    @property
    def changes(self) -> "pd.DataFrame | None":
        """One row for each change since the run before of the same list; None where there was none to compare with."""
        return self._frame("changes") if has_table(self._manifest, "changes") else None

    def arrow(self, name: str) -> Any:  # noqa: ANN401 - a pyarrow.Table, which ships no types
        """Return a table as a pyarrow.Table, by its name: `oppslag`, `ektepakter`, `errors` and so on; needs no pandas.

        Raises KeyError for a name that is none, and OutputError where the run has it in no format that can be read, or
        its file is damaged.
        """
        if name not in TABLES:
            raise KeyError(f"no table is called {name!r}; there are {', '.join(TABLES)}")
        if name not in self._tables:
            self._tables[name] = stored_table(self._folder, self._manifest, name)
        return self._tables[name]

    @told_of_calls()
    def merged(self, frame: object, *, column: "str | list[str] | None" = None) -> "pd.DataFrame":
        """Return the caller's frame with the answers beside each row, as in the annotated copy of a file.

        Rows and index stay as they are, in any order, repeated or damaged; a frame that holds some of the rows that
        were looked up will do too. The added columns are `ektepakt_outcome` (with SANDBOX behind it where answers are
        made up), `ektepakt_antall`, `ektepakt_avtaletyper`, `ektepakt_siste_innkomst`, `ektepakt_repair` and
        `ektepakt_feilmelding`. Without `column` it is the one that was looked up, or found as `look_up` finds it.

        Raises InputError for rows with identifiers that this run was not asked about.
        """
        columns = names_of(column)
        facts = {name: self.summary[name] for name in ("environment", "run_id", "answers_are_made_up")}
        return merged_frame(self._folder, frame, columns=columns, usual=self._columns, facts=facts)

    def _frame(self, name: str) -> "pd.DataFrame":
        return data_frame(self.arrow(name))

    def __repr__(self) -> str:
        counts = ", ".join(f"{kind} {count:,}" for kind, count in self.counts.items())
        return f"<Result {self._manifest.get('run_id')}: {self._state()}; {counts or 'nobody'}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(kind)}</td><td style='text-align:right'>{count:,}</td></tr>"
            for kind, count in self.counts.items()
        )
        told = "".join(f"<br>{escape(each)}" for each in (os.fspath(self._folder), *self.remarks))
        return (
            f"<p><b>{escape(self._state())}</b>{told}</p>"
            f"<table><thead><tr><th>outcome</th><th>identifiers</th></tr></thead><tbody>{rows}</tbody></table>"
        )

    def _state(self) -> str:
        made_up = " (answers are made up)" if self.answers_are_made_up else ""
        ended = "complete" if self.complete else "not complete, the same call goes on"
        code = "" if self.exit_code == ExitCode.OK or not self.complete else f", exit code {self.exit_code}"
        return f"{self.environment}{made_up}, {ended}{code}"
