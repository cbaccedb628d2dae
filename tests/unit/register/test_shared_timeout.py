import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from support.virtual_time import run_virtually

from batch.register.shared_timeout import SharedTimeout

SECONDS = 10.0


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run_virtually(lambda _: main())


async def _wait(shared: SharedTimeout, seconds: float) -> float:
    """Return when the wait was over, negative when that was by the time-out."""
    try:
        with shared.running():
            await asyncio.sleep(seconds)
    except TimeoutError:
        return -asyncio.get_running_loop().time()
    return asyncio.get_running_loop().time()


def test_each_wait_ends_its_own_time_after_its_own_beginning() -> None:
    async def main() -> None:
        timeout = SharedTimeout(SECONDS)
        waits = []
        for seconds in (3.0, 100.0, 9.0, 100.0, 100.0):
            waits.append(asyncio.create_task(_wait(timeout, seconds)))
            await asyncio.sleep(4)
        ended = [await wait for wait in waits]
        assert ended == pytest.approx([3, -14, 17, -22, -26], abs=0.01)

    run(main)


def test_it_serves_again_after_all_waits_have_ended() -> None:
    async def main() -> None:
        timeout = SharedTimeout(SECONDS)
        assert await _wait(timeout, 1) == pytest.approx(1, abs=0.01)
        await asyncio.sleep(100)
        assert await _wait(timeout, 50) == pytest.approx(-111, abs=0.01)
        assert await _wait(timeout, 2) == pytest.approx(113, abs=0.01)

    run(main)


def test_a_cancelled_wait_is_cancelled_and_not_timed_out() -> None:
    async def main() -> None:
        timeout = SharedTimeout(SECONDS)
        wait = asyncio.create_task(_wait(timeout, 100))
        await asyncio.sleep(1)
        wait.cancel()
        with pytest.raises(asyncio.CancelledError):
            await wait
        assert await _wait(timeout, 100) == pytest.approx(-11, abs=0.01)

    run(main)


def test_a_cancellation_in_the_moment_of_the_time_out_is_not_lost() -> None:
    async def main() -> None:
        timeout = SharedTimeout(SECONDS)
        wait = asyncio.create_task(_wait(timeout, 100))
        loop = asyncio.get_running_loop()
        loop.call_at(loop.time() + SECONDS + 1e-8, wait.cancel)  # the turn in which the wait begins takes so long
        with pytest.raises(asyncio.CancelledError):
            await wait

    run(main)


def test_the_outer_one_of_two_that_end_together_is_left_with_the_time_out() -> None:
    async def main() -> None:
        whole, head = SharedTimeout(SECONDS), SharedTimeout(SECONDS)
        with pytest.raises(TimeoutError), whole.running(), head.running():
            await asyncio.sleep(100)
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0
        await asyncio.sleep(1)

    run(main)


def test_an_error_of_its_own_passes_through() -> None:
    async def main() -> None:
        timeout = SharedTimeout(SECONDS)
        with pytest.raises(KeyError), timeout.running():
            raise KeyError("own")
        await asyncio.sleep(2 * SECONDS)

    run(main)
