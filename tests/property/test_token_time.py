"""No interleaving of workers, time and failures breaks what the TokenRefresher promises.

The clock is moved by hand, every answer is given by hand, and the event loop takes as many steps in between as
Hypothesis likes. The promises: never two requests under way, never a token that has expired or was rejected, never
a caller left waiting, and no request after a refusal for good.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from support.token_fakes import HandClock, HandEndpoint, settle

from batch.errors import GrantRefusedError, TokenRefusedError, TokenUnavailableError
from batch.maskinporten import AccessToken, TokenRefresher
from batch.maskinporten.lease import LeaseWindow, lease_token
from batch.options.refresh_options import RefreshOptions

LIFETIMES = st.sampled_from([0.5, 5.0, 30.0, 120.0, 600.0]) | st.floats(min_value=0.1, max_value=4000)
SECONDS = st.sampled_from([0.0, 0.01, 1.0, 4.9, 30.0, 91.0, 111.0]) | st.floats(min_value=0, max_value=2000)

FAILURES: list[Callable[[], Exception]] = [
    lambda: TokenUnavailableError("Maskinporten answered 503"),
    lambda: TokenUnavailableError("Maskinporten answered 503"),
    lambda: GrantRefusedError("Issue time is after now", code="MP-130", remedy="Set the clock"),
    lambda: TokenRefusedError("Expired key", code="MP-121", remedy="Post it again"),
    lambda: ZeroDivisionError("a defect of ours"),
]

ACTIONS = st.one_of(
    st.tuples(st.just("arrive"), st.integers(min_value=1, max_value=25)),
    st.tuples(st.just("arrive"), st.just(60)),
    st.tuples(st.just("advance"), SECONDS),
    st.tuples(st.just("sleep machine"), SECONDS),
    st.tuples(st.just("grant"), LIFETIMES),
    st.tuples(st.just("grant"), LIFETIMES),
    st.tuples(st.just("fail"), st.sampled_from(FAILURES)),
    st.tuples(st.just("reject"), st.integers(min_value=0, max_value=20)),
    st.tuples(st.just("cancel"), st.integers(min_value=0, max_value=100)),
)
EVENTS = st.tuples(ACTIONS, st.sampled_from([0, 0, 1, 2, 3, 5, 10, 20]))
"""What happens, and how many steps the event loop takes before the next thing happens."""


class Scene:
    """Plays the events, and sees what every caller gets."""

    def __init__(self, patience_seconds: float) -> None:
        self.clock = HandClock()
        self.endpoint = HandEndpoint(self.clock)
        options = RefreshOptions(patience_seconds=patience_seconds)
        self.refresher = TokenRefresher(endpoint=self.endpoint, clock=self.clock, options=options)
        self.callers: list[asyncio.Task[None]] = []
        self.tokens: list[AccessToken] = []
        self.rejected: set[str] = set()
        self.allowed: set[type[BaseException]] = {TokenUnavailableError}
        self.requests_at_refusal: int | None = None

    async def call(self) -> None:
        token = await self.refresher.token()
        assert self.clock.monotonic() < self.endpoint.expires_at[token.value], "expired when handed out"
        assert token.value not in self.rejected, "handed out after it was rejected"
        self.tokens.append(token)

    def play(self, kind: str, what: Any) -> None:
        match kind:
            case "arrive":
                self.arrive(what)
            case "advance":
                self.clock.advance(what)
            case "sleep machine":
                self.clock.sleep_machine(what)
            case "grant" if self.endpoint.is_asked:
                self.endpoint.grant(what)
            case "fail" if self.endpoint.is_asked:
                self.fail(what())
            case "grant" | "fail":
                self.arrive(1)
            case "reject" if self.tokens:
                token = self.tokens[-1 - what % len(self.tokens)]
                self.refresher.reject(token)
                self.rejected.add(token.value)
            case "cancel" if self.callers:
                self.callers[what % len(self.callers)].cancel()

    def arrive(self, count: int) -> None:
        self.callers += [asyncio.create_task(self.call()) for _ in range(count)]

    def fail(self, error: Exception) -> None:
        self.allowed.add(type(error))
        if type(error) is TokenRefusedError and self.requests_at_refusal is None:
            self.requests_at_refusal = self.endpoint.request_count
        self.endpoint.fail(error)

    async def let_everyone_finish(self) -> None:
        """Answer whatever is asked for until nobody waits; a caller for whom that is not enough was forgotten."""
        for _ in range(40):
            await settle()
            if all(caller.done() for caller in self.callers):
                return
            if self.endpoint.is_asked:
                self.endpoint.grant(120.0)
            elif self.clock.sleeper_count:
                self.clock.advance_to_next_sleeper()
        raise AssertionError("a caller was left waiting")

    async def judge(self) -> None:
        for outcome in await asyncio.gather(*self.callers, return_exceptions=True):
            if isinstance(outcome, AssertionError):
                raise outcome
            expected = outcome is None or isinstance(outcome, asyncio.CancelledError) or type(outcome) in self.allowed
            assert expected, f"a caller got {outcome!r}"
        if self.requests_at_refusal is not None:
            assert self.endpoint.request_count == self.requests_at_refusal, "asked again after a refusal for good"
            event("refused for good")
        if self.tokens:
            event("tokens handed out")


async def take_steps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def play_all(events: list[tuple[tuple[str, Any], int]], patience_seconds: float) -> None:
    before = asyncio.all_tasks()
    scene = Scene(patience_seconds)
    for (kind, what), steps in events:
        scene.play(kind, what)
        await take_steps(steps)
        assert scene.endpoint.most_in_flight <= 1, "two requests under way"
    await scene.let_everyone_finish()
    await scene.judge()
    await scene.refresher.aclose()
    assert asyncio.all_tasks() == before, "a task outlives its owner"


@settings(max_examples=400, deadline=None)
@given(events=st.lists(EVENTS, min_size=3, max_size=60), patience_seconds=st.sampled_from([0.0, 3.0, 60.0, 900.0]))
def test_no_interleaving_breaks_a_promise(events: list[tuple[tuple[str, Any], int]], patience_seconds: float) -> None:
    asyncio.run(play_all(events, patience_seconds))


@given(count=st.integers(min_value=1, max_value=500), closed_after=st.integers(min_value=0, max_value=40))
@settings(max_examples=60, deadline=None)
def test_closing_at_any_moment_leaves_nobody_waiting(count: int, closed_after: int) -> None:
    async def play() -> None:
        scene = Scene(900)
        scene.play("arrive", count)
        await take_steps(closed_after)
        await scene.refresher.aclose()
        outcomes = await asyncio.wait_for(asyncio.gather(*scene.callers, return_exceptions=True), timeout=5)
        assert {type(each) for each in outcomes} == {TokenUnavailableError}

    asyncio.run(play())


@given(expires_in=st.floats(min_value=0.001, max_value=1e6), asked_at=st.floats(min_value=0, max_value=1e9))
def test_the_windows_lie_in_order_within_the_lifetime(expires_in: float, asked_at: float) -> None:
    token = AccessToken(value="t", expires_in=expires_in)
    lease = lease_token(token, asked_at=asked_at, options=RefreshOptions())
    ends_at = asked_at + expires_in
    assert asked_at <= lease.early_from <= lease.late_from <= ends_at
    assert lease.window_at(ends_at) is LeaseWindow.LATE
    margin = ends_at - lease.early_from
    assert margin <= min(30.0, expires_in / 4) + 1e-6 * max(1.0, ends_at)
