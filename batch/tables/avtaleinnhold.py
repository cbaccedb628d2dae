"""Table `avtaleinnhold`: one row for each thing agreed, in the register's order."""

from collections.abc import Iterable

from batch.oppslag import kodeliste
from batch.oppslag.ektepakt import Avtaleinnhold
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Reference
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.descriptions import EKTEPAKT_INDEX, EKTEPAKTNUMMER, FNR
from batch.tables.words.said import Said

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER


GRUPPER = {avtaletype: known.avtaletypegruppe for avtaletype, known in kodeliste.AVTALETYPER.items()}
"""The group of each type that the code list knows."""
_NAVN_OF_GRUPPE = {avtaletype: kodeliste.AVTALETYPEGRUPPER[gruppe] for avtaletype, gruppe in GRUPPER.items()}


def avtaletyper(avtaler: Iterable[Avtaleinnhold]) -> tuple[str | None, ...]:
    return tuple([avtale.avtaletype for avtale in avtaler])


AVTALEINNHOLD: OutputTable = OutputTable(
    "avtaleinnhold",
    (
        OutputColumn("fnr", _TEXT, "of.fnr", FNR),
        OutputColumn("ektepakt_index", _INTEGER, "of.ektepakt_index", EKTEPAKT_INDEX),
        OutputColumn(
            "rolle_index",
            _INTEGER,
            "rolle_index",
            Said(
                "Rollen det er avtalt for, fra 1; tomt når det gjelder begge.",
                "The role that it was agreed for, from 1; empty where it is common to both.",
            ),
        ),
        OutputColumn(
            "avtale_index",
            _INTEGER,
            "avtale_index",
            Said(
                "Plassen i registerets rekkefølge, fra 1; rekkefølgen har betydning.",
                "The place in the register's order, from 1; the order matters.",
            ),
        ),
        OutputColumn("ektepaktnummer", _INTEGER, "of.ektepakt.ektepaktnummer", EKTEPAKTNUMMER),
        OutputColumn(
            "avtaletype",
            _TEXT,
            "avtale.avtaletype",
            Said("Hva som er avtalt, etter registerets kodeliste.", "What was agreed, by the register's code list."),
            avtaletype_said,
        ),
        OutputColumn(
            "avtaletypebeskrivelse",
            _TEXT,
            "avtale.avtaletypebeskrivelse",
            Said("Hva som er avtalt, med registerets egne ord.", "What was agreed, in the register's own words."),
        ),
        OutputColumn(
            "avtaletypegruppe",
            _TEXT,
            "avtale.avtaletype",
            Said(
                "Gruppen avtaletypen hører til, etter kodelisten.",
                "The group that the avtaletype belongs to, by the code list.",
            ),
            read=GRUPPER.get,
        ),
        OutputColumn(
            "avtaletypegruppe_navn",
            _TEXT,
            "avtale.avtaletype",
            Said("Navnet på gruppen, etter kodelisten.", "The name of the group, by the code list."),
            read=_NAVN_OF_GRUPPE.get,
        ),
    ),
    description=Said(
        "Én rad for hver ting som er avtalt, i registerets rekkefølge.",
        "One row for each thing that was agreed, in the register's order.",
    ),
    key=("fnr", "ektepakt_index", "rolle_index", "avtale_index"),
    reference=Reference(("fnr", "ektepakt_index"), "ektepakter"),
)
