"""What could be an identifier is hidden in texts that others wrote."""

import pytest
from support import builders as make

from batch.identity.masking import MASK, mask_identifiers

FNR = make.EXAMPLE_FNR


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (FNR, MASK),
        ("06821349426", MASK),
        (f"Feil i fødselsnummer {FNR}, prøv på nytt", f"Feil i fødselsnummer {MASK}, prøv på nytt"),
        (f"{FNR}/{make.TENOR_DNR}", f"{MASK}/{MASK}"),
        (f"fnr{FNR}eller", f"fnr{MASK}eller"),
        (f"/in/{FNR}.csv", f"/in/{MASK}.csv"),
        ("068213 49425", MASK),
        ("068213-49425", MASK),
        ("06 82 13 49425", MASK),
        ("06.82.13.494.25", MASK),
        ("068213\u00a049425", MASK),
        ("068213\u202f49425", MASK),
        ("068213/49425", MASK),
        ("068213 - 49425", MASK),
        ("068213  49425", MASK),
        ("068213%2049425", MASK),
        ("0_6_8_2_1_3_4_9_4_2_5", MASK),
    ],
)
def test_eleven_digits_are_masked_lawful_or_not_with_separators_or_without(text: str, masked: str) -> None:
    assert mask_identifiers(text) == masked


@pytest.mark.parametrize("blank", ["\u00a0", "\u2009", "\u200b", "\u202f", "\x1f", "\n"], ids=ascii)
def test_an_identifier_behind_an_escape_is_masked(blank: str) -> None:
    """Tracebacks show cells by their repr, in which a blank is digits."""
    for shown in (repr(blank + FNR), ascii(blank + FNR), repr((blank + FNR).encode())):
        assert FNR not in mask_identifiers(shown)


@pytest.mark.parametrize("escape", ["%20", "%2F", "%3a", "%C2%A0"])
def test_an_identifier_in_an_encoded_address_is_masked(escape: str) -> None:
    assert FNR not in mask_identifiers(f"http://register/fnr/{escape}{FNR}?spraakkode=NOB")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0682134942",
        "068213494250",
        "974760673",
        "2026-03-01T12:00:00+01:00",
        "20260301T120000Z-0123abcd",
        "antall_mismatch",
        "unknown_code:avtaletype.ny2",
        "row 1, row 2, row 3",
    ],
)
def test_what_is_no_eleven_digits_is_left_alone(text: str) -> None:
    assert mask_identifiers(text) == text
