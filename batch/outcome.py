"""How an identifier goes through a run: the lookup that is asked, and the closed set of outcomes it can end in.

What each look-up makes anew is a msgspec struct: a frozen dataclass takes five times as long to make.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

import msgspec

from batch.identity import Identity
from batch.oppslag.gist import Gist


class OutcomeKind(StrEnum):
    """What became of an identifier; each has exactly one at the end of a run (contract/tables.md, "Outcomes")."""

    FOUND = "found"  #: 200, at least one ektepakt
    EMPTY = "empty"  #: 200, none
    INVALID_ID = "invalid_id"  #: not a lawful fnr or d-nummer, or too damaged to repair safely
    WRONG_ENVIRONMENT = "wrong_environment"  #: a real-looking identifier in a test environment, or the reverse
    SLOW_SKIPPED = "slow_skipped"  #: timed out now, or remembered as slow (test environments only)
    REJECTED = "rejected"  #: 400 with the application's own message
    REFUSED = "refused"  #: 401, 403 or 404 for this identifier alone, while others were answered
    TIMEOUT = "timeout"  #: no answer in time after all attempts
    SERVER_ERROR = "server_error"  #: 5xx after all attempts
    NETWORK_ERROR = "network_error"  #: connection, DNS or TLS failed after all attempts
    BAD_RESPONSE = (
        "bad_response"  #: a 200 that can't be trusted, or a refusal in front of the register that met this one alone
    )
    NOT_RUN = "not_run"  #: the run stopped before; pending, and asked when it is resumed

    @property
    def is_answer(self) -> bool:
        """Whether the register answered about the person; every other kind gets a row in table `errors`."""
        return self in _ANSWERS

    @property
    def is_final(self) -> bool:
        """Whether the register would say the same again, so that an earlier run's outcome can be reused."""
        return self in _FINAL

    @property
    def can_retry(self) -> bool:
        """Whether another try at a later time may succeed."""
        return self in _RETRYABLE


_ANSWERS = (OutcomeKind.FOUND, OutcomeKind.EMPTY)  # in a tuple: the hash of an enum is a Python call
_FINAL = (*_ANSWERS, OutcomeKind.REJECTED)  # a 400 is about the request, which would be the same
_RETRYABLE = (
    OutcomeKind.SLOW_SKIPPED,
    OutcomeKind.REFUSED,
    OutcomeKind.TIMEOUT,
    OutcomeKind.SERVER_ERROR,
    OutcomeKind.NETWORK_ERROR,
    OutcomeKind.BAD_RESPONSE,
    OutcomeKind.NOT_RUN,
)


class Subject(NamedTuple):
    """What intake made of one cell; a NamedTuple, since a million are made and a frozen dataclass takes longer.

    Either `fnr` with its type and series, or `reason` and the cell's text as `input_value`.
    `verdict` is its outcome if no request is needed for that.
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


class Lookup(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One question to the register: an identity, with its number in the ledger."""

    lookup_id: int
    identity: Identity


class Lane(IntEnum):
    """When a lookup is made: one lane after the other."""

    MAIN = 0  #: in input order
    SECOND = 1  #: abandoned in the main lane: most were slow by chance, and are answered soon
    SLOW = 2  #: abandoned again or failing alone: at the end, a few at a time, each with the full time-out


class Pending(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A lookup without an outcome, and the attempts made for it.

    `attempts` counts all of them, `charged` those that use up the identifier's share of attempts. A suspect has failed,
    or was abandoned, while others were answered.
    """

    lookup: Lookup
    attempts: int = 0
    charged: int = 0
    first_attempt_at: datetime | None = None
    lane: Lane = Lane.MAIN
    is_suspect: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How one look-up ended. Times are UTC; `duration_ms` is that of the last attempt.

    `body` is the answer byte for byte, for the kinds that are answers; the tables are made from it, the copies of the
    inputs from its `gist`. `tidspunkt` is what an error body gave as its time, as it stood there.
    """

    lookup_id: int
    kind: OutcomeKind
    attempts: int = 0
    http_status: int | None = None
    korrelasjonsid: str | None = None
    feilmelding: str | None = None
    duration_ms: int | None = None
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    body: bytes | None = None
    tidspunkt: str | None = None
    gist: Gist | None = None

    def __repr__(self) -> str:
        return f"<Outcome {self.lookup_id} {self.kind}>"


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One distinct identifier of the input, or value that is no identifier, with its outcome and where it first is.

    `source` is the file (and sheet), `row` its row as a person counts them, `row_count` how many rows hold it.
    """

    subject: Subject
    outcome: Outcome
    source: str
    row: int
    row_count: int
