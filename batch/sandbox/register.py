"""Ektepaktregisteret: the one operation of its API."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from batch.errors import IdentityError
from batch.identity import Identity
from batch.sandbox.answers import Feil, json_answer
from batch.sandbox.clients import Agreement, Organisation
from batch.sandbox.clock import Clock
from batch.sandbox.codes import Spraak
from batch.sandbox.faults import Fault, FaultKind
from batch.sandbox.members import Member, MemberKind, describe
from batch.sandbox.memory import Memory
from batch.sandbox.oppslag import oppslag_of
from batch.sandbox.slow_answers import stream_slowly
from batch.sandbox.timestamps import timestamp_of
from batch.sandbox.tokens import Denial, TokenDeniedError, TokenVerifier
from batch.sandbox.trouble import Trouble

_CUT = 0


@dataclass(slots=True, kw_only=True)
class Register:
    """Answers look-ups in the documented order: token, agreement, identifier, language, Oppslag."""

    seed: int
    slow_seconds: float
    verifier: TokenVerifier
    organisations: dict[str, Organisation]
    memory: Memory
    clock: Clock
    trouble: Trouble

    async def look_up(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET api/v1/fnr/{fnr}`, and remember that it was asked."""
        digits = request.match_info["fnr"]
        ask = self.memory.begin(digits)
        http_status = _CUT
        try:
            answer = await self._answer(request, digits, ask)
            http_status = answer.status
        finally:
            self.memory.end(http_status)
        return answer

    async def _answer(self, request: web.Request, digits: str, ask: int) -> web.StreamResponse:
        struck = await self._strike(self.trouble.striking(digits, ask))
        if struck:
            return struck
        try:
            self._admit(request)
            Identity.parse(digits, today=self.clock.now().date())
            spraak = Spraak(request.query.get("spraakkode", Spraak.NOB))
        except TokenDeniedError as error:
            self.memory.denials.append(error.denial)
            return Feil.AUTHENTICATION.answer(self.clock)
        except IdentityError:
            return Feil.FNR.answer(self.clock)
        except ValueError:
            return Feil.SPRAAK.answer(self.clock)
        return await self._oppslag(request, digits, ask, spraak)

    async def _strike(self, faults: tuple[Fault, ...]) -> web.StreamResponse | None:
        await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind is FaultKind.DELAY))
        if any(fault.kind is FaultKind.SERVER_ERROR for fault in faults):
            return Feil.SERVER.answer(self.clock)
        return None

    def _admit(self, request: web.Request) -> None:
        bearer = self.verifier.bearer(request.headers.get("Authorization"))
        match self.organisations[bearer.orgnr].agreement:
            case Agreement.NONE:
                raise TokenDeniedError(Denial.NO_AGREEMENT)
            case Agreement.DELETED:
                raise TokenDeniedError(Denial.DELETED)
            case Agreement.VALID:
                return

    async def _oppslag(self, request: web.Request, digits: str, ask: int, spraak: Spraak) -> web.StreamResponse:
        member = describe(self.seed, digits)
        if _breaks(member, ask):
            return Feil.SERVER.answer(self.clock)
        if member.kind is MemberKind.SLOW:
            await asyncio.sleep(self.slow_seconds)
            return await stream_slowly(request, self.clock, seed=self.seed, digits=digits, member=member, spraak=spraak)
        return json_answer(
            oppslag_of(self.seed, digits, member, spraak, timestamp_of(self.clock.time_ns())), self.clock
        )


def _breaks(member: Member, ask: int) -> bool:
    return member.kind is MemberKind.BROKEN or (member.kind is MemberKind.FAILS_ONCE and ask == 1)
