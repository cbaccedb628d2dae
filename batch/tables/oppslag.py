"""Table `oppslag`: one row for each distinct identifier, answered or not."""

from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.outcome import Outcome, Subject
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
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


OPPSLAG: OutputTable[OppslagRecord] = OutputTable(
    "oppslag",
    (
        OutputColumn("fnr", _TEXT, lambda record: record.fnr),
        OutputColumn("input_value", _TEXT, lambda record: _subject(record).input_value),
        OutputColumn("id_type", _TEXT, lambda record: _subject(record).id_type),
        OutputColumn("series", _TEXT, lambda record: _subject(record).series),
        OutputColumn("reason", _TEXT, lambda record: _subject(record).reason),
        OutputColumn("repair", _TEXT, lambda record: _subject(record).repair),
        OutputColumn("outcome", _TEXT, lambda record: _outcome(record).kind.value),
        OutputColumn("antall_ektepakt", _INTEGER, lambda record: record.oppslag.antall_ektepakt),
        OutputColumn("oppslagstidspunkt", _TIMESTAMP, _oppslagstidspunkt),
        OutputColumn("spraak", _TEXT, lambda record: record.oppslag.spraak),
        OutputColumn("http_status", _INTEGER, lambda record: _outcome(record).http_status),
        OutputColumn("attempts", _INTEGER, lambda record: _outcome(record).attempts),
        OutputColumn("duration_ms", _INTEGER, lambda record: _outcome(record).duration_ms),
        OutputColumn("korrelasjonsid", _TEXT, lambda record: _outcome(record).korrelasjonsid),
        OutputColumn("feilmelding", _TEXT, lambda record: _outcome(record).feilmelding),
        OutputColumn("source", _TEXT, lambda record: record.entry.source),
        OutputColumn("row", _INTEGER, lambda record: record.entry.row),
        OutputColumn("row_count", _INTEGER, lambda record: record.entry.row_count),
        OutputColumn("anomalies", ColumnType.TEXT_LIST, lambda record: record.anomalies),
    ),
)
