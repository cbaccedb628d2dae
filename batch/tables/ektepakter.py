"""Table `ektepakter`, the flattened result: one row for each ektepakt, that an analyst can filter."""

import re
from collections.abc import Iterable

from batch.oppslag.ektepakt import Avtaleinnhold, Ektepakt, parse_tidspunkt
from batch.tables.avtaleinnhold import GRUPPER, avtaletyper
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Reference
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.descriptions import EKTEPAKT_INDEX, EKTEPAKTNUMMER, FNR
from batch.tables.words.said import Said

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_LIST = ColumnType.TEXT_LIST
_EKTEFELLE = re.compile(r"^\s*Ektefelle:[^\S\n]*(\S.*?)\s*$", re.MULTILINE)


def _beskrivelser(avtaler: Iterable[Avtaleinnhold]) -> tuple[str | None, ...]:
    return tuple([avtale.avtaletypebeskrivelse for avtale in avtaler])


def _grupper(avtaler: Iterable[Avtaleinnhold]) -> tuple[str | None, ...]:
    return tuple([GRUPPER.get(avtale.avtaletype or "") for avtale in avtaler])


def _ektefelle_fra_paategning(ektepakt: Ektepakt) -> str | None:
    """Return the other spouse's name where there is one role: that of nobody but the register's own free text."""
    if len(ektepakt.rolle or ()) != 1:
        return None
    found = (_EKTEFELLE.search(text) for text in ektepakt.paategning or () if text is not None)
    return next((match[1] for match in found if match), None)


def _rolle_columns(rolle: str, called: Said) -> tuple[OutputColumn, ...]:
    def of(nb: str, en: str) -> Said:
        return Said(f"{called.nb}: {nb}.", f"{called.en}: {en}.")

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
            f"{rolle}.adresse.poststed.postnummer",
            of("postnummer, alltid som tekst", "Norwegian postal code, always text"),
        ),
        OutputColumn(f"{rolle}_poststed", _TEXT, f"{rolle}.adresse.poststed.navn", of("poststed", "postal place")),
        OutputColumn(
            f"{rolle}_kommunenummer",
            _TEXT,
            f"{rolle}.adresse.kommune.kommunenummer",
            of("kommunenummer, alltid som tekst", "number of the municipality, always text"),
        ),
        OutputColumn(
            f"{rolle}_kommunenavn",
            _TEXT,
            f"{rolle}.adresse.kommune.kommunenavn",
            of("kommune", "municipality"),
        ),
        OutputColumn(f"{rolle}_landkode", _TEXT, f"{rolle}.adresse.landkode", of("landkode", "country code")),
        OutputColumn(
            f"{rolle}_avtaletyper",
            _LIST,
            f"{rolle}.rolle.avtaleinnhold",
            of("det som er avtalt for denne rollen alene", "what was agreed for this role alone"),
            avtaletype_said,
            read=avtaletyper,
        ),
    )


EKTEPAKTER: OutputTable = OutputTable(
    "ektepakter",
    (
        OutputColumn("fnr", _TEXT, "fnr", FNR),
        OutputColumn("ektepakt_index", _INTEGER, "ektepakt_index", EKTEPAKT_INDEX),
        OutputColumn("ektepaktnummer", _INTEGER, "ektepakt.ektepaktnummer", EKTEPAKTNUMMER),
        OutputColumn(
            "innkomsttidspunkt",
            ColumnType.TIMESTAMP,
            "ektepakt.innkomsttidspunkt",
            Said("Når ektepakten kom inn til registeret.", "When the ektepakt came in to the register."),
            read=parse_tidspunkt,
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
            "ektepakt.avtaleinnhold",
            Said(
                "Det som er avtalt for begge, etter kodelisten, i registerets rekkefølge.",
                "What was agreed for both, by the code list, in the register's order.",
            ),
            avtaletype_said,
            read=avtaletyper,
        ),
        OutputColumn(
            "avtaletypebeskrivelser",
            _LIST,
            "ektepakt.avtaleinnhold",
            Said(
                "Det som er avtalt for begge, med registerets egne ord.",
                "What was agreed for both, in the register's own words.",
            ),
            read=_beskrivelser,
        ),
        OutputColumn(
            "avtaletypegrupper",
            _LIST,
            "ektepakt.avtaleinnhold",
            Said("Gruppene som avtaletypene hører til.", "The groups that these avtaletyper belong to."),
            read=_grupper,
        ),
        OutputColumn(
            "antall_roller",
            _INTEGER,
            "ektepakt.rolle",
            Said(
                "Antall roller i ektepakten; de to første står her, alle på roller.",
                "The number of roles in the ektepakt; the first two stand here, all of them in roller.",
            ),
            read=len,
        ),
        *_rolle_columns("rolle1", Said("Første rolle", "First role")),
        *_rolle_columns("rolle2", Said("Andre rolle", "Second role")),
        OutputColumn(
            "ektefelle_fra_paategning",
            _TEXT,
            "ektepakt",
            Said(
                "Navnet på ektefellen slik det står i påtegningen, når ektepakten har bare én rolle.",
                "The spouse's name as the endorsement gives it, where the ektepakt has one role only.",
            ),
            read=_ektefelle_fra_paategning,
        ),
    ),
    description=Said(
        "Én rad for hver ektepakt, med de to første rollene.", "One row for each ektepakt, with its first two roles."
    ),
    key=("fnr", "ektepakt_index"),
    reference=Reference(("fnr",), "oppslag"),
)
