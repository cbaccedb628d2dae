"""The memory of slow identities: who timed out in a test environment, so as not to be asked again.

Such identities hold very many ektepakter and time out; the register's documentation advises to use another
(contract/ektepaktregisteret.md, "Errors"). It lies beside the runs, since it serves them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from batch.environment import Environment
from batch.ledger.database import open_database, transaction, translated_errors

_VERSION = 1
_SCHEMA = """
CREATE TABLE slow (
    environment     TEXT NOT NULL,
    fnr             TEXT NOT NULL,
    first_at        TEXT NOT NULL,     -- ISO 8601, UTC
    last_at         TEXT NOT NULL,
    waited_ms       INTEGER NOT NULL,  -- the longest wait so far
    timeout_count   INTEGER NOT NULL,
    PRIMARY KEY (environment, fnr)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""
_REMEMBER = """
    INSERT INTO slow VALUES (?, ?, ?, ?, ?, 1)
    ON CONFLICT DO UPDATE SET last_at = excluded.last_at, timeout_count = timeout_count + 1,
                              waited_ms = max(waited_ms, excluded.waited_ms)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowIdentity:
    """An identity that did not answer within `waited_ms`; its repr shows no digit."""

    fnr: str
    waited_ms: int
    at: datetime

    def __repr__(self) -> str:
        return f"<SlowIdentity {self.waited_ms} ms>"


class SlowMemory:
    """The slow identities of one environment."""

    def __init__(self, path: Path, environment: Environment) -> None:
        self.path = path
        self._environment = environment
        self._connection = open_database(path, schema=_SCHEMA, version=_VERSION)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def remembered(self) -> frozenset[str]:
        """Return the digits of all that are remembered as slow."""
        with translated_errors(self.path):
            found = self._connection.execute("SELECT fnr FROM slow WHERE environment = ?", (self._environment,))
            return frozenset(fnr for (fnr,) in found)

    def remember(self, identities: Iterable[SlowIdentity]) -> None:
        with transaction(self._connection, self.path):
            self._connection.executemany(
                _REMEMBER,
                (
                    (self._environment, each.fnr, each.at.isoformat(), each.at.isoformat(), each.waited_ms)
                    for each in identities
                ),
            )
