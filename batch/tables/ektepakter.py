"""Table `ektepakter`, the flattened result: one row for each ektepakt, that an analyst can filter."""

import re
from collections.abc import Callable
from datetime import datetime

from batch.oppslag.ektepakt import Rolle, parse_tidspunkt
from batch.tables.adresse import kommune, one_line, poststed
from batch.tables.avtaleinnhold import avtaletypegruppe, avtaletyper
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Value
from batch.tables.records import EktepaktRecord
from batch.tables.roller import adresse, navn

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_LIST = ColumnType.TEXT_LIST
_EKTEFELLE = re.compile(r"^\s*Ektefelle:[^\S\n]*(\S.*?)\s*$", re.MULTILINE)


def _innkomsttidspunkt(record: EktepaktRecord) -> datetime | None:
    text = record.ektepakt.innkomsttidspunkt
    return None if text is None else parse_tidspunkt(text)


def _beskrivelser(record: EktepaktRecord) -> tuple[str | None, ...] | None:
    avtaler = record.ektepakt.avtaleinnhold
    return None if avtaler is None else tuple(avtale.avtaletypebeskrivelse for avtale in avtaler)


def _grupper(record: EktepaktRecord) -> tuple[str | None, ...] | None:
    avtaler = record.ektepakt.avtaleinnhold
    return None if avtaler is None else tuple(avtaletypegruppe(avtale) for avtale in avtaler)


def _antall_roller(record: EktepaktRecord) -> int | None:
    return None if record.ektepakt.rolle is None else len(record.ektepakt.rolle)


def _ektefelle_fra_paategning(record: EktepaktRecord) -> str | None:
    """Return the other spouse's name where there is one role: that of nobody but the register's own free text."""
    if _antall_roller(record) != 1:
        return None
    found = (_EKTEFELLE.search(text) for text in record.ektepakt.paategning or () if text is not None)
    return next((match[1] for match in found if match), None)


_ROLLE_COLUMNS: tuple[OutputColumn[Rolle], ...] = (
    OutputColumn("rolletype", _TEXT, lambda rolle: rolle.rolletype),
    OutputColumn("fornavn", _TEXT, lambda rolle: navn(rolle).fornavn),
    OutputColumn("mellomnavn", _TEXT, lambda rolle: navn(rolle).mellomnavn),
    OutputColumn("etternavn", _TEXT, lambda rolle: navn(rolle).etternavn),
    OutputColumn("adresse", _TEXT, lambda rolle: one_line(adresse(rolle))),
    OutputColumn("postnummer", _TEXT, lambda rolle: poststed(adresse(rolle)).postnummer),
    OutputColumn("poststed", _TEXT, lambda rolle: poststed(adresse(rolle)).navn),
    OutputColumn("kommunenummer", _TEXT, lambda rolle: kommune(adresse(rolle)).kommunenummer),
    OutputColumn("kommunenavn", _TEXT, lambda rolle: kommune(adresse(rolle)).kommunenavn),
    OutputColumn("landkode", _TEXT, lambda rolle: adresse(rolle).landkode),
    OutputColumn("avtaletyper", _LIST, lambda rolle: avtaletyper(rolle.avtaleinnhold)),
)


def _of_rolle(position: int, read: Callable[[Rolle], Value]) -> Callable[[EktepaktRecord], Value]:
    def read_rolle(record: EktepaktRecord) -> Value:
        roller = record.ektepakt.rolle or ()
        return read(roller[position]) if position < len(roller) else None

    return read_rolle


def _rolle_columns(position: int) -> tuple[OutputColumn[EktepaktRecord], ...]:
    return tuple(
        OutputColumn(f"rolle{position + 1}_{each.name}", each.type, _of_rolle(position, each.read))
        for each in _ROLLE_COLUMNS
    )


EKTEPAKTER: OutputTable[EktepaktRecord] = OutputTable(
    "ektepakter",
    (
        OutputColumn("fnr", _TEXT, lambda record: record.fnr),
        OutputColumn("ektepakt_index", _INTEGER, lambda record: record.index),
        OutputColumn("ektepaktnummer", _INTEGER, lambda record: record.ektepakt.ektepaktnummer),
        OutputColumn("innkomsttidspunkt", ColumnType.TIMESTAMP, _innkomsttidspunkt),
        OutputColumn("ektepakttype", _TEXT, lambda record: record.ektepakt.ektepakttype),
        OutputColumn("ektepakttypebeskrivelse", _TEXT, lambda record: record.ektepakt.ektepakttypebeskrivelse),
        OutputColumn("status", _TEXT, lambda record: record.ektepakt.status),
        OutputColumn("statusbeskrivelse", _TEXT, lambda record: record.ektepakt.statusbeskrivelse),
        OutputColumn("opprettelse", _TEXT, lambda record: record.ektepakt.opprettelse),
        OutputColumn("opprettelsestypebeskrivelse", _TEXT, lambda record: record.ektepakt.opprettelsestypebeskrivelse),
        OutputColumn(
            "har_supplerende_opplysninger_i_dokument",
            ColumnType.BOOLEAN,
            lambda record: record.ektepakt.har_supplerende_opplysninger_i_dokument,
        ),
        OutputColumn("paategning", _LIST, lambda record: record.ektepakt.paategning),
        OutputColumn("avtaletyper", _LIST, lambda record: avtaletyper(record.ektepakt.avtaleinnhold)),
        OutputColumn("avtaletypebeskrivelser", _LIST, _beskrivelser),
        OutputColumn("avtaletypegrupper", _LIST, _grupper),
        OutputColumn("antall_roller", _INTEGER, _antall_roller),
        *_rolle_columns(0),
        *_rolle_columns(1),
        OutputColumn("ektefelle_fra_paategning", _TEXT, _ektefelle_fra_paategning),
    ),
)
