"""A connection to the sandbox that is kept, read byte for byte: what no HTTP library would show."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """One whole answer off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def oppslag(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.body)
        return decoded


class KeptConnection:
    """Asks about one identifier after the other on the same connection."""

    def __init__(self, register_url: str, token: str) -> None:
        self._url = urlsplit(register_url)
        self._token = token

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._url.hostname, self._url.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, digits: str) -> Answer:
        head = (
            f"GET {self._url.path}/api/v1/fnr/{digits} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\n"
        )
        self._writer.write(f"{head}\r\n".encode())
        return await self.read()

    async def read(self) -> Answer:
        """Read one answer, asked for or not."""
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        return Answer(int(lines[0].split()[1]), headers, await self._reader.readexactly(int(headers["Content-Length"])))

    async def is_silent(self, seconds: float) -> bool:
        """Tell whether nothing comes, not even an end."""
        try:
            await asyncio.wait_for(self._reader.read(1), seconds)
        except TimeoutError:
            return True
        return False
