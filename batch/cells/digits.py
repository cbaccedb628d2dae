"""Finds the digits in one cell, and recognises how programs damage them: separators, decimals, rounding to 4.18E+10.

The rules are those of contract/identifiers.md section 3: only what is no digit is taken away, no digit is changed,
and nothing is added here. Whether a lost leading zero may be given back is decided by batch/cells/reading.py.
"""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import compress
from operator import mul
from typing import NamedTuple, cast

from batch.cells.rows import Cell, StandIn

FULL_LENGTH = 11
TEN_DIGITS = 10
ZERO_FILLED = "0000"
"""The end of a rounded number that was filled with zeros."""

ABSURD_NUMBER = 10**300  # Python refuses to print integers of more than 4,300 digits

_SPACES = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d\\-"
_SEPARATOR = f"[{_SPACES}{_DASHES}]"
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\ufeff\u200b\u200c\u200d\u2060\u00ad\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`"

_QUOTED = re.compile("=?(?:\"(.*)\"|[“„”«»](.*)[“”«»]|'(.*)'|‘(.*)’)", re.DOTALL)
_PLAIN = re.compile("[0-9]+")
_DECIMAL_ZEROS = re.compile("([0-9]+)[.,]0+")
_GROUPED = re.compile(
    f"([0-9]{{1,3}}(?:(?P<mark>[{_SPACES}.,])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*)(?:(?!(?P=mark))[.,]0+)?"
)
_SEPARATED = re.compile(f"[0-9]+(?:{_SEPARATOR}+[0-9]+)+")
_SCIENTIFIC = re.compile("([0-9])(?:[.,]([0-9]*))?[eE]\\+?([0-9]{1,2})")
_NOT_DIGIT = re.compile("[^0-9]")
_ORGANISATION = re.compile("[89][0-9]{8}")
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_NOT_PART_OF_ONE = re.compile(f"[^0-9{_SPACES}{_DASHES}]+|\n")
# A birth date of five digits has lost its leading zero.
_ONE_IDENTIFIER = re.compile(f"(?<![0-9])[0-9]{{5,6}}{_SEPARATOR}?[0-9]{{5}}(?![0-9])")
_SHAPES_WITHOUT_LEADING_ZERO = frozenset({(5, 5), (5, 3, 2), (1, 2, 2, 5), (1, 2, 2, 3, 2), (1, 3, 3, 3)})
"""Lengths of the groups when the first digit of `ddmmyy iiikk`, `dd mm yy …` or groups of three is gone."""


class Reason(StrEnum):
    """Why a cell gives no identifier; Identity.parse adds its own words for eleven digits that are not lawful."""

    EMPTY = "empty"  #: nothing, or nothing visible
    LENGTH = "length"  #: digits, but not eleven, and not ten that can have lost a leading zero
    ORGANISATION_NUMBER = "organisation_number"  #: nine digits that are an organisasjonsnummer
    ROUNDED = "rounded"  #: a number of which the last digits are gone
    MAYBE_ROUNDED = "maybe_rounded"  #: ends in 0000, as a rounded number filled with zeros does
    SEVERAL_IDS = "several_ids"  #: two identifiers or more
    LEADING_ZERO_UNCONFIRMED = "leading_zero_unconfirmed"  #: ten digits, and no evidence that a zero was lost
    LETTER_FOR_DIGIT = "letter_for_digit"  #: O, I or l where a digit belongs
    NON_ASCII_DIGITS = "non_ascii_digits"  #: full-width, Arabic-Indic or other digits than 0-9
    NEGATIVE = "negative"  #: a number below zero
    FRACTION = "fraction"  #: a number with decimals that are not zero
    DATE_CELL = "date_cell"  #: a date or time, not a number
    BOOLEAN = "boolean"  #: true or false
    TOO_NARROW = "too_narrow"  #: a row of # instead of the number, as a narrow column shows it
    SPREADSHEET_ERROR = "spreadsheet_error"  #: #REF!, #N/A, Err:502 and their kin
    FORMULA = "formula_without_value"  #: a formula whose result was not saved
    TOO_MANY_FIELDS = "too_many_fields"  #: a row of which nobody can tell which field belongs to which column
    TOO_FEW_FIELDS = "too_few_fields"  #: a row from which fields before the identifier are missing
    TOO_LONG = "too_long"  #: a cell that is too long to be read
    NO_JSON_OBJECT = "no_json_object"  #: a line of JSON lines that is something else
    OTHER_CHARACTERS = "other_characters"  #: anything else that is no digit


_STAND_INS = {
    StandIn.TOO_MANY_FIELDS: Reason.TOO_MANY_FIELDS,
    StandIn.TOO_FEW_FIELDS: Reason.TOO_FEW_FIELDS,
    StandIn.TOO_LONG: Reason.TOO_LONG,
    StandIn.NO_OBJECT: Reason.NO_JSON_OBJECT,
    StandIn.NO_DATE: Reason.DATE_CELL,
    StandIn.OVERFLOW: Reason.ROUNDED,
}


class Digits(NamedTuple):
    """The digits of one cell, of any length, and the words for what was taken away to see them.

    `can_lack_zero` is False when the grouping shows that another digit than the first is missing.
    """

    text: str
    repairs: tuple[str, ...]
    can_lack_zero: bool = True


def find_digits(cell: Cell) -> Digits | Reason:
    """Never raises: any cell gives digits, or the reason why it has none that can be trusted."""
    match cell:
        case str():
            return _find_in_text(cell)
        case None:
            return Reason.EMPTY
        case bool():
            return Reason.BOOLEAN
        case int():
            return _find_in_integer(cell)
        case float():
            return _find_in_float(cell)
        case date() | time() | timedelta():
            return Reason.DATE_CELL


def plain_lengths(cells: Sequence[Cell]) -> list[int]:
    """For each cell the number of its digits when it is a text of nothing but ASCII digits, else 0."""
    try:
        whole = "".join(cast("Sequence[str]", cells))
    except TypeError:  # not only text
        whole = ""
    if whole.isdigit() and whole.isascii():
        return list(map(len, cast("Sequence[str]", cells)))
    return [len(cell) if type(cell) is str and cell.isdigit() and cell.isascii() else 0 for cell in cells]


def of_length(length: int, cells: Sequence[Cell], lengths: Sequence[int]) -> list[str]:
    """Return the cells that have so many digits by `plain_lengths`."""
    return cast("list[str]", list(compress(cells, map(length.__eq__, lengths))))


def reason_for_length(digits: str) -> Reason:
    """Say what digits are that are too many or too few."""
    return Reason.ORGANISATION_NUMBER if _is_organisation(digits) else Reason.LENGTH


def _is_organisation(digits: str) -> bool:
    if not _ORGANISATION.fullmatch(digits):
        return False
    weighted: int = sum(map(mul, _ORGANISATION_WEIGHTS, map(int, digits)))
    return weighted % 11 == 0


def holds_identifier(cell: Cell) -> bool:
    """Whether as many digits are found as an identifier has, or has left; whether they are lawful is not looked at."""
    if isinstance(cell, str) and len(cell) < TEN_DIGITS:  # most cells of other columns: spares them the patterns
        return False
    found = find_digits(cell)
    return isinstance(found, Digits) and len(found.text) in {TEN_DIGITS, FULL_LENGTH}


def _find_in_float(number: float) -> Digits | Reason:
    if math.isnan(number):
        return Reason.EMPTY
    if math.isinf(number):
        return Reason.OTHER_CHARACTERS
    return _find_in_integer(int(number)) if number.is_integer() else Reason.FRACTION


def _find_in_integer(number: int) -> Digits | Reason:
    if number < 0:
        return Reason.NEGATIVE
    return Digits(str(number), ("number_cell",)) if number < ABSURD_NUMBER else Reason.LENGTH


def _find_in_text(raw: str) -> Digits | Reason:
    if _PLAIN.fullmatch(raw):
        return Digits(raw, ())
    if isinstance(raw, StandIn):
        return _STAND_INS[raw]
    text, repairs = _uncover(raw)
    if not text:
        return Reason.EMPTY
    if _holds_several(text):
        return Reason.SEVERAL_IDS
    for read in _NOTATIONS:
        if (found := read(text)) is not None:
            return found._replace(repairs=repairs + found.repairs) if isinstance(found, Digits) else found
    return _explain(text)


def _uncover(raw: str) -> tuple[str, tuple[str, ...]]:
    """Take off what surrounds or hides in a value: blanks, invisible marks, quotes, `="…"`, an apostrophe."""
    text = raw.translate(_INVISIBLE).strip()
    repairs: tuple[str, ...] = ("trimmed",) if text != raw else ()
    if quoted := _QUOTED.fullmatch(text):
        text = next(inner for inner in quoted.groups() if inner is not None).strip()
        repairs += ("unquoted",)
    if text[:1] and text[0] in _APOSTROPHES:
        text = text[1:].strip()
        repairs += ("apostrophe",)
    return text, repairs


def _holds_several(text: str) -> bool:
    if len(_ONE_IDENTIFIER.findall(text)) > 1:
        return True
    lengths = [len(_NOT_DIGIT.sub("", part)) for part in _NOT_PART_OF_ONE.split(text)]
    return sum(length in {TEN_DIGITS, FULL_LENGTH} for length in lengths) > 1


def _read_plain(text: str) -> Digits | None:
    return Digits(text, ()) if _PLAIN.fullmatch(text) else None


def _read_decimal_zeros(text: str) -> Digits | None:
    found = _DECIMAL_ZEROS.fullmatch(text)
    return Digits(found[1], ("decimal_zeros",)) if found else None


def _read_grouped(text: str) -> Digits | None:
    found = _GROUPED.fullmatch(text)
    return Digits(_NOT_DIGIT.sub("", found[1]), ("grouped",)) if found else None


def _read_scientific(text: str) -> Digits | Reason | None:
    """As many decimals as the exponent show every digit; fewer are a rounded number; more are a fraction or zeros."""
    if not (found := _SCIENTIFIC.fullmatch(text)):
        return None
    decimals, exponent = found[2] or "", int(found[3])
    if len(decimals) < exponent:
        return Reason.ROUNDED
    if decimals[exponent:].strip("0"):
        return Reason.FRACTION
    return Digits(found[1] + decimals[:exponent], ("scientific_full_mantissa",))


def _read_separated(text: str) -> Digits | None:
    if not _SEPARATED.fullmatch(text):
        return None
    shape = tuple(map(len, _PLAIN.findall(text)))
    return Digits(_NOT_DIGIT.sub("", text), ("separators",), shape in _SHAPES_WITHOUT_LEADING_ZERO)


_NOTATIONS: tuple[Callable[[str], Digits | Reason | None], ...] = (
    _read_plain,
    _read_decimal_zeros,
    _read_grouped,
    _read_scientific,
    _read_separated,
)


_VAT_NUMBER = re.compile(
    f"(?:NO|Org\\.?{_SEPARATOR}*nr)?[.:]?{_SEPARATOR}*([0-9]{{3}}{_SEPARATOR}?[0-9]{{3}}{_SEPARATOR}?[0-9]{{3}})"
    f"{_SEPARATOR}*(?:MVA)?",
    re.IGNORECASE,
)
"""An organisasjonsnummer as it stands on invoices: `NO 974 760 673 MVA`."""

_EXPLANATIONS = (
    (re.compile("#+"), Reason.TOO_NARROW),
    (re.compile("#.*|(?:Err|Feil):[0-9]+", re.DOTALL), Reason.SPREADSHEET_ERROR),
    (re.compile("=.*", re.DOTALL), Reason.FORMULA),
    (re.compile(f"[0-9OoIl|]{{5,6}}{_SEPARATOR}?[0-9OoIl|]{{5}}"), Reason.LETTER_FOR_DIGIT),
    (re.compile(f"[{_DASHES}]{_SEPARATOR}*[0-9][0-9.,{_SPACES}{_DASHES}]*"), Reason.NEGATIVE),
    (re.compile("[0-9]+[.,][0-9]+"), Reason.FRACTION),
)


def _explain(text: str) -> Reason:
    """Say what stands where only digits should."""
    if (vat := _VAT_NUMBER.fullmatch(text)) and _is_organisation(_NOT_DIGIT.sub("", vat[1])):
        return Reason.ORGANISATION_NUMBER
    if any(char.isdigit() and not char.isascii() for char in text):
        return Reason.NON_ASCII_DIGITS
    return next((reason for look, reason in _EXPLANATIONS if look.fullmatch(text)), Reason.OTHER_CHARACTERS)
