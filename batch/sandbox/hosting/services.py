"""Builds the register, Maskinporten and the control address that answer behind the sandbox's server."""

from dataclasses import dataclass, field

import jwt
from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.control import Control
from batch.sandbox.maskinporten.authority import Authority, make_key
from batch.sandbox.maskinporten.clients import Registrations
from batch.sandbox.maskinporten.grants import GrantRules
from batch.sandbox.maskinporten.token_service import Maskinporten
from batch.sandbox.maskinporten.tokens import TokenIssuer, TokenVerifier
from batch.sandbox.memory import Memory
from batch.sandbox.population.drawing import Population
from batch.sandbox.reference_pages.document import Reference
from batch.sandbox.register import SandboxRegister
from batch.sandbox.routes import control_routes, maskinporten_routes, other_routes, register_routes
from batch.sandbox.sandbox_options import SandboxOptions
from batch.sandbox.trouble.active_faults import Trouble
from batch.sandbox.trouble.malformed import expecting_anything


@dataclass(slots=True, kw_only=True)
class Services:
    """The register, Maskinporten and the control address, with the memory and the trouble that they share."""

    options: SandboxOptions
    issuer: str
    elsewhere: str
    authority: Authority
    registrations: Registrations
    memory: Memory
    trouble: Trouble
    clock: SandboxClock
    register: SandboxRegister = field(init=False)

    def application(self) -> web.Application:
        """Build all of them behind their paths."""
        tokens = TokenIssuer(
            issuer=self.issuer, key=make_key(), clock=self.clock, lifetime_seconds=self.options.token_lifetime
        )
        application = web.Application()
        self.register = self._register(tokens)
        application.add_routes(expecting_anything(register_routes(self.register, Reference(clock=self.clock))))
        application.add_routes(expecting_anything(maskinporten_routes(self._maskinporten(tokens))))
        application.add_routes(control_routes(self._control()))
        application.add_routes(other_routes(self.memory, self.clock))
        return application

    def reset(self) -> None:
        """Forget what was asked, and go back to the faults and the day of the start."""
        self.memory.forget()
        self.trouble.reset()
        self.register.population = self._population()

    def _population(self) -> Population:
        options = self.options
        return Population(seed=options.seed, drift=options.drift, day=options.day, calm=options.calm)

    def _register(self, tokens: TokenIssuer) -> SandboxRegister:
        keys = jwt.PyJWKSet.from_dict(tokens.jwks())
        return SandboxRegister(
            population=self._population(),
            slow_seconds=self.options.slow_seconds,
            elsewhere=self.elsewhere,
            verifier=TokenVerifier(issuer=self.issuer, keys=keys, clock=self.clock, moments=tokens.moments),
            organisations=self.registrations.organisations,
            memory=self.memory,
            clock=self.clock,
            trouble=self.trouble,
        )

    def _maskinporten(self, tokens: TokenIssuer) -> Maskinporten:
        rules = GrantRules(
            issuer=self.issuer, registrations=self.registrations, authority=self.authority, clock=self.clock
        )
        return Maskinporten(
            rules=rules,
            tokens=tokens,
            elsewhere=self.elsewhere,
            memory=self.memory,
            clock=self.clock,
            trouble=self.trouble,
        )

    def _control(self) -> Control:
        return Control(memory=self.memory, trouble=self.trouble, clock=self.clock, reset=self.reset)
