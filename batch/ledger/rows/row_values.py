"""Decides which columns a query of the ledger has, and turns its rows into data of the run and back.

Each query and the code that reads its rows share one list of columns: a NamedTuple of this file, or the fields of a
record. So a column is added in one place and shifts no other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from batch.cells.observations import Observation
from batch.identity import Identity, IdType, Series
from batch.ledger.rows.checksums import body_checksum, checksum
from batch.oppslag.gist import Gist
from batch.outcome import Entry, Lane, Lookup, Outcome, OutcomeKind, Pending, Subject


class LedgerRow(NamedTuple):
    """One identifier cell of the input; `position` is which identifier column of its row it is in, from 1."""

    row: int
    position: int
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """One input file of the run: a row of table `input_file`. `file_id` is its place on the command line, from 1."""

    file_id: int
    name: str
    path: str
    sha256: str
    decided: Mapping[str, str]
    row_count: int = 0
    blank_count: int = 0
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many distinct identifiers ended in an outcome, and how many input rows hold them."""

    identifiers: int
    rows: int


class CellCount(NamedTuple):
    """How many identifier cells the input has, how many of them lead where, and how many are in the run."""

    in_all: int
    of_identifiers: int
    of_none: int
    in_run: int  #: all but those outside a sample


class Place(NamedTuple):
    """Where a refused identifier first stands: its input, its row as a person counts there, and the HTTP status."""

    source: str
    row: int
    http_status: int | None


class EntryRow(NamedTuple):
    """One row of a query for entries. The default of a column is its SQL, so that `EntryRow()` is the SELECT list.

    A lookup's checksum is over `subject` to `row`, an outcome's over `kind` to `body_checksum`.
    """

    lookup_id: Any = "lookup.lookup_id"
    row_count: Any = "lookup.row_count"
    lookup_checksum: Any = "lookup.checksum"
    subject: Any = "lookup.subject"
    fnr: Any = "lookup.fnr"
    input_value: Any = "lookup.input_value"
    id_type: Any = "lookup.id_type"
    series: Any = "lookup.series"
    reason: Any = "lookup.reason"
    repair: Any = "lookup.repair"
    file_id: Any = "lookup.file_id"
    row: Any = "lookup.row"
    outcome_checksum: Any = "outcome.checksum"
    kind: Any = "outcome.kind"
    attempts: Any = "outcome.attempts"
    http_status: Any = "outcome.http_status"
    korrelasjonsid: Any = "outcome.korrelasjonsid"
    feilmelding: Any = "outcome.feilmelding"
    duration_ms: Any = "outcome.duration_ms"
    first_attempt_at: Any = "outcome.first_attempt_at"
    last_attempt_at: Any = "outcome.last_attempt_at"
    reused_from: Any = "outcome.reused_from"
    antall_ektepakt: Any = "outcome.antall_ektepakt"
    avtaletyper: Any = "outcome.avtaletyper"
    siste_innkomst: Any = "outcome.siste_innkomst"
    compared: Any = "outcome.compared"
    body_checksum: Any = "outcome.body_checksum"
    source: Any = "input_file.name"
    body: Any = "outcome.body"

    def __repr__(self) -> str:
        return f"<EntryRow {self.lookup_id}>"


class CellRow(NamedTuple):
    """One row of a query for cells, like EntryRow; its lookup and outcome are read beside it."""

    checksum: Any = "input_row.checksum"
    file_id: Any = "input_row.file_id"
    row: Any = "input_row.row"
    position: Any = "input_row.position"
    input_value: Any = "input_row.input_value"
    repair: Any = "input_row.repair"

    def __repr__(self) -> str:
        return f"<CellRow {self.row}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """An identity that the register has answered about, and its answer."""

    identity: Identity
    kind: OutcomeKind
    body: bytes


class AttemptedRow(NamedTuple):
    """The columns of what was attempted, like EntryRow; all are null for those that were never tried."""

    checksum: Any = "attempted.checksum"
    attempts: Any = "attempted.attempts"
    charged: Any = "attempted.charged"
    first_attempt_at: Any = "attempted.first_attempt_at"
    lane: Any = "attempted.lane"
    is_suspect: Any = "attempted.is_suspect"


LOOKUP = slice(EntryRow._fields.index("subject"), EntryRow._fields.index("row") + 1)
OUTCOME = slice(EntryRow._fields.index("kind"), EntryRow._fields.index("body_checksum") + 1)
PENDING_WIDTH = LOOKUP.stop  # a pending lookup has no outcome
LOOKUP_COLUMNS = EntryRow._fields[LOOKUP]
OUTCOME_COLUMNS = EntryRow._fields[OUTCOME]
FILE_COLUMNS = tuple(each.name for each in fields(LedgerFile))
_KINDS = {kind.value: kind for kind in OutcomeKind}  # OutcomeKind(text) takes ten times as long, for a million rows
_encode_list = msgspec.json.Encoder().encode


def subject_key(subject: Subject) -> str:
    return f"fnr {subject.fnr}" if subject.fnr is not None else f"none {subject.input_value}"


def lookup_values(subject: str, row: LedgerRow, file_id: int) -> tuple[Any, ...]:
    """Return the columns of a lookup that a cell asks for, as the checksum takes them."""
    return (subject, *row.subject[:-1], file_id, row.row)  # its last field, the verdict, becomes an outcome


def input_row_values(subject: str, row: LedgerRow, file_id: int, lookup_id: int) -> tuple[Any, ...]:
    number, position, (_, input_value, _, _, _, repair, _) = row
    whole = checksum(subject, file_id, number, position, input_value, repair)
    return (file_id, number, position, lookup_id, input_value, repair, whole)


def file_values(file: LedgerFile) -> tuple[Any, ...]:
    own = {name: getattr(file, name) for name in FILE_COLUMNS} | {
        "decided": json.dumps(dict(file.decided), ensure_ascii=False),
        "observations": json.dumps([each.as_json() for each in file.observations], ensure_ascii=False),
    }
    return tuple(own.values())


def file_of(values: tuple[Any, ...]) -> LedgerFile:
    row = dict(zip(FILE_COLUMNS, values, strict=True))
    observations = tuple(map(Observation.from_json, json.loads(row["observations"])))
    return LedgerFile(**row | {"decided": json.loads(row["decided"]), "observations": observations})


def pending_of(row: EntryRow, tried: AttemptedRow) -> Pending:
    return Pending(
        lookup=Lookup(lookup_id=row.lookup_id, identity=Identity(row.fnr, IdType(row.id_type), Series(row.series))),
        attempts=tried.attempts or 0,
        charged=tried.charged or 0,
        first_attempt_at=_moment(tried.first_attempt_at),
        lane=Lane(tried.lane or 0),
        is_suspect=bool(tried.is_suspect),
    )


def attempted_values(pending: Pending) -> tuple[Any, ...]:
    return (
        pending.lookup.lookup_id,
        pending.attempts,
        pending.charged,
        pending.first_attempt_at and pending.first_attempt_at.isoformat(),
        int(pending.lane),
        int(pending.is_suspect),
    )


def known_answer_of(row: EntryRow) -> KnownAnswer:
    identity = Identity(row.fnr, IdType(row.id_type), Series(row.series))
    return KnownAnswer(identity=identity, kind=OutcomeKind(row.kind), body=row.body)


def outcome_values(lookup: Lookup, outcome: Outcome) -> tuple[Any, ...]:
    """Return the values of a row; an error has no body of its own, and keeps there what its answer gave as its time."""
    body = outcome.body
    if outcome.tidspunkt is not None:
        body = json.dumps({"tidspunkt": outcome.tidspunkt}).encode()
    columns = (
        outcome.kind.value,
        outcome.attempts,
        outcome.http_status,
        outcome.korrelasjonsid,
        outcome.feilmelding,
        outcome.duration_ms,
        outcome.first_attempt_at and outcome.first_attempt_at.isoformat(),
        outcome.last_attempt_at and outcome.last_attempt_at.isoformat(),
        None,
        *gist_columns(outcome.gist),
        body_checksum(body),
    )
    return (outcome.lookup_id, *columns, checksum(f"fnr {lookup.identity.digits}", *columns), body)


def verdict_values(subject: str, lookup_id: int, kind: OutcomeKind) -> tuple[Any, ...]:
    """Return number, kind and checksum of an outcome that needs no request."""
    columns = (kind.value, 0, *(None,) * (len(OUTCOME_COLUMNS) - 2))
    return lookup_id, kind.value, checksum(subject, *columns)


def copied_outcome_values(row: EntryRow) -> tuple[Any, ...]:
    """Return the values of a row with the outcome of another one."""
    return (row.lookup_id, *row[OUTCOME], checksum(row.subject, *row[OUTCOME]), row.body)


def gist_columns(gist: Gist | None) -> tuple[Any, ...]:
    if gist is None:
        return None, None, None, None
    avtaletyper = _encode_list(gist.avtaletyper).decode() if gist.avtaletyper else None
    return gist.antall_ektepakt, avtaletyper, gist.siste_innkomst, gist.compared


def entry_of(row: EntryRow) -> Entry:
    kind = OutcomeKind.NOT_RUN if row.kind is None else _KINDS[row.kind]
    return Entry(
        subject=Subject(row.fnr, row.input_value, row.id_type, row.series, row.reason, row.repair, None),
        outcome=Outcome(
            lookup_id=row.lookup_id,
            kind=kind,
            attempts=row.attempts or 0,
            http_status=row.http_status,
            korrelasjonsid=row.korrelasjonsid,
            feilmelding=row.feilmelding,
            duration_ms=row.duration_ms,
            first_attempt_at=_moment(row.first_attempt_at),
            last_attempt_at=_moment(row.last_attempt_at),
            body=row.body if kind.is_answer else None,
            tidspunkt=None if kind.is_answer or row.body is None else json.loads(row.body)["tidspunkt"],
            gist=_gist_of(row) if kind.is_answer else None,
        ),
        source=row.source,
        row=row.row,
        row_count=row.row_count,
    )


def _gist_of(row: EntryRow) -> Gist:
    avtaletyper = () if row.avtaletyper is None else _avtaletyper_of(row.avtaletyper)
    return Gist(row.antall_ektepakt, avtaletyper, row.siste_innkomst, row.compared)


@lru_cache(maxsize=1_000)  # many have agreed the same; far more than the common lists
def _avtaletyper_of(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
