"""How a damaged identifier was read, in words."""

from batch.options.export_options import Words
from batch.tables.words.said import Said

REPAIRS = {
    "trimmed": Said("tegn rundt fjernet", "blanks around it taken off"),
    "unquoted": Said("anførselstegn fjernet", "quotation marks taken off"),
    "apostrophe": Said("apostrof fjernet", "apostrophe taken off"),
    "number_cell": Said("lest fra tallcelle", "read from a number cell"),
    "decimal_zeros": Said("desimaler fjernet", "decimal zeros taken off"),
    "grouped": Said("tusenskille fjernet", "thousands separators taken off"),
    "scientific_full_mantissa": Said("lest fra vitenskapelig notasjon", "read from scientific notation"),
    "separators": Said("skilletegn fjernet", "separators taken out"),
    "leading_zero": Said("manglende null foran satt inn", "lost leading zero put back"),
}
_JOINED_BY = "+"


def repair_said(repair: str | None, words: Words) -> str | None:
    """Say each repair that was made; one without words keeps its code."""
    if repair is None:
        return None
    codes = repair.split(_JOINED_BY)
    return ", ".join(REPAIRS[code].by(words) if code in REPAIRS else code for code in codes)
