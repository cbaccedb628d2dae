"""Decides which columns a query of the ledger has, and turns its rows into data of the run and back.

Each query and the code that reads its rows share one list of columns: a NamedTuple of this file, or the fields of a
record. So a column is added in one place and shifts no other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from batch.cells.observations import Observation
from batch.identity import Identity, IdType, Series
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


class Place(NamedTuple):
    """Where a refused identifier first stands: its input, its row as a person counts there, and the HTTP status."""

    source: str
    row: int
    http_status: int | None


class EntryRow(NamedTuple):
    """One row of a query for entries. The default of a column is its SQL, so that `EntryRow()` is the SELECT list."""

    fnr: Any = "lookup.fnr"
    input_value: Any = "lookup.input_value"
    id_type: Any = "lookup.id_type"
    series: Any = "lookup.series"
    reason: Any = "lookup.reason"
    repair: Any = "lookup.repair"
    lookup_id: Any = "lookup.lookup_id"
    kind: Any = f"coalesce(outcome.kind, '{OutcomeKind.NOT_RUN}')"
    attempts: Any = "coalesce(outcome.attempts, 0)"
    http_status: Any = "outcome.http_status"
    korrelasjonsid: Any = "outcome.korrelasjonsid"
    feilmelding: Any = "outcome.feilmelding"
    duration_ms: Any = "outcome.duration_ms"
    first_attempt_at: Any = "outcome.first_attempt_at"
    last_attempt_at: Any = "outcome.last_attempt_at"
    body: Any = "outcome.body"
    source: Any = "input_file.name"
    row: Any = "lookup.row"
    row_count: Any = "lookup.row_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """An identity that the register has answered about, and its answer."""

    identity: Identity
    kind: OutcomeKind
    body: bytes


class PendingRow(NamedTuple):
    """One row of a query for pending lookups, like EntryRow; the defaults of 0 are for those that were never tried."""

    lookup_id: Any = "lookup_id"
    fnr: Any = "fnr"
    id_type: Any = "id_type"
    series: Any = "series"
    attempts: Any = "coalesce(attempts, 0)"
    charged: Any = "coalesce(charged, 0)"
    first_attempt_at: Any = "first_attempt_at"
    lane: Any = "coalesce(lane, 0)"
    is_suspect: Any = "coalesce(is_suspect, 0)"


CELL_COLUMNS = tuple(name for name in Subject._fields if name != "verdict")  # a verdict becomes an outcome
FILE_COLUMNS = tuple(each.name for each in fields(LedgerFile))
OUTCOME_COLUMNS = tuple(each.name for each in fields(Outcome) if each.name != "tidspunkt")  # it is in `body`
cell_values = attrgetter(*CELL_COLUMNS)
_outcome_fields = attrgetter(*OUTCOME_COLUMNS)
_KINDS = {kind.value: kind for kind in OutcomeKind}  # OutcomeKind(text) takes ten times as long, for a million rows


def subject_key(subject: Subject) -> str:
    return f"fnr {subject.fnr}" if subject.fnr is not None else f"none {subject.input_value}"


def file_values(file: LedgerFile) -> dict[str, Any]:
    return {name: getattr(file, name) for name in FILE_COLUMNS} | {
        "decided": json.dumps(dict(file.decided), ensure_ascii=False),
        "observations": json.dumps([each.as_json() for each in file.observations], ensure_ascii=False),
    }


def file_of(values: tuple[Any, ...]) -> LedgerFile:
    row = dict(zip(FILE_COLUMNS, values, strict=True))
    observations = tuple(map(Observation.from_json, json.loads(row["observations"])))
    return LedgerFile(**row | {"decided": json.loads(row["decided"]), "observations": observations})


def pending_of(values: tuple[Any, ...]) -> Pending:
    row = PendingRow._make(values)
    return Pending(
        lookup=Lookup(lookup_id=row.lookup_id, identity=Identity(row.fnr, IdType(row.id_type), Series(row.series))),
        attempts=row.attempts,
        charged=row.charged,
        first_attempt_at=_moment(row.first_attempt_at),
        lane=Lane(row.lane),
        is_suspect=bool(row.is_suspect),
    )


def attempted_values(pending: Pending) -> dict[str, Any]:
    return {
        "lookup_id": pending.lookup.lookup_id,
        "attempts": pending.attempts,
        "charged": pending.charged,
        "first_attempt_at": pending.first_attempt_at and pending.first_attempt_at.isoformat(),
        "lane": int(pending.lane),
        "is_suspect": int(pending.is_suspect),
    }


def outcome_values(outcome: Outcome) -> list[Any]:
    """Return the values of a row; an error has no body of its own, and keeps there what its answer gave as its time."""
    if outcome.tidspunkt is not None:
        outcome = replace(outcome, body=json.dumps({"tidspunkt": outcome.tidspunkt}).encode())
    return [each.isoformat() if isinstance(each, datetime) else each for each in _outcome_fields(outcome)]


def entry_of(values: tuple[Any, ...]) -> Entry:
    row = EntryRow._make(values)
    kind = _KINDS[row.kind]
    return Entry(
        subject=Subject(row.fnr, row.input_value, row.id_type, row.series, row.reason, row.repair, None),
        outcome=Outcome(
            lookup_id=row.lookup_id,
            kind=kind,
            attempts=row.attempts,
            http_status=row.http_status,
            korrelasjonsid=row.korrelasjonsid,
            feilmelding=row.feilmelding,
            duration_ms=row.duration_ms,
            first_attempt_at=_moment(row.first_attempt_at),
            last_attempt_at=_moment(row.last_attempt_at),
            body=row.body if kind.is_answer else None,
            tidspunkt=None if kind.is_answer or row.body is None else json.loads(row.body)["tidspunkt"],
        ),
        source=row.source,
        row=row.row,
        row_count=row.row_count,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
