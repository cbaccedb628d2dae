"""Decides which requests a fault strikes; every fault that can be set, as its JSON declares it."""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from batch.sandbox.chance import fraction
from batch.sandbox.trouble.kinds import About, Alteration, Among, FaultKind, FaultPlace, Page, RetryAfter, Spread

_TEN_YEARS = 10 * 366 * 24 * 3600.0  # seconds; a clock can count no further than some thousand years
Duration = Annotated[float, msgspec.Meta(ge=0, le=_TEN_YEARS)]
Count = Annotated[int, msgspec.Meta(ge=1)]
ErrorStatus = Annotated[int, msgspec.Meta(ge=400, le=599)]

_OF_THE_REGISTER_ONLY = frozenset(
    {
        FaultKind.AGREEMENT_WITHDRAWN,
        FaultKind.REFUSED,
        FaultKind.OTHER_PERSON,
        FaultKind.ALTERED_BODY,
        FaultKind.CACHED,
        FaultKind.LATE_ANSWER,
    }
)
_REFUSALS = (401, 403, 404)
_KINDS_WITH = {
    "retry_after": (FaultKind.TOO_MANY_REQUESTS, FaultKind.UNAVAILABLE),
    "http_status": (FaultKind.DOOR, FaultKind.REFUSED),
    "page": (FaultKind.DOOR,),
    "alteration": (FaultKind.ALTERED_BODY,),
    "about": (FaultKind.LATE_ANSWER,),
}
"""The fields that mean something for some kinds only."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault and the requests that it strikes: those that all its conditions hold for.

    - `share`: drawn from seed, identifier and number of the ask, so who is struck does not depend on timing.
    - `first_asks`: only the first so many asks of each identifier.
    - `only`: only these identifiers.
    - `among`: only those who have ektepakter, or only those who have none: a source behind the register.
    - `every_connection`: only each so-manieth connection, by its first request at the place: one node of several.
    - `from_request`, `to_request`: only these requests at the place, counted from 1 since the faults were set.
    - `from_seconds`, `to_seconds`: only in this window since then; with `period_seconds` it comes again: bursts.

    Conditions that no request can meet, or that mean nothing where the fault strikes, raise ValueError.
    """

    kind: FaultKind
    at: FaultPlace = FaultPlace.REGISTER
    seconds: Duration = 1.0
    spread: Spread = Spread.CONSTANT
    retry_after: RetryAfter | None = None
    http_status: ErrorStatus | None = None
    page: Page | None = None
    alteration: Alteration | None = None
    about: About | None = None
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    first_asks: Count | None = None
    only: frozenset[str] = frozenset()
    among: Among | None = None
    every_connection: Count | None = None
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
            and (self.among is None or ask.among is self.among)
            and (self.every_connection is None or ask.connection % self.every_connection == 0)
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
            is_at_token and self.among is not None,
            "among is about who has ektepakter: the token endpoint is asked about nobody",
        )
        for field, kinds in _KINDS_WITH.items():
            is_set = getattr(self, field) is not None
            yield is_set and self.kind not in kinds, f"{field} goes with {' and '.join(kinds)}, not with {self.kind}"
        yield (
            self.kind is FaultKind.REFUSED and self.http_status not in (None, *_REFUSALS),
            f"refused is 401, 403 or 404 in the application's own words, not {self.http_status}: use door",
        )

    def _contradictions(self) -> Iterator[tuple[bool, str]]:
        yield (
            self.kind is FaultKind.CACHED and self.first_asks == 1,
            "cached repeats an answer from the second ask on: first_asks 1 leaves nothing to repeat",
        )
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

    `number` counts the asks of these digits, `request` all requests and `connection` all connections at the place,
    from 1; `seconds` have gone by since the faults were set. At the token endpoint `digits` is empty.
    """

    place: FaultPlace
    digits: str
    number: int
    request: int
    seconds: float
    connection: int = 1
    among: Among | None = None


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
