"""The two ways to end: a first signal requests a stop, a second one leaves at once."""

import asyncio
import os
import signal

import pytest

from batch.cli.signals import stop_on_signals
from batch.lookup import Stop

SIGNALS = [signal.SIGINT, signal.SIGTERM]
pytestmark = pytest.mark.usefixtures("_logs_put_back")


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


async def requested(stop: Stop) -> None:
    """Wait for the requested stop, but not for ever."""
    async with asyncio.timeout(30):
        await stop.wait()


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_first_signal_requests_a_stop_and_cancels_nothing(number: signal.Signals) -> None:
    stop = Stop()
    with stop_on_signals(stop):
        send(number)
        await requested(stop)
    assert stop.is_requested


@pytest.mark.parametrize("second", SIGNALS)
@pytest.mark.parametrize("first", SIGNALS)
async def test_a_second_signal_cancels_what_is_running(first: signal.Signals, second: signal.Signals) -> None:
    stop = Stop()

    async def work() -> None:
        with stop_on_signals(stop):
            send(first)
            await requested(stop)
            send(second)
            await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(work())


@pytest.mark.parametrize("number", SIGNALS)
async def test_afterwards_a_signal_means_what_it_did_before(number: signal.Signals) -> None:
    seen: list[int] = []
    before = signal.signal(number, lambda got, _frame: seen.append(got))
    try:
        with stop_on_signals(Stop()):
            pass
        send(number)
        await asyncio.sleep(0)
    finally:
        signal.signal(number, before)
    assert seen == [number]
