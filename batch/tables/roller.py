"""Table `roller`: one row for each role of each ektepakt, with every field of its address."""

from collections.abc import Callable

from batch.oppslag.ektepakt import Adresse, Navn, Rolle
from batch.tables.adresse import ADRESSE_COLUMNS, NO_ADRESSE
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Value
from batch.tables.records import RolleRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_NO_NAVN = Navn()


def navn(rolle: Rolle) -> Navn:
    return (rolle.person and rolle.person.navn) or _NO_NAVN


def adresse(rolle: Rolle) -> Adresse:
    return (rolle.person and rolle.person.adresse) or NO_ADRESSE


def _of_adresse(read: Callable[[Adresse], Value]) -> Callable[[RolleRecord], Value]:
    return lambda record: read(adresse(record.rolle))


ROLLER: OutputTable[RolleRecord] = OutputTable(
    "roller",
    (
        OutputColumn("fnr", _TEXT, lambda record: record.of.fnr),
        OutputColumn("ektepakt_index", _INTEGER, lambda record: record.of.index),
        OutputColumn("rolle_index", _INTEGER, lambda record: record.index),
        OutputColumn("ektepaktnummer", _INTEGER, lambda record: record.of.ektepakt.ektepaktnummer),
        OutputColumn("rolletype", _TEXT, lambda record: record.rolle.rolletype),
        OutputColumn("rolletypebeskrivelse", _TEXT, lambda record: record.rolle.rolletypebeskrivelse),
        OutputColumn("fornavn", _TEXT, lambda record: navn(record.rolle).fornavn),
        OutputColumn("mellomnavn", _TEXT, lambda record: navn(record.rolle).mellomnavn),
        OutputColumn("etternavn", _TEXT, lambda record: navn(record.rolle).etternavn),
        *(OutputColumn(each.name, each.type, _of_adresse(each.read)) for each in ADRESSE_COLUMNS),
    ),
)
