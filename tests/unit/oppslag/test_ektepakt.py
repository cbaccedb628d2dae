"""The register's own objects, and how its timestamps are read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from support import builders as make

from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Ektepakt, Oppslag, parse_tidspunkt

CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-06-01T05:30:00+02:00", datetime(2023, 6, 1, 5, 30, tzinfo=CEST)),
        ("2023-09-05T16:39:55.373958263+02:00", datetime(2023, 9, 5, 16, 39, 55, 373958, tzinfo=CEST)),
        ("2023-09-05T16:39:55.999999999+02:00", datetime(2023, 9, 5, 16, 39, 55, 999999, tzinfo=CEST)),
        ("2023-09-05T16:39:55.3+02:00", datetime(2023, 9, 5, 16, 39, 55, 300000, tzinfo=CEST)),
        ("2023-09-05T14:39:55Z", datetime(2023, 9, 5, 14, 39, 55, tzinfo=UTC)),
        ("2023-09-05T14:39:55.000000001Z", datetime(2023, 9, 5, 14, 39, 55, tzinfo=UTC)),
        ("2023-09-05T14:39Z", datetime(2023, 9, 5, 14, 39, tzinfo=UTC)),
        ("2023-06-01T05:30:00+02:00[Europe/Oslo]", datetime(2023, 6, 1, 5, 30, tzinfo=CEST)),
        ("2023-06-01T03:30:00Z[UTC]", datetime(2023, 6, 1, 3, 30, tzinfo=UTC)),
    ],
)
def test_a_zoned_timestamp_is_read_with_the_offset_it_has(text: str, moment: datetime) -> None:
    read = parse_tidspunkt(text)
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i går",
        "2023-06-01",
        "2023-06-01T05:30:00",
        "2023-06-01T05:30:00[Europe/Oslo]",
        "2023-06-01T05:30:00 Europe/Oslo",
        "2023-02-30T05:30:00+02:00",
        "2023-06-01T25:30:00+02:00",
        "2023-06-01T05:30:00+25:00",
        "1685590200",
        "\u0662\u0660\u0662\u0663-06-01T05:30:00Z",
        "[Europe/Oslo]",
    ],
)
def test_what_is_no_zoned_timestamp_is_none(text: str) -> None:
    assert parse_tidspunkt(text) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_a_timestamp_without_an_instant_in_utc_is_none(text: str) -> None:
    """No table could hold it and be read again."""
    assert parse_tidspunkt(text) is None


@pytest.mark.parametrize(
    ("oppslag", "has_ektepakt"),
    [
        (Oppslag(antall_ektepakt=1, ektepakt=(Ektepakt(),)), True),
        (Oppslag(antall_ektepakt=0, ektepakt=()), False),
        (Oppslag(antall_ektepakt=0), False),
        (Oppslag(ektepakt=()), False),
        (Oppslag(ektepakt=(Ektepakt(),)), True),
        (Oppslag(antall_ektepakt=2), True),
        (Oppslag(antall_ektepakt=0, ektepakt=(Ektepakt(),)), True),
    ],
)
def test_a_person_has_an_ektepakt_when_the_list_or_the_count_says_so(oppslag: Oppslag, *, has_ektepakt: bool) -> None:
    assert oppslag.has_ektepakt is has_ektepakt


def test_an_answer_shows_nobody() -> None:
    """It holds an identifier, names and addresses, and reprs end in logs."""
    shown = repr(decode_oppslag(make.example_body()))
    assert not [each for each in (make.EXAMPLE_FNR, "INNHEGNING", "Gaukvegen") if each in shown]
