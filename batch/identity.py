"""The identifiers the register takes: what makes a fødselsnummer or d-nummer lawful.

The rules are those of contract/identifiers.md section 1, checked in its order. Millions are parsed, so what the first
four digits say, and each part of the digits adds to the control sums, is looked up in tables made from the rules.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

from batch.errors import IdentityError

__all__ = ["ISSUED_WITH_2032_RULE", "IdType", "Identity", "IdentityError", "Series"]

ISSUED_WITH_2032_RULE = date(2032, 1, 1)
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


_SECOND_SUM = 31
"""Both control sums of a part are kept as `first + 31 * second`: three parts, each below 11, do not overflow."""


def _control_sums(*, first_place: int, places: int) -> dict[str, int]:
    """For all digits that can stand in these places, what they add to the two control sums."""
    sums = [(0, 0)]
    for place in range(first_place, first_place + places):
        k1, k2 = _K1_WEIGHTS[place], _K2_WEIGHTS[place]
        sums = [((a + k1 * digit) % _MODULUS, (b + k2 * digit) % _MODULUS) for a, b in sums for digit in range(10)]
    return {f"{number:0{places}}": first + second * _SECOND_SUM for number, (first, second) in enumerate(sums)}


_BAD_K1: Final = -1
_BAD_K2: Final = -2


def _judge_sums(sums: int) -> int:
    """Return the first control remainder (0 for numbers of 1964, 0 to 3 for those of 2032), or which digit is wrong."""
    second, first = divmod(sums, _SECOND_SUM)
    if first % _MODULUS > _LAST_REMAINDER_OF_2032:
        return _BAD_K1
    return _BAD_K2 if second % _MODULUS else first % _MODULUS


_MIDDLE_SUMS = _control_sums(first_place=4, places=4)
_TAIL_SUMS = _control_sums(first_place=8, places=3)
_REMAINDERS = [_judge_sums(sums) for sums in range(_SECOND_SUM**2)]


_Head = tuple[int, str | None, IdType, Series, bool]
"""What the first four digits say: their control sums, why no identifier begins so, else type, series, and leap day."""


class _Heads(dict[str, _Head]):
    """Every way an identifier can begin, worked out when it is first met; KeyError for what is not four digits."""

    def __init__(self) -> None:
        super().__init__()
        self._sums = _control_sums(first_place=0, places=4)

    def __missing__(self, digits: str) -> _Head:
        self[digits] = head = _read_head(digits, self._sums[digits])
        return head


def _read_head(digits: str, sums: int) -> _Head:
    id_type = IdType.DNR if digits[0] >= "4" else IdType.FNR
    day = int(digits[:2]) - (_DNR_SHIFT if id_type is IdType.DNR else 0)
    series, month = _MONTH_FIELDS.get(int(digits[2:]), (None, 0))
    reason: str | None
    if digits[0] in _FH_DIGITS:
        reason = "fh_number"
    elif not month:
        reason = "month"
    elif series is None:
        reason = "npid_not_fnr_dnr"
    else:
        reason = None if 1 <= day <= _DAYS_IN_MONTH[month - 1] else "date"
    return sums, reason, id_type, series or Series.REAL, (day, month) == _LEAP_DAY


_HEADS = _Heads()
_NOT_ELEVEN_DIGITS = ("format", 0, IdType.FNR, Series.REAL, False)


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
        try:
            sums, reason, id_type, series, is_leap_day = _HEADS[text[:4]]
            remainder = _REMAINDERS[sums + _MIDDLE_SUMS[text[4:8]] + _TAIL_SUMS[text[8:]]]
        except KeyError:  # holds digits, so it must not be the context of what is raised
            reason, remainder, id_type, series, is_leap_day = _NOT_ELEVEN_DIGITS
        if reason is not None:
            raise IdentityError(reason)
        if is_leap_day and int(text[4:6]) % 4 != 0:
            raise IdentityError("date")
        if remainder < 0:
            raise IdentityError("k1" if remainder == _BAD_K1 else "k2")
        if remainder and series is Series.REAL and today < ISSUED_WITH_2032_RULE:
            raise IdentityError("not_issued_before_2032")
        # The constructor of a frozen class takes twice the time, and this is most of what a parse costs.
        identity = object.__new__(cls)
        _set_digits(identity, text)
        _set_id_type(identity, id_type)
        _set_series(identity, series)
        return identity

    def __repr__(self) -> str:
        return f"<Identity {self.id_type} {self.series}>"


_set_digits, _set_id_type, _set_series = (vars(Identity)[field].__set__ for field in ("digits", "id_type", "series"))
