"""The control address: what was asked, and what goes wrong, to read and to set over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import json_answer
from batch.sandbox.memory import Memory
from batch.sandbox.trouble.active_faults import Trouble
from batch.sandbox.trouble.faults import Faults


@dataclass(slots=True, kw_only=True)
class Control:
    """Shows the memory, shows and sets the faults, and resets both."""

    memory: Memory
    trouble: Trouble
    clock: SandboxClock
    reset: Callable[[], None]

    async def show_memory(self, _request: web.Request) -> web.Response:
        """Answer `GET memory`."""
        return json_answer(msgspec.json.encode(self.memory), self.clock)

    async def show_faults(self, _request: web.Request) -> web.Response:
        """Answer `GET faults`."""
        return json_answer(msgspec.json.encode(self.trouble.faults), self.clock)

    async def set_faults(self, request: web.Request) -> web.Response:
        """Answer `PUT faults`; a mistake in them is a 400 that says where."""
        try:
            self.trouble.set(msgspec.json.decode(await request.read(), type=Faults))
        except (msgspec.MsgspecError, UnicodeDecodeError, web.HTTPException) as error:
            return json_answer(msgspec.json.encode({"error": str(error)}), self.clock, status=400)
        return await self.show_faults(request)

    async def forget(self, request: web.Request) -> web.Response:
        """Answer `POST reset`: memory empty, faults and day as at the start."""
        self.reset()
        return await self.show_memory(request)
