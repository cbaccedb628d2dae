"""An address of any kind as flat columns, and as one line a person reads."""

from collections.abc import Iterable

from batch.oppslag.ektepakt import Adresse, Husnummer, Kommune, Poststed
from batch.tables.columns import ColumnType, OutputColumn

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


ADRESSE_COLUMNS: tuple[OutputColumn[Adresse], ...] = (
    OutputColumn("adresse_type", _TEXT, lambda adresse: adresse.adresse_type),
    OutputColumn("brukskategori", _TEXT, lambda adresse: adresse.brukskategori),
    OutputColumn("co_navn", _TEXT, lambda adresse: adresse.co_navn),
    OutputColumn("adressenavn", _TEXT, lambda adresse: adresse.adressenavn),
    OutputColumn("kort_adressenavn", _TEXT, lambda adresse: adresse.kort_adressenavn),
    OutputColumn("husnummer", _TEXT, lambda adresse: _husnummer(adresse).nummer),
    OutputColumn("husbokstav", _TEXT, lambda adresse: _husnummer(adresse).bokstav),
    OutputColumn("bruksenhetsnummer", _TEXT, lambda adresse: adresse.bruksenhetsnummer),
    OutputColumn("vegadresse_id", _TEXT, _vegadresse_id),
    OutputColumn("adressenavn_tillegg", _TEXT, lambda adresse: adresse.adressenavn_tillegg),
    OutputColumn("stedsnavn", _TEXT, lambda adresse: adresse.stedsnavn),
    OutputColumn("postboksnummer", _TEXT, lambda adresse: adresse.postboksnummer),
    OutputColumn("postboksanleggsnavn", _TEXT, lambda adresse: adresse.postboksanleggsnavn),
    OutputColumn("adresselinje1", _TEXT, lambda adresse: adresse.adresselinje1),
    OutputColumn("adresselinje2", _TEXT, lambda adresse: adresse.adresselinje2),
    OutputColumn("adresselinje3", _TEXT, lambda adresse: adresse.adresselinje3),
    OutputColumn("postnummer", _TEXT, lambda adresse: poststed(adresse).postnummer),
    OutputColumn("poststed", _TEXT, lambda adresse: poststed(adresse).navn),
    OutputColumn("kommunenummer", _TEXT, lambda adresse: kommune(adresse).kommunenummer),
    OutputColumn("kommunenavn", _TEXT, lambda adresse: kommune(adresse).kommunenavn),
    OutputColumn("adressenummer", _TEXT, lambda adresse: adresse.adressenummer),
    OutputColumn("bygning", _TEXT, lambda adresse: adresse.bygning),
    OutputColumn("etasjenummer", _TEXT, lambda adresse: adresse.etasjenummer),
    OutputColumn("boenhet", _TEXT, lambda adresse: adresse.boenhet),
    OutputColumn("postboks", _TEXT, lambda adresse: adresse.postboks),
    OutputColumn("postkode", _TEXT, lambda adresse: adresse.postkode),
    OutputColumn("by_eller_stedsnavn", _TEXT, lambda adresse: adresse.by_eller_stedsnavn),
    OutputColumn("region", _TEXT, lambda adresse: adresse.region),
    OutputColumn("distrikt_eller_bydel", _TEXT, lambda adresse: adresse.distrikt_eller_bydel),
    OutputColumn("landkode", _TEXT, lambda adresse: adresse.landkode),
    OutputColumn("fri_adressetekst", _TEXT, lambda adresse: adresse.fri_adressetekst),
    OutputColumn("adresseidentifikator", _TEXT, lambda adresse: adresse.adresseidentifikator),
    OutputColumn("adresse", _TEXT, one_line),
)
