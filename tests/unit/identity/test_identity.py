"""What is a lawful fødselsnummer or d-nummer, by contract/identifiers.md section 1 and its vectors."""

import csv
from datetime import date

import pytest
from support import builders as make
from support.made_identifiers import DOLLY, NHN, REAL, TENOR, made_identifiers

from batch.errors import IdentityError
from batch.identity import Identity, IdType, Series, is_2032_rule_in_force

LAST_DAY_BEFORE_2032 = date(2031, 12, 31)
FIRST_DAY_OF_2032 = date(2032, 1, 1)
K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _vectors() -> list[dict[str, str]]:
    with (make.DATA / "identifiers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _reason(text: str, *, accepts_2032: bool = False) -> str:
    with pytest.raises(IdentityError) as refused:
        Identity.parse(text, accepts_2032=accepts_2032)
    return refused.value.reason


def _with_remainder(first_nine: str, remainder: int) -> str | None:
    """Complete nine digits to a number whose first control sum leaves this remainder; None where there is none."""
    digits = [int(digit) for digit in first_nine]
    k1 = (remainder - sum(weight * digit for weight, digit in zip(K1_WEIGHTS, digits, strict=True))) % 11
    k2 = -sum(weight * digit for weight, digit in zip(K2_WEIGHTS, [*digits, k1], strict=True)) % 11
    return f"{first_nine}{k1}{k2}" if k1 < 10 and k2 < 10 else None


def _number(remainder: int, *, series: int) -> str:
    candidates = (_with_remainder(f"15{6 + series:02}85{number:03}", remainder) for number in range(1000))
    return next(candidate for candidate in candidates if candidate)


def test_all_vectors_are_there() -> None:
    assert len(_vectors()) == 262


@pytest.mark.parametrize(
    "vector", [each for each in _vectors() if each["valid"] == "true"], ids=lambda each: each["reason"]
)
def test_a_lawful_number_of_the_vectors_is_read_with_its_kind_and_series(vector: dict[str, str]) -> None:
    parsed = Identity.parse(vector["id"], accepts_2032=False)
    assert (parsed.digits, parsed.id_type, parsed.series) == (vector["id"], vector["kind"], vector["synthetic"])


@pytest.mark.parametrize(
    "vector", [each for each in _vectors() if each["valid"] == "false"], ids=lambda each: each["reason"]
)
def test_an_unlawful_number_of_the_vectors_is_refused_for_its_first_failing_check(vector: dict[str, str]) -> None:
    assert _reason(vector["id"]) == vector["reason"].partition(":")[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "format"),
        ("0682134942", "format"),
        ("068213494255", "format"),
        ("06821349425\n", "format"),
        (" 06821349425", "format"),
        ("0682134942a", "format"),
        ("\u0660" * 11, "format"),
        ("0682134942\u00b2", "format"),
        ("8-821349425", "format"),
        ("89131349425", "fh_number"),
        ("99009999999", "fh_number"),
        ("41131349425", "month"),
        ("00000000000", "month"),
        ("79999999999", "month"),
        ("00211349425", "npid_not_fnr_dnr"),
        ("31841349425", "date"),
        ("72811349425", "date"),
        ("40811349425", "date"),
        ("30821349425", "date"),
    ],
)
def test_the_checks_come_in_the_order_of_the_contract(text: str, reason: str) -> None:
    assert _reason(text) == reason


def test_a_wrong_first_control_digit_is_told_before_a_wrong_second_one() -> None:
    assert _reason(_changed(make.EXAMPLE_FNR, 9, 5)) == "k1"
    assert _reason(_changed(make.EXAMPLE_FNR, 10, 1)) == "k2"


def _changed(digits: str, place: int, by: int) -> str:
    return digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]


@pytest.mark.parametrize(
    ("field", "series"),
    [
        *((month, Series.REAL) for month in range(1, 13)),
        *((month, Series.DOLLY) for month in range(41, 53)),
        *((month, Series.NHN) for month in range(66, 78)),
        *((month, Series.TENOR) for month in range(81, 93)),
    ],
)
def test_the_month_field_tells_the_series(field: int, series: Series) -> None:
    candidates = (_with_remainder(f"15{field:02}85{number:03}", 0) for number in range(1000))
    digits = next(candidate for candidate in candidates if candidate)
    assert Identity.parse(digits, accepts_2032=False).series is series


@pytest.mark.parametrize("field", [*range(21, 33), *range(61, 66)])
def test_a_nav_npid_is_neither_fnr_nor_dnr(field: int) -> None:
    assert _reason(f"15{field:02}8512345") == "npid_not_fnr_dnr"


@pytest.mark.parametrize("field", [0, *range(13, 21), *range(33, 41), *range(53, 61), 78, 79, 80, *range(93, 100)])
def test_a_month_field_of_nobody_is_refused(field: int) -> None:
    assert _reason(f"15{field:02}8512345") == "month"


def test_there_is_a_29th_of_february_in_every_year_that_four_divides() -> None:
    reasons = {year: _reason_or_none(f"2982{year:02}") for year in range(100)}
    assert [year for year, reason in reasons.items() if reason != "date"] == list(range(0, 100, 4))


def _reason_or_none(first_six: str) -> str | None:
    try:
        Identity.parse(f"{first_six}12345", accepts_2032=False)
    except IdentityError as error:
        return error.reason
    return None


@pytest.mark.parametrize(("month", "days"), list(enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)))
@pytest.mark.parametrize("shift", [0, 40], ids=["fnr", "dnr"])
def test_a_month_has_the_days_of_the_calendar(month: int, days: int, shift: int) -> None:
    lawful = [day for day in range(32) if _reason_or_none(f"{day + shift:02}{month + 80}85") != "date"]
    assert lawful == list(range(1, days + 1))


@pytest.mark.parametrize(
    ("series", "name"), [(TENOR, Series.TENOR), (NHN, Series.NHN), (DOLLY, Series.DOLLY), (REAL, Series.REAL)]
)
def test_offsets_and_the_shift_of_the_d_number_add_up(series: int, name: Series) -> None:
    dnr = Identity.parse(next(made_identifiers(series=series, day_from=41, day_to=68)), accepts_2032=False)
    assert (dnr.id_type, dnr.series) == (IdType.DNR, name)


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_a_real_looking_number_of_the_2032_rule_is_refused_until_the_day_comes(remainder: int) -> None:
    digits = _number(remainder, series=REAL)
    assert _reason(digits, accepts_2032=is_2032_rule_in_force(LAST_DAY_BEFORE_2032)) == "not_issued_before_2032"
    on_the_day = Identity.parse(digits, accepts_2032=is_2032_rule_in_force(FIRST_DAY_OF_2032))
    assert on_the_day.series is Series.REAL


@pytest.mark.parametrize("series", [TENOR, NHN, DOLLY])
@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_a_synthetic_number_of_the_2032_rule_is_lawful_already(remainder: int, series: int) -> None:
    digits = _number(remainder, series=series)
    assert Identity.parse(digits, accepts_2032=False).digits == digits


@pytest.mark.parametrize("remainder", range(4, 11))
@pytest.mark.parametrize("series", [TENOR, REAL])
def test_no_rule_allows_a_first_control_remainder_above_three(remainder: int, series: int) -> None:
    assert _reason(_number(remainder, series=series), accepts_2032=True) == "k1"


def test_a_real_looking_number_of_1964_is_lawful_at_any_time() -> None:
    digits = make.real_looking()
    assert Identity.parse(digits, accepts_2032=False) == Identity.parse(digits, accepts_2032=True)


def test_an_identity_shows_no_digit() -> None:
    for digits in (make.EXAMPLE_FNR, make.TENOR_DNR, make.real_looking()):
        shown = repr(make.identity(digits)) + str(make.identity(digits)) + f"{make.identity(digits)}"
        assert not any(char.isdigit() for char in shown)


def test_the_refusal_shows_no_digit() -> None:
    with pytest.raises(IdentityError) as refused:
        Identity.parse(_changed(make.EXAMPLE_FNR, 10, 1), accepts_2032=False)
    assert "0682" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_two_identities_are_the_same_only_when_all_eleven_digits_are() -> None:
    one = make.identity()
    first_nine = make.EXAMPLE_FNR[:9]
    namesakes = {number for remainder in range(4) if (number := _with_remainder(first_nine, remainder))}
    assert len(namesakes) > 1
    assert {make.identity(each) == one for each in namesakes - {make.EXAMPLE_FNR}} == {False}
    assert len({make.identity(each) for each in namesakes}) == len(namesakes)
