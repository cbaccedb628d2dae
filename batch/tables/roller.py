"""Table `roller`: one row for each role of each ektepakt, with every field of an address of any kind."""

from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.records import RolleRecord

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER


def _vegadresse_id(record: RolleRecord) -> str | None:
    number = record.adresse.vegadresse_id
    return None if number is None else str(number)


ROLLER: OutputTable[RolleRecord] = OutputTable(
    "roller",
    (
        OutputColumn("fnr", _TEXT, "fnr"),
        OutputColumn("ektepakt_index", _INTEGER, "ektepakt_index"),
        OutputColumn("rolle_index", _INTEGER, "rolle_index"),
        OutputColumn("ektepaktnummer", _INTEGER, "ektepaktnummer"),
        OutputColumn("rolletype", _TEXT, "rolle.rolletype"),
        OutputColumn("rolletypebeskrivelse", _TEXT, "rolle.rolletypebeskrivelse"),
        OutputColumn("fornavn", _TEXT, "navn.fornavn"),
        OutputColumn("mellomnavn", _TEXT, "navn.mellomnavn"),
        OutputColumn("etternavn", _TEXT, "navn.etternavn"),
        OutputColumn("adresse_type", _TEXT, "adresse.adresse_type"),
        OutputColumn("brukskategori", _TEXT, "adresse.brukskategori"),
        OutputColumn("co_navn", _TEXT, "adresse.co_navn"),
        OutputColumn("adressenavn", _TEXT, "adresse.adressenavn"),
        OutputColumn("kort_adressenavn", _TEXT, "adresse.kort_adressenavn"),
        OutputColumn("husnummer", _TEXT, "nummer.nummer"),
        OutputColumn("husbokstav", _TEXT, "nummer.bokstav"),
        OutputColumn("bruksenhetsnummer", _TEXT, "adresse.bruksenhetsnummer"),
        OutputColumn("vegadresse_id", _TEXT, _vegadresse_id),
        OutputColumn("adressenavn_tillegg", _TEXT, "adresse.adressenavn_tillegg"),
        OutputColumn("stedsnavn", _TEXT, "adresse.stedsnavn"),
        OutputColumn("postboksnummer", _TEXT, "adresse.postboksnummer"),
        OutputColumn("postboksanleggsnavn", _TEXT, "adresse.postboksanleggsnavn"),
        OutputColumn("adresselinje1", _TEXT, "adresse.adresselinje1"),
        OutputColumn("adresselinje2", _TEXT, "adresse.adresselinje2"),
        OutputColumn("adresselinje3", _TEXT, "adresse.adresselinje3"),
        OutputColumn("postnummer", _TEXT, "poststed.postnummer"),
        OutputColumn("poststed", _TEXT, "poststed.navn"),
        OutputColumn("kommunenummer", _TEXT, "kommune.kommunenummer"),
        OutputColumn("kommunenavn", _TEXT, "kommune.kommunenavn"),
        OutputColumn("adressenummer", _TEXT, "adresse.adressenummer"),
        OutputColumn("bygning", _TEXT, "adresse.bygning"),
        OutputColumn("etasjenummer", _TEXT, "adresse.etasjenummer"),
        OutputColumn("boenhet", _TEXT, "adresse.boenhet"),
        OutputColumn("postboks", _TEXT, "adresse.postboks"),
        OutputColumn("postkode", _TEXT, "adresse.postkode"),
        OutputColumn("by_eller_stedsnavn", _TEXT, "adresse.by_eller_stedsnavn"),
        OutputColumn("region", _TEXT, "adresse.region"),
        OutputColumn("distrikt_eller_bydel", _TEXT, "adresse.distrikt_eller_bydel"),
        OutputColumn("landkode", _TEXT, "adresse.landkode"),
        OutputColumn("fri_adressetekst", _TEXT, "adresse.fri_adressetekst"),
        OutputColumn("adresseidentifikator", _TEXT, "adresse.adresseidentifikator"),
        OutputColumn("adresse", _TEXT, "one_line"),
    ),
)
