"""Table `ektepakter`, the flattened result: one row for each ektepakt, that an analyst can filter."""

import re
from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.avtaleinnhold import avtaletypegruppe, avtaletyper
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Reference
from batch.tables.records import EktepaktRecord
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.descriptions import EKTEPAKT_INDEX, EKTEPAKTNUMMER, FNR
from batch.tables.words.said import Said

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


def _rolle_columns(rolle: str, called: Said) -> tuple[OutputColumn[EktepaktRecord], ...]:
    def of(nb: str, en: str) -> Said:
        return Said(f"{called.nb}: {nb}.", f"{called.en}: {en}.")

    def own_avtaletyper(record: EktepaktRecord) -> tuple[str | None, ...] | None:
        return avtaletyper(getattr(record, rolle).rolle.avtaleinnhold)

    return (
        OutputColumn(
            f"{rolle}_rolletype", _TEXT, f"{rolle}.rolle.rolletype", of("rolletypen, som kode", "rolletype, as a code")
        ),
        OutputColumn(f"{rolle}_fornavn", _TEXT, f"{rolle}.navn.fornavn", of("fornavn", "first name")),
        OutputColumn(f"{rolle}_mellomnavn", _TEXT, f"{rolle}.navn.mellomnavn", of("mellomnavn", "middle name")),
        OutputColumn(f"{rolle}_etternavn", _TEXT, f"{rolle}.navn.etternavn", of("etternavn", "last name")),
        OutputColumn(f"{rolle}_adresse", _TEXT, f"{rolle}.one_line", of("adressen på én linje", "address on one line")),
        OutputColumn(
            f"{rolle}_postnummer",
            _TEXT,
            f"{rolle}.poststed.postnummer",
            of("postnummer, alltid som tekst", "Norwegian postal code, always text"),
        ),
        OutputColumn(f"{rolle}_poststed", _TEXT, f"{rolle}.poststed.navn", of("poststed", "postal place")),
        OutputColumn(
            f"{rolle}_kommunenummer",
            _TEXT,
            f"{rolle}.kommune.kommunenummer",
            of("kommunenummer, alltid som tekst", "number of the municipality, always text"),
        ),
        OutputColumn(f"{rolle}_kommunenavn", _TEXT, f"{rolle}.kommune.kommunenavn", of("kommune", "municipality")),
        OutputColumn(f"{rolle}_landkode", _TEXT, f"{rolle}.adresse.landkode", of("landkode", "country code")),
        OutputColumn(
            f"{rolle}_avtaletyper",
            _LIST,
            own_avtaletyper,
            of("det som er avtalt for denne rollen alene", "what was agreed for this role alone"),
            avtaletype_said,
        ),
    )


EKTEPAKTER: OutputTable[EktepaktRecord] = OutputTable(
    "ektepakter",
    (
        OutputColumn("fnr", _TEXT, "fnr", FNR),
        OutputColumn("ektepakt_index", _INTEGER, "ektepakt_index", EKTEPAKT_INDEX),
        OutputColumn("ektepaktnummer", _INTEGER, "ektepakt.ektepaktnummer", EKTEPAKTNUMMER),
        OutputColumn(
            "innkomsttidspunkt",
            ColumnType.TIMESTAMP,
            _innkomsttidspunkt,
            Said("Når ektepakten kom inn til registeret.", "When the ektepakt came in to the register."),
        ),
        OutputColumn(
            "ektepakttype",
            _TEXT,
            "ektepakt.ektepakttype",
            Said(
                "Om det er en ektepakt eller en dom om deling, som kode.",
                "Whether it is an ektepakt or a judgment on division, as a code.",
            ),
        ),
        OutputColumn(
            "ektepakttypebeskrivelse",
            _TEXT,
            "ektepakt.ektepakttypebeskrivelse",
            Said("Ektepakttypen med registerets egne ord.", "The ektepakttype in the register's own words."),
        ),
        OutputColumn(
            "status",
            _TEXT,
            "ektepakt.status",
            Said(
                "Ektepaktens status i registeret, som kode.", "The status of the ektepakt in the register, as a code."
            ),
        ),
        OutputColumn(
            "statusbeskrivelse",
            _TEXT,
            "ektepakt.statusbeskrivelse",
            Said("Statusen med registerets egne ord.", "The status in the register's own words."),
        ),
        OutputColumn(
            "opprettelse",
            _TEXT,
            "ektepakt.opprettelse",
            Said("Hvordan ektepakten ble opprettet, som kode.", "How the ektepakt was made, as a code."),
        ),
        OutputColumn(
            "opprettelsestypebeskrivelse",
            _TEXT,
            "ektepakt.opprettelsestypebeskrivelse",
            Said("Opprettelsestypen med registerets egne ord.", "How it was made, in the register's own words."),
        ),
        OutputColumn(
            "har_supplerende_opplysninger_i_dokument",
            ColumnType.BOOLEAN,
            "ektepakt.har_supplerende_opplysninger_i_dokument",
            Said(
                "Om dokumentet sier mer enn registeret; be i så fall om å få se det.",
                "Whether the document says more than the register; ask to see it then.",
            ),
        ),
        OutputColumn(
            "paategning",
            _LIST,
            "ektepakt.paategning",
            Said("Registerets påtegninger, som fri tekst.", "The register's endorsements, as free text."),
        ),
        OutputColumn(
            "avtaletyper",
            _LIST,
            lambda record: avtaletyper(record.ektepakt.avtaleinnhold),
            Said(
                "Det som er avtalt for begge, etter kodelisten, i registerets rekkefølge.",
                "What was agreed for both, by the code list, in the register's order.",
            ),
            avtaletype_said,
        ),
        OutputColumn(
            "avtaletypebeskrivelser",
            _LIST,
            _beskrivelser,
            Said(
                "Det som er avtalt for begge, med registerets egne ord.",
                "What was agreed for both, in the register's own words.",
            ),
        ),
        OutputColumn(
            "avtaletypegrupper",
            _LIST,
            _grupper,
            Said("Gruppene som avtaletypene hører til.", "The groups that these avtaletyper belong to."),
        ),
        OutputColumn(
            "antall_roller",
            _INTEGER,
            _antall_roller,
            Said(
                "Antall roller i ektepakten; de to første står her, alle på roller.",
                "The number of roles in the ektepakt; the first two stand here, all of them in roller.",
            ),
        ),
        *_rolle_columns("rolle1", Said("Første rolle", "First role")),
        *_rolle_columns("rolle2", Said("Andre rolle", "Second role")),
        OutputColumn(
            "ektefelle_fra_paategning",
            _TEXT,
            _ektefelle_fra_paategning,
            Said(
                "Navnet på ektefellen slik det står i påtegningen, når ektepakten har bare én rolle.",
                "The spouse's name as the endorsement gives it, where the ektepakt has one role only.",
            ),
        ),
    ),
    description=Said(
        "Én rad for hver ektepakt, med de to første rollene.", "One row for each ektepakt, with its first two roles."
    ),
    key=("fnr", "ektepakt_index"),
    reference=Reference(("fnr",), "oppslag"),
)
