"""Certificates warn from 90 days before their end, registered keys from 11 months after their registration."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support import key_builders as make

from batch.errors import CertificateExpiredError, CertificateNotYetValidError
from batch.maskinporten import describe_key, expiry_warning
from batch.maskinporten.keys.expiry import check_validity
from batch.maskinporten.keys.material import KeyMaterial

ENDS = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
BEGINS = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def certified() -> KeyMaterial:
    return make.certified_key(chain=(make.certificate(not_before=BEGINS, not_after=ENDS),))


@pytest.mark.parametrize("now", [BEGINS, ENDS])
def test_a_certificate_is_valid_to_the_second(certified: KeyMaterial, now: datetime) -> None:
    check_validity(certified, now=now)


def test_an_expired_certificate_is_refused_with_its_day(certified: KeyMaterial) -> None:
    with pytest.raises(CertificateExpiredError, match=r"own\.p12 expired on 2026-12-31; order a new one") as caught:
        check_validity(certified, now=ENDS + SECOND)
    assert caught.value.not_after == ENDS


def test_a_certificate_before_its_time_is_refused_with_both_times(certified: KeyMaterial) -> None:
    with pytest.raises(
        CertificateNotYetValidError, match=r"from 2026-01-01 12:00 UTC.*says 2026-01-01 11:59"
    ) as caught:
        check_validity(certified, now=BEGINS - SECOND)
    assert caught.value.not_before == BEGINS


def test_a_registered_key_has_no_time_to_check() -> None:
    check_validity(make.registered_key(), now=datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (ENDS - timedelta(days=90) - SECOND, None),
        (ENDS - timedelta(days=90), "expires on 2026-12-31, in 90 days"),
        (ENDS - timedelta(hours=1), "in 0 days"),
    ],
)
def test_a_certificate_warns_from_ninety_days(certified: KeyMaterial, now: datetime, words: str | None) -> None:
    warning = expiry_warning(certified, now=now)
    assert (words in warning) if words and warning else warning is words


@pytest.mark.parametrize(
    ("registered_on", "today", "words"),
    [
        (date(2025, 3, 15), date(2026, 2, 14), None),
        (date(2025, 3, 15), date(2026, 2, 15), "lives until 2026-03-15"),
        (date(2025, 3, 15), date(2026, 3, 14), "lives until 2026-03-15"),
        (date(2025, 3, 15), date(2026, 3, 15), "lived until 2026-03-15"),
        (date(2025, 3, 31), date(2026, 2, 27), None),
        (date(2025, 3, 31), date(2026, 2, 28), "lives until 2026-03-31"),
        (date(2024, 2, 29), date(2025, 1, 29), "lives until 2025-02-28"),
        (date(2025, 1, 31), date(2025, 12, 30), None),
        (date(2025, 1, 31), date(2025, 12, 31), "lives until 2026-01-31"),
        (date(2026, 3, 2), date(2026, 3, 1), "a day to come"),
    ],
)
def test_a_registered_key_warns_from_eleven_months(registered_on: date, today: date, words: str | None) -> None:
    key = make.registered_key(registered_on=registered_on)
    warning = expiry_warning(key, now=datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    assert (words in warning) if words and warning else warning is words


def test_the_facts_of_a_certificate(certified: KeyMaterial) -> None:
    facts = describe_key(certified, now=ENDS - timedelta(days=10))
    assert (facts.key_id, facts.bits, facts.certificate_count) == (None, 2048, 1)
    assert (facts.organisation_number, facts.days_left, facts.ends_on) == (make.ORGANISATION, 10, ENDS.date())
    assert facts.warning is not None


@pytest.mark.parametrize("hour", [0, 11, 12, 13, 23])
def test_the_days_that_are_left_are_as_many_in_the_warning_as_in_the_facts(certified: KeyMaterial, hour: int) -> None:
    now = datetime(2026, 12, 1, hour, 30, tzinfo=UTC)
    facts = describe_key(certified, now=now)
    assert facts.days_left == 30
    assert "in 30 days" in (facts.warning or "")


def test_the_facts_of_a_registered_key() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    facts = describe_key(make.registered_key(registered_on=date(2026, 1, 1)), now=now)
    assert (facts.key_id, facts.subject, facts.ends_on, facts.warning) == ("kid-1", None, date(2027, 1, 1), None)
    unknown = describe_key(make.registered_key(), now=now)
    assert (unknown.ends_on, unknown.days_left) == (None, None)
