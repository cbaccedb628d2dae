"""Plays one scene: the product's look-up phase over HTTP against a sandbox of its own.

Takes the scene as JSON on standard input, and prints as JSON what was seen.
"""

import asyncio
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import aiohttp
import msgspec
import structlog
from fixed_limit import FixedPacing
from own_sandbox import OwnSandbox, ended_sandboxes_cpu_seconds, own_sandbox
from scene import Sample, Scene, Seen

from batch.assembly.access import opened_access
from batch.assembly.clients import loop_factory, open_clients
from batch.config import Config
from batch.config.loading import load_config
from batch.errors import RegisterError
from batch.identity import Identity
from batch.identity.environment import EnvironmentGuard
from batch.ledger import Ledger, LedgerFile, LedgerRow
from batch.lookup import Clocks, Pacing, Stop, look_up_pending
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.progress.tally import Tally
from batch.outcome import Subject
from batch.register import Answer, RegisterClient

_SAMPLE_SECONDS = 0.1


def main() -> None:
    """Play what is described on standard input."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    scene = msgspec.json.decode(sys.stdin.buffer.read(), type=Scene)
    seen = Seen()
    identifiers = Path(scene.identifiers).read_text("ascii").split()
    with own_sandbox() as sandbox, tempfile.TemporaryDirectory() as name:
        os.environ.update(sandbox.settings)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_play(scene, identifiers, sandbox, Path(name), seen))
    seen.sandbox_cpu_seconds = ended_sandboxes_cpu_seconds()
    sys.stdout.buffer.write(msgspec.json.encode(seen))


async def _play(scene: Scene, identifiers: list[str], sandbox: OwnSandbox, folder: Path, seen: Seen) -> None:
    flags = {"env": "sandbox", "concurrency": scene.concurrency, "timeout_seconds": scene.timeout_seconds}
    config = load_config(flags, folder=folder, today=date.max)
    guard = EnvironmentGuard(environment=config.run.env)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        access = stack.enter_context(opened_access(config))
        clients = await stack.enter_async_context(open_clients(config, access, guard))
        ledger = stack.enter_context(_filled_ledger(folder / "ledger.sqlite3", identifiers))
        await clients.tokens.token()
        register = NotingRegister(client=clients.register, seen=seen)
        sides = await _begin_sides(scene, sandbox, session, register)
        cpu = time.process_time()
        try:
            async with asyncio.timeout(scene.length):
                await _look_up(scene, config, ledger, register)
        except TimeoutError:
            pass
        seen.seconds = register.now
        seen.client_cpu_seconds = time.process_time() - cpu
        await _end(sides)
        seen.served_count = (await sandbox.memory(session))["answers"].get("200", 0)


async def _begin_sides(
    scene: Scene, sandbox: OwnSandbox, session: aiohttp.ClientSession, register: "NotingRegister"
) -> list[asyncio.Task[None]]:
    """Begin the scene with its first change made, and those that follow and the samples as tasks beside it."""
    first, *later = scene.changes
    await sandbox.set_faults(first.faults, session)
    register.began = time.monotonic()

    async def change() -> None:
        for each in later:
            await asyncio.sleep(each.at - register.now)
            await sandbox.set_faults(each.faults, session)

    return [asyncio.create_task(change()), asyncio.create_task(register.sample())]


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _look_up(scene: Scene, config: Config, ledger: Ledger, register: "NotingRegister") -> None:
    await look_up_pending(
        ledger=ledger,
        slow_memory=None,
        register=register,
        pacing=_pacing(scene, config),
        commit_options=config.commit,
        stop=Stop(),
        tally=register.tally,
        clocks=Clocks(),
    )


def _pacing(scene: Scene, config: Config) -> Pacing:
    pacing = Pacing(
        options=config.lookup,
        circuit_options=config.circuit,
        policy=RetryPolicy(options=config.retry, is_timeout_final=config.run.env.is_test),
        rate=config.rate,
        timeout_seconds=config.timeout_seconds,
    )
    return pacing if scene.fixed_limit is None else FixedPacing.like(pacing, limit=scene.fixed_limit)


@dataclass(kw_only=True)
class NotingRegister:
    """The product's client, and notes of what came of each attempt and when."""

    client: RegisterClient
    seen: Seen
    began: float = 0.0
    answered: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=lambda: Tally(total=0))

    @property
    def now(self) -> float:
        return time.monotonic() - self.began

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer:
        try:
            answer = await self.client.fetch(identity, sending=sending)
        except RegisterError:
            self.seen.failed_at.append(self.now)
            raise
        if identity.digits not in self.answered:  # a control is asked once more, which is no progress
            self.answered.add(identity.digits)
            self.seen.answered_at.append(self.now)
        return answer

    async def sample(self) -> None:
        due = self.now
        while True:
            self.seen.samples.append(Sample(self.now, self.tally.limit, self.tally.in_flight))
            due += _SAMPLE_SECONDS
            await asyncio.sleep(due - self.now)
            self.seen.longest_lag = max(self.seen.longest_lag, self.now - due)


def _filled_ledger(path: Path, identifiers: list[str]) -> Ledger:
    ledger = Ledger(path)
    ledger.add_rows(1, [_row(row, digits) for row, digits in enumerate(identifiers, 2)])
    ledger.add_file(LedgerFile(file_id=1, name=path.name, path=str(path), sha256="0" * 64, decided={}))
    return ledger


def _row(row: int, digits: str) -> LedgerRow:
    read = Identity.parse(digits, accepts_2032=False)
    return LedgerRow(row, 1, Subject(digits, None, read.id_type, read.series, None, None, None))


if __name__ == "__main__":
    main()
