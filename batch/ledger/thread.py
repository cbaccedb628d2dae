"""Runs the ledger's work in one thread, so that the event loop never waits for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class LedgerThread:
    """One thread: what is handed to it is done in that order, and all of it before the thread ends."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=True)

    async def run(
        self, work: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> _Result:
        """Do the work and wait for it. A cancelled caller leaves the work to be done, begun or not."""
        return await asyncio.shield(asyncio.wrap_future(self._executor.submit(work, *args, **kwargs)))

    def finish(
        self, work: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> _Result:
        """Do the work after all that was handed over before, without an await: for the end of a cancelled run."""
        return self._executor.submit(work, *args, **kwargs).result()
