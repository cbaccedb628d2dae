"""The whole look-up phase over a real ledger, in time that jumps: no thread, no network, no waiting."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Self

from structlog.testing import capture_logs
from support import builders as make
from support.made_identifiers import made_identifiers
from support.scripted_register import ScriptedRegister
from support.virtual_time import VirtualLoop, run_virtually

from batch.identity.environment import Environment
from batch.ledger import Ledger, LedgerFile, SlowMemory
from batch.lookup import Pacing, Stop, look_up_pending
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.progress.tally import Tally
from batch.options.lookup_options import CommitOptions, LookupOptions
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.outcome import OutcomeKind

_COMMIT_SECONDS = 0.001


class InlineLedgerThread:
    """Does the ledger's work at once, in the loop's own thread; it takes a millisecond of the loop's time."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return

    async def run(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        done = work(*args, **kwargs)
        await asyncio.sleep(_COMMIT_SECONDS)
        return done

    def finish(self, work: Callable[..., Any], *args: Any) -> None:
        work(*args)


def distinct(count: int, seed: int = 3) -> list[str]:
    return list(islice(dict.fromkeys(islice(made_identifiers(seed=seed), count + 50)), count))


@dataclass(kw_only=True)
class PoolRig:
    """A ledger with so many identifiers pending, and the settings of a run over it."""

    folder: Path
    identifiers: Sequence[str]
    concurrency: int = 8
    rate: float | None = None
    is_test: bool = False
    timeout_seconds: float = 3.0
    retry: RetryOptions = field(default_factory=RetryOptions)
    circuit: CircuitOptions = field(default_factory=CircuitOptions)
    commit: CommitOptions = field(default_factory=lambda: CommitOptions(commit_every=7))
    tally: Tally = field(default_factory=lambda: Tally(total=0))
    seconds: float = 0.0
    control_count: int = 0

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with Ledger(self.folder / "ledger.sqlite3") as ledger:
            ledger.add_rows(1, [make.ledger_row(row, digits) for row, digits in enumerate(self.identifiers, 2)])
            ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="0" * 64, decided={}))
            yield ledger

    def run(
        self, register: ScriptedRegister, *, stop_at: float | None = None, cancel_after: int | None = None
    ) -> dict[str, OutcomeKind]:
        """Run the phase once; return the outcome of each identifier, `not_run` for those that have none."""
        register.timeout_seconds = self.timeout_seconds
        with self.ledger() as ledger, capture_logs():
            of_kind = {kind: count.identifiers for kind, count in ledger.counts().items()}
            self.tally = Tally.begin(of_kind, ledger.pending_by_lane())

            async def main(loop: VirtualLoop) -> None:
                stop = Stop()
                if stop_at is not None:
                    loop.call_at(stop_at, stop.request)
                running = asyncio.create_task(self._look_up(loop, ledger, register, stop))
                if cancel_after is not None:
                    loop.cancel_after(cancel_after, running)
                try:
                    await running
                finally:
                    self.seconds = loop.time()
                    self.control_count += self.tally.control_count

            try:
                run_virtually(main)
            except asyncio.CancelledError:
                assert cancel_after is not None
            return self.outcomes(ledger)

    def outcomes(self, ledger: Ledger) -> dict[str, OutcomeKind]:
        return {str(entry.subject.fnr): entry.outcome.kind for entry in ledger.entries()}

    async def _look_up(self, loop: VirtualLoop, ledger: Ledger, register: ScriptedRegister, stop: Stop) -> None:
        with SlowMemory(self.folder / "slow.sqlite3", Environment.PPE) as memory:
            await look_up_pending(
                ledger=ledger,
                slow_memory=memory if self.is_test else None,
                register=register,
                pacing=Pacing(
                    options=LookupOptions(concurrency=self.concurrency),
                    circuit_options=self.circuit,
                    policy=RetryPolicy(options=self.retry, is_timeout_final=self.is_test),
                    rate=self.rate,
                    timeout_seconds=self.timeout_seconds,
                ),
                commit_options=self.commit,
                stop=stop,
                tally=self.tally,
                clocks=loop.clocks(),
                ledger_thread=InlineLedgerThread,  # type: ignore[arg-type]
            )


@contextmanager
def pool_rig(count: int, **settings: Any) -> Iterator[PoolRig]:
    with tempfile.TemporaryDirectory() as folder:
        yield PoolRig(folder=Path(folder), identifiers=distinct(count), **settings)
