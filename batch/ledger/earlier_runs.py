"""Decides which earlier runs may lend their answers (--max-age, fed back copies), or be compared with a run."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, connect
from typing import NamedTuple, Self

from batch.errors import LedgerCorruptError
from batch.identity.environment import Environment
from batch.ledger.database import gone, values_read
from batch.ledger.places import check_in_place, has_written, ledger_of, run_folders
from batch.ledger.rows import queries
from batch.ledger.store import Ledger
from batch.ledger.undisturbed import read_facts, undisturbed

SHRUNK_LIST = "shrunk_list"
"""The fact of a run that says that its list has become much shorter."""

_IDENTIFIERS = "SELECT count(*) FROM lookup WHERE fnr IS NOT NULL"
_FACTS = "SELECT key, value FROM run"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_OF_ALL = "9999"  # comes behind every time in ISO 8601
_REGISTER_PREFIX = "register "


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where answers come from; they can be reused only by a run of the same origin."""

    environment: Environment
    register: str  #: its address, or a word for the embedded one, whose port is another each time
    language: str | None

    def as_facts(self, now: datetime) -> dict[str, str]:
        """Return what is noted of it in a run's ledger; a run continued at another address notes both."""
        return {
            "environment": self.environment.value,
            "language": self.language or "",
            f"{_REGISTER_PREFIX}{self.register}": now.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self | None:
        """Return the origin of a run's answers; None where they have more than one, or the run noted none."""
        registers = [key.removeprefix(_REGISTER_PREFIX) for key in facts if key.startswith(_REGISTER_PREFIX)]
        environments = [each for each in Environment if each.value == facts.get("environment")]
        if not environments or len(registers) != 1:
            return None
        return cls(environment=environments[0], register=registers[0], language=facts["language"] or None)

    def is_that_of(self, facts: Mapping[str, str]) -> bool:
        """Whether all answers of a run, by the facts in its ledger, have this origin."""
        return self == self.from_facts(facts)


class _Known(NamedTuple):
    """The ledger of an earlier run, and what it notes of it."""

    path: Path
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierList:
    """How many distinct identifiers an earlier run took in from inputs of the same names."""

    run_id: str
    identifiers: int
    completed_at: datetime
    has_answers: bool = True


def last_list(out: Path, origin: Origin, names: Iterable[str]) -> EarlierList | None:
    """Return the list of the last complete run of the same origin and input names, one without sample or limit."""
    for path in _of_list(_paths(_completed_runs(out, origin, _EVER)), frozenset(names)):
        with _passed_over_if_damaged(), _opened(path) as connection:
            (count,) = connection.execute(_IDENTIFIERS).fetchone()
            facts = dict(connection.execute(_FACTS).fetchall())
            return EarlierList(
                run_id=path.parent.name,
                identifiers=count,
                completed_at=datetime.fromisoformat(facts["completed_at"]),
                has_answers=queries.FORGETTING not in facts,
            )
    return None


def last_run(out: Path, origin: Origin, names: Iterable[str], *, begun_before: str) -> Path | None:
    """Return the folder of the run that `last_list` tells of, among those begun before a time; to be compared with."""
    runs = _paths(_completed_runs(out, origin, _EVER, begun_before=begun_before))
    return next((path.parent for path in _of_list(runs, frozenset(names))), None)


def last_two_runs(out: Path) -> tuple[Path, Path] | None:
    """Return the folders of the newest complete run with one of its kind before it, the older first."""
    complete = [(path, facts) for path, facts in _all_facts(out) if "completed_at" in facts]
    complete.sort(key=lambda each: (each[1]["completed_at"], each[0]), reverse=True)
    for place, (path, facts) in enumerate(complete, 1):
        if (origin := Origin.from_facts(facts)) and (names := _whole_list(path)):
            begun = facts.get("started_at", "")
            alike = (
                p for p, each in complete[place:] if origin.is_that_of(each) and each.get("started_at", "") < begun
            )
            if (older := next(_of_list(alike, names), None)) is not None:
                return older.parent, path.parent
    return None


def _of_list(runs: Iterable[Path], names: frozenset[str]) -> Iterator[Path]:
    return (path for path in runs if _whole_list(path) == names)


def _whole_list(path: Path) -> frozenset[str] | None:
    """Return the names of the inputs of a run; None for one with a sample or limit, or whose ledger is damaged."""
    with _passed_over_if_damaged(), _opened(path) as connection:
        if connection.execute(queries.IS_CUT).fetchone() is None:
            return frozenset(name for (name,) in connection.execute("SELECT name FROM input_file"))
    return None


def reuse_answers(ledger: Ledger, out: Path, origin: Origin, since: datetime) -> None:
    """Copy answers got since a time from the completed runs under `out`; the last completed comes first and wins."""
    for path in _with_answers(_completed_runs(out, origin, since)):
        with _passed_over_if_damaged(), undisturbed(path) as uri:
            ledger.reuse_since(since, uri, path, run_id=path.parent.name)


def reuse_marked_answers(ledger: Ledger, out: Path, origin: Origin) -> None:
    """Copy answers to marked lookups from all runs under `out`; the run that began last comes first and wins."""
    runs = [each for each in _all_facts(out) if each.path != ledger.path and origin.is_that_of(each.facts)]
    for path in _with_answers(sorted(runs, key=lambda each: each.path, reverse=True)):
        with _passed_over_if_damaged(), undisturbed(path) as uri:
            ledger.reuse_marked(uri, path, run_id=path.parent.name)


def _with_answers(runs: Iterable[_Known]) -> Iterator[Path]:
    """Yield the ledgers that can lend answers, and say of how many runs they were forgotten."""
    forgotten = []
    for run in runs:
        if queries.FORGETTING in run.facts:
            forgotten.append(run.path.parent.name)
        else:
            yield run.path
    if forgotten:
        _warn("answers of earlier runs were forgotten, and can't be taken over", runs=len(forgotten), one=forgotten[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPace:
    """How long an answer took in an earlier run, and the share of those asked about that never answered."""

    usual_seconds: float
    silent_share: float


def last_pace(out: Path, origin: Origin) -> EarlierPace | None:
    """Return the pace of the newest completed run that was answered anything, None without one."""
    for path in _paths(_completed_runs(out, origin, _EVER)):
        with _passed_over_if_damaged(), _opened(path) as connection:
            milliseconds, silent_share = connection.execute(queries.PACE).fetchone()
            if milliseconds is not None:
                return EarlierPace(usual_seconds=float(milliseconds) / 1000, silent_share=float(silent_share))
    return None


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    with undisturbed(path) as uri, values_read(path), closing(connect(uri, uri=True)) as connection:
        yield connection


def _completed_runs(out: Path, origin: Origin, since: datetime, *, begun_before: str = _LAST_OF_ALL) -> list[_Known]:
    """Return them, the last completed first; those completed before `since` are left out: their answers are older."""
    found = [
        each
        for each in _all_facts(out)
        if each.facts.get("completed_at", "") >= since.isoformat()
        and each.facts.get("started_at", "") < begun_before
        and origin.is_that_of(each.facts)
    ]
    return sorted(found, key=lambda each: (each.facts["completed_at"], each.path), reverse=True)


def _paths(runs: Iterable[_Known]) -> Iterator[Path]:
    return (each.path for each in runs)


def _all_facts(out: Path) -> Iterator[_Known]:
    for folder in run_folders(out):
        with _passed_over_if_damaged():
            path = ledger_of(folder)
            facts: Mapping[str, str] = {}
            if path.is_file():
                with undisturbed(path) as uri:
                    facts = read_facts(uri, path)
            else:
                check_in_place(folder, path)
            if facts:
                yield _Known(path, facts)
            elif has_written(folder):
                raise gone(path)


@contextmanager
def _passed_over_if_damaged() -> Iterator[None]:
    """Warn of an earlier run whose ledger is damaged, and do without what it knows."""
    try:
        yield
    except LedgerCorruptError as error:
        _warn("an earlier run is passed over", reason=str(error))


def _warn(what: str, **facts: object) -> None:
    import structlog  # noqa: PLC0415 - heavy, and `slow` needs the ledger at once

    structlog.get_logger(__name__).warning(what, **facts)
