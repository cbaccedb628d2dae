"""The sandbox as a whole: one HTTP server with the register and Maskinporten behind it."""

import socket
from types import TracebackType
from typing import Self

import jwt
from aiohttp import web

from batch.sandbox.certificates import make_authority, make_key
from batch.sandbox.clients import SCOPE
from batch.sandbox.clock import Clock
from batch.sandbox.faults import Faults
from batch.sandbox.gateway import ELSEWHERE_PATH
from batch.sandbox.grants import GrantRules
from batch.sandbox.maskinporten import Maskinporten
from batch.sandbox.memory import Memory
from batch.sandbox.options import SandboxOptions
from batch.sandbox.parties import Party, make_parties
from batch.sandbox.population import Population
from batch.sandbox.register import Register
from batch.sandbox.routes import MASKINPORTEN_PATH, REGISTER_PATH, routes
from batch.sandbox.tokens import TokenIssuer, TokenVerifier
from batch.sandbox.trouble import Trouble

_SHUTDOWN_SECONDS = 0.1


class Sandbox:
    """An Ektepaktregisteret and a Maskinporten on loopback; they answer while the `async with` lasts.

    `memory` says what they were asked. `faults` can be set at any time and hold from the next request on.
    """

    def __init__(self, options: SandboxOptions | None = None) -> None:
        self.options = options or SandboxOptions()
        self.memory = Memory()
        self._socket = socket.create_server((self.options.host, self.options.port), backlog=1024)
        self._clock = Clock()
        self._trouble = Trouble(seed=self.options.seed, clock=self._clock, at_start=Faults())
        self._authority = make_authority()
        self._parties = make_parties(self._authority)
        self._runner = web.AppRunner(
            routes(*self._services()),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """The address under which both services lie, without a slash at its end."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    @property
    def _elsewhere(self) -> str:
        """The same server under the name of another host."""
        return f"http://localhost:{self._socket.getsockname()[1]}{ELSEWHERE_PATH}"

    @property
    def issuer(self) -> str:
        """Maskinporten's issuer, with its slash."""
        return f"{self.base_url}{MASKINPORTEN_PATH}/"

    @property
    def settings(self) -> dict[str, str]:
        """The settings that point a client here, by their names in the environment."""
        return self.settings_of(Party.CERTIFICATE)

    def settings_of(self, party: Party) -> dict[str, str]:
        """Give the settings of a client that is this party."""
        addresses = {
            "EKTEPAKT_REGISTER_URL": self.base_url + REGISTER_PATH,
            "EKTEPAKT_TOKEN_URL": f"{self.issuer}token",
            "EKTEPAKT_AUDIENCE": self.issuer,
            "EKTEPAKT_SCOPE": SCOPE,
        }
        return addresses | self._parties.credentials[party].settings()

    @property
    def faults(self) -> Faults:
        """What goes wrong at present."""
        return self._trouble.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._trouble.set(faults)

    def reset(self) -> None:
        """Forget what was asked and go back to the faults of the start."""
        self.memory.forget()
        self._trouble.reset()

    def _services(self) -> tuple[Register, Maskinporten]:
        registrations = self._parties.registrations
        rules = GrantRules(
            issuer=self.issuer, registrations=registrations, authority=self._authority, clock=self._clock
        )
        tokens = TokenIssuer(
            issuer=self.issuer,
            key=make_key(),
            clock=self._clock,
            lifetime_seconds=self.options.token_lifetime_seconds,
        )
        keys = jwt.PyJWKSet.from_dict(tokens.jwks())
        register = Register(
            population=Population(seed=self.options.seed),
            elsewhere=self._elsewhere,
            slow_seconds=self.options.slow_seconds,
            verifier=TokenVerifier(issuer=self.issuer, keys=keys, clock=self._clock),
            organisations=registrations.organisations,
            memory=self.memory,
            clock=self._clock,
            trouble=self._trouble,
        )
        maskinporten = Maskinporten(
            rules=rules,
            tokens=tokens,
            memory=self.memory,
            clock=self._clock,
            trouble=self._trouble,
            elsewhere=self._elsewhere,
        )
        return register, maskinporten
