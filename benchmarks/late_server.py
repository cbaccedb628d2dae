"""A register and token service that answers everybody after the same time, and can answer all at once.

Prints its base address. The documented example is answered, for whoever is asked about.
"""

import asyncio
import json
import sys
from typing import cast

import uvloop
from answer_server import EXAMPLE

_TOKEN = json.dumps({"access_token": "benchmark", "token_type": "Bearer", "expires_in": 3600}).encode()


class _Late(asyncio.Protocol):
    """One connection, on which one request is made at a time."""

    example = json.loads(EXAMPLE.read_text("utf-8"))

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        """Answer a look-up when its time has come, and a request for a token, whose body is let be, at once."""
        self._received += data
        head, end, _ = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        self._received = b""
        method, path, _ = head.split(b"\r\n", 1)[0].split(b" ")
        if method == b"POST":
            self._answer(_TOKEN, b"Connection: close\r\n")
        else:
            asyncio.get_running_loop().call_later(self._seconds, self._answer, self._about(path.rsplit(b"/", 1)[1]))

    def _about(self, fnr: bytes) -> bytes:
        return json.dumps(self.example | {"rolleinnehaver": fnr.decode()}, ensure_ascii=False).encode()

    def _answer(self, body: bytes, header: bytes = b"") -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%bContent-Length: %d\r\n\r\n"
        self._transport.write(head % (header, len(body)) + body)


async def _serve(seconds: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Late(seconds), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(float(sys.argv[1])))
