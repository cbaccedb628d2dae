"""The errors of getting a token from Maskinporten."""

from batch.errors.base import EktepaktBatchError


class TokenError(EktepaktBatchError):
    """The family of failures to get a token from Maskinporten."""


class TokenRefusedError(TokenError):
    """Raised when Maskinporten refuses this client for good; `description` is what it said.

    `clock_ahead_seconds`: how far this machine's clock was ahead of Maskinporten's (behind, when negative).
    """

    def __init__(
        self,
        description: str,
        *,
        code: str | None,
        remedy: str,
        trace_id: str | None = None,
        clock_ahead_seconds: int | None = None,
    ) -> None:
        trace = f" (trace_id {trace_id})" if trace_id else ""
        super().__init__(f"Maskinporten refused the grant ({code or 'no code'}): {description}{trace}", remedy=remedy)
        self.code = code
        self.description = description
        self.trace_id = trace_id
        self.clock_ahead_seconds = clock_ahead_seconds


class GrantRefusedError(TokenRefusedError):
    """Raised when Maskinporten refuses one grant for its time or its jti: one new grant may pass, not a third."""


class TokenUnavailableError(TokenError):
    """Raised when Maskinporten gave no usable answer; another try with a new grant may succeed.

    `http_status` is None when there was no answer at all.
    """

    def __init__(self, what: str, *, remedy: str | None = None, http_status: int | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.http_status = http_status


class NoWayOutError(TokenUnavailableError):
    """Raised when Maskinporten's name does not resolve, or the proxy can't be reached: nobody was asked."""


class TokenAddressError(TokenError):
    """Raised when what answers at the token address is no Maskinporten, or can't be trusted to be one.

    `may_pass` is False for TLS that fails for good and for a proxy that refuses; True for a page, a redirect or a 404:
    after a token was given, that can be a restart of what stands in front.
    """

    def __init__(
        self, what: str, *, remedy: str | None, may_pass: bool = False, http_status: int | None = None
    ) -> None:
        super().__init__(what, remedy=remedy)
        self.may_pass = may_pass
        self.http_status = http_status
