"""Decides which requests a fault strikes; every fault that can be set, as its JSON declares it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec

from batch.sandbox.chance import fraction

_TEN_YEARS = 10 * 366 * 24 * 3600.0  # seconds; a clock can count no further than some thousand years
Duration = Annotated[float, msgspec.Meta(ge=0, le=_TEN_YEARS)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class FaultPlace(StrEnum):
    """Whose answers a fault strikes."""

    REGISTER = "register"  #: look-ups
    TOKEN = "token"  # noqa: S105 #: requests for a token


class FaultKind(StrEnum):
    """One thing that can go wrong with an answer."""

    DELAY = "delay"  #: the answer comes `seconds` later, spread as `spread` says
    SERVER_ERROR = "server_error"  #: 500 with the documented body
    TOO_MANY_REQUESTS = "too_many_requests"  #: 429, with `retry_after`
    UNAVAILABLE = "unavailable"  #: 503, with `retry_after`
    BAD_GATEWAY = "bad_gateway"  #: 502 as HTML
    GATEWAY_TIMEOUT = "gateway_timeout"  #: 504 as HTML
    NOT_FOUND = "not_found"  #: 404 as HTML
    UNAUTHORIZED = "unauthorized"  #: 401, of which the documentation says nothing
    REDIRECT = "redirect"  #: 302 to another host, where the sandbox sees whether a token followed
    HTML = "html"  #: 200, but a proxy's page
    HTML_AS_JSON = "html_as_json"  #: 200, a proxy's page that calls itself JSON
    EMPTY_BODY = "empty_body"  #: 200 with nothing in it
    ENDLESS_BODY = "endless_body"  #: 200 whose body never ends
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"  #: the organisation has lost its agreement: the documented 403
    OTHER_PERSON = "other_person"  #: 200 about another person than asked
    GZIP = "gzip"  #: compressed, asked for or not
    TRUNCATED_JSON = "truncated_json"  #: a whole HTTP answer with half the JSON
    RESET = "reset"  #: the connection is reset before the headers
    RESET_IN_BODY = "reset_in_body"  #: the connection is reset in the middle of the body
    SLOW_HEADERS = "slow_headers"  #: the headers come a byte every `seconds`


_OF_THE_REGISTER_ONLY = frozenset({FaultKind.AGREEMENT_WITHDRAWN, FaultKind.OTHER_PERSON})
_SAYING_WHEN_TO_COME_BACK = frozenset({FaultKind.TOO_MANY_REQUESTS, FaultKind.UNAVAILABLE})


class RetryAfter(StrEnum):
    """How a `Retry-After` header is written."""

    SECONDS = "seconds"  #: the fault's `seconds`, rounded up
    HTTP_DATE = "http_date"  #: the same moment as a date
    ZERO = "zero"  #: 0
    NEGATIVE = "negative"  #: -30
    GARBAGE = "garbage"  #: no number and no date
    DAY = "day"  #: 86400


class Spread(StrEnum):
    """How durations lie about their figure."""

    CONSTANT = "constant"  #: always the figure
    EXPONENTIAL = "exponential"  #: the figure is the mean; many short ones, some several times as long
    LOGNORMAL = "lognormal"  #: the figure is the median; one in twenty takes five times as long or more


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault and the requests that it strikes: those that all its conditions hold for.

    - `share`: drawn from seed, identifier and number of the ask, so who is struck does not depend on timing.
    - `first_asks`: only the first so many asks of each identifier.
    - `only`: only these identifiers.
    - `from_request`, `to_request`: only these requests at the place, counted from 1 since the faults were set.
    - `from_seconds`, `to_seconds`: only in this window since then; with `period_seconds` it comes again: bursts.

    Conditions that no request can meet, or that mean nothing where the fault strikes, raise ValueError.
    """

    kind: FaultKind
    at: FaultPlace = FaultPlace.REGISTER
    seconds: Duration = 1.0
    spread: Spread = Spread.CONSTANT
    retry_after: RetryAfter | None = None
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    first_asks: Count | None = None
    only: frozenset[str] = frozenset()
    from_request: Count = 1
    to_request: Count | None = None
    from_seconds: Duration = 0.0
    to_seconds: Duration | None = None
    period_seconds: Duration | None = None

    def __post_init__(self) -> None:
        for is_wrong, what_and_remedy in (*self._misplaced(), *self._contradictions()):
            if is_wrong:
                raise ValueError(what_and_remedy)

    def strikes(self, seed: int, ask: "Ask", position: int) -> bool:
        """Tell whether this ask is struck; faults draw by their `position` in the list, each for itself."""
        return (
            self.at is ask.place
            and (self.first_asks is None or ask.number <= self.first_asks)
            and (not self.only or ask.digits in self.only)
            and self.from_request <= ask.request
            and (self.to_request is None or ask.request <= self.to_request)
            and self._is_open(ask.seconds)
            and (
                self.share >= 1
                or fraction("fault", seed, position, self.kind, ask.place, ask.digits, ask.number) < self.share
            )
        )

    def _misplaced(self) -> Iterator[tuple[bool, str]]:
        is_at_token = self.at is FaultPlace.TOKEN
        yield is_at_token and self.kind in _OF_THE_REGISTER_ONLY, f"{self.kind} can't happen at the token endpoint"
        yield is_at_token and bool(self.only), "only names identifiers: the token endpoint is asked about none"
        yield (
            is_at_token and self.first_asks is not None,
            "first_asks counts the asks of an identifier, which the token endpoint has none of: use to_request",
        )
        yield (
            self.retry_after is not None and self.kind not in _SAYING_WHEN_TO_COME_BACK,
            f"retry_after goes with {' and '.join(sorted(_SAYING_WHEN_TO_COME_BACK))}, not with {self.kind}",
        )

    def _contradictions(self) -> Iterator[tuple[bool, str]]:
        period, to_seconds = self.period_seconds, self.to_seconds
        yield (
            self.to_request is not None and self.to_request < self.from_request,
            f"to_request {self.to_request} is before from_request {self.from_request}: no request would be struck",
        )
        yield (
            to_seconds is not None and to_seconds <= self.from_seconds,
            f"to_seconds {to_seconds} must be after from_seconds {self.from_seconds}: the window would never open",
        )
        yield (
            period is not None and self.from_seconds >= period,
            f"from_seconds {self.from_seconds} must be within period_seconds {period}: the window would never open",
        )
        yield (
            period is not None and to_seconds is not None and to_seconds > period,
            f"to_seconds {to_seconds} must be within period_seconds {period}: the window can't outlast its period",
        )
        yield (
            period is not None and to_seconds is None and self.from_seconds == 0,
            "period_seconds repeats a window: say which with from_seconds and to_seconds",
        )

    def _is_open(self, seconds: float) -> bool:
        if self.period_seconds:
            seconds %= self.period_seconds
        return self.from_seconds <= seconds and (self.to_seconds is None or seconds < self.to_seconds)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One request as faults see it.

    `number` counts the asks of these digits, `request` all requests at the place, both from 1; `seconds` have gone
    by since the faults were set. At the token endpoint `digits` is empty.
    """

    place: FaultPlace
    digits: str
    number: int
    request: int
    seconds: float


class Capacity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much the register can do: `served` look-ups at a time, `queue` more waiting, beyond that 503.

    Each holds its place for a service time of `seconds`, spread as `spread` says.
    """

    served: Annotated[int, msgspec.Meta(ge=1)]
    queue: Annotated[int, msgspec.Meta(ge=0)] = 100
    seconds: Duration = 0.05
    spread: Spread = Spread.EXPONENTIAL
    retry_after: RetryAfter | None = None


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that goes wrong at present.

    - Faults that strike the same request act together: delays add up; of those that answer in the register's place
      the first listed does; those of the wire distort whatever answer there is, also one that is written piece by
      piece (a slow identity's, an endless one).
    - A new `capacity` resizes the one before: who is being served is finished, who waits keeps the place in the queue.
    - `tokens_die_after_seconds` counts from a token's issue, whatever lifetime was promised.
    - `clock_offset_seconds` is how far the sandbox's clock is ahead.
    """

    faults: tuple[Fault, ...] = ()
    capacity: Capacity | None = None
    tokens_die_after_seconds: Duration | None = None
    clock_offset_seconds: Annotated[float, msgspec.Meta(ge=-_TEN_YEARS, le=_TEN_YEARS)] = 0.0
