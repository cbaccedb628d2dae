"""An address of any kind as flat columns, and as one line a person reads."""

from collections.abc import Iterable

from batch.oppslag.ektepakt import Adresse, Husnummer, Kommune, Poststed
from batch.tables.columns import Column, ColumnType

_TEXT = ColumnType.TEXT
NO_ADRESSE = Adresse()
_NO_POSTSTED = Poststed()
_NO_KOMMUNE = Kommune()
_NO_HUSNUMMER = Husnummer()


def poststed(adresse: Adresse) -> Poststed:
    return adresse.poststed or _NO_POSTSTED


def kommune(adresse: Adresse) -> Kommune:
    return adresse.kommune or _NO_KOMMUNE


def _husnummer(adresse: Adresse) -> Husnummer:
    return adresse.nummer or _NO_HUSNUMMER


def one_line(adresse: Adresse) -> str | None:
    """Write the address on one line, its parts separated by commas; None when it says nothing."""
    return _join(", ", (*_within_the_place(adresse), *_the_place(adresse))) or None


def _within_the_place(adresse: Adresse) -> tuple[str | None, ...]:
    number = _join("", (_husnummer(adresse).nummer, _husnummer(adresse).bokstav)) or adresse.adressenummer
    postboks = adresse.postboksnummer or adresse.postboks
    return (
        adresse.co_navn,
        _join(" ", (adresse.adressenavn, number, adresse.bruksenhetsnummer)),
        adresse.adressenavn_tillegg,
        adresse.stedsnavn,
        _join(" ", ("Postboks" if postboks else None, postboks, adresse.postboksanleggsnavn)),
        adresse.adresselinje1,
        adresse.adresselinje2,
        adresse.adresselinje3,
        adresse.bygning,
        adresse.etasjenummer,
        adresse.boenhet,
    )


def _the_place(adresse: Adresse) -> tuple[str | None, ...]:
    return (
        adresse.fri_adressetekst,
        _join(" ", (poststed(adresse).postnummer, poststed(adresse).navn)),
        _join(" ", (adresse.postkode, adresse.by_eller_stedsnavn)),
        adresse.distrikt_eller_bydel,
        adresse.region,
        adresse.landkode,
    )


def _join(separator: str, parts: Iterable[str | None]) -> str:
    return separator.join(part for part in parts if part)


def _vegadresse_id(adresse: Adresse) -> str | None:
    return None if adresse.vegadresse_id is None else str(adresse.vegadresse_id)


ADRESSE_COLUMNS: tuple[Column[Adresse], ...] = (
    Column("adresse_type", _TEXT, lambda adresse: adresse.adresse_type),
    Column("brukskategori", _TEXT, lambda adresse: adresse.brukskategori),
    Column("co_navn", _TEXT, lambda adresse: adresse.co_navn),
    Column("adressenavn", _TEXT, lambda adresse: adresse.adressenavn),
    Column("kort_adressenavn", _TEXT, lambda adresse: adresse.kort_adressenavn),
    Column("husnummer", _TEXT, lambda adresse: _husnummer(adresse).nummer),
    Column("husbokstav", _TEXT, lambda adresse: _husnummer(adresse).bokstav),
    Column("bruksenhetsnummer", _TEXT, lambda adresse: adresse.bruksenhetsnummer),
    Column("vegadresse_id", _TEXT, _vegadresse_id),
    Column("adressenavn_tillegg", _TEXT, lambda adresse: adresse.adressenavn_tillegg),
    Column("stedsnavn", _TEXT, lambda adresse: adresse.stedsnavn),
    Column("postboksnummer", _TEXT, lambda adresse: adresse.postboksnummer),
    Column("postboksanleggsnavn", _TEXT, lambda adresse: adresse.postboksanleggsnavn),
    Column("adresselinje1", _TEXT, lambda adresse: adresse.adresselinje1),
    Column("adresselinje2", _TEXT, lambda adresse: adresse.adresselinje2),
    Column("adresselinje3", _TEXT, lambda adresse: adresse.adresselinje3),
    Column("postnummer", _TEXT, lambda adresse: poststed(adresse).postnummer),
    Column("poststed", _TEXT, lambda adresse: poststed(adresse).navn),
    Column("kommunenummer", _TEXT, lambda adresse: kommune(adresse).kommunenummer),
    Column("kommunenavn", _TEXT, lambda adresse: kommune(adresse).kommunenavn),
    Column("adressenummer", _TEXT, lambda adresse: adresse.adressenummer),
    Column("bygning", _TEXT, lambda adresse: adresse.bygning),
    Column("etasjenummer", _TEXT, lambda adresse: adresse.etasjenummer),
    Column("boenhet", _TEXT, lambda adresse: adresse.boenhet),
    Column("postboks", _TEXT, lambda adresse: adresse.postboks),
    Column("postkode", _TEXT, lambda adresse: adresse.postkode),
    Column("by_eller_stedsnavn", _TEXT, lambda adresse: adresse.by_eller_stedsnavn),
    Column("region", _TEXT, lambda adresse: adresse.region),
    Column("distrikt_eller_bydel", _TEXT, lambda adresse: adresse.distrikt_eller_bydel),
    Column("landkode", _TEXT, lambda adresse: adresse.landkode),
    Column("fri_adressetekst", _TEXT, lambda adresse: adresse.fri_adressetekst),
    Column("adresseidentifikator", _TEXT, lambda adresse: adresse.adresseidentifikator),
    Column("adresse", _TEXT, one_line),
)
