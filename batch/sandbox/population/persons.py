"""Made-up spouses: names as odd as real ones."""

from random import Random

Json = dict[str, object]

_FORNAVN = (
    "AUTORISERT", "SORGLØS", "Bjørn-Åge", "Zoë", "Renée", "Åse", "Øyvind", "Ægir", "Máret", "Jürgen", "Ingrid",
    "Anne Sofie", "Per", "Nils Ánte", "Łukasz", "Aurélie", "O'Neal", "Ñusta", "KLOK", "Ting",
)  # fmt: skip
_MELLOMNAVN = ("Kristine", "Løvås", "von der", "Østgård-Trætteberg", "Åsen", "D'Angelo", "GRÅ")
_ETTERNAVN = (
    "INNHEGNING", "BOLLE", "Løkkeås", "Ødegård", "Sjåvik", "Trætteberg-Østgårdshaugen", "Gonçalves da Conceição",
    "Ånestad", "Nguyễn", "Müller-Lüdenscheidt", "Hætta", "Berg", "Dvořák", "MASKIN", "Å", "Æsøy",
)  # fmt: skip
_SHARE_WITH_MELLOMNAVN = 0.3


def draw_navn(draws: Random) -> Json:
    """Make up a name; `mellomnavn` is mostly absent, and sometimes there as null."""
    navn: Json = {"fornavn": draws.choice(_FORNAVN), "etternavn": draws.choice(_ETTERNAVN)}
    chance = draws.random()
    if chance < _SHARE_WITH_MELLOMNAVN:
        navn["mellomnavn"] = draws.choice(_MELLOMNAVN)
    elif chance < _SHARE_WITH_MELLOMNAVN * 4 / 3:
        navn["mellomnavn"] = None
    return navn
