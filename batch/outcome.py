"""What is asked, and the one final account of it (contract/tables.md, "Outcomes")."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from batch.identity import Identity


class OutcomeKind(StrEnum):
    """How the account of an identifier ends; every distinct identifier ends a run with exactly one."""

    FOUND = "found"  #: 200, at least one ektepakt
    EMPTY = "empty"  #: 200, none
    INVALID_ID = "invalid_id"  #: not a lawful fnr or d-nummer, or damaged beyond safe recovery
    WRONG_ENVIRONMENT = "wrong_environment"  #: a real-looking id in a test environment, or the reverse
    SLOW_SKIPPED = "slow_skipped"  #: timed out now, or remembered as slow (test environments only)
    REJECTED = "rejected"  #: 400
    TIMEOUT = "timeout"  #: no answer in time after all attempts
    SERVER_ERROR = "server_error"  #: 5xx after all attempts
    NETWORK_ERROR = "network_error"  #: connection, DNS or TLS failed after all attempts
    BAD_RESPONSE = "bad_response"  #: a 200 that can't be trusted
    NOT_RUN = "not_run"  #: the run stopped first; still pending, picked up by the resume

    @property
    def is_answer(self) -> bool:
        """Whether the register answered about the person; all other kinds are in the error report."""
        return self in _ANSWERS

    @property
    def is_final(self) -> bool:
        """Whether the register has said its last word, so that an earlier run's copy of it spares a request."""
        return self in _FINAL

    @property
    def can_retry(self) -> bool:
        """Whether a later run may end otherwise for the same identifier."""
        return self in _RETRYABLE


_ANSWERS = frozenset({OutcomeKind.FOUND, OutcomeKind.EMPTY})
_FINAL = _ANSWERS | {OutcomeKind.REJECTED}  # the same request would be rejected again
_RETRYABLE = frozenset(
    {
        OutcomeKind.SLOW_SKIPPED,
        OutcomeKind.TIMEOUT,
        OutcomeKind.SERVER_ERROR,
        OutcomeKind.NETWORK_ERROR,
        OutcomeKind.BAD_RESPONSE,
        OutcomeKind.NOT_RUN,
    }
)


class Subject(NamedTuple):
    """What intake made of one cell; a tuple, since a million of them are made.

    Either `fnr` with its type and series, or `reason` and the cell's text as `input_value`.
    `verdict` is the outcome of what is settled without asking.
    """

    fnr: str | None
    input_value: str | None
    id_type: str | None
    series: str | None
    reason: str | None
    repair: str | None
    verdict: OutcomeKind | None

    def __repr__(self) -> str:
        return f"<Subject {self.id_type or self.reason}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One thing to ask: an identity, under its number in the ledger."""

    lookup_id: int
    identity: Identity


class Lane(IntEnum):
    """When a lookup is asked about; the lanes follow one another."""

    MAIN = 0  #: in input order
    SECOND = 1  #: then who kept a place for too long: most of them were slow by chance, and are answered soon
    SLOW = 2  #: when all others are done, a few at a time, each for as long as it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A lookup without an outcome, and what the attempts for it have come to.

    `attempts` counts all of them, `charged` those that count against what an identifier is given; a suspect has failed,
    or kept a place for too long, while others were answered.
    """

    lookup: Lookup
    attempts: int = 0
    charged: int = 0
    first_attempt_at: datetime | None = None
    lane: Lane = Lane.MAIN
    is_suspect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one look-up ended. Times are UTC; `duration_ms` is that of the last attempt.

    `body` is the answer's own bytes, for the kinds that are answers; the tables are made from it.
    """

    lookup_id: int
    kind: OutcomeKind
    attempts: int = 0
    http_status: int | None = None
    korrelasjonsid: str | None = None
    feilmelding: str | None = field(default=None, repr=False)
    duration_ms: int | None = None
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One distinct identifier of the input, or value that is none, with its outcome and where it first stands.

    `source` is the file (and sheet), `row` the row a person counts there, `row_count` how many rows hold it.
    """

    subject: Subject
    outcome: Outcome
    source: str
    row: int
    row_count: int
