"""The reasons why a cell is no identifier, or is not sent, in a few words."""

REASON_WORDS = {
    "empty": "no identifier in the row",
    "k1": "first check digit is wrong",
    "k2": "second check digit is wrong",
    "date": "no such date",
    "month": "no such month or test series",
    "fh_number": "an FH-number",
    "npid_not_fnr_dnr": "a NAV NPID",
    "not_issued_before_2032": "not issued before 2032",
    "format": "not eleven digits",
    "length": "too few or too many digits",
    "leading_zero_unconfirmed": "may have lost a leading zero",
    "rounded": "rounded, digits are gone",
    "maybe_rounded": "may have been rounded",
    "several_ids": "several identifiers in a cell",
    "too_many_fields": "more fields than other rows",
    "too_few_fields": "fewer fields than the header",
    "too_long": "too long to be one",
    "no_json_object": "no JSON object",
    "other_characters": "something else than a number",
    "non_ascii_digits": "digits of another script",
    "letter_for_digit": "a letter for a digit",
    "negative": "a negative number",
    "fraction": "a fraction",
    "date_cell": "a date",
    "boolean": "true or false",
    "too_narrow": "the column was too narrow",
    "spreadsheet_error": "a spreadsheet's error",
    "formula_without_value": "a formula without a value",
    "real_in_test": "looks like a real person's",
    "synthetic_in_production": "a synthetic test identity",
    "series_not_allowed": "a test series not allowed here",
}


def in_words(reason: str) -> str:
    """Return the words; the code itself where there are none."""
    return REASON_WORDS.get(reason, reason)
