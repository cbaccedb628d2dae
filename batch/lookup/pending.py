"""Hands out the pending lookups of a ledger, each once, in input order."""

import asyncio
from collections import deque

from batch.ledger import Ledger, LedgerThread
from batch.outcome import Lookup

_READ_AHEAD = 1000
"""Lookups read at once: memory does not depend on the length of the input."""


class PendingLookups:
    """An iterator shared by all workers."""

    def __init__(self, ledger: Ledger, thread: LedgerThread) -> None:
        self._ledger = ledger
        self._thread = thread
        self._ahead: deque[Lookup] = deque()
        self._last_id = 0
        self._reading = asyncio.Lock()

    async def next(self) -> Lookup | None:
        """Return the next pending lookup, or None when all have been handed out."""
        if not self._ahead:
            async with self._reading:
                if not self._ahead:
                    await self._read_ahead()
        return self._ahead.popleft() if self._ahead else None

    async def _read_ahead(self) -> None:
        found = await self._thread.run(self._ledger.pending, after=self._last_id, limit=_READ_AHEAD)
        if found:
            self._ahead.extend(found)
            self._last_id = found[-1].lookup_id
