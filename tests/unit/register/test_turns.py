"""Whether the event loop has turned since a moment."""

import asyncio

from batch.register.turns import Turns


async def test_without_a_turn_the_number_stays_also_over_an_await_that_does_not_wait() -> None:
    async def answer() -> None: ...

    turns = Turns()
    before = turns.present()
    await answer()
    assert turns.present() == before


async def test_whoever_asks_in_any_turn_sees_that_the_loop_has_turned_since() -> None:
    turns = Turns()
    for _ in range(3):
        before = turns.present(), turns.present()
        await asyncio.sleep(0)
        assert turns.present() not in before
