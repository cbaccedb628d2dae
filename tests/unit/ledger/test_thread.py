"""The ledger's own thread: in order, and all of it."""

import asyncio
import threading

import pytest

from batch.ledger import LedgerThread


async def test_work_is_done_in_one_thread_that_is_not_the_loops() -> None:
    with LedgerThread() as thread:
        idents = {await thread.run(threading.get_ident) for _ in range(3)}
    assert len(idents) == 1
    assert threading.get_ident() not in idents


async def test_work_is_done_in_the_order_it_was_handed_over_one_at_a_time() -> None:
    may_begin, done = threading.Event(), []
    with LedgerThread() as thread:
        first = asyncio.create_task(thread.run(may_begin.wait, 30))
        others = [asyncio.create_task(thread.run(done.append, number)) for number in range(50)]
        await asyncio.sleep(0)
        assert done == []
        may_begin.set()
        await asyncio.gather(first, *others)
    assert done == list(range(50))


async def test_arguments_and_result_go_through() -> None:
    with LedgerThread() as thread:
        assert await thread.run(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


async def test_an_error_reaches_the_caller_and_the_thread_goes_on() -> None:
    with LedgerThread() as thread:
        with pytest.raises(ValueError, match="invalid literal"):
            await thread.run(int, "x")
        assert await thread.run(int, "7") == 7


async def test_the_loop_goes_on_while_work_is_done() -> None:
    may_end = threading.Event()
    with LedgerThread() as thread:
        work = asyncio.create_task(thread.run(may_end.wait, 30))
        await asyncio.sleep(0)
        assert not work.done()
        may_end.set()
        assert await work


async def test_work_of_a_cancelled_caller_is_finished_before_the_thread_ends() -> None:
    may_end, done = threading.Event(), []

    def work() -> None:
        may_end.wait(30)
        done.append("work")

    with LedgerThread() as thread:
        caller = asyncio.create_task(thread.run(work))
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        may_end.set()
    assert done == ["work"]


async def test_work_of_a_cancelled_caller_is_done_also_where_it_had_not_begun() -> None:
    may_end, done = threading.Event(), []
    with LedgerThread() as thread:
        earlier = asyncio.create_task(thread.run(may_end.wait, 30))
        caller = asyncio.create_task(thread.run(done.append, "work"))
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        may_end.set()
        assert await earlier
    assert done == ["work"]


async def test_the_last_work_comes_after_all_that_was_handed_over() -> None:
    done: list[str] = []
    with LedgerThread() as thread:
        earlier = asyncio.create_task(thread.run(done.append, "earlier"))
        await asyncio.sleep(0)
        thread.finish(done.append, "last")
        await earlier
    assert done == ["earlier", "last"]
