"""Table `oppslag`: one row for each distinct identifier, answered or not."""

from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.records import OppslagRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_TIMESTAMP = ColumnType.TIMESTAMP


def _oppslagstidspunkt(record: OppslagRecord) -> datetime | None:
    text = record.oppslag.oppslagstidspunkt
    return None if text is None else parse_tidspunkt(text)


OPPSLAG: OutputTable[OppslagRecord] = OutputTable(
    "oppslag",
    (
        OutputColumn("fnr", _TEXT, "entry.subject.fnr"),
        OutputColumn("input_value", _TEXT, "entry.subject.input_value"),
        OutputColumn("id_type", _TEXT, "entry.subject.id_type"),
        OutputColumn("series", _TEXT, "entry.subject.series"),
        OutputColumn("reason", _TEXT, "entry.subject.reason"),
        OutputColumn("repair", _TEXT, "entry.subject.repair"),
        OutputColumn("outcome", _TEXT, "entry.outcome.kind.value"),
        OutputColumn("antall_ektepakt", _INTEGER, "oppslag.antall_ektepakt"),
        OutputColumn("oppslagstidspunkt", _TIMESTAMP, _oppslagstidspunkt),
        OutputColumn("spraak", _TEXT, "oppslag.spraak"),
        OutputColumn("http_status", _INTEGER, "entry.outcome.http_status"),
        OutputColumn("attempts", _INTEGER, "entry.outcome.attempts"),
        OutputColumn("duration_ms", _INTEGER, "entry.outcome.duration_ms"),
        OutputColumn("korrelasjonsid", _TEXT, "entry.outcome.korrelasjonsid"),
        OutputColumn("feilmelding", _TEXT, "entry.outcome.feilmelding"),
        OutputColumn("source", _TEXT, "entry.source"),
        OutputColumn("row", _INTEGER, "entry.row"),
        OutputColumn("row_count", _INTEGER, "entry.row_count"),
        OutputColumn("anomalies", ColumnType.TEXT_LIST, "anomalies"),
    ),
)
