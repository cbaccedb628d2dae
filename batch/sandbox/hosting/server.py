"""The sandbox as a whole: one HTTP server on loopback."""

import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.hosting.services import Services
from batch.sandbox.hosting.tls import make_tls
from batch.sandbox.maskinporten.authority import make_authority, make_key
from batch.sandbox.maskinporten.clients import SCOPE
from batch.sandbox.maskinporten.credentials import Credentials
from batch.sandbox.maskinporten.parties import Party
from batch.sandbox.maskinporten.registrar import Registrar
from batch.sandbox.memory import Memory
from batch.sandbox.routes import CONTROL_PATH, MASKINPORTEN_PATH, REGISTER_PATH
from batch.sandbox.sandbox_options import SandboxOptions
from batch.sandbox.trouble.active_faults import Trouble
from batch.sandbox.trouble.faults import Faults
from batch.sandbox.trouble.gateway import ELSEWHERE_PATH
from batch.sandbox.trouble.malformed import LONGEST_LINE_BYTES, discreet_logger

_BACKLOG = 1024
_ELSEWHERE = "127.0.0.1"
_SHUTDOWN_SECONDS = 0.1


class Sandbox:
    """An Ektepaktregisteret and a Maskinporten on loopback; they answer while the `async with` lasts.

    `memory` says what they were asked. `faults` can be set at any time and hold from the next request on.
    """

    def __init__(self, options: SandboxOptions | None = None) -> None:
        self.options = options or SandboxOptions()
        self.options.check()
        self.memory = Memory()
        clock = SandboxClock()
        self._trouble = Trouble(seed=self.options.seed, clock=clock, at_start=self.options.faults())
        self._tls = make_tls(self.options.host) if self.options.tls else None
        self.authority = make_authority()
        self._registrar = Registrar(authority=self.authority, key=make_key())
        self._socket = _listen(self.options.host, self.options.port)
        self._elsewhere = _listen(_ELSEWHERE, 0)
        self._ca_file: Path | None = None
        self._until_closed = ExitStack()
        self._services = Services(
            options=self.options,
            issuer=self.issuer,
            elsewhere=self._elsewhere_url,
            authority=self.authority,
            registrations=self._registrar.registrations(),
            memory=self.memory,
            trouble=self._trouble,
            clock=clock,
        )
        self._runner = web.AppRunner(
            self._services.application(),
            access_log=None,
            logger=discreet_logger(),
            max_line_size=LONGEST_LINE_BYTES,
            max_field_size=LONGEST_LINE_BYTES,
            handler_cancellation=True,
            auto_decompress=False,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        context = self._tls.context if self._tls else None
        for each in (self._socket, self._elsewhere):
            await web.SockSite(self._runner, each, ssl_context=context).start()
        self._ca_file = self._until_closed.enter_context(self._tls.ca_file()) if self._tls else None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._until_closed.close()
        connections = self._runner.server.connections if self._runner.server else []
        transports = [each.transport for each in connections if each.transport]
        await self._runner.cleanup()
        for each in transports:  # TLS would wait for the client's goodbye, beyond the end of the loop
            each.abort()

    @property
    def register_url(self) -> str:
        """The register's base address, as a client is given it."""
        return self._url + REGISTER_PATH

    @property
    def issuer(self) -> str:
        """Maskinporten's issuer, with its slash."""
        return f"{self._url}{MASKINPORTEN_PATH}/"

    @property
    def control_url(self) -> str:
        """Where memory and faults can be read and set over HTTP."""
        return self._url + CONTROL_PATH

    @property
    def ca_pem(self) -> bytes | None:
        """The authority that a client must trust, when it is served over HTTPS."""
        return self._tls.ca_pem if self._tls else None

    @property
    def addresses(self) -> dict[str, str]:
        """The settings that lead a client here, by their names in the environment.

        Over HTTPS the authority to trust is among them, in a file that is there while the sandbox answers.
        """
        return {
            "EKTEPAKT_REGISTER_URL": self.register_url,
            "EKTEPAKT_TOKEN_URL": f"{self.issuer}token",
            "EKTEPAKT_AUDIENCE": self.issuer,
            "EKTEPAKT_SCOPE": SCOPE,
        } | ({"EKTEPAKT_CA_FILE": str(self._ca_file)} if self._ca_file else {})

    @property
    def settings(self) -> dict[str, str]:
        """All settings of a client that is let in, its key among them."""
        return self.settings_of(Party.CERTIFICATE)

    def settings_of(self, party: Party) -> dict[str, str]:
        """Give all settings of a client that is this party, its key among them."""
        return self.addresses | self.credentials_of(party).settings()

    def credentials_of(self, party: Party) -> Credentials:
        """Give what this party signs with."""
        return self._registrar.credentials(party)

    @property
    def faults(self) -> Faults:
        """What goes wrong at present."""
        return self._trouble.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._trouble.set(faults)

    @property
    def day(self) -> int:
        """How many days have passed; a day that is set holds from the next request on."""
        return self._services.register.population.day

    @day.setter
    def day(self, day: int) -> None:
        register = self._services.register
        register.population = replace(register.population, day=day)

    def renumber(self, dnr: str, fnr: str) -> None:
        """Let somebody with a d-nummer have a fødselsnummer from now on."""
        register = self._services.register
        renumbered = {**register.population.renumbered, fnr: dnr}
        register.population = replace(register.population, renumbered=renumbered)

    def reset(self) -> None:
        """Forget what was asked and go back to the faults and the day of the start, and to everybody's first number."""
        self._services.reset()

    @property
    def _elsewhere_url(self) -> str:
        """Where redirects lead: to another host than the sandbox's own, whichever that is."""
        host = "localhost" if self.options.host == _ELSEWHERE else _ELSEWHERE
        return f"{self._scheme}://{host}:{self._elsewhere.getsockname()[1]}{ELSEWHERE_PATH}"

    @property
    def _scheme(self) -> str:
        return "https" if self._tls else "http"

    @property
    def _url(self) -> str:
        host = self.options.host
        return f"{self._scheme}://{f'[{host}]' if ':' in host else host}:{self._socket.getsockname()[1]}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise UnusableOptionsError(f"the sandbox can't listen on {host} port {port}: {error.strerror}") from error
