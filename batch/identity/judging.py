"""Decides which eleven digits are a lawful fødselsnummer or d-nummer, and of which series.

The rules are those of contract/identifiers.md section 1, checked in its order. Millions are judged, so what each part
of the digits says is looked up in tables made from the rules.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import product
from typing import NamedTuple

_FIRST_DAY_OF_2032_RULE = date(2032, 1, 1)
"""From this day real numbers are issued with a first control remainder of 0 to 3."""

_K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0)
_K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_MODULUS = 11
_LAST_REMAINDER_OF_2032 = 3
_DNR_SHIFT = 40
_FH_DIGITS = "89"
_LEAP_DAY = (29, 2)
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class IdType(StrEnum):
    """The two kinds of identifier the register takes."""

    FNR = "fnr"  #: fødselsnummer
    DNR = "dnr"  #: d-nummer: first digit + 4


class Series(StrEnum):
    """Who issues numbers with this month offset."""

    REAL = "real"  #: Folkeregisteret: a person, or an old fictitious test person that looks like one
    TENOR = "tenor"  #: month + 80, Skatteetaten's synthetic population, what ppe uses
    DOLLY = "dolly"  #: month + 40, NAV's test data; a hospital's H-number looks the same
    NHN = "nhn"  #: month + 65, Norsk helsenett's test data


def _month_field_meanings() -> dict[int, tuple[Series | None, int]]:
    """Month field -> (series, calendar month); the series is None for NAV's NPID, which is neither fnr nor d-nummer."""
    offsets = ((0, Series.REAL), (20, None), (40, Series.DOLLY), (65, Series.NHN), (80, Series.TENOR))
    meanings = {month + offset: (series, month) for offset, series in offsets for month in range(1, 13)}
    return meanings | {month + 60: (None, month) for month in range(1, 6)}


_MONTH_FIELDS = _month_field_meanings()


class Verdict(NamedTuple):
    """What is decided about a text; all numbers share a few of these.

    `reason` is the first failing check, a word of Identity.parse, or None; what is lawful has type and series.
    """

    reason: str | None
    id_type: IdType | None = None
    series: Series | None = None


class _Beginning(NamedTuple):
    """What the first four digits say: why no identifier begins so, else type, series, and whether it is 29 February."""

    reason: str | None
    id_type: IdType = IdType.FNR
    series: Series = Series.REAL
    is_leap_day: bool = False


_BEGINNINGS = (
    *map(_Beginning, ("fh_number", "month", "npid_not_fnr_dnr", "date")),
    *(_Beginning(None, *each) for each in product(IdType, Series, (False, True))),
)


def _read_beginning(digits: str) -> _Beginning:
    id_type = IdType.DNR if digits[0] >= "4" else IdType.FNR
    day = int(digits[:2]) - (_DNR_SHIFT if id_type is IdType.DNR else 0)
    series, month = _MONTH_FIELDS.get(int(digits[2:]), (None, 0))
    if digits[0] in _FH_DIGITS:
        return _Beginning("fh_number")
    if not month:
        return _Beginning("month")
    if series is None:
        return _Beginning("npid_not_fnr_dnr")
    if not 1 <= day <= _DAYS_IN_MONTH[month - 1]:
        return _Beginning("date")
    return _Beginning(None, id_type, series, (day, month) == _LEAP_DAY)


_NOT_ISSUED = "not_issued_before_2032"
_SECOND_SUM = 31
"""Both control sums of a part are kept as `first + 31 * second`: three parts, each below 11, do not overflow."""
_SUMS = _SECOND_SUM**2


def _control_sums(*, first_place: int, places: int) -> dict[str, int]:
    """For all digits that can stand in these places, what they add to the two control sums."""
    sums = [(0, 0)]
    for place in range(first_place, first_place + places):
        k1, k2 = _K1_WEIGHTS[place], _K2_WEIGHTS[place]
        sums = [((a + k1 * digit) % _MODULUS, (b + k2 * digit) % _MODULUS) for a, b in sums for digit in range(10)]
    return {f"{number:0{places}}": first + second * _SECOND_SUM for number, (first, second) in enumerate(sums)}


def _judge_sums(sums: int) -> str | None:
    """Return the control digit that is wrong, or that only the rule of 2032 takes it."""
    second, first = divmod(sums, _SECOND_SUM)
    remainder = first % _MODULUS
    if remainder > _LAST_REMAINDER_OF_2032:
        return "k1"
    if second % _MODULUS:
        return "k2"
    return _NOT_ISSUED if remainder else None


def _verdicts(*, accepts_2032: bool) -> list[Verdict]:
    """Return the verdict on each beginning, in years without and with 29 February, with each sum of control sums."""
    verdicts: list[Verdict] = []
    faults = [_judge_sums(sums) for sums in range(_SUMS)]
    for beginning, has_leap_day in product(_BEGINNINGS, (False, True)):
        reason, id_type, series, is_leap_day = beginning
        if is_leap_day and not has_leap_day:
            reason = "date"
        lawful = Verdict(None, id_type, series)
        by_fault = {fault: Verdict(reason or fault) if reason or fault else lawful for fault in set(faults)}
        if reason is None and (accepts_2032 or series is not Series.REAL):
            by_fault[_NOT_ISSUED] = lawful
        verdicts += [by_fault[fault] for fault in faults]
    return verdicts


def _heads() -> dict[str, int]:
    """For the four digits an identifier begins with: where their verdicts begin, plus control sums."""
    starts = {beginning: number * 2 * _SUMS for number, beginning in enumerate(_BEGINNINGS)}
    sums = _control_sums(first_place=0, places=4)
    return {digits: starts[_read_beginning(digits)] + each for digits, each in sums.items()}


def _middles() -> dict[str, int]:
    """For the year and two more digits: their control sums, moved on to the verdicts of years with 29 February."""
    sums = _control_sums(first_place=4, places=4)
    return {digits: each if int(digits[:2]) % 4 else each + _SUMS for digits, each in sums.items()}


_NOT_ELEVEN_DIGITS = Verdict("format")


class _Tables(NamedTuple):
    """What the digits of each part add up to: the place of a verdict."""

    heads: dict[str, int]
    middles: dict[str, int]
    tails: dict[str, int]
    verdicts: list[Verdict]


@cache
def _tables(*, accepts_2032: bool) -> _Tables:
    """Make the tables once, where something is judged: 20,000 entries take longer than the help of the command line."""
    tails = _control_sums(first_place=8, places=3)
    return _Tables(_heads(), _middles(), tails, _verdicts(accepts_2032=accepts_2032))


def is_2032_rule_in_force(today: date) -> bool:
    """Whether real numbers of the 2032 rule are issued by now; synthetic ones have been all along."""
    return today >= _FIRST_DAY_OF_2032_RULE


def judge_all(texts: Sequence[str], *, accepts_2032: bool) -> list[Verdict]:
    """Judge many texts in a fraction of the time that each by itself would take. Never raises: any text gets a verdict.

    `accepts_2032` takes real-looking numbers of the 2032 rule as issued.
    """
    heads, middles, tails, verdicts = _tables(accepts_2032=accepts_2032)
    try:
        return [verdicts[heads[text[:4]] + middles[text[4:8]] + tails[text[8:]]] for text in texts]
    except KeyError:  # one of them is no eleven digits
        if len(texts) == 1:
            return [_NOT_ELEVEN_DIGITS]
        return [verdict for text in texts for verdict in judge_all((text,), accepts_2032=accepts_2032)]
