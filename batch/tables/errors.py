"""Table `errors`: one row for each distinct identifier without an answer, with what to do about it."""

from datetime import UTC, datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.advice import advise
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.records import OppslagRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_TIMESTAMP = ColumnType.TIMESTAMP


def _tidspunkt(record: OppslagRecord) -> datetime | None:
    text = record.entry.outcome.tidspunkt
    moment = None if text is None else parse_tidspunkt(text)
    return moment and moment.astimezone(UTC)


ERRORS: OutputTable[OppslagRecord] = OutputTable(
    "errors",
    (
        OutputColumn("fnr", _TEXT, lambda record: record.fnr),
        OutputColumn("input_value", _TEXT, lambda record: record.entry.subject.input_value),
        OutputColumn("outcome", _TEXT, lambda record: record.entry.outcome.kind.value),
        OutputColumn("http_status", _INTEGER, lambda record: record.entry.outcome.http_status),
        OutputColumn("korrelasjonsid", _TEXT, lambda record: record.entry.outcome.korrelasjonsid),
        OutputColumn("feilmelding", _TEXT, lambda record: record.entry.outcome.feilmelding),
        OutputColumn("attempts", _INTEGER, lambda record: record.entry.outcome.attempts),
        OutputColumn("first_attempt_at", _TIMESTAMP, lambda record: record.entry.outcome.first_attempt_at),
        OutputColumn("last_attempt_at", _TIMESTAMP, lambda record: record.entry.outcome.last_attempt_at),
        OutputColumn("source", _TEXT, lambda record: record.entry.source),
        OutputColumn("row", _INTEGER, lambda record: record.entry.row),
        OutputColumn("row_count", _INTEGER, lambda record: record.entry.row_count),
        OutputColumn("retryable", ColumnType.BOOLEAN, lambda record: record.entry.outcome.kind.can_retry),
        OutputColumn("advice", _TEXT, lambda record: advise(record.entry)),
        OutputColumn("reason", _TEXT, lambda record: record.entry.subject.reason),
        OutputColumn("repair", _TEXT, lambda record: record.entry.subject.repair),
        OutputColumn("tidspunkt", _TIMESTAMP, _tidspunkt),
    ),
    is_opened_by_people=True,
)
