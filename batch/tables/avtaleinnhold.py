"""Table `avtaleinnhold`: one row for each thing agreed, in the register's order."""

from collections.abc import Iterable

from batch.oppslag import kodeliste
from batch.oppslag.ektepakt import Avtaleinnhold
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.records import AvtaleRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER


def avtaletypegruppe(avtale: Avtaleinnhold) -> str | None:
    """Return the group of an avtale's type; None for a type the code list does not know."""
    known = kodeliste.AVTALETYPER.get(avtale.avtaletype or "")
    return known.avtaletypegruppe if known else None


def avtaletyper(avtaler: Iterable[Avtaleinnhold] | None) -> tuple[str | None, ...] | None:
    return None if avtaler is None else tuple([avtale.avtaletype for avtale in avtaler])


AVTALEINNHOLD: OutputTable[AvtaleRecord] = OutputTable(
    "avtaleinnhold",
    (
        OutputColumn("fnr", _TEXT, "fnr"),
        OutputColumn("ektepakt_index", _INTEGER, "ektepakt_index"),
        OutputColumn("rolle_index", _INTEGER, "rolle_index"),
        OutputColumn("avtale_index", _INTEGER, "avtale_index"),
        OutputColumn("ektepaktnummer", _INTEGER, "ektepaktnummer"),
        OutputColumn("avtaletype", _TEXT, "avtale.avtaletype"),
        OutputColumn("avtaletypebeskrivelse", _TEXT, "avtale.avtaletypebeskrivelse"),
        OutputColumn("avtaletypegruppe", _TEXT, lambda record: avtaletypegruppe(record.avtale)),
        OutputColumn(
            "avtaletypegruppe_navn",
            _TEXT,
            lambda record: kodeliste.AVTALETYPEGRUPPER.get(avtaletypegruppe(record.avtale) or ""),
        ),
    ),
)
