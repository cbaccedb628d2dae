"""Tables `oppslag` and `errors`: one row for each distinct identifier, and for each of them without an answer."""

from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.outcome import Outcome, Subject
from batch.tables.advice import advise
from batch.tables.columns import Column, ColumnType, Table
from batch.tables.records import OppslagRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_TIMESTAMP = ColumnType.TIMESTAMP


def _subject(record: OppslagRecord) -> Subject:
    return record.entry.subject


def _outcome(record: OppslagRecord) -> Outcome:
    return record.entry.outcome


def _oppslagstidspunkt(record: OppslagRecord) -> datetime | None:
    text = record.oppslag.oppslagstidspunkt
    return None if text is None else parse_tidspunkt(text)


OPPSLAG: Table[OppslagRecord] = Table(
    "oppslag",
    (
        Column("fnr", _TEXT, lambda record: record.fnr),
        Column("input_value", _TEXT, lambda record: _subject(record).input_value),
        Column("id_type", _TEXT, lambda record: _subject(record).id_type),
        Column("series", _TEXT, lambda record: _subject(record).series),
        Column("reason", _TEXT, lambda record: _subject(record).reason),
        Column("repair", _TEXT, lambda record: _subject(record).repair),
        Column("outcome", _TEXT, lambda record: _outcome(record).kind.value),
        Column("antall_ektepakt", _INTEGER, lambda record: record.oppslag.antall_ektepakt),
        Column("oppslagstidspunkt", _TIMESTAMP, _oppslagstidspunkt),
        Column("spraak", _TEXT, lambda record: record.oppslag.spraak),
        Column("http_status", _INTEGER, lambda record: _outcome(record).http_status),
        Column("attempts", _INTEGER, lambda record: _outcome(record).attempts),
        Column("duration_ms", _INTEGER, lambda record: _outcome(record).duration_ms),
        Column("korrelasjonsid", _TEXT, lambda record: _outcome(record).korrelasjonsid),
        Column("feilmelding", _TEXT, lambda record: _outcome(record).feilmelding),
        Column("source", _TEXT, lambda record: record.entry.source),
        Column("row", _INTEGER, lambda record: record.entry.row),
        Column("row_count", _INTEGER, lambda record: record.entry.row_count),
        Column("anomalies", ColumnType.TEXT_LIST, lambda record: record.anomalies),
    ),
)

ERRORS: Table[OppslagRecord] = Table(
    "errors",
    (
        Column("fnr", _TEXT, lambda record: record.fnr),
        Column("input_value", _TEXT, lambda record: _subject(record).input_value),
        Column("outcome", _TEXT, lambda record: _outcome(record).kind.value),
        Column("http_status", _INTEGER, lambda record: _outcome(record).http_status),
        Column("korrelasjonsid", _TEXT, lambda record: _outcome(record).korrelasjonsid),
        Column("feilmelding", _TEXT, lambda record: _outcome(record).feilmelding),
        Column("attempts", _INTEGER, lambda record: _outcome(record).attempts),
        Column("first_attempt_at", _TIMESTAMP, lambda record: _outcome(record).first_attempt_at),
        Column("last_attempt_at", _TIMESTAMP, lambda record: _outcome(record).last_attempt_at),
        Column("source", _TEXT, lambda record: record.entry.source),
        Column("row", _INTEGER, lambda record: record.entry.row),
        Column("row_count", _INTEGER, lambda record: record.entry.row_count),
        Column("retryable", ColumnType.BOOLEAN, lambda record: _outcome(record).kind.can_retry),
        Column("advice", _TEXT, lambda record: advise(record.entry)),
        Column("reason", _TEXT, lambda record: _subject(record).reason),
        Column("repair", _TEXT, lambda record: _subject(record).repair),
    ),
)
