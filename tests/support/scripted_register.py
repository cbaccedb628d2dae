"""A register that does with each identifier what a script says, in the loop's own time."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from support import builders as make

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    LookupTimeoutError,
    NetworkFailedError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    ThrottledError,
    UnreachableError,
)
from batch.identity import Identity
from batch.register import Answer
from batch.register.responses import read_response


class Kind(StrEnum):
    """What comes back."""

    EMPTY = "empty"
    SERVER_ERROR = "server_error"
    RESET = "reset"
    BAD = "bad"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    HANG = "hang"
    REFUSED = "refused"
    DOOR = "door"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply and how long it takes; `asked_seconds` is a Retry-After."""

    kind: Kind = Kind.EMPTY
    seconds: float = 0.05
    asked_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when, in seconds, everybody gets this instead, or every `one_in`th request, or `only` these."""

    begin: float
    end: float
    reply: Reply
    one_in: int = 1
    only: frozenset[str] | None = None

    def strikes(self, digits: str, now: float, number: int) -> bool:
        is_meant = self.only is None or digits in self.only
        return self.begin <= now < self.end and is_meant and number % self.one_in == 0


OK = Reply()


@dataclass(kw_only=True)
class ScriptedRegister:
    """Replies to an identifier's first ask with its first reply, and so on; the last is repeated.

    What is struck by a window is decided when the request arrives, and takes nothing from the script.
    """

    script: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    windows: Sequence[Window] = ()
    default: Reply = OK
    found: frozenset[str] = frozenset()
    timeout_seconds: float = 3.0
    asked: list[str] = field(default_factory=list)
    begun_at: list[float] = field(default_factory=list)
    in_flight: int = 0
    highest_in_flight: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    failed: defaultdict[str, list[Kind]] = field(default_factory=lambda: defaultdict(list))
    struck: Counter[str] = field(default_factory=Counter)
    asked_after_answer: list[str] = field(default_factory=list)

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer:
        sending()
        digits = identity.digits
        is_control = self.answered[digits] > 0
        reply = self._begin(digits)
        try:
            await asyncio.sleep(self.timeout_seconds if reply.kind is Kind.HANG else reply.seconds)
        finally:
            self.in_flight -= 1
        if reply.kind is not Kind.EMPTY:
            raise error_of(reply)
        if not is_control:
            self.answered[digits] += 1
        body = make.body({"rolleinnehaver": digits, "antallEktepakt": int(digits in self.found)})
        return read_response(status=200, body=body, rolleinnehaver=digits)

    def _begin(self, digits: str) -> Reply:
        now = asyncio.get_running_loop().time()
        self.asked.append(digits)
        self.begun_at.append(now)
        if self.answered[digits]:
            self.asked_after_answer.append(digits)
        self.in_flight += 1
        self.highest_in_flight = max(self.highest_in_flight, self.in_flight)
        for window in self.windows:
            if window.strikes(digits, now, len(self.asked)):
                self.struck[digits] += 1
                return window.reply
        replies = self.script.get(digits, (self.default,))
        reply = replies[min(len(self.failed[digits]), len(replies) - 1)]
        if reply.kind is not Kind.EMPTY:
            self.failed[digits].append(reply.kind)
        return reply


def error_of(reply: Reply) -> RegisterError:
    if reply.kind is Kind.THROTTLED:
        answered = Answered(http_status=429)
        return ThrottledError("429", answered=answered, retry_after_seconds=reply.asked_seconds)
    return _ERRORS[reply.kind]


_ERRORS: dict[Kind, RegisterError] = {
    Kind.SERVER_ERROR: ServerFailedError("500", answered=Answered(http_status=500)),
    Kind.RESET: NetworkFailedError("the connection failed (reset)"),
    Kind.BAD: BadResponseError("cut short", answered=Answered(http_status=200)),
    Kind.UNREACHABLE: UnreachableError("no connection"),
    Kind.REJECTED: RejectedError("400", answered=Answered(http_status=400)),
    Kind.HANG: LookupTimeoutError("no answer in time"),
    Kind.REFUSED: AccessDeniedError("403", answered=Answered(http_status=403)),
    Kind.DOOR: make.door_error(),
}
