"""The errors of one attempt at a look-up."""

from datetime import datetime
from typing import NamedTuple

from batch.errors.base import EktepaktBatchError


class Answered(NamedTuple):
    """What the register's answer said besides its body; all None when there was no answer.

    `korrelasjonsid` and `tidspunkt` are what the register's support asks for.
    """

    http_status: int | None = None
    korrelasjonsid: str | None = None
    tidspunkt: str | None = None
    feilmelding: str | None = None


class RegisterError(EktepaktBatchError):
    """The family of attempts that brought no Oppslag. `can_retry` says whether another attempt may."""

    can_retry = False

    def __init__(self, what: str, *, remedy: str | None = None, answered: Answered | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.answered = answered or Answered()


class AccessDeniedError(RegisterError):
    """Raised on 401 and 403: token not valid, or the organisation has no agreement.

    Whoever is refused while others are let in is asked again: it may be one node of several, or a moment's.
    `is_token_worn`: the token was accepted before, and it is too early to give it up for another.
    """

    can_retry = True
    is_token_worn = False


class DoorError(RegisterError):
    """Raised on a redirect, and on a 4xx that is not the application's own word: what stands in front refuses.

    Before anybody was answered the address is wrong, and the run stops.
    """

    can_retry = True


class ProxyAuthenticationError(RegisterError):
    """Raised on 407: a proxy in front wants to know who asks, whoever was answered before."""


class EnvironmentGuardError(RegisterError):
    """Raised when an identifier that must not leave for this environment reaches the HTTP layer."""


class RejectedError(RegisterError):
    """Raised on a 400 with the application's own message: asking again would bring the same answer."""


class SubjectNotFoundError(RegisterError):
    """Raised on a 404 with the application's own message: it does not know this identifier."""


class LanguageRefusedError(RegisterError):
    """Raised on a 400 about the language asked for: every other identifier would get the same."""


class ServerFailedError(RegisterError):
    """Raised on 5xx, on 408 and 425.

    `retry_after_seconds` is how long to wait, when the answer said so.
    """

    can_retry = True

    def __init__(self, what: str, *, answered: Answered, retry_after_seconds: float | None = None) -> None:
        super().__init__(what, answered=answered)
        self.retry_after_seconds = retry_after_seconds


class ThrottledError(ServerFailedError):
    """Raised on 429 and 503: the register asks everybody to leave it alone for a while."""


class LookupTimeoutError(RegisterError):
    """Raised when a connected register did not answer in time."""

    can_retry = True


class NetworkFailedError(RegisterError):
    """Raised when the connection broke, or there was none."""

    can_retry = True


class UnreachableError(NetworkFailedError):
    """Raised when no connection could be made (DNS or TCP failed): that is never the identifier's fault."""


class UnusableConnectionError(NetworkFailedError):
    """Raised when TLS fails for good (not trusted, expired, another name, no common version), or what comes is no HTTP.

    It was tried once more on a fresh connection before: one of several nodes can be set up wrongly.
    """


class BadResponseError(RegisterError):
    """Raised on a 200 that can't be trusted: not JSON, truncated, another person's or nobody's, too large."""

    can_retry = True


class RegisterDownError(RegisterError):
    """Raised when the register has answered nothing for longer than it is waited for; the same command goes on."""


class PauseTooLongError(RegisterDownError):
    """Raised when Retry-After asks for a longer pause than the register is given; `until` is when to come back."""

    def __init__(self, what: str, *, remedy: str | None = None, until: datetime) -> None:
        super().__init__(what, remedy=remedy)
        self.until = until
