"""The sentence that tells a user what to do, for each outcome and each reason (rounded, invalid, slow, refused ...)."""

from batch.outcome import Entry, OutcomeKind

_BY_OUTCOME = {
    OutcomeKind.FOUND: "",
    OutcomeKind.EMPTY: "",
    OutcomeKind.INVALID_ID: "Correct the identifier in the source and run again; it was not sent.",
    OutcomeKind.WRONG_ENVIRONMENT: "Ask about this identifier in the environment it belongs to; it was not sent.",
    OutcomeKind.SLOW_SKIPPED: "Use another test identity, as the register's documentation advises, or try it later.",
    OutcomeKind.REJECTED: "The register refused this request: see feilmelding, correct the identifier and run again.",
    OutcomeKind.REFUSED: "The register refuses this identifier alone: see feilmelding, and report it if it goes on.",
    OutcomeKind.TIMEOUT: "The register did not answer in time: try again later.",
    OutcomeKind.SERVER_ERROR: "The register failed: try again later, and report the korrelasjonsid if it goes on.",
    OutcomeKind.NETWORK_ERROR: "The register could not be reached: check the network and try again.",
    OutcomeKind.BAD_RESPONSE: "The answer can't be trusted and was not used: try again, report it if it goes on.",
    OutcomeKind.NOT_RUN: "The run stopped before this one: run the same command again.",
}
_MISTYPED = "A digit is wrong or two have changed places: correct it in the source; it was not sent."
_NO_ID = "This is no fødselsnummer or d-nummer: correct it in the source; it was not sent."
_BY_REASON = {
    "empty": "The row has no identifier: fill it in, or remove the row.",
    "k1": _MISTYPED,
    "k2": _MISTYPED,
    "date": "The first six digits are no date: correct them in the source; it was not sent.",
    "month": "The month in it is no month and no known test series: correct it in the source; it was not sent.",
    "fh_number": "An FH-number is no fødselsnummer or d-nummer: find the person's own number; it was not sent.",
    "npid_not_fnr_dnr": "A NAV NPID is no fødselsnummer or d-nummer: find the person's own number; it was not sent.",
    "not_issued_before_2032": "No such number is issued before 2032: check it at the source; it was not sent.",
    "format": "It is not eleven digits: correct it in the source; it was not sent.",
    "length": "It does not have eleven digits: correct it in the source; it was not sent.",
    "leading_zero_unconfirmed": (
        "A leading zero may have been lost: write all eleven digits in a text column, and run again; it was not sent."
    ),
    "rounded": "A spreadsheet has rounded it and the digits are gone: fetch them from the source; it was not sent.",
    "maybe_rounded": "It ends in zeros as rounded numbers do: check it at the source; it was not sent.",
    "several_ids": "The cell holds several identifiers: give each its own row; none was sent.",
    "too_many_fields": (
        "The row has more fields than other rows: quote the text that holds a delimiter, or remove what is too much;"
        " it was not sent."
    ),
    "too_few_fields": (
        "Fields are missing before the identifier, which may be another column's: mend the row; it was not sent."
    ),
    "too_long": "The cell is too long to be one: look for a quotation mark that is not closed; it was not sent.",
    "no_json_object": "The line is no JSON object: write it as the other lines are, and run again; it was not sent.",
    "other_characters": _NO_ID,
    "non_ascii_digits": "Its digits are not 0 to 9 as typed on a keyboard: type it anew; it was not sent.",
    "letter_for_digit": "A letter stands where a digit belongs: correct it in the source; it was not sent.",
    "negative": _NO_ID,
    "fraction": _NO_ID,
    "date_cell": "The cell holds a date: fetch the identifier from the source; it was not sent.",
    "boolean": _NO_ID,
    "too_narrow": "The column was too narrow when it was saved: widen it, save and run again; it was not sent.",
    "spreadsheet_error": "The cell holds a spreadsheet's error: mend the formula, and run again; it was not sent.",
    "formula_without_value": "The formula's value was not saved: open the workbook, save it, and run again.",
    "real_in_test": "It looks like a real person's and was kept from the test environment: use synthetic identities.",
    "synthetic_in_production": "It is a synthetic test identity and was not sent to production: remove the row.",
    "series_not_allowed": "It is of a test series this environment is not asked about: use Tenor, or --allow-series.",
}


def advise(entry: Entry) -> str | None:
    """Return the advice for an entry, by its reason where there is one; None for answers."""
    by_outcome = _BY_OUTCOME[entry.outcome.kind]
    return _BY_REASON.get(entry.subject.reason or "", by_outcome) or None
