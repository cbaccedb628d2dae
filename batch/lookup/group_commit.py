"""Decides when outcomes are committed: in groups, by count, size or time, whichever comes first."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from batch.ledger import LedgerThread
from batch.options.lookup_options import CommitOptions
from batch.outcome import Lookup, Outcome, Pending

CommitEntry = tuple[Lookup, Outcome] | Pending
"""What is committed of a lookup: its outcome, or what its attempts have come to so far."""


@dataclass(slots=True)
class _Group:
    """Entries that are committed together."""

    entries: list[CommitEntry] = field(default_factory=list)
    body_bytes: int = 0

    def add(self, entry: CommitEntry) -> None:
        self.entries.append(entry)
        if not isinstance(entry, Pending) and entry[1].body is not None:
            self.body_bytes += len(entry[1].body)


class GroupCommit:
    """Takes outcomes from many workers and commits them from one task, in the ledger's thread.

    - An entry is held from the moment it is handed over, whatever happens to the worker then.
    - A commit begins when half a group is held, so that the other half fills while it lasts; a worker that makes the
      group full waits, with its entry handed over, until there is room.
    - However `run` ends, by `close`, cancellation or an error of another task, what it holds is committed first.
    - When a commit itself fails, `run` raises its error, and what that group held is asked again by the next run.
    """

    def __init__(
        self, commit: Callable[[Sequence[CommitEntry]], None], *, thread: LedgerThread, options: CommitOptions
    ) -> None:
        self._commit = commit
        self._thread = thread
        self._options = options
        self._held = _Group()
        self._committing = _Group()
        self._is_due = asyncio.Event()
        self._has_room = asyncio.Condition()
        self._is_closed = False

    def hold(self, entry: CommitEntry) -> None:
        """Hold an entry for the next commit; the caller awaits `room` next."""
        held = self._held
        held.add(entry)
        if 2 * len(held.entries) >= self._options.commit_every or 2 * held.body_bytes >= self._options.commit_bytes:
            self._is_due.set()

    async def room(self) -> None:
        """Wait while the group is full."""
        async with self._has_room:
            await self._has_room.wait_for(lambda: not self.is_full)

    @property
    def is_full(self) -> bool:
        """Whether a caller has to wait for a commit before it adds more."""
        held, committing = self._held, self._committing
        return (
            len(held.entries) + len(committing.entries) >= self._options.commit_every
            or held.body_bytes + committing.body_bytes >= self._options.commit_bytes
        )

    async def flush(self) -> None:
        """Wait until all that is held is committed."""
        async with self._has_room:
            while self._held.entries or self._committing.entries:
                self._is_due.set()
                await self._has_room.wait()

    async def run(self) -> None:
        """Commit group after group until closed."""
        try:
            while not self._is_closed:
                await self._until_due()
                await self._thread.run(self._commit, self._take())
                await self._make_room()
        finally:
            self._thread.finish(self._commit, self._take())

    async def _make_room(self) -> None:
        self._committing = _Group()
        async with self._has_room:
            self._has_room.notify_all()

    def close(self) -> None:
        """Let `run` end once what is held is committed."""
        self._is_closed = True
        self._is_due.set()

    async def _until_due(self) -> None:
        try:
            async with asyncio.timeout(self._options.commit_seconds):
                await self._is_due.wait()
        except TimeoutError:
            return

    def _take(self) -> Sequence[CommitEntry]:
        self._committing, self._held = self._held, _Group()
        self._is_due.clear()
        return self._committing.entries
