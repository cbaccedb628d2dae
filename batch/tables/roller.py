"""Table `roller`: one row for each role of each ektepakt, with every field of its address."""

from collections.abc import Callable

from batch.oppslag.ektepakt import Adresse, Navn, Rolle
from batch.tables.adresse import ADRESSE_COLUMNS, NO_ADRESSE
from batch.tables.columns import Column, ColumnType, Table, Value
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


ROLLER: Table[RolleRecord] = Table(
    "roller",
    (
        Column("fnr", _TEXT, lambda record: record.of.fnr),
        Column("ektepakt_index", _INTEGER, lambda record: record.of.index),
        Column("rolle_index", _INTEGER, lambda record: record.index),
        Column("ektepaktnummer", _INTEGER, lambda record: record.of.ektepakt.ektepaktnummer),
        Column("rolletype", _TEXT, lambda record: record.rolle.rolletype),
        Column("rolletypebeskrivelse", _TEXT, lambda record: record.rolle.rolletypebeskrivelse),
        Column("fornavn", _TEXT, lambda record: navn(record.rolle).fornavn),
        Column("mellomnavn", _TEXT, lambda record: navn(record.rolle).mellomnavn),
        Column("etternavn", _TEXT, lambda record: navn(record.rolle).etternavn),
        *(Column(each.name, each.type, _of_adresse(each.read)) for each in ADRESSE_COLUMNS),
    ),
)
