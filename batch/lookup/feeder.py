"""Feeds the turnstile with what is pending in the ledger, page by page and lane after lane."""

from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from batch.ledger import Ledger, LedgerThread
from batch.lookup.trial import Trial
from batch.lookup.turnstile import Turnstile
from batch.outcome import Lane, Lookup, Pending

# Simply chosen: a read each thousand lookups costs next to nothing, and memory stays the same however long the input.
_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeder:
    """Reads a page when half of the last one has been begun.

    `skip` settles those that are known to be slow. `finish` is called at the end of a lane and returns whether it
    really is the end: those in doubt may have to be asked about again. `opens_at` says when a lane may begin.
    """

    ledger: Ledger
    thread: LedgerThread
    turnstile: Turnstile
    known_slow: AbstractSet[str]
    skip: Callable[[Sequence[Lookup]], Awaitable[None]]
    finish: Callable[[], Awaitable[bool]]
    opens_at: Callable[[Lane], float]

    async def run(self) -> None:
        """Feed each lane until nothing of it is left, then close the turnstile."""
        for lane in Lane:
            self.turnstile.open_lane(lane, opens_at=self.opens_at(lane))
            await self._feed(lane)
        self.turnstile.close()

    async def _feed(self, lane: Lane) -> None:
        last_id = 0
        while page := await self.thread.run(self.ledger.pending, after=last_id, limit=_PAGE_SIZE, lane=lane):
            last_id = page[-1].lookup.lookup_id
            await self.skip([each.lookup for each in page if self._is_slow(each)])
            self.turnstile.offer(Trial(pending=each) for each in page if not self._is_slow(each))
            if not await self.turnstile.until_few(_PAGE_SIZE // 2):
                return
        while await self.turnstile.until_idle() and not await self.finish():
            pass

    def _is_slow(self, pending: Pending) -> bool:
        return pending.lookup.identity.digits in self.known_slow
