"""The desks of the sandbox's register, when their number changes while look-ups wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from batch.sandbox import Capacity
from batch.sandbox.trouble.desks import Desks, QueueFullError


def capacity(served: int, queue: int = 100) -> Capacity:
    return Capacity(served=served, queue=queue, seconds=0)


class Office:
    """Look-ups at the desks, each served until the test lets it go."""

    def __init__(self, size: Capacity | None) -> None:
        self.desks = Desks(seed=1)
        self.desks.resize(size)
        self.begun: list[int] = []
        self.being_served: dict[int, asyncio.Event] = {}
        self.tasks: list[asyncio.Task[None]] = []

    async def arrive(self, count: int) -> None:
        first = len(self.tasks)
        self.tasks += [asyncio.create_task(self._look_up(number)) for number in range(first, first + count)]
        await settle()

    async def let_go(self, *numbers: int) -> None:
        for number in numbers:
            self.being_served.pop(number).set()
        await settle()

    async def resize(self, size: Capacity | None) -> None:
        self.desks.resize(size)
        await settle()

    async def _look_up(self, number: int) -> None:
        async with self.desks.served(str(number), 1):
            self.begun.append(number)
            self.being_served[number] = done = asyncio.Event()
            await done.wait()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def opened(size: Capacity | None) -> AsyncIterator[Office]:
    office = Office(size)
    yield office
    for task in office.tasks:
        task.cancel()
    await asyncio.gather(*office.tasks, return_exceptions=True)


async def test_halving_finishes_who_is_served_and_calls_nobody_until_there_are_fewer() -> None:
    async with opened(capacity(4)) as office:
        await office.arrive(10)
        await office.resize(capacity(2))
        assert sorted(office.being_served) == [0, 1, 2, 3]
        await office.let_go(0, 1)
        assert sorted(office.being_served) == [2, 3]
        await office.let_go(2)
        assert sorted(office.being_served) == [3, 4]
        assert office.begun == [0, 1, 2, 3, 4]


async def test_doubling_calls_those_who_wait_in_their_order_at_once() -> None:
    async with opened(capacity(2)) as office:
        await office.arrive(10)
        await office.resize(capacity(4))
        assert office.begun == [0, 1, 2, 3]
        await office.let_go(1)
        assert office.begun == [0, 1, 2, 3, 4]


async def test_the_same_capacity_again_changes_nothing() -> None:
    async with opened(capacity(2)) as office:
        await office.arrive(6)
        for _ in range(5):
            await office.resize(capacity(2))
        assert office.begun == [0, 1]


async def test_who_was_served_without_a_limit_counts_when_there_is_one() -> None:
    async with opened(None) as office:
        await office.arrive(3)
        await office.resize(capacity(2))
        await office.arrive(1)
        await office.let_go(0)
        assert sorted(office.being_served) == [1, 2]
        await office.let_go(1)
        assert sorted(office.being_served) == [2, 3]


async def test_without_a_limit_nobody_waits_any_longer() -> None:
    async with opened(capacity(1)) as office:
        await office.arrive(5)
        await office.resize(None)
        assert office.begun == [0, 1, 2, 3, 4]


async def test_a_shorter_queue_keeps_who_is_in_it_and_turns_new_ones_away() -> None:
    async with opened(capacity(1)) as office:
        await office.arrive(4)
        await office.resize(capacity(1, queue=1))
        with pytest.raises(QueueFullError):
            async with office.desks.served("x", 1):
                pass
        for number in range(4):
            await office.let_go(number)
        assert office.begun == [0, 1, 2, 3]


@pytest.mark.parametrize("was_called", [False, True])
async def test_who_hangs_up_in_the_queue_leaves_the_desk_to_the_next(was_called: bool) -> None:  # noqa: FBT001 - a case
    async with opened(capacity(1)) as office:
        await office.arrive(3)
        hang_up: Callable[[], object] = office.tasks[1].cancel
        if was_called:
            office.being_served.pop(0).set()
            asyncio.get_running_loop().call_soon(hang_up)  # in the same turn of the loop as the call
        else:
            hang_up()
        await settle()
        if not was_called:
            await office.let_go(0)
        assert office.begun == [0, 2]
