"""Decides whether key material is still valid: when to warn, and when to refuse."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from batch.errors import CertificateExpiredError, CertificateNotYetValidError
from batch.errors.counted import counted
from batch.maskinporten.keys.material import KeyMaterial

WARN_BEFORE = timedelta(days=90)  # contract/maskinporten.md, "Keys as users hold them"
_ACT_WITHIN_DAYS = 30  # ordering a certificate takes weeks: who is silent otherwise speaks of it now
REGISTERED_KEY_LIVES_MONTHS = 12
REGISTERED_KEY_WARNS_MONTHS = 11
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """What may be shown of key material, and how long it lasts; `ends_on` is None when it is unknown."""

    name: str
    key_id: str | None
    bits: int
    subject: str | None
    organisation_number: str | None
    issuer: str | None
    certificate_count: int
    not_before: datetime | None
    not_after: datetime | None
    registered_on: date | None
    ends_on: date | None
    days_left: int | None
    warning: str | None

    @property
    def act_soon(self) -> str | None:
        """The warning, when a person must see to it now."""
        is_near = self.days_left is not None and self.days_left < _ACT_WITHIN_DAYS
        return self.warning if is_near else None


def check_validity(key: KeyMaterial, *, now: datetime) -> None:
    """Raise when the certificate is not valid at `now`; a key with a kid says nothing of its time."""
    if key.not_after is not None and now > key.not_after:
        raise CertificateExpiredError(
            f"the certificate in {key.name} expired on {key.not_after:%Y-%m-%d}",
            remedy="order a new one from its issuer",
            not_after=key.not_after,
        )
    if key.not_before is not None and now < key.not_before:
        raise CertificateNotYetValidError(
            f"the certificate in {key.name} is valid from {key.not_before:%Y-%m-%d %H:%M} UTC, and this machine's "
            f"clock says {now:%Y-%m-%d %H:%M} UTC",
            remedy="check the clock, or wait",
            not_before=key.not_before,
        )


def expiry_warning(key: KeyMaterial, *, now: datetime) -> str | None:
    """Say what is to be renewed, from 90 days before a certificate ends and 11 months after a key's registration."""
    if key.not_after is not None and now >= key.not_after - WARN_BEFORE:
        return (
            f"the certificate in {key.name} expires on {key.not_after:%Y-%m-%d}, in "
            f"{counted(_days_until(key.not_after.date(), now), 'day')}; order a new one from its issuer"
        )
    if key.registered_on is not None:
        return _registration_warning(key.registered_on, today=now.date())
    return None


def describe_key(key: KeyMaterial, *, now: datetime) -> KeyFacts:
    """Return the facts of key material for `doctor`, `plan` and the manifest."""
    ends_on = _ends_on(key)
    return KeyFacts(
        name=key.name,
        key_id=key.key_id,
        bits=key.signing_key.key_size,
        subject=key.subject,
        organisation_number=key.organisation_number,
        issuer=key.issuer,
        certificate_count=len(key.chain),
        not_before=key.not_before,
        not_after=key.not_after,
        registered_on=key.registered_on,
        ends_on=ends_on,
        days_left=_days_until(ends_on, now) if ends_on else None,
        warning=expiry_warning(key, now=now),
    )


def _days_until(day: date, now: datetime) -> int:
    """Count from calendar day to calendar day, as a person does."""
    return (day - now.astimezone(UTC).date()).days


def _ends_on(key: KeyMaterial) -> date | None:
    if key.not_after is not None:
        return key.not_after.date()
    return _months_after(key.registered_on, REGISTERED_KEY_LIVES_MONTHS) if key.registered_on else None


def _registration_warning(registered_on: date, *, today: date) -> str | None:
    remedy = "post it again, or a new one, and set EKTEPAKT_KEY_REGISTERED_ON"
    ends_on = _months_after(registered_on, REGISTERED_KEY_LIVES_MONTHS)
    if today < registered_on:
        return f"EKTEPAKT_KEY_REGISTERED_ON is {registered_on}, a day to come; set it to the day of registration"
    if today >= ends_on:
        return f"the key was registered on {registered_on} and lived until {ends_on}; {remedy}"
    if today >= _months_after(registered_on, REGISTERED_KEY_WARNS_MONTHS):
        return f"the key was registered on {registered_on} and lives until {ends_on}; {remedy}"
    return None


def _months_after(day: date, months: int) -> date:
    """Return the same day that many months later, or the last of that month when it is shorter."""
    months_since_zero = day.year * MONTHS_PER_YEAR + day.month - 1 + months
    first = date(months_since_zero // MONTHS_PER_YEAR, months_since_zero % MONTHS_PER_YEAR + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
