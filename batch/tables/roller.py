"""Table `roller`: one row for each role of each ektepakt, with every field of an address of any kind."""

from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Reference
from batch.tables.words.descriptions import EKTEPAKT_INDEX, EKTEPAKTNUMMER, FNR
from batch.tables.words.said import Said

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER


ROLLER: OutputTable = OutputTable(
    "roller",
    (
        OutputColumn("fnr", _TEXT, "of.fnr", FNR),
        OutputColumn("ektepakt_index", _INTEGER, "of.ektepakt_index", EKTEPAKT_INDEX),
        OutputColumn(
            "rolle_index",
            _INTEGER,
            "rolle_index",
            Said("Rollens plass i ektepakten, fra 1.", "The role's place in the ektepakt, from 1."),
        ),
        OutputColumn("ektepaktnummer", _INTEGER, "of.ektepakt.ektepaktnummer", EKTEPAKTNUMMER),
        OutputColumn(
            "rolletype",
            _TEXT,
            "rolle.rolletype",
            Said("Hvilken rolle personen har, som kode.", "Which role the person has, as a code."),
        ),
        OutputColumn(
            "rolletypebeskrivelse",
            _TEXT,
            "rolle.rolletypebeskrivelse",
            Said("Rollen med registerets egne ord.", "The role in the register's own words."),
        ),
        OutputColumn(
            "fornavn",
            _TEXT,
            "navn.fornavn",
            Said("Fornavn, slik Folkeregisteret har det.", "First name, as Folkeregisteret holds it."),
        ),
        OutputColumn(
            "mellomnavn",
            _TEXT,
            "navn.mellomnavn",
            Said("Mellomnavn, slik Folkeregisteret har det.", "Middle name, as Folkeregisteret holds it."),
        ),
        OutputColumn(
            "etternavn",
            _TEXT,
            "navn.etternavn",
            Said("Etternavn, slik Folkeregisteret har det.", "Last name, as Folkeregisteret holds it."),
        ),
        OutputColumn(
            "adresse_type",
            _TEXT,
            "adresse.adresse_type",
            Said(
                "Hva slags adresse det er, som kode; den avgjør hvilke felt som er fylt ut.",
                "The kind of address, as a code; it decides which fields are filled in.",
            ),
        ),
        OutputColumn(
            "brukskategori",
            _TEXT,
            "adresse.brukskategori",
            Said(
                "Hva adressen brukes til, for eksempel bostedsadresse.",
                "What the address is used for, as bostedsadresse (home).",
            ),
        ),
        OutputColumn("co_navn", _TEXT, "adresse.co_navn", Said("c/o-navn.", "Care-of name.")),
        OutputColumn(
            "adressenavn",
            _TEXT,
            "adresse.adressenavn",
            Said("Gatenavn eller annet adressenavn.", "Name of the street, or another name of the address."),
        ),
        OutputColumn(
            "kort_adressenavn",
            _TEXT,
            "adresse.kort_adressenavn",
            Said("Adressenavnet forkortet.", "The name of the address, shortened."),
        ),
        OutputColumn("husnummer", _TEXT, "adresse.nummer.nummer", Said("Husnummer.", "House number.")),
        OutputColumn(
            "husbokstav",
            _TEXT,
            "adresse.nummer.bokstav",
            Said("Bokstaven bak husnummeret.", "Letter behind the house number."),
        ),
        OutputColumn(
            "bruksenhetsnummer",
            _TEXT,
            "adresse.bruksenhetsnummer",
            Said("Bruksenhetsnummer, for eksempel H0101.", "Number of the dwelling, as H0101."),
        ),
        OutputColumn(
            "vegadresse_id",
            _TEXT,
            "adresse.vegadresse_id",
            Said("Vegadressens id i matrikkelen.", "Id of the road address in the cadastre (matrikkelen)."),
            read=str,
        ),
        OutputColumn(
            "adressenavn_tillegg",
            _TEXT,
            "adresse.adressenavn_tillegg",
            Said(
                "Tillegg til adressenavnet, for eksempel et gårdsnavn.",
                "Addition to the name of the address, as the name of a farm.",
            ),
        ),
        OutputColumn("stedsnavn", _TEXT, "adresse.stedsnavn", Said("Stedsnavn.", "Name of the place.")),
        OutputColumn(
            "postboksnummer",
            _TEXT,
            "adresse.postboksnummer",
            Said("Postboksnummer.", "Number of the post-office box."),
        ),
        OutputColumn(
            "postboksanleggsnavn",
            _TEXT,
            "adresse.postboksanleggsnavn",
            Said("Navnet på postboksanlegget.", "Name of the post-office boxes' site."),
        ),
        OutputColumn(
            "adresselinje1",
            _TEXT,
            "adresse.adresselinje1",
            Said("Første adresselinje.", "First line of the address."),
        ),
        OutputColumn(
            "adresselinje2",
            _TEXT,
            "adresse.adresselinje2",
            Said("Andre adresselinje.", "Second line of the address."),
        ),
        OutputColumn(
            "adresselinje3",
            _TEXT,
            "adresse.adresselinje3",
            Said("Tredje adresselinje.", "Third line of the address."),
        ),
        OutputColumn(
            "postnummer",
            _TEXT,
            "adresse.poststed.postnummer",
            Said("Postnummer, alltid som tekst.", "Norwegian postal code, always text."),
        ),
        OutputColumn("poststed", _TEXT, "adresse.poststed.navn", Said("Poststed.", "Postal place.")),
        OutputColumn(
            "kommunenummer",
            _TEXT,
            "adresse.kommune.kommunenummer",
            Said("Kommunenummer, alltid som tekst.", "Number of the municipality, always text."),
        ),
        OutputColumn("kommunenavn", _TEXT, "adresse.kommune.kommunenavn", Said("Kommune.", "Municipality.")),
        OutputColumn(
            "adressenummer",
            _TEXT,
            "adresse.adressenummer",
            Said("Nummer i en utenlandsk adresse.", "Number in a foreign address."),
        ),
        OutputColumn(
            "bygning",
            _TEXT,
            "adresse.bygning",
            Said("Bygning i en utenlandsk adresse.", "Building in a foreign address."),
        ),
        OutputColumn(
            "etasjenummer",
            _TEXT,
            "adresse.etasjenummer",
            Said("Etasje i en utenlandsk adresse.", "Floor in a foreign address."),
        ),
        OutputColumn(
            "boenhet",
            _TEXT,
            "adresse.boenhet",
            Said("Boenhet i en utenlandsk adresse.", "Dwelling in a foreign address."),
        ),
        OutputColumn(
            "postboks",
            _TEXT,
            "adresse.postboks",
            Said("Postboks i en utenlandsk adresse.", "Post-office box in a foreign address."),
        ),
        OutputColumn(
            "postkode",
            _TEXT,
            "adresse.postkode",
            Said(
                "Postkode i en utenlandsk adresse, alltid som tekst.", "Postal code of a foreign address, always text."
            ),
        ),
        OutputColumn(
            "by_eller_stedsnavn",
            _TEXT,
            "adresse.by_eller_stedsnavn",
            Said("By eller sted i en utenlandsk adresse.", "Town or place of a foreign address."),
        ),
        OutputColumn(
            "region",
            _TEXT,
            "adresse.region",
            Said("Region i en utenlandsk adresse.", "Region of a foreign address."),
        ),
        OutputColumn(
            "distrikt_eller_bydel",
            _TEXT,
            "adresse.distrikt_eller_bydel",
            Said("Distrikt eller bydel i en utenlandsk adresse.", "District of a foreign address."),
        ),
        OutputColumn("landkode", _TEXT, "adresse.landkode", Said("Landkode.", "Country code.")),
        OutputColumn(
            "fri_adressetekst",
            _TEXT,
            "adresse.fri_adressetekst",
            Said("En utenlandsk adresse som fri tekst.", "A foreign address as free text."),
        ),
        OutputColumn(
            "adresseidentifikator",
            _TEXT,
            "adresse.adresseidentifikator",
            Said("Adressens egen id.", "The address's own id."),
        ),
        OutputColumn(
            "adresse", _TEXT, "one_line", Said("Hele adressen på én linje.", "The whole address on one line.")
        ),
    ),
    description=Said(
        "Én rad for hver rolle i hver ektepakt, med alle felt i adressen.",
        "One row for each role of each ektepakt, with every field of the address.",
    ),
    key=("fnr", "ektepakt_index", "rolle_index"),
    reference=Reference(("fnr", "ektepakt_index"), "ektepakter"),
)
