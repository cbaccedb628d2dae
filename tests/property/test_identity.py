"""Whatever text is parsed, the answer is an identity or a reason; and the rules agree with arithmetic written anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.errors import IdentityError
from batch.identity import Identity, IdType, Series, judge_all

REASONS = {"format", "fh_number", "month", "npid_not_fnr_dnr", "date", "k1", "k2", "not_issued_before_2032"}

any_text = st.text() | st.text(st.characters(), min_size=11, max_size=11) | st.text("0123456789", max_size=13)
eleven_digits = st.text("0123456789", min_size=11, max_size=11)


@st.composite
def near_lawful(draw: st.DrawFn) -> str:
    """Eleven digits of a day and a month field that somebody uses, with any individnummer and control digits."""
    day = draw(st.integers(0, 32)) + draw(st.sampled_from([0, 40]))
    month = draw(st.integers(0, 13)) + draw(st.sampled_from([0, 20, 40, 60, 65, 80]))
    return f"{day:02}{month:02}{draw(st.integers(0, 9_999_999)):07}"


@st.composite
def lawful(draw: st.DrawFn) -> str:
    """A number of either rule and any series that the register takes."""
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 60_000)))
    day = born.day + draw(st.sampled_from([0, 40]))
    month = born.month + draw(st.sampled_from([0, 40, 65, 80]))
    first_nine = [int(digit) for digit in f"{day:02}{month:02}{born.year % 100:02}{draw(st.integers(0, 999)):03}"]
    k1 = (draw(st.integers(0, 3)) - _sum((3, 7, 6, 1, 8, 9, 4, 5, 2), first_nine)) % 11
    k2 = -_sum((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*first_nine, k1]) % 11
    if k1 > 9 or k2 > 9:
        return "06821349425"
    return "".join(map(str, (*first_nine, k1, k2)))


def _sum(weights: tuple[int, ...], digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=True))


@given(text=any_text | near_lawful() | lawful(), accepts_2032=st.booleans())
def test_any_text_gives_an_identity_or_a_reason(text: str, *, accepts_2032: bool) -> None:
    assert _verdict(text, accepts_2032=accepts_2032) in REASONS | set(Series)


@given(lawful())
def test_a_lawful_number_is_read_and_kept_digit_for_digit(text: str) -> None:
    parsed = Identity.parse(text, accepts_2032=True)
    assert parsed.digits == text
    assert parsed.id_type is (IdType.DNR if text[0] in "4567" else IdType.FNR)
    assert not any(char.isdigit() for char in repr(parsed))


@given(lawful(), st.integers(0, 10), st.integers(1, 9))
def test_no_lawful_number_is_one_wrong_digit_away_from_another(text: str, place: int, by: int) -> None:
    wrong = text[:place] + str((int(text[place]) + by) % 10) + text[place + 1 :]
    with pytest.raises(IdentityError):
        Identity.parse(wrong, accepts_2032=True)


@given(near_lawful() | eleven_digits)
def test_only_a_real_looking_number_depends_on_the_day(text: str) -> None:
    then, later = _verdict(text, accepts_2032=False), _verdict(text, accepts_2032=True)
    if then != later:
        assert (then, later) == ("not_issued_before_2032", Series.REAL)


@given(texts=st.lists(any_text | near_lawful() | lawful(), max_size=20), accepts_2032=st.booleans())
def test_many_texts_get_the_verdicts_that_each_gets_by_itself(texts: list[str], *, accepts_2032: bool) -> None:
    verdicts = judge_all(texts, accepts_2032=accepts_2032)
    assert [verdict.reason or verdict.series for verdict in verdicts] == [
        _verdict(text, accepts_2032=accepts_2032) for text in texts
    ]


def _verdict(text: str, *, accepts_2032: bool) -> str:
    try:
        return Identity.parse(text, accepts_2032=accepts_2032).series
    except IdentityError as error:
        return error.reason
