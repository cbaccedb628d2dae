"""Table `avtaleinnhold`: one row for each thing agreed, in the register's order."""

from collections.abc import Iterable

from batch.oppslag import kodeliste
from batch.oppslag.ektepakt import Avtaleinnhold
from batch.tables.columns import Column, ColumnType, Table
from batch.tables.records import AvtaleRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER


def avtaletypegruppe(avtale: Avtaleinnhold) -> str | None:
    """Return the group of an avtale's type; None for a type the code list does not know."""
    known = kodeliste.AVTALETYPER.get(avtale.avtaletype or "")
    return known.avtaletypegruppe if known else None


def avtaletyper(avtaler: Iterable[Avtaleinnhold] | None) -> tuple[str | None, ...] | None:
    return None if avtaler is None else tuple(avtale.avtaletype for avtale in avtaler)


AVTALEINNHOLD: Table[AvtaleRecord] = Table(
    "avtaleinnhold",
    (
        Column("fnr", _TEXT, lambda record: record.of.fnr),
        Column("ektepakt_index", _INTEGER, lambda record: record.of.index),
        Column("rolle_index", _INTEGER, lambda record: record.rolle_index),
        Column("avtale_index", _INTEGER, lambda record: record.index),
        Column("ektepaktnummer", _INTEGER, lambda record: record.of.ektepakt.ektepaktnummer),
        Column("avtaletype", _TEXT, lambda record: record.avtale.avtaletype),
        Column("avtaletypebeskrivelse", _TEXT, lambda record: record.avtale.avtaletypebeskrivelse),
        Column("avtaletypegruppe", _TEXT, lambda record: avtaletypegruppe(record.avtale)),
        Column(
            "avtaletypegruppe_navn",
            _TEXT,
            lambda record: kodeliste.AVTALETYPEGRUPPER.get(avtaletypegruppe(record.avtale) or ""),
        ),
    ),
)
