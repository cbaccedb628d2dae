"""An address of any kind as one line that a person reads."""

from batch.oppslag.ektepakt import Adresse, Husnummer, Poststed


def one_line(adresse: Adresse, nummer: Husnummer, poststed: Poststed) -> str | None:
    """Write the address on one line, its parts separated by commas; None when it says nothing."""
    number = f"{nummer.nummer or ''}{nummer.bokstav or ''}" or adresse.adressenummer
    postboks = adresse.postboksnummer or adresse.postboks
    line = _join(
        ", ",
        adresse.co_navn,
        _join(" ", adresse.adressenavn, number, adresse.bruksenhetsnummer),
        adresse.adressenavn_tillegg,
        adresse.stedsnavn,
        _join(" ", postboks and f"Postboks {postboks}", adresse.postboksanleggsnavn),
        adresse.adresselinje1,
        adresse.adresselinje2,
        adresse.adresselinje3,
        adresse.bygning,
        adresse.etasjenummer,
        adresse.boenhet,
        adresse.fri_adressetekst,
        _join(" ", poststed.postnummer, poststed.navn),
        _join(" ", adresse.postkode, adresse.by_eller_stedsnavn),
        adresse.distrikt_eller_bydel,
        adresse.region,
        adresse.landkode,
    )
    return line or None


def _join(separator: str, *parts: str | None) -> str:
    return separator.join(filter(None, parts))
