import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from support.builders import lookup, outcome

from batch.errors import LedgerError
from batch.ledger import LedgerThread
from batch.lookup.group_commit import CommitEntry, GroupCommit
from batch.options.lookup_options import CommitOptions

A_LONG_TIME = 3600.0
BODY_BYTES = 100
FULL_WITH_FOUR = pytest.mark.parametrize(
    "options",
    [
        CommitOptions(commit_every=4, commit_seconds=A_LONG_TIME),
        CommitOptions(commit_every=1000, commit_bytes=4 * BODY_BYTES, commit_seconds=A_LONG_TIME),
    ],
    ids=["by count", "by bytes"],
)


class RecordedCommits:
    """Remembers the groups it is handed; fails from a given group on."""

    def __init__(self, fails_from: int | None = None) -> None:
        self.groups: list[list[int]] = []
        self._fails_from = fails_from
        self.has_committed = threading.Event()

    def __call__(self, settled: Sequence[CommitEntry]) -> None:
        if self._fails_from is not None and len(self.groups) >= self._fails_from:
            raise LedgerError("the disk is full")
        if settled:
            self.groups.append([each[0].lookup_id for each in settled if isinstance(each, tuple)])
            self.has_committed.set()

    @property
    def committed(self) -> list[int]:
        return [lookup_id for group in self.groups for lookup_id in group]


@pytest.fixture
def thread() -> Iterator[LedgerThread]:
    with LedgerThread() as thread:
        yield thread


async def _add(commits: GroupCommit, *lookup_ids: int) -> None:
    for lookup_id in lookup_ids:
        commits.hold((lookup(lookup_id=lookup_id), outcome(lookup_id=lookup_id, body=b"x" * BODY_BYTES)))
        await commits.room()


async def test_half_a_group_is_committed_before_its_time(thread: LedgerThread) -> None:
    recorded = RecordedCommits()
    commits = GroupCommit(recorded, thread=thread, options=CommitOptions(commit_every=6, commit_seconds=A_LONG_TIME))
    running = asyncio.create_task(commits.run())
    await _add(commits, 1, 2, 3)
    await asyncio.to_thread(recorded.has_committed.wait)
    assert recorded.groups == [[1, 2, 3]]
    commits.close()
    await running


async def test_an_answer_waits_no_longer_than_its_time(thread: LedgerThread) -> None:
    recorded = RecordedCommits()
    commits = GroupCommit(recorded, thread=thread, options=CommitOptions(commit_every=1000, commit_seconds=0.01))
    running = asyncio.create_task(commits.run())
    await _add(commits, 1)
    await asyncio.to_thread(recorded.has_committed.wait)
    assert recorded.committed == [1]
    commits.close()
    await running


async def test_what_is_held_is_committed_when_closed(thread: LedgerThread) -> None:
    recorded = RecordedCommits()
    commits = GroupCommit(recorded, thread=thread, options=CommitOptions(commit_every=10, commit_seconds=A_LONG_TIME))
    running = asyncio.create_task(commits.run())
    await _add(commits, 1, 2)
    commits.close()
    await running
    assert recorded.committed == [1, 2]


async def test_what_is_held_is_committed_when_cancelled(thread: LedgerThread) -> None:
    recorded = RecordedCommits()
    commits = GroupCommit(recorded, thread=thread, options=CommitOptions(commit_every=10, commit_seconds=A_LONG_TIME))
    running = asyncio.create_task(commits.run())
    await asyncio.sleep(0)
    await _add(commits, 1, 2)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert recorded.committed == [1, 2]


@FULL_WITH_FOUR
async def test_a_worker_waits_while_the_group_is_full(thread: LedgerThread, options: CommitOptions) -> None:
    recorded = RecordedCommits()
    commits = GroupCommit(recorded, thread=thread, options=options)
    await _add(commits, 1, 2, 3)
    fourth = asyncio.create_task(_add(commits, 4))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not fourth.done()
    running = asyncio.create_task(commits.run())
    await fourth
    commits.close()
    await running
    assert recorded.committed == [1, 2, 3, 4]


@FULL_WITH_FOUR
async def test_what_is_being_committed_counts_until_it_is(thread: LedgerThread, options: CommitOptions) -> None:
    """A crash loses what is held and what is on its way to the disk: together no more than one group."""
    may_commit = threading.Event()
    recorded = RecordedCommits()

    def held_up(settled: Sequence[CommitEntry]) -> None:
        may_commit.wait(30)  # with no bound a failure would never be told: the thread is waited for
        recorded(settled)

    commits = GroupCommit(held_up, thread=thread, options=options)
    running = asyncio.create_task(commits.run())
    await _add(commits, 1, 2)
    await asyncio.sleep(0.01)
    await _add(commits, 3)
    fourth = asyncio.create_task(_add(commits, 4))
    await asyncio.sleep(0.01)
    assert not fourth.done()
    may_commit.set()
    await fourth
    commits.close()
    await running
    assert recorded.committed == [1, 2, 3, 4]


async def test_a_commit_that_fails_ends_it_with_its_error(thread: LedgerThread) -> None:
    recorded = RecordedCommits(fails_from=0)
    commits = GroupCommit(recorded, thread=thread, options=CommitOptions(commit_every=4, commit_seconds=A_LONG_TIME))
    running = asyncio.create_task(commits.run())
    await _add(commits, 1, 2)
    with pytest.raises(LedgerError, match="disk is full"):
        await running


async def test_an_answer_larger_than_a_group_is_committed(thread: LedgerThread) -> None:
    recorded = RecordedCommits()
    options = CommitOptions(commit_bytes=10, commit_seconds=A_LONG_TIME)
    commits = GroupCommit(recorded, thread=thread, options=options)
    running = asyncio.create_task(commits.run())
    await _add(commits, 1, 2)
    await commits.flush()
    assert recorded.committed == [1, 2]
    commits.close()
    await running
