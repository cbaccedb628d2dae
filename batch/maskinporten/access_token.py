"""The token, as everyone holds it."""

from dataclasses import dataclass, field


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
