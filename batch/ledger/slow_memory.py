"""The memory of slow identities: who timed out in a test environment, and is skipped there for a while.

Some test identities have so many ektepakter that the register times out; its documentation advises to use others
(contract/ektepaktregisteret.md, "Errors"). Test data changes, so an entry expires. The file lies beside the runs, since
it serves all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from batch.identity.environment import Environment
from batch.ledger.database import ConnectionOwner, open_database, transaction, values_read

SLOW_NAME = "slow.sqlite3"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 1
_REMEDY = "move this file away: only the memory of slow identities is lost"
_SCHEMA = """
CREATE TABLE slow (
    environment     TEXT NOT NULL,
    fnr             TEXT NOT NULL,
    first_at        TEXT NOT NULL,     -- ISO 8601, UTC
    last_at         TEXT NOT NULL,
    waited_ms       INTEGER NOT NULL,  -- the longest wait so far, 0 when nobody waited
    timeout_count   INTEGER NOT NULL,
    PRIMARY KEY (environment, fnr)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""
_REMEMBER = """
    INSERT INTO slow VALUES (?, ?, ?, ?, ?, 1)
    ON CONFLICT DO UPDATE SET last_at = excluded.last_at, timeout_count = timeout_count + 1,
                              waited_ms = max(waited_ms, excluded.waited_ms)"""
_ENTRIES = """
    SELECT fnr, waited_ms, last_at, first_at, timeout_count FROM slow WHERE environment = ? AND last_at >= ?
    ORDER BY last_at, fnr"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowIdentity:
    """An identity that timed out after `waited_ms`, the last time `at`; its repr shows no digit.

    `first_at` and `timeout_count` are filled in by the memory.
    """

    fnr: str = field(repr=False)
    waited_ms: int
    at: datetime
    first_at: datetime | None = None
    timeout_count: int = 1


class SlowMemory(ConnectionOwner):
    """The slow identities of one environment; one whose last time-out is before `since` has expired."""

    def __init__(self, path: Path, environment: Environment, *, since: datetime = _EVER) -> None:
        self.path = path
        self._environment = environment
        self._since = since.isoformat()
        self._connection = open_database(path, schema=_SCHEMA, version=_VERSION, remedy=_REMEDY)

    def entries(self) -> list[SlowIdentity]:
        """Return all that have not expired, by the time of their last time-out."""
        with values_read(self.path, remedy=_REMEDY):
            return [
                SlowIdentity(
                    fnr=fnr,
                    waited_ms=waited_ms,
                    at=datetime.fromisoformat(last_at),
                    first_at=datetime.fromisoformat(first_at),
                    timeout_count=timeout_count,
                )
                for fnr, waited_ms, last_at, first_at, timeout_count in self._connection.execute(
                    _ENTRIES, (self._environment, self._since)
                )
            ]

    def remembered(self) -> frozenset[str]:
        """Return the digits of all that have not expired."""
        return frozenset(each.fnr for each in self.entries())

    def remember(self, identities: Iterable[SlowIdentity]) -> None:
        """Add time-outs; an identity that is there already has one more."""
        with transaction(self._connection, self.path, remedy=_REMEDY):
            self._connection.executemany(
                _REMEMBER,
                (
                    (self._environment, each.fnr, each.at.isoformat(), each.at.isoformat(), each.waited_ms)
                    for each in identities
                ),
            )

    def forget(self, fnrs: Iterable[str]) -> int:
        """Remove identities by their digits; return how many there were."""
        with transaction(self._connection, self.path, remedy=_REMEDY):
            return sum(
                self._connection.execute(
                    "DELETE FROM slow WHERE environment = ? AND fnr = ?", (self._environment, fnr)
                ).rowcount
                for fnr in fnrs
            )

    def forget_old(self) -> None:
        """Remove what has expired."""
        with transaction(self._connection, self.path, remedy=_REMEDY):
            self._connection.execute(
                "DELETE FROM slow WHERE environment = ? AND last_at < ?", (self._environment, self._since)
            )


def open_slow_memory(out: Path, environment: Environment, *, since: datetime) -> SlowMemory:
    """Open the memory that the runs under `out` share. Raises LedgerError."""
    return SlowMemory(out / SLOW_NAME, environment, since=since)
