"""What is compared against: aiohttp alone, asking for the same addresses and throwing the answers away.

On asyncio's own event loop, as aiohttp's documentation has it, or on uvloop, as the product uses it.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import uvloop


async def _fetch_all(base: str, identifiers: list[str], concurrency: int) -> float:
    remaining = iter(identifiers)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(_work(session, base, remaining))
        return time.monotonic() - began


async def _work(session: aiohttp.ClientSession, base: str, remaining: Iterator[str]) -> None:
    for identifier in remaining:
        async with session.get(f"{base}/ektepakt/api/v1/fnr/{identifier}") as response:
            await response.read()


def main() -> None:
    """Print the seconds it took."""
    base, file, concurrency, loop = sys.argv[1:]
    run = {"asyncio": asyncio.run, "uvloop": uvloop.run}[loop]
    identifiers = Path(file).read_text("utf-8").split()[1:]
    print(run(_fetch_all(base, identifiers, int(concurrency))))


if __name__ == "__main__":
    main()
