"""What goes wrong at Maskinporten while a run goes on, over real HTTP against the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import structlog
from support.token_dialogue import endpoint_of, status_with

from batch.errors import GrantRefusedError, TokenAddressError, TokenRefusedError, TokenUnavailableError
from batch.maskinporten import TokenRefresher
from batch.maskinporten.clock import SystemClock
from batch.options.refresh_options import RefreshOptions
from batch.sandbox import Fault, FaultKind, Faults, Party, Sandbox, SandboxOptions, sandbox_in_thread
from batch.sandbox.trouble.faults import FaultPlace


class SleptClock(SystemClock):
    """One by which only sleeping takes time, however slow the machine is."""

    slept_seconds = 0.0

    def awake(self) -> float:
        return self.slept_seconds

    async def sleep(self, seconds: float) -> None:
        self.slept_seconds += seconds


HASTE = RefreshOptions(backoff_seconds=0.001, backoff_ceiling_seconds=0.01)


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    with sandbox_in_thread(SandboxOptions(calm=True)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.SERVER_ERROR,
        FaultKind.TOO_MANY_REQUESTS,
        FaultKind.UNAVAILABLE,
        FaultKind.BAD_GATEWAY,
        FaultKind.GATEWAY_TIMEOUT,
        FaultKind.EMPTY_BODY,
        FaultKind.ENDLESS_BODY,
        FaultKind.TRUNCATED_JSON,
        FaultKind.RESET,
        FaultKind.RESET_IN_BODY,
        FaultKind.SLOW_HEADERS,
    ],
)
async def test_an_outage_is_waited_out_by_all_with_a_new_grant_each_time(
    sandbox: Sandbox, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=kind, at=FaultPlace.TOKEN, to_request=3, seconds=5),))
    monkeypatch.setattr("batch.maskinporten.endpoint.READ_TIMEOUT_SECONDS", 1.0)
    endpoint = endpoint_of(sandbox.settings, session)
    async with TokenRefresher(endpoint=endpoint, options=HASTE) as refresher:
        tokens = await asyncio.gather(*(refresher.token() for _ in range(50)))
    assert len(set(tokens)) == 1
    assert await status_with(sandbox, session, tokens[0]) == 200
    assert (refresher.fetched_count, sandbox.memory.token_requests) == (1, 4)
    assert sandbox.memory.grants_refused == []


AT_A_WRONG_ADDRESS = [
    FaultKind.NOT_FOUND,
    FaultKind.UNAUTHORIZED,
    FaultKind.REDIRECT,
    FaultKind.HTML,
    FaultKind.HTML_AS_JSON,
]


@pytest.mark.parametrize("kind", AT_A_WRONG_ADDRESS)
async def test_what_a_wrong_address_brings_is_tried_once_more_and_no_longer(
    sandbox: Sandbox, session: aiohttp.ClientSession, kind: FaultKind
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=kind, at=FaultPlace.TOKEN),))
    async with TokenRefresher(endpoint=endpoint_of(sandbox.settings, session), options=HASTE) as refresher:
        told = await asyncio.gather(*(refresher.token() for _ in range(50)), return_exceptions=True)
    assert {type(each) for each in told} == {TokenAddressError}
    assert sandbox.memory.token_requests == 2


@pytest.mark.parametrize("kind", AT_A_WRONG_ADDRESS)
async def test_once_there_was_a_token_what_stands_in_front_is_waited_for(
    sandbox: Sandbox, session: aiohttp.ClientSession, kind: FaultKind
) -> None:
    async with TokenRefresher(endpoint=endpoint_of(sandbox.settings, session), options=HASTE) as refresher:
        refresher.reject(await refresher.token())
        sandbox.faults = Faults(faults=(Fault(kind=kind, at=FaultPlace.TOKEN, to_request=6),))
        assert await refresher.token()
    assert refresher.fetched_count == 2


async def test_a_compressed_answer_is_an_answer(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.GZIP, at=FaultPlace.TOKEN),))
    token = await endpoint_of(sandbox.settings, session).fetch()
    assert await status_with(sandbox, session, token) == 200


async def test_an_outage_that_lasts_is_told_to_all_in_the_end(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.UNAVAILABLE, at=FaultPlace.TOKEN),))
    options = RefreshOptions(patience_seconds=0.2, backoff_seconds=0.01, backoff_ceiling_seconds=0.02)
    endpoint = endpoint_of(sandbox.settings, session)
    async with TokenRefresher(endpoint=endpoint, options=options, clock=SleptClock()) as refresher:
        told = await asyncio.gather(*(refresher.token() for _ in range(50)), return_exceptions=True)
    assert {type(each) for each in told} == {TokenUnavailableError}
    assert "answered 503" in str(told[0])
    assert refresher.fetched_count == 0
    assert sandbox.memory.token_requests > 2


@pytest.mark.parametrize(("offset", "words"), [(-60, r"(59|60|61) s ahead of"), (3600, r"(3599|3600|3601) s behind")])
async def test_clocks_that_differ_are_rebuilt_for_once_and_then_named(
    sandbox: Sandbox, session: aiohttp.ClientSession, offset: int, words: str
) -> None:
    sandbox.faults = Faults(clock_offset_seconds=offset)
    async with TokenRefresher(endpoint=endpoint_of(sandbox.settings, session)) as refresher:
        with pytest.raises(GrantRefusedError, match=words) as caught:
            await refresher.token()
    assert caught.value.clock_ahead_seconds is not None
    assert abs(caught.value.clock_ahead_seconds + offset) <= 1
    assert sandbox.memory.token_requests == 2


async def test_fifty_workers_share_two_tokens_when_the_first_dies_unnoticed(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """The machine slept and its clock stood still: the register alone knows that the token has expired."""

    async def look_up(refresher: TokenRefresher) -> list[int]:
        token = await refresher.token()
        statuses = [await status_with(sandbox, session, token)]
        if statuses[0] == 403:
            refresher.reject(token)
            statuses.append(await status_with(sandbox, session, await refresher.token()))
        return statuses

    async with TokenRefresher(endpoint=endpoint_of(sandbox.settings, session)) as refresher:
        before = await asyncio.gather(*(look_up(refresher) for _ in range(50)))
        sandbox.faults = Faults(clock_offset_seconds=125)
        after = await asyncio.gather(*(look_up(refresher) for _ in range(50)))
    assert before == [[200]] * 50
    assert after == [[403, 200]] * 50
    assert sandbox.memory.token_requests == 2
    assert refresher.fetched_count == 2


async def test_a_refusal_for_good_is_asked_for_once_however_many_wait(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    endpoint = endpoint_of(sandbox.settings_of(Party.UNKNOWN_CLIENT), session)
    async with TokenRefresher(endpoint=endpoint) as refresher:
        told = await asyncio.gather(*(refresher.token() for _ in range(200)), return_exceptions=True)
    assert {type(each) for each in told} == {TokenRefusedError}
    assert sandbox.memory.token_requests == 1


async def test_nothing_secret_is_logged_or_raised(
    sandbox: Sandbox, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    post = session.post

    def remember(url: str, **options: object) -> object:
        data = options["data"]
        assert isinstance(data, dict)
        sent.append(data["assertion"])
        return post(url, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "post", remember)
    kinds = [FaultKind.RESET, FaultKind.TRUNCATED_JSON, FaultKind.HTML, FaultKind.REDIRECT]
    with structlog.testing.capture_logs() as logs:
        async with TokenRefresher(endpoint=endpoint_of(sandbox.settings, session), options=HASTE) as refresher:
            tokens = [await refresher.token()]
            refresher.reject(tokens[0])
            sandbox.faults = Faults(faults=tuple(Fault(kind=kind, at=FaultPlace.TOKEN, share=0.5) for kind in kinds))
            for _ in range(20):
                tokens.append(await refresher.token())
                refresher.reject(tokens[-1])
    shown = repr(logs) + repr(tokens) + repr(refresher)
    assert len(logs) == sandbox.memory.token_requests - len(tokens) > 0
    secrets = sent + [token.value for token in tokens]
    assert not [each for each in secrets if each in shown or each.rpartition(".")[2] in shown]
