"""What the look-up phase is compared with: the same addresses asked by others, who throw the answers away.

- aiohttp alone, on asyncio's own event loop, as its documentation has it, or on uvloop, as the product uses it
- httpx with a semaphore, and requests with a session in each of many threads
- a token per call, one call after the other, each over a connection of its own, as the reference application does
"""

import asyncio
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import jwt
import requests
import uvloop

Ask = Callable[[list[str], int], float]
"""Asks for addresses, so many at a time; returns the seconds it took."""


async def _aiohttp(urls: list[str], concurrency: int) -> float:
    remaining = iter(urls)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(_aiohttp_worker(session, remaining))
        return time.monotonic() - began


async def _aiohttp_worker(session: aiohttp.ClientSession, remaining: Iterator[str]) -> None:
    for url in remaining:
        async with session.get(url) as response:
            await response.read()


async def _httpx(urls: list[str], concurrency: int) -> float:
    free = asyncio.Semaphore(concurrency)
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx.AsyncClient(limits=limits) as client:

        async def fetch(url: str) -> None:
            async with free:
                (await client.get(url)).raise_for_status()

        began = time.monotonic()
        await asyncio.gather(*map(fetch, urls))
        return time.monotonic() - began


def _requests(urls: list[str], concurrency: int) -> float:
    own = threading.local()

    def fetch(url: str) -> None:
        if not hasattr(own, "session"):
            own.session = requests.Session()
        own.session.get(url, timeout=60).raise_for_status()

    began = time.monotonic()
    with ThreadPoolExecutor(concurrency) as threads:
        list(threads.map(fetch, urls))
    return time.monotonic() - began


def _token_per_call(urls: list[str], _concurrency: int) -> float:
    key = Path(os.environ["EKTEPAKT_KEYSTORE"]).read_bytes()
    began = time.monotonic()
    for url in urls:
        now = int(time.time())
        claims = {"aud": os.environ["EKTEPAKT_AUDIENCE"], "iss": "benchmark", "iat": now, "exp": now + 120}
        grant = jwt.encode(claims | {"jti": str(uuid.uuid4())}, key, algorithm="RS256")
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": grant}
        token = requests.post(os.environ["EKTEPAKT_TOKEN_URL"], data=form, timeout=60).json()["access_token"]
        requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60).raise_for_status()
    return time.monotonic() - began


def _on(run: Callable[[Coroutine[Any, Any, float]], float], ask: Callable[..., Coroutine[Any, Any, float]]) -> Ask:
    return lambda urls, concurrency: run(ask(urls, concurrency))


CLIENTS: dict[str, Ask] = {
    "aiohttp on uvloop": _on(uvloop.run, _aiohttp),
    "aiohttp on asyncio": _on(asyncio.run, _aiohttp),
    "httpx": _on(asyncio.run, _httpx),
    "requests in threads": _requests,
    "a token per call": _token_per_call,
}


def main() -> None:
    """Print the seconds it took, and the processor seconds."""
    client, base, file, count, concurrency = sys.argv[1:]
    identifiers = Path(file).read_text("utf-8").split()[1 : int(count) + 1]
    began = time.process_time()
    seconds = CLIENTS[client]([f"{base}/ektepakt/api/v1/fnr/{each}" for each in identifiers], int(concurrency))
    print(seconds, time.process_time() - began)


if __name__ == "__main__":
    main()
