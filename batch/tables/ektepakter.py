"""Table `ektepakter`, the flattened result: one row for each ektepakt, that an analyst can filter."""

import re
from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.avtaleinnhold import avtaletypegruppe, avtaletyper
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.records import EktepaktRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_LIST = ColumnType.TEXT_LIST
_EKTEFELLE = re.compile(r"^\s*Ektefelle:[^\S\n]*(\S.*?)\s*$", re.MULTILINE)


def _innkomsttidspunkt(record: EktepaktRecord) -> datetime | None:
    text = record.ektepakt.innkomsttidspunkt
    return None if text is None else parse_tidspunkt(text)


def _beskrivelser(record: EktepaktRecord) -> tuple[str | None, ...] | None:
    avtaler = record.ektepakt.avtaleinnhold
    return None if avtaler is None else tuple([avtale.avtaletypebeskrivelse for avtale in avtaler])


def _grupper(record: EktepaktRecord) -> tuple[str | None, ...] | None:
    avtaler = record.ektepakt.avtaleinnhold
    return None if avtaler is None else tuple(map(avtaletypegruppe, avtaler))


def _antall_roller(record: EktepaktRecord) -> int | None:
    return None if record.ektepakt.rolle is None else len(record.ektepakt.rolle)


def _ektefelle_fra_paategning(record: EktepaktRecord) -> str | None:
    """Return the other spouse's name where there is one role: that of nobody but the register's own free text."""
    if _antall_roller(record) != 1:
        return None
    found = (_EKTEFELLE.search(text) for text in record.ektepakt.paategning or () if text is not None)
    return next((match[1] for match in found if match), None)


def _rolle_columns(rolle: str) -> tuple[OutputColumn[EktepaktRecord], ...]:
    def own_avtaletyper(record: EktepaktRecord) -> tuple[str | None, ...] | None:
        return avtaletyper(getattr(record, rolle).rolle.avtaleinnhold)

    return (
        OutputColumn(f"{rolle}_rolletype", _TEXT, f"{rolle}.rolle.rolletype"),
        OutputColumn(f"{rolle}_fornavn", _TEXT, f"{rolle}.navn.fornavn"),
        OutputColumn(f"{rolle}_mellomnavn", _TEXT, f"{rolle}.navn.mellomnavn"),
        OutputColumn(f"{rolle}_etternavn", _TEXT, f"{rolle}.navn.etternavn"),
        OutputColumn(f"{rolle}_adresse", _TEXT, f"{rolle}.one_line"),
        OutputColumn(f"{rolle}_postnummer", _TEXT, f"{rolle}.poststed.postnummer"),
        OutputColumn(f"{rolle}_poststed", _TEXT, f"{rolle}.poststed.navn"),
        OutputColumn(f"{rolle}_kommunenummer", _TEXT, f"{rolle}.kommune.kommunenummer"),
        OutputColumn(f"{rolle}_kommunenavn", _TEXT, f"{rolle}.kommune.kommunenavn"),
        OutputColumn(f"{rolle}_landkode", _TEXT, f"{rolle}.adresse.landkode"),
        OutputColumn(f"{rolle}_avtaletyper", _LIST, own_avtaletyper),
    )


EKTEPAKTER: OutputTable[EktepaktRecord] = OutputTable(
    "ektepakter",
    (
        OutputColumn("fnr", _TEXT, "fnr"),
        OutputColumn("ektepakt_index", _INTEGER, "ektepakt_index"),
        OutputColumn("ektepaktnummer", _INTEGER, "ektepakt.ektepaktnummer"),
        OutputColumn("innkomsttidspunkt", ColumnType.TIMESTAMP, _innkomsttidspunkt),
        OutputColumn("ektepakttype", _TEXT, "ektepakt.ektepakttype"),
        OutputColumn("ektepakttypebeskrivelse", _TEXT, "ektepakt.ektepakttypebeskrivelse"),
        OutputColumn("status", _TEXT, "ektepakt.status"),
        OutputColumn("statusbeskrivelse", _TEXT, "ektepakt.statusbeskrivelse"),
        OutputColumn("opprettelse", _TEXT, "ektepakt.opprettelse"),
        OutputColumn("opprettelsestypebeskrivelse", _TEXT, "ektepakt.opprettelsestypebeskrivelse"),
        OutputColumn(
            "har_supplerende_opplysninger_i_dokument",
            ColumnType.BOOLEAN,
            "ektepakt.har_supplerende_opplysninger_i_dokument",
        ),
        OutputColumn("paategning", _LIST, "ektepakt.paategning"),
        OutputColumn("avtaletyper", _LIST, lambda record: avtaletyper(record.ektepakt.avtaleinnhold)),
        OutputColumn("avtaletypebeskrivelser", _LIST, _beskrivelser),
        OutputColumn("avtaletypegrupper", _LIST, _grupper),
        OutputColumn("antall_roller", _INTEGER, _antall_roller),
        *_rolle_columns("rolle1"),
        *_rolle_columns("rolle2"),
        OutputColumn("ektefelle_fra_paategning", _TEXT, _ektefelle_fra_paategning),
    ),
)
