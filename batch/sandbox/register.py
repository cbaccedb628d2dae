"""Answers as Ektepaktregisteret does: the look-up, the one operation of its API."""

import asyncio
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from batch.identity import Identity, IdentityError, is_2032_rule_in_force
from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import Feil, json_answer
from batch.sandbox.maskinporten.clients import Agreement, Organisation
from batch.sandbox.maskinporten.tokens import Denial, TokenDeniedError, TokenVerifier
from batch.sandbox.memory import Memory
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.drawing import Population
from batch.sandbox.population.members import MemberKind, another_than
from batch.sandbox.population.timestamps import timestamp_of
from batch.sandbox.trouble.active_faults import Trouble
from batch.sandbox.trouble.alterations import with_altered_body
from batch.sandbox.trouble.desks import QueueFullError
from batch.sandbox.trouble.faults import Fault
from batch.sandbox.trouble.gateway import answer_instead, busy
from batch.sandbox.trouble.kinds import About, Alteration, Among, FaultKind
from batch.sandbox.trouble.streams import slow_oppslag
from batch.sandbox.trouble.wire import SandboxAnswer, deliver, follow_up, is_cut

_CUT = 0


@dataclass(slots=True, kw_only=True)
class SandboxRegister:
    """Answers look-ups in the documented order: token, agreement, identifier, language, Oppslag."""

    population: Population
    slow_seconds: float
    elsewhere: str
    verifier: TokenVerifier
    organisations: dict[str, Organisation]
    memory: Memory
    clock: SandboxClock
    trouble: Trouble

    async def look_up(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET api/v1/fnr/{fnr}`, and remember that it was asked."""
        digits = request.match_info["fnr"]
        resets, ask = self.memory.resets, self.memory.begin(digits)
        http_status = _CUT
        faults: tuple[Fault, ...] = ()
        try:
            await asyncio.sleep(0)  # a calm answer takes no time, and those who ask at once must still be seen together
            among = Among.FOUND if self.population.describe(digits).antall else Among.EMPTY
            faults = self.trouble.strike_look_up(request, digits, ask, among)
            sent = await self._answer(request, digits, ask, faults)
            http_status = _CUT if is_cut(faults) else sent.status
        except ConnectionResetError:  # the client has hung up, so nobody sees this
            sent = web.Response()
        finally:
            self.memory.end(http_status, resets=resets)
        if http_status != _CUT:
            await self._answer_unasked(request, digits, sent, faults)
        return sent

    async def _answer_unasked(
        self, request: web.Request, digits: str, sent: web.StreamResponse, faults: tuple[Fault, ...]
    ) -> None:
        """Send what nobody asked for after the answer, which is over for whoever counts."""
        for late in (fault for fault in faults if fault.kind is FaultKind.LATE_ANSWER):
            answer = sent if late.about is About.SAME_PERSON else self._oppslag(another_than(digits), Spraak.NOB)
            with suppress(ConnectionResetError):  # the client has hung up
                await follow_up(request, sent, answer, late.seconds)

    async def _answer(
        self, request: web.Request, digits: str, ask: int, faults: tuple[Fault, ...]
    ) -> web.StreamResponse:
        """Answer when a desk is free, which is held until what is written piece by piece is written."""
        try:
            async with self.trouble.desks.served(digits, ask):
                return await deliver(request, await self._answer_through(request, digits, ask, faults), faults)
        except QueueFullError as error:
            full = busy(503, error.capacity.retry_after, error.capacity.seconds, self.clock)
            return await deliver(request, full, faults)

    async def _answer_through(
        self, request: web.Request, digits: str, ask: int, faults: tuple[Fault, ...]
    ) -> SandboxAnswer:
        """Answer behind whatever stands in front of the register."""
        if not faults:
            return await self._judge(request, digits, frozenset())
        await self.trouble.delay(faults, digits, ask)
        cached = self.trouble.cache.repeat(request)
        if (instead := answer_instead(faults, self.clock, self.elsewhere, cached)) is not None:
            return instead
        kinds = {fault.kind: fault for fault in reversed(faults)}
        answer = await self._judge(request, digits, kinds.keys())
        if (altering := kinds.get(FaultKind.ALTERED_BODY)) is not None:
            answer = with_altered_body(answer, altering.alteration or Alteration.NO_ROLLEINNEHAVER)
        if FaultKind.CACHED in kinds:
            self.trouble.cache.keep(request, answer)
        return answer

    async def _judge(self, request: web.Request, digits: str, faults: AbstractSet[FaultKind]) -> SandboxAnswer:
        """Let in or refuse, in the documented order."""
        try:
            self._admit(request, faults)
            Identity.parse(digits, accepts_2032=is_2032_rule_in_force(self.clock.now().date()))
            spraak = Spraak(request.query.get("spraakkode", Spraak.NOB))
        except TokenDeniedError as error:
            self.memory.denials.append(error.denial)
            return Feil.AUTHENTICATION.answer(self.clock)
        except IdentityError:
            return Feil.FNR.answer(self.clock)
        except ValueError:
            return Feil.SPRAAK.answer(self.clock)
        person = another_than(digits) if FaultKind.OTHER_PERSON in faults else digits
        return await self._tell_about(person, spraak)

    def _admit(self, request: web.Request, faults: AbstractSet[FaultKind]) -> None:
        bearer = self.verifier.bearer(request.headers.get("Authorization"))
        dies_after = self.trouble.faults.tokens_die_after_seconds
        if dies_after is not None and self.clock.time() >= bearer.issued_at + dies_after:
            raise TokenDeniedError(Denial.EXPIRED)
        agreement = self.organisations[bearer.orgnr].agreement
        if agreement is Agreement.DELETED:
            raise TokenDeniedError(Denial.DELETED)
        if agreement is Agreement.NONE or FaultKind.AGREEMENT_WITHDRAWN in faults:
            raise TokenDeniedError(Denial.NO_AGREEMENT)

    async def _tell_about(self, digits: str, spraak: Spraak) -> SandboxAnswer:
        member = self.population.describe(digits)
        if member.kind is MemberKind.BROKEN or (
            member.kind is MemberKind.FAILS_ONCE and self.memory.is_first_failure(digits)
        ):
            return Feil.SERVER.answer(self.clock)
        if member.kind is MemberKind.SLOW:
            await asyncio.sleep(self.slow_seconds)
            return slow_oppslag(self.population, digits, spraak, self.clock)
        return self._oppslag(digits, spraak)

    def _oppslag(self, digits: str, spraak: Spraak) -> web.Response:
        return json_answer(self.population.oppslag(digits, spraak, timestamp_of(self.clock.time_ns())), self.clock)
