"""Decides which grants Maskinporten gives a token for, by its rules in its order."""

from dataclasses import dataclass, field

import jwt

from batch.sandbox.clock import SandboxClock
from batch.sandbox.maskinporten.assertions import ALGORITHMS, Assertion, read_assertion
from batch.sandbox.maskinporten.authority import Authority
from batch.sandbox.maskinporten.clients import RegisteredClient, Registrations
from batch.sandbox.maskinporten.grant_keys import signing_key
from batch.sandbox.maskinporten.refusals import GrantDeniedError, Refusal

_CLOCK_SKEW_SECONDS = 10
_SCOPES_OF_PEOPLE = frozenset({"openid", "profile"})
_JWS = jwt.PyJWS(algorithms=ALGORITHMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedGrant:
    """A grant that keeps every rule; `supplier` is set when somebody acts for the consumer."""

    client_id: str
    consumer: str
    supplier: str | None
    scopes: frozenset[str]
    client_amr: str


@dataclass(slots=True, kw_only=True)
class GrantRules:
    """Accepts a grant once, or raises GrantDeniedError for the first rule it breaks.

    - The rules are those of contract/maskinporten.md, in the order: build, client, key, signature, aud, time, jti,
      scope, delegation.
    - `iat` may lie 10 s ahead. Behind, `exp` decides, with the same grace: the contract's "the server accepts ±10 s"
      and its "a slow clock survives thanks to a long exp" only agree when the past is bounded by `exp` alone.
    - A grant is spent once its signature holds, also when a later rule refuses it.
    """

    issuer: str
    registrations: Registrations
    authority: Authority
    clock: SandboxClock
    _spent: set[str] = field(default_factory=set)

    def accept(self, text: str) -> AcceptedGrant:
        assertion = read_assertion(text)
        client = self.registrations.clients.get(assertion.iss)
        if client is None:
            raise GrantDeniedError(Refusal.CLIENT_NOT_FOUND)
        self._check_signature(text, assertion, client)
        if assertion.aud != self.issuer:
            raise GrantDeniedError(Refusal.WRONG_AUD)
        self._check_time(assertion)
        self._spend(assertion)
        self._check_scopes(assertion, client)
        consumer = self._consumer(assertion, client)
        return AcceptedGrant(
            client_id=client.client_id,
            consumer=consumer,
            supplier=client.orgnr if assertion.consumer_org else None,
            scopes=assertion.scopes,
            client_amr="private_key_jwt" if client.keys else "virksomhetssertifikat",
        )

    def _check_signature(self, text: str, assertion: Assertion, client: RegisteredClient) -> None:
        key = signing_key(assertion.header, client, self.authority, self.clock.now())
        try:
            _JWS.decode(text, key, algorithms=list(ALGORITHMS))
        except jwt.InvalidTokenError as error:
            raise GrantDeniedError(Refusal.BAD_SIGNATURE) from error

    def _check_time(self, assertion: Assertion) -> None:
        now = self.clock.time()
        if assertion.iat > now + _CLOCK_SKEW_SECONDS:
            raise GrantDeniedError(Refusal.ISSUED_IN_FUTURE)
        if assertion.exp < now - _CLOCK_SKEW_SECONDS:
            raise GrantDeniedError(Refusal.EXPIRED)

    def _spend(self, assertion: Assertion) -> None:
        """Take a jti once and for all: a fault can move the clock, and a grant must not be new again by that."""
        if assertion.jti in self._spent:
            raise GrantDeniedError(Refusal.USED_BEFORE)
        self._spent.add(assertion.jti)

    def _check_scopes(self, assertion: Assertion, client: RegisteredClient) -> None:
        if assertion.scopes & _SCOPES_OF_PEOPLE:
            raise GrantDeniedError(Refusal.SCOPE_NOT_ALLOWED)
        if not assertion.scopes or assertion.scopes - client.scopes:
            raise GrantDeniedError(Refusal.UNKNOWN_SCOPE)

    def _consumer(self, assertion: Assertion, client: RegisteredClient) -> str:
        consumer = assertion.consumer_org or client.orgnr
        if assertion.consumer_org == client.orgnr:
            raise GrantDeniedError(Refusal.OWN_CONSUMER_ORG)
        if consumer not in client.delegated_by | {client.orgnr}:
            raise GrantDeniedError(Refusal.NOT_DELEGATED)
        if assertion.scopes - self.registrations.organisations[consumer].granted_scopes:
            raise GrantDeniedError(Refusal.NO_ACCESS)
        return consumer
