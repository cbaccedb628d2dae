"""What a ledger's rows are outside it: values for SQLite on one side, data of the run on the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from batch.cells.observations import Observation
from batch.identity import Identity, IdType, Series
from batch.outcome import Entry, Lane, Lookup, Outcome, OutcomeKind, Pending, Subject


class LedgerRow(NamedTuple):
    """One identifier cell of the input, as intake hands it over."""

    row: int
    position: int
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """One input file of the run; `file_id` is its place on the command line, from 1."""

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


def file_values(file: LedgerFile) -> tuple[Any, ...]:
    return (
        file.file_id,
        file.name,
        file.path,
        file.sha256,
        json.dumps(dict(file.decided), ensure_ascii=False),
        file.row_count,
        file.blank_count,
        json.dumps([each.as_json() for each in file.observations], ensure_ascii=False),
    )


def file_of(values: tuple[Any, ...]) -> LedgerFile:
    file_id, name, path, sha256, decided, row_count, blank_count, observations = values
    return LedgerFile(
        file_id=file_id,
        name=name,
        path=path,
        sha256=sha256,
        decided=json.loads(decided),
        row_count=row_count,
        blank_count=blank_count,
        observations=tuple(map(Observation.from_json, json.loads(observations))),
    )


def subject_key(subject: Subject) -> str:
    return f"fnr {subject.fnr}" if subject.fnr is not None else f"none {subject.input_value}"


def pending_of(values: tuple[Any, ...]) -> Pending:
    lookup_id, fnr, id_type, series, attempts, charged, first_attempt_at, lane, is_suspect = values
    return Pending(
        lookup=Lookup(lookup_id=lookup_id, identity=Identity(fnr, IdType(id_type), Series(series))),
        attempts=attempts,
        charged=charged,
        first_attempt_at=_moment(first_attempt_at),
        lane=Lane(lane),
        is_suspect=bool(is_suspect),
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


def outcome_values(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.lookup_id,
        outcome.kind,
        outcome.attempts,
        outcome.http_status,
        outcome.korrelasjonsid,
        outcome.feilmelding,
        outcome.duration_ms,
        outcome.first_attempt_at and outcome.first_attempt_at.isoformat(),
        outcome.last_attempt_at and outcome.last_attempt_at.isoformat(),
        outcome.body,
    )


def entry_of(values: tuple[Any, ...]) -> Entry:
    outcome = Outcome(
        lookup_id=values[6],
        kind=OutcomeKind(values[7]),
        attempts=values[8],
        http_status=values[9],
        korrelasjonsid=values[10],
        feilmelding=values[11],
        duration_ms=values[12],
        first_attempt_at=_moment(values[13]),
        last_attempt_at=_moment(values[14]),
        body=values[15],
    )
    subject = Subject._make((*values[:6], None))
    return Entry(subject=subject, outcome=outcome, source=values[16], row=values[17], row_count=values[18])


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
