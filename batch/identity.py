"""The identifiers the register takes: what makes a fødselsnummer or d-nummer lawful.

The rules are those of contract/identifiers.md section 1, checked in its order.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from batch.errors import IdentityError

ISSUED_WITH_2032_RULE = date(2032, 1, 1)
"""From this day real numbers are issued with a first control remainder of 0 to 3."""

_ELEVEN_DIGITS = re.compile("[0-9]{11}")
_K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_LAST_REMAINDER_OF_2032 = 3
_DNR_SHIFT = 40
_FH_DIGITS = "89"
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A lawful fødselsnummer or d-nummer.

    - Two are the same person only when all eleven digits are.
    - Nothing is derived from the digits: from 2032 they tell neither century nor gender.
    - `repr` shows no digit, since identities end in logs and tracebacks.
    """

    digits: str
    id_type: IdType
    series: Series

    @classmethod
    def parse(cls, text: str, *, today: date) -> Self:
        """Read eleven ASCII digits; nothing is repaired.

        Raises IdentityError whose `reason` is the first failing check: `format`, `fh_number`, `month`,
        `npid_not_fnr_dnr`, `date`, `k1`, `k2`, or `not_issued_before_2032` for a real-looking number with a
        control remainder that Folkeregisteret does not issue before 2032-01-01 (`today` decides).
        """
        if not _ELEVEN_DIGITS.fullmatch(text):
            raise IdentityError("format")
        if text[0] in _FH_DIGITS:
            raise IdentityError("fh_number")
        series = _check_date(text)
        remainder = _check_digits(text)
        if series is Series.REAL and remainder != 0 and today < ISSUED_WITH_2032_RULE:
            raise IdentityError("not_issued_before_2032")
        return cls(text, IdType.DNR if text[0] >= "4" else IdType.FNR, series)

    def __repr__(self) -> str:
        return f"<Identity {self.id_type} {self.series}>"


def _check_date(text: str) -> Series:
    if (meaning := _MONTH_FIELDS.get(int(text[2:4]))) is None:
        raise IdentityError("month")
    series, month = meaning
    if series is None:
        raise IdentityError("npid_not_fnr_dnr")
    day = int(text[:2]) - (_DNR_SHIFT if text[0] >= "4" else 0)
    is_leap_day = month == 2 and day == 29 and int(text[4:6]) % 4 == 0  # noqa: PLR2004 - the calendar's own figures
    if not (1 <= day <= _DAYS_IN_MONTH[month - 1] or is_leap_day):
        raise IdentityError("date")
    return series


def _check_digits(text: str) -> int:
    """Return the first control remainder: 0 for numbers of 1964, 0 to 3 for those of 2032."""
    digits = [int(digit) for digit in text]
    first = sum(weight * digit for weight, digit in zip(_K1_WEIGHTS, digits, strict=False)) % 11
    if first > _LAST_REMAINDER_OF_2032:
        raise IdentityError("k1")
    if sum(weight * digit for weight, digit in zip(_K2_WEIGHTS, digits, strict=True)) % 11 != 0:
        raise IdentityError("k2")
    return first
