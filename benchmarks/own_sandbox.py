"""A sandbox in a process of its own, and its control address."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from batch.sandbox import Faults


@dataclass(frozen=True, kw_only=True)
class OwnSandbox:
    """Settings that lead a client there, and what can be done to it."""

    settings: Mapping[str, str]

    async def set_faults(self, faults: Faults, session: aiohttp.ClientSession) -> None:
        async with session.put(f"{self._control}/faults", data=msgspec.json.encode(faults)) as answer:
            answer.raise_for_status()

    async def memory(self, session: aiohttp.ClientSession) -> dict[str, Any]:
        async with session.get(f"{self._control}/memory") as answer:
            memory: dict[str, Any] = await answer.json()
            return memory

    @property
    def _control(self) -> str:
        base, _, _ = self.settings["EKTEPAKT_REGISTER_URL"].rpartition("/")
        return f"{base}/control"


@contextmanager
def own_sandbox() -> Iterator[OwnSandbox]:
    """Run a calm one while the context lasts; it ends when its standard input does."""
    command = [sys.executable, "-m", "batch.sandbox", "--calm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield OwnSandbox(settings=json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait()


def ended_sandboxes_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
