"""An event loop whose time jumps to the next timer as soon as nothing else is to be done."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from batch.lookup import Clocks

BEGINNING = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_Result = TypeVar("_Result")
_TURN_SECONDS = 1e-8
"""What a turn of the loop takes: on no machine it takes nothing."""


class NothingWillHappenError(AssertionError):
    """Raised when every task waits for something that no timer and no other task will bring: a run that hangs."""


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.turned: Callable[[], None] = lambda: None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.turned()
        if timeout is None:
            raise NothingWillHappenError
        self.now += max(_TURN_SECONDS, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that never waits; `turned` is called at every turn of it."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def work(self, seconds: float) -> None:
        """Let the thread of the loop be busy for so long."""
        self._jumping.now += seconds

    def clocks(self) -> Clocks:
        return Clocks(now=lambda: BEGINNING + timedelta(seconds=self.time()), monotonic=self.time)

    def cancel_after(self, turns: int, task: "asyncio.Task[Any]") -> None:
        """Cancel a task when the loop has turned so often."""
        left = turns

        def turned() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                task.cancel()

        self._jumping.turned = turned


def run_virtually(main: Callable[[VirtualLoop], Coroutine[Any, Any, _Result]]) -> _Result:
    loop = VirtualLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main(loop))
