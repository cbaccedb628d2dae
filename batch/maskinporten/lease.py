"""Decides how early a token is refreshed: two windows before its end, clamped to its lifetime."""

from dataclasses import dataclass, field
from enum import StrEnum

from batch.options.refresh_options import RefreshOptions

# A margin is never more than this part of the lifetime: 30 s of a 120 s token, but 1.25 s of a 5 s one.
EARLY_SHARE = 1 / 4
LATE_SHARE = 1 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A bearer token of Maskinporten; opaque by contract, so never decoded.

    `value` is secret and not shown. `expires_in` are the seconds it lives from when it was asked for.
    `clock_ahead_seconds` is how far this machine's clock is ahead of Maskinporten's, to a second or two;
    None when the answer carried no date.
    """

    value: str = field(repr=False)
    expires_in: float
    scope: str | None = None
    clock_ahead_seconds: int | None = None


class LeaseWindow(StrEnum):
    """Where in its life a token is."""

    FRESH = "fresh"  #: used, and nothing else
    EARLY = "early"  #: used, while a new one is fetched
    LATE = "late"  #: not used any more; everyone waits for the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A token with the ends of its windows, in seconds of the monotonic clock."""

    token: AccessToken
    early_from: float
    late_from: float

    def window_at(self, now: float) -> LeaseWindow:
        if now >= self.late_from:
            return LeaseWindow.LATE
        return LeaseWindow.EARLY if now >= self.early_from else LeaseWindow.FRESH


def lease_token(token: AccessToken, *, asked_at: float, options: RefreshOptions) -> Lease:
    """Count the lifetime from before the request, since the server counts from somewhere within it."""
    ends_at = asked_at + token.expires_in
    early_margin = min(options.early_margin_seconds, token.expires_in * EARLY_SHARE)
    late_margin = min(options.late_margin_seconds, token.expires_in * LATE_SHARE)
    return Lease(token=token, early_from=ends_at - early_margin, late_from=ends_at - late_margin)
