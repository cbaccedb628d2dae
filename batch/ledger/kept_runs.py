"""Lists the runs that lie under an output folder, whatever became of them, by what their ledgers say."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection, connect

from batch.errors import EktepaktBatchError, LedgerError, OutFolderError
from batch.ledger.database import LOGS, gone, values_read
from batch.ledger.earlier_runs import Origin
from batch.ledger.places import LEDGER_NAME, check_in_place, has_written, ledger_of, run_folders
from batch.ledger.rows import queries
from batch.ledger.rows.row_values import KindCount
from batch.ledger.undisturbed import read_facts, undisturbed
from batch.outcome import OutcomeKind

_OURS = re.compile(r"\d{8}T\d{6}Z-([0-9a-f]{8})(-\d+)?")


class RunState(StrEnum):
    """How far a run has come."""

    COMPLETE = "complete"
    STOPPED = "stopped"  #: something is pending, or its files are not all written; its command goes on with it
    DAMAGED = "damaged"  #: its ledger can't be read


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """One run as it lies on disk; of a damaged one only the folder is known, and why it can't be read."""

    folder: Path
    ledger: Path
    bytes: int
    changed_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    counts: Mapping[OutcomeKind, KindCount] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    damage: EktepaktBatchError | None = None

    @property
    def run_id(self) -> str:
        return self.folder.name

    @property
    def state(self) -> RunState:
        if self.damage is not None:
            return RunState.DAMAGED
        return RunState.COMPLETE if self.completed_at is not None else RunState.STOPPED

    @property
    def completed_at(self) -> datetime | None:
        found = self.facts.get("completed_at")
        return None if found is None else datetime.fromisoformat(found)

    @property
    def ended_at(self) -> datetime:
        """When it was complete; of one that is not, when its ledger was last changed."""
        return self.completed_at or self.changed_at

    @property
    def has_answers(self) -> bool:
        return queries.FORGETTING not in self.facts

    @property
    def is_cut(self) -> bool:
        """Whether it asked about a sample, or --limit cut its input."""
        return bool({"cut_at", "is_cut_to_sample"} & self.facts.keys())

    @property
    def kind(self) -> tuple[str | None, Origin | None, frozenset[str], bool]:
        """What runs must have in common for one of them to take the place of another."""
        return self.facts.get("environment"), Origin.from_facts(self.facts), frozenset(self.inputs), self.is_cut

    @property
    def identifiers(self) -> int:
        return sum(each.identifiers for each in self.counts.values())

    @property
    def hits(self) -> int:
        return self._count(OutcomeKind.FOUND)

    @property
    def pending(self) -> int:
        return self._count(OutcomeKind.NOT_RUN)

    @property
    def errors(self) -> int:
        """How many have no answer and are not pending."""
        return sum(each.identifiers for kind, each in self.counts.items() if not kind.is_answer) - self.pending

    def _count(self, kind: OutcomeKind) -> int:
        return self.counts[kind].identifiers if kind in self.counts else 0


def kept_runs(out: Path) -> list[KeptRun]:
    """Return the runs of this program under `out`, the newest first; what else lies there is none.

    The caller holds the lock of the folder, so that nobody writes meanwhile. Raises OutFolderError.
    """
    return sorted(_runs(out), key=lambda each: each.run_id, reverse=True)


def half_forgotten(out: Path) -> Iterator[Path]:
    """Yield the folders of runs whose answers are deleted, while what lies in files of the ledger is not known.

    A ledger that can't be read is passed over: it is told of where it is needed.
    """
    for folder in run_folders(out):
        with suppress(LedgerError):
            path = ledger_of(folder)
            if path.is_file():
                with undisturbed(path) as uri:
                    facts = read_facts(uri, path)
                if queries.FORGETTING in facts and queries.FORGOTTEN not in facts:
                    yield folder


def _runs(out: Path) -> Iterator[KeptRun]:
    for folder in run_folders(out):
        if named := _OURS.fullmatch(folder.name):
            try:
                found = _read(folder)
            except (LedgerError, OutFolderError) as error:
                yield _measured(folder, folder / LEDGER_NAME, damage=error)
                continue
            if _is_of_its_name(found, named[1]):
                yield found


def _is_of_its_name(run: KeptRun, name: str) -> bool:
    """Whether its ledger is that of the run it is called; one that was killed at its beginning has a ledger alone."""
    if "fingerprint" in run.facts:
        return run.facts["fingerprint"].startswith(name)
    return all(each.name.startswith((LEDGER_NAME, "run.json")) for each in run.folder.iterdir())


def _read(folder: Path) -> KeptRun:
    path = ledger_of(folder)
    if not path.is_file():
        check_in_place(folder, path)
        return _without_facts(folder, path)
    with undisturbed(path) as uri:
        facts = read_facts(uri, path)
        if not facts:
            return _without_facts(folder, path)
        with values_read(path), closing(connect(uri, uri=True)) as connection:
            return _measured(folder, path, facts=facts, counts=_counts(connection), inputs=_inputs(connection))


def _without_facts(folder: Path, path: Path) -> KeptRun:
    """Return a run that was killed at its beginning. Raises LedgerCorruptError for one that has come further."""
    if has_written(folder):
        raise gone(path)
    return _measured(folder, path)


def _counts(connection: Connection) -> dict[OutcomeKind, KindCount]:
    return {
        OutcomeKind(kind): KindCount(identifiers=identifiers, rows=rows)
        for kind, identifiers, rows in connection.execute(queries.COUNTS)
    }


def _inputs(connection: Connection) -> tuple[str, ...]:
    return tuple(name for (name,) in connection.execute("SELECT name FROM input_file ORDER BY file_id"))


def _measured(
    folder: Path,
    ledger: Path,
    *,
    facts: Mapping[str, str] | None = None,
    counts: Mapping[OutcomeKind, KindCount] | None = None,
    inputs: tuple[str, ...] = (),
    damage: EktepaktBatchError | None = None,
) -> KeptRun:
    files = {path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    files |= {path for path in (ledger, *(ledger.with_name(f"{ledger.name}{log}") for log in LOGS)) if path.is_file()}
    changed = ledger if ledger.is_file() else folder
    return KeptRun(
        folder=folder,
        ledger=ledger,
        bytes=sum(path.stat().st_size for path in files),
        changed_at=datetime.fromtimestamp(changed.stat().st_mtime, UTC),
        facts=facts or {},
        counts=counts or {},
        inputs=inputs,
        damage=damage,
    )
