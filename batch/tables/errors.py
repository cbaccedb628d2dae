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
        OutputColumn("fnr", _TEXT, "entry.subject.fnr"),
        OutputColumn("input_value", _TEXT, "entry.subject.input_value"),
        OutputColumn("outcome", _TEXT, "entry.outcome.kind.value"),
        OutputColumn("http_status", _INTEGER, "entry.outcome.http_status"),
        OutputColumn("korrelasjonsid", _TEXT, "entry.outcome.korrelasjonsid"),
        OutputColumn("feilmelding", _TEXT, "entry.outcome.feilmelding"),
        OutputColumn("attempts", _INTEGER, "entry.outcome.attempts"),
        OutputColumn("first_attempt_at", _TIMESTAMP, "entry.outcome.first_attempt_at"),
        OutputColumn("last_attempt_at", _TIMESTAMP, "entry.outcome.last_attempt_at"),
        OutputColumn("source", _TEXT, "entry.source"),
        OutputColumn("row", _INTEGER, "entry.row"),
        OutputColumn("row_count", _INTEGER, "entry.row_count"),
        OutputColumn("retryable", ColumnType.BOOLEAN, "entry.outcome.kind.can_retry"),
        OutputColumn("advice", _TEXT, lambda record: advise(record.entry)),
        OutputColumn("reason", _TEXT, "entry.subject.reason"),
        OutputColumn("repair", _TEXT, "entry.subject.repair"),
        OutputColumn("tidspunkt", _TIMESTAMP, _tidspunkt),
    ),
    is_opened_by_people=True,
)
