"""Finds the earlier runs whose answers can stand for this run's own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import structlog

from batch.errors import LedgerCorruptError
from batch.identity.environment import Environment
from batch.ledger.database import translated_errors
from batch.ledger.runs import LEDGER_NAME
from batch.ledger.store import Ledger
from batch.ledger.undisturbed import read_facts, undisturbed

_USUAL_MILLISECONDS = "SELECT avg(duration_ms) FROM outcome WHERE attempts > 0"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_REGISTER_PREFIX = "register "
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where answers come from; only those of the same origin can stand for each other."""

    environment: Environment
    register: str  #: its address, or a word for the embedded one, whose port is another each time
    language: str | None

    def as_facts(self, now: datetime) -> dict[str, str]:
        """Return what a run's ledger notes; a run that was continued elsewhere notes each address."""
        return {
            "environment": self.environment.value,
            "language": self.language or "",
            f"{_REGISTER_PREFIX}{self.register}": now.isoformat(),
        }

    def is_that_of(self, facts: dict[str, str]) -> bool:
        """Whether all answers of a run come from here."""
        registers = {key for key in facts if key.startswith(_REGISTER_PREFIX)}
        return (
            facts.get("environment") == self.environment.value
            and facts.get("language") == (self.language or "")
            and registers == {f"{_REGISTER_PREFIX}{self.register}"}
        )


def reuse_answers(ledger: Ledger, out: Path, origin: Origin, since: datetime) -> None:
    """Take over answers got `since` then from the completed runs under `out`, the one completed last first."""
    for path in _completed_runs(out, origin, since):
        with _left_out_if_damaged(), undisturbed(path) as uri:
            ledger.reuse_since(since, uri, path, run_id=path.parent.name)


def reuse_marked_answers(ledger: Ledger, out: Path, origin: Origin) -> None:
    """Take over answers to what is marked from all runs under `out`, the one that began last first."""
    runs = [path for path, facts in _all_facts(out) if path != ledger.path and origin.is_that_of(facts)]
    for path in sorted(runs, reverse=True):
        with _left_out_if_damaged(), undisturbed(path) as uri:
            ledger.reuse_marked(uri, path, run_id=path.parent.name)


def usual_seconds(out: Path, origin: Origin) -> float | None:
    """Return how long an answer took in the run under `out` that was completed last, None when there is none."""
    for path in _completed_runs(out, origin, _EVER):
        with undisturbed(path) as uri, translated_errors(path), closing(connect(uri, uri=True)) as connection:
            (milliseconds,) = connection.execute(_USUAL_MILLISECONDS).fetchone()
        if milliseconds is not None:
            return float(milliseconds) / 1000
    return None


def _completed_runs(out: Path, origin: Origin, since: datetime) -> list[Path]:
    """List their ledgers; a run that was completed before `since` holds no answer that is newer."""
    found = [
        (facts["completed_at"], path)
        for path, facts in _all_facts(out)
        if "completed_at" in facts and facts["completed_at"] >= since.isoformat() and origin.is_that_of(facts)
    ]
    return [path for _, path in sorted(found, reverse=True)]


def _all_facts(out: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for path in (out / "runs").glob(f"*/{LEDGER_NAME}"):
        with _left_out_if_damaged():
            with undisturbed(path) as uri:
                facts = read_facts(uri, path)
            yield path, facts


@contextmanager
def _left_out_if_damaged() -> Iterator[None]:
    """What is wrong with an earlier run is no reason not to do this one."""
    try:
        yield
    except LedgerCorruptError as error:
        _log.warning("an earlier run is left out", reason=str(error))
