"""Reading and repair of one cell, by the table of contract/identifiers.md section 3."""

import csv
import json
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import REAL, complete, made_identifiers

from batch.cells.digits import Reason
from batch.cells.evidence import ColumnEvidence, gather_evidence, gather_evidence_by_column
from batch.cells.reading import Reading, read_cell, read_cells
from batch.cells.rows import Cell, StandIn
from batch.cells.rules import ReadingRules
from batch.identity import Series

RULES = ReadingRules(accepts_2032=False)
TENOR_RULES = ReadingRules(accepts_2032=False, pads_only_tenor=True)
VECTORS = Path(__file__).parents[2] / "data" / "cells.csv"
FNR = "06821349425"
DNR = "41819077302"
FNR_WITHOUT_ZERO = "6821349425"
ORGANISATION = "974760673"
SPACED_ORGANISATION = "974 760 673"

# What the prototype that made the vectors called the reasons, where the contract or this product has another word.
PROTOTYPE_WORDS = {
    "scientific_rounded": "rounded",
    "several_identifiers": "several_ids",
    "not_an_integer": "fraction",
    "not_an_identifier:bool": "boolean",
    "not_an_identifier:datetime": "date_cell",
    "possibly_rounded": "maybe_rounded",
    "invalid:k2": "k2",
    "length_5": "length",
    "length_6": "length",
    "length_9": "length",
    "length_10": "length",
    "length_12": "length",
}
OWN_WORDS = {
    "letter O": "letter_for_digit",
    "letter l": "letter_for_digit",
    "##### shown in a narrow column": "too_narrow",
    "9 digits (org.nr)": "organisation_number",
    "Excel error": "spreadsheet_error",
    "negative": "negative",
}


def _vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cell(vector: dict[str, str]) -> Cell:
    if vector["raw_type"] == "datetime":
        return datetime.fromisoformat(vector["raw_json"])
    value = json.loads(vector["raw_json"])
    return float(value) if vector["raw_type"] == "float" else value


def read(cell: Cell, *neighbours: Cell) -> Reading:
    return read_cell(cell, gather_evidence([cell, *neighbours], RULES), RULES)


def test_all_vectors_are_there() -> None:
    assert len(_vectors()) == 66


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["description"])
def test_a_cell_of_the_vectors_gets_its_outcome(vector: dict[str, str]) -> None:
    reading = read(_cell(vector))
    if vector["outcome"] == "error":
        expected = OWN_WORDS.get(vector["description"], PROTOTYPE_WORDS.get(vector["detail"], vector["detail"]))
        assert (reading.identity, reading.repair, reading.reason) == (None, None, expected)
    else:
        assert reading.identity is not None
        assert (reading.identity.digits, reading.digits) == (vector["expected_id"], vector["expected_id"])
        assert (reading.repair, reading.reason) == (vector["detail"] or None, None)


@pytest.mark.parametrize(
    ("cell", "repair"),
    [
        ("06.821.349.425", "grouped"),
        ("41 819 077 302.0", "grouped"),
        ("41.819.077.302,00", "grouped"),
        ("068213 - 49425", "separators"),
        ("068213\u200949425", "separators"),
        ("068213\t49425", "separators"),
        ("4,1819077302e10", "scientific_full_mantissa"),
        ("4.18190773020E+10", "scientific_full_mantissa"),
        ("\u201c41819077302\u201d", "unquoted"),
        ("'41819077302'", "unquoted"),
        ('"\'41819077302"', "unquoted+apostrophe"),
        ("\u202d41819077302\u202c", "trimmed"),
        (' ="41819077302"', "trimmed+unquoted"),
        (" 418190\u00a077302", "trimmed+separators"),
    ],
)
def test_what_is_no_digit_is_taken_away_and_named(cell: str, repair: str) -> None:
    reading = read(cell)
    assert reading.identity is not None
    assert (reading.digits, reading.repair) == (DNR if "4" in cell[:4] else FNR, repair)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("\u200b \u00a0", "empty"),
        (float("nan"), "empty"),
        (float("inf"), "other_characters"),
        pytest.param(10**5000, "length", id="5001 digits"),
        ("NA", "other_characters"),
        ("41819077302.5", "fraction"),
        ("-41819077302", "negative"),
        ("\u221241819077302", "negative"),
        (-41819077302.0, "negative"),
        ("418190-77302-", "other_characters"),
        ("418190\n77302", "other_characters"),
        ("41.819 077,302", "other_characters"),
        ("=A1&B1", "formula_without_value"),
        ("#I/T", "spreadsheet_error"),
        ("Err:502", "spreadsheet_error"),
        ("06821349425,41819077302", "several_ids"),
        ("6821349425 41819077302", "several_ids"),
        ("068213 49425 418190 77302", "several_ids"),
        ("Ola 06821349425, Kari 41819077302", "several_ids"),
        ("41 819 077 302 / 6 821 349 425", "several_ids"),
        ("0682134942541819077302", "length"),
        ("4.18190773025E+9", "fraction"),
        ("9.7476E+04", "length"),
        (timedelta(days=3), "date_cell"),
        (time(11, 30), "date_cell"),
        (date(1980, 1, 6), "date_cell"),
        ("00000000000", "month"),
        ("1 2", "length"),
        (ORGANISATION, "organisation_number"),
        (int(ORGANISATION), "organisation_number"),
        (float(ORGANISATION), "organisation_number"),
        (f" {SPACED_ORGANISATION}", "organisation_number"),
        (SPACED_ORGANISATION.replace(" ", "\u00a0"), "organisation_number"),
        (f"NO{ORGANISATION}MVA", "organisation_number"),
        (f"no {SPACED_ORGANISATION} mva", "organisation_number"),
        (f"Org.nr. {SPACED_ORGANISATION}", "organisation_number"),
        (str(int(ORGANISATION) + 1), "length"),
        (f"NO{int(ORGANISATION) + 1}MVA", "other_characters"),
        (f"0{ORGANISATION[1:]}", "length"),
        (f"SE{ORGANISATION}", "other_characters"),
        ("½", "other_characters"),
        ("068213²49425", "non_ascii_digits"),
    ],
)
def test_what_can_not_be_read_is_reported_with_its_reason(cell: Cell, reason: str) -> None:
    reading = read(cell)
    assert (reading.identity, reading.repair, reading.reason) == (None, None, reason)


def test_an_unlawful_number_keeps_its_digits_and_its_repair() -> None:
    expected = Reading("41819077303", None, None, "separators", "k2", "418190 77303")
    assert read("418190 77303") == expected


def test_a_ten_digit_value_is_reported_where_the_column_kept_a_zero() -> None:
    assert read(FNR_WITHOUT_ZERO, FNR).reason == Reason.LEADING_ZERO_UNCONFIRMED
    assert read(f"{FNR_WITHOUT_ZERO}.0", "068213 49425").reason == Reason.LEADING_ZERO_UNCONFIRMED
    assert read(FNR_WITHOUT_ZERO, "0682134942").reason == Reason.LEADING_ZERO_UNCONFIRMED


@pytest.mark.parametrize("beside", [FNR, "068213 49425", "0682134942", "974760673", "41"])
def test_texts_say_nothing_about_the_numbers_beside_them_nor_numbers_about_texts(beside: str) -> None:
    number = read(int(FNR_WITHOUT_ZERO), beside)
    assert (number.digits, number.repair) == (FNR, "number_cell+leading_zero")
    assert read(FNR_WITHOUT_ZERO, beside, float(FNR_WITHOUT_ZERO)).reason == Reason.LEADING_ZERO_UNCONFIRMED
    assert read(float(FNR_WITHOUT_ZERO), 974760673, FNR).reason == Reason.LEADING_ZERO_UNCONFIRMED


def test_texts_and_numbers_together_tell_whom_a_column_of_a_test_environment_holds() -> None:
    real_looking = next(made_identifiers(series=REAL, day_from=10))
    for neighbour in (real_looking, int(real_looking)):
        for cell in (FNR_WITHOUT_ZERO, int(FNR_WITHOUT_ZERO)):
            evidence = gather_evidence([cell, neighbour], TENOR_RULES)
            assert read_cell(cell, evidence, TENOR_RULES).reason == Reason.LEADING_ZERO_UNCONFIRMED


def test_where_types_are_mixed_the_column_is_gone_through_to_its_end() -> None:
    groups = [[[FNR]], [[int(FNR_WITHOUT_ZERO)]], [[974760673]]]
    (evidence,) = gather_evidence_by_column(groups, RULES, columns=1)
    assert read_cell(int(FNR_WITHOUT_ZERO), evidence, RULES).reason == Reason.LEADING_ZERO_UNCONFIRMED
    left = iter(groups)
    gather_evidence_by_column(left, RULES, columns=1, mixes_types=False)
    assert len(list(left)) == 2


def test_a_ten_digit_value_is_reported_where_the_column_holds_shorter_ones() -> None:
    assert read(FNR_WITHOUT_ZERO, "974760673", DNR).reason == Reason.LEADING_ZERO_UNCONFIRMED


def test_one_shorter_value_is_enough_to_say_that_more_than_zeros_was_lost() -> None:
    damaged = [number[1:] for number in islice(made_identifiers(day_to=9), 40)]
    evidence = gather_evidence([*damaged, "974760673"], RULES)
    assert {read_cell(cell, evidence, RULES).reason for cell in damaged} == {"leading_zero_unconfirmed"}


@pytest.mark.parametrize("beside", ["", None, " ", "ukjent", date(2024, 1, 1), "4.18E+10"])
def test_what_shows_no_number_beside_them_is_not_a_shorter_value(beside: Cell) -> None:
    damaged: list[Cell] = [number[1:] for number in islice(made_identifiers(day_to=9), 40)]
    evidence = gather_evidence([*damaged, beside], RULES)
    assert {read_cell(cell, evidence, RULES).repair for cell in damaged} == {"leading_zero"}


def test_ten_digits_that_are_not_lawful_with_a_zero_are_reported() -> None:
    assert read("6821349426").reason == Reason.LEADING_ZERO_UNCONFIRMED


def test_a_column_cut_to_ten_digits_is_not_padded_where_a_value_passes_by_chance() -> None:
    cut = [number[:10] for number in islice(made_identifiers(7, day_from=10), 3000)]
    lucky = [cell for cell in cut if read(cell).identity is not None]
    evidence = gather_evidence(cut, RULES)
    assert lucky
    assert {read_cell(cell, evidence, RULES).reason for cell in lucky} == {"leading_zero_unconfirmed"}


@pytest.mark.parametrize(("whole_count", "is_padded"), [(0, True), (15, True), (30, False), (300, False)])
def test_one_value_that_lacks_a_digit_among_many_whole_ones_is_no_lost_zero(
    whole_count: int, *, is_padded: bool
) -> None:
    whole = list(islice(made_identifiers(5, day_from=10), whole_count))
    evidence = gather_evidence([*whole, FNR_WITHOUT_ZERO], RULES)
    assert (read_cell(FNR_WITHOUT_ZERO, evidence, RULES).repair == "leading_zero") is is_padded


def test_test_environments_pad_only_where_every_full_length_identifier_is_tenor() -> None:
    real_looking = next(made_identifiers(series=REAL, day_from=10))
    for neighbour, reason in ((DNR, None), (real_looking, "leading_zero_unconfirmed"), ("41819077303", None)):
        evidence = gather_evidence([FNR_WITHOUT_ZERO, neighbour], TENOR_RULES)
        assert read_cell(FNR_WITHOUT_ZERO, evidence, TENOR_RULES).reason == reason
    elsewhere = gather_evidence([FNR_WITHOUT_ZERO, real_looking], RULES)
    assert read_cell(FNR_WITHOUT_ZERO, elsewhere, RULES).repair == "leading_zero"


def test_a_number_that_ends_in_zeros_is_held_back_unless_allowed() -> None:
    bases = (
        f"{day}{month}{year:02}{n}00"
        for day in range(10, 29)
        for month in range(81, 93)
        for year in range(100)
        for n in range(10)
    )
    lawful = next(made for base in bases if (made := complete(base)) is not None and made.endswith("0000"))
    allowing = ReadingRules(accepts_2032=False, accepts_zero_filled=True)
    assert read(lawful).reason == "maybe_rounded"
    assert read(lawful).digits is None
    assert read_cell(lawful, ColumnEvidence(), allowing).digits == lawful
    assert read_cell(lawful, ColumnEvidence(), allowing).reason is None


@pytest.mark.parametrize(
    ("stand_in", "reason"),
    [
        (StandIn.TOO_MANY_FIELDS, "too_many_fields"),
        (StandIn.TOO_FEW_FIELDS, "too_few_fields"),
        (StandIn.TOO_LONG, "too_long"),
        (StandIn.NO_OBJECT, "no_json_object"),
        (StandIn.NO_DATE, "date_cell"),
        (StandIn.OVERFLOW, "rounded"),
    ],
)
def test_what_a_reader_could_not_give_has_its_own_reason_and_its_words_have_none(
    stand_in: StandIn, reason: str
) -> None:
    assert (read(stand_in).reason, read(stand_in).input_value) == (reason, stand_in.value)
    assert read(stand_in.value).reason == "other_characters"


@pytest.mark.parametrize("form", [float, int, str, lambda value: f"{value}.0"])
def test_numbers_that_were_held_in_32_bits_are_rounded_however_lawful(form: Callable[[int], Cell]) -> None:
    def held_in_32_bits(number: str) -> int:
        return int(struct.unpack("f", struct.pack("f", int(number)))[0])

    column = [form(held_in_32_bits(number)) for number in islice(made_identifiers(), 2000)]
    evidence = gather_evidence(column, RULES)
    assert {reading.reason for reading in read_cells(column, evidence, RULES)} == {"rounded"}
    not_of_that_column = gather_evidence([*column, form(int(DNR))], RULES)
    assert None in {reading.reason for reading in read_cells(column, not_of_that_column, RULES)}


def test_two_numbers_that_32_bits_could_hold_are_no_evidence() -> None:
    lawful = [number for number in islice(made_identifiers(day_from=10), 9000) if int(number) % 4096 == 0][:2]
    evidence = gather_evidence([*lawful, *lawful], RULES)
    assert [reading.digits for reading in read_cells(lawful, evidence, RULES)] == lawful != []


def test_two_columns_have_each_their_own_evidence() -> None:
    group = [[FNR_WITHOUT_ZERO, DNR], [FNR_WITHOUT_ZERO, FNR]]
    first, second = gather_evidence_by_column([group], RULES, columns=2)
    assert read_cell(FNR_WITHOUT_ZERO, first, RULES).repair == "leading_zero"
    assert read_cell(FNR_WITHOUT_ZERO, second, RULES).reason == "leading_zero_unconfirmed"


def test_a_number_issued_under_the_2032_rule_waits_for_its_day() -> None:
    later = ReadingRules(accepts_2032=True)
    number = _real_looking_of_2032()
    assert read(number).reason == "not_issued_before_2032"
    reading = read_cell(number, ColumnEvidence(), later)
    assert reading.identity is not None
    assert reading.identity.series is Series.REAL


def _real_looking_of_2032() -> str:
    """A number of 1964 with another first check digit and the second that belongs to it."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    for number in made_identifiers(series=REAL, day_from=10):
        changed = number[:9] + str((int(number[9]) + 1) % 10)
        check = -sum(w * int(d) for w, d in zip(weights, changed, strict=True)) % 11
        if number[9] != "9" and check != 10:
            return f"{changed}{check}"
    raise AssertionError


def test_what_is_reported_can_be_printed_and_stored_everywhere() -> None:
    assert read("a\x00b\ud800c\n").input_value == "a\\x00b\\ud800c\\n"
    assert read("x" * 300).input_value == "x" * 200 + "…"
    assert read("068213\u00a049425").input_value == "068213\u00a049425"
    assert read(10**5000).input_value == "(a number of more than 300 digits)"
    assert read(41819077302.5).input_value == "41819077302.5"
    assert read(None).input_value == ""
