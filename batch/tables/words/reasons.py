"""The reasons why a cell is no identifier, or is not sent, in a few words."""

from batch.options.export_options import Words
from batch.tables.words.said import Said

REASONS = {
    "empty": Said("intet fødselsnummer i cellen", "no identifier in the cell"),
    "k1": Said("første kontrollsiffer er feil", "first check digit is wrong"),
    "k2": Said("andre kontrollsiffer er feil", "second check digit is wrong"),
    "date": Said("ingen slik dato", "no such date"),
    "month": Said("ingen slik måned eller testserie", "no such month or test series"),
    "fh_number": Said("et FH-nummer", "an FH-number"),
    "npid_not_fnr_dnr": Said("et NPID fra Nav", "a NAV NPID"),
    "not_issued_before_2032": Said("ikke utstedt før 2032", "not issued before 2032"),
    "format": Said("ikke elleve siffer", "not eleven digits"),
    "length": Said("for mange eller for få siffer", "too few or too many digits"),
    "organisation_number": Said("et organisasjonsnummer", "an organisation's number"),
    "leading_zero_unconfirmed": Said("kan ha mistet en null foran", "may have lost a leading zero"),
    "rounded": Said("avrundet, siffer er borte", "rounded, digits are gone"),
    "maybe_rounded": Said("kan være avrundet", "may have been rounded"),
    "several_ids": Said("flere numre i én celle", "several identifiers in a cell"),
    "too_many_fields": Said("flere felt enn andre rader", "more fields than other rows"),
    "too_few_fields": Said("færre felt enn overskriften", "fewer fields than the header"),
    "too_long": Said("for lang til å være ett", "too long to be one"),
    "no_json_object": Said("ikke et JSON-objekt", "no JSON object"),
    "other_characters": Said("noe annet enn et tall", "something else than a number"),
    "non_ascii_digits": Said("siffer fra en annen skrift", "digits of another script"),
    "letter_for_digit": Said("bokstav i stedet for siffer", "a letter for a digit"),
    "negative": Said("et negativt tall", "a negative number"),
    "fraction": Said("et desimaltall", "a fraction"),
    "date_cell": Said("en dato", "a date"),
    "boolean": Said("sann eller usann", "true or false"),
    "too_narrow": Said("kolonnen var for smal", "the column was too narrow"),
    "spreadsheet_error": Said("en feilverdi fra regnearket", "a spreadsheet's error"),
    "formula_without_value": Said("en formel uten verdi", "a formula without a value"),
    "real_in_test": Said("ser ut som en virkelig person", "looks like a real person's"),
    "synthetic_in_production": Said("en syntetisk testperson", "a synthetic test identity"),
    "series_not_allowed": Said("testserie som ikke er tillatt her", "a test series not allowed here"),
}


def reason_said(reason: str, words: Words) -> str:
    """Return the words; the code itself where there are none."""
    return REASONS[reason].by(words) if reason in REASONS else reason
