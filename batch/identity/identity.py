"""An identifier as a value: eleven digits that were judged once, and are not checked again."""

from dataclasses import dataclass
from typing import Self

from batch.errors import IdentityError
from batch.identity.judging import IdType, Series, judge_all


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
    def parse(cls, text: str, *, accepts_2032: bool) -> Self:
        """Read eleven ASCII digits; nothing is repaired.

        Raises IdentityError whose `reason` is the first failing check: `format`, `fh_number`, `month`,
        `npid_not_fnr_dnr`, `date`, `k1`, `k2`, or `not_issued_before_2032` for a real-looking number with a
        control remainder that Folkeregisteret does not issue before 2032-01-01, unless `accepts_2032`.
        """
        (verdict,) = judge_all((text,), accepts_2032=accepts_2032)
        if verdict.id_type is None or verdict.series is None:
            raise IdentityError(verdict.reason or "format")
        return cls(text, verdict.id_type, verdict.series)

    def __repr__(self) -> str:
        return f"<Identity {self.id_type} {self.series}>"
