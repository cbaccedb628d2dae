"""Runs the checks in order; a failed one skips those that need it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from batch.assembly.access import Access, opened_access
from batch.assembly.admission import make_guard
from batch.assembly.clients import Clients, loop_factory, open_clients
from batch.assembly.machine import check_files
from batch.config import Addresses, Config, foreign_addresses, said_origin
from batch.errors import (
    EktepaktBatchError,
    EnvironmentGuardError,
    IdentityError,
    KeyMaterialError,
    LookupTimeoutError,
    NetworkFailedError,
    RegisterError,
    RejectedError,
    SettingsError,
    SubjectNotFoundError,
)
from batch.errors.called import command
from batch.errors.counted import counted
from batch.identity import Identity
from batch.identity.environment import Environment, EnvironmentGuard
from batch.jobs.doctor.diagnosis import Check, CheckResult, Diagnosis
from batch.jobs.doctor.drawing import draw_persons
from batch.jobs.runs.audit import Audit, CodeOf, audited
from batch.ledger import try_disk
from batch.maskinporten import AccessToken, KeyFacts, describe_key
from batch.oppslag.ektepakt import Oppslag
from batch.report.wording import other_foreign_lines

CLOCK_TOLERANCE_SECONDS = 10
"""How far ahead a clock may be (contract/maskinporten.md, `iat`); one that is behind is helped by a long `exp`."""

_DRAWN = 3  # one, and two in its place: the register's documentation advises to try another when one times out

_CHECKS_OF_ACCESS = ("settings", "key", "clock", "token", "look-up")
_REMEDIES: dict[type[RegisterError], str] = {  # of one look-up: a run tries it again, and tells what is left of it
    NetworkFailedError: "check the network, a proxy between, and EKTEPAKT_REGISTER_URL; then try again",
    RejectedError: "name another identity with --fnr, or check --language",
    SubjectNotFoundError: "name another identity with --fnr",
    RegisterError: "try again later; if it goes on, report it to Brønnøysundregistrene",
}


class _StoppedError(Exception):
    """Raised out of a failed check, to skip the checks that need it."""


class _Examination:
    """The checks so far, and the first error that one of them met; where somebody is looked up, the audit says so."""

    def __init__(self, config: Config, code_of: CodeOf) -> None:
        self.checks: list[Check] = []
        self.failure: EktepaktBatchError | None = None
        self.act_soon: tuple[str, ...] = ()
        self._config = config
        self._code_of = code_of
        self._noting = ExitStack()
        self._audit: Audit | None = None

    def note_asked(self) -> None:
        """Note in the audit that somebody more is asked about. Raises OutFolderError in production, where it can't."""
        if self._audit is None:
            self._audit = self._noting.enter_context(audited(self._config, "doctor", [], self._code_of))
        self._audit.asked = (self._audit.asked or 0) + 1

    @contextmanager
    def noted_to_its_end(self) -> Iterator[None]:
        """Have the audit tell how it ended, where it tells that it began."""
        with self._noting:
            yield
            if self._audit is not None:
                self._audit.result = self.failure

    def note(self, name: str, what: str, *, verdict: CheckResult = CheckResult.OK, remedy: str | None = None) -> None:
        self.checks.append(Check(name=name, verdict=verdict, what=what, remedy=remedy))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note what goes wrong within as a failed check."""
        try:
            yield
        except EktepaktBatchError as error:
            self.failure = self.failure or error
            self.checks.append(_failed("key" if isinstance(error, KeyMaterialError) else name, error))
            raise _StoppedError from error

    def note_what_was_not_checked(self) -> None:
        noted = {check.name for check in self.checks}
        for name in _CHECKS_OF_ACCESS:
            if name not in noted:
                self.note(name, "an earlier check failed", verdict=CheckResult.NOT_CHECKED)


def _failed(name: str, error: EktepaktBatchError) -> Check:
    remedy = error.remedy or next((each for kind, each in _REMEDIES.items() if isinstance(error, kind)), None)
    return Check(name=name, verdict=CheckResult.FAILED, what=error.what, remedy=remedy, source=error.source)


def examine(config: Config, fnr: str | None, inputs: Sequence[Path] = (), *, code_of: CodeOf) -> Diagnosis:
    """Check settings, key, token, clock, one look-up (of `fnr`, or of somebody of the inputs) and the output folder.

    What a check meets is never raised: it is the diagnosis. No identifier and no secret is in it. A look-up is noted
    in the audit as a run's are, with the exit code that `code_of` gives.
    """
    examination = _Examination(config, code_of)
    with examination.noted_to_its_end():
        with suppress(_StoppedError):
            _examine_access(config, fnr, inputs, examination)
        examination.note_what_was_not_checked()
        with suppress(_StoppedError), examination.step("output folder"):
            trial = try_disk(config.export.out, config.export.state)
            verdict = CheckResult.WARNING if trial.remedy else CheckResult.OK
            examination.note("output folder", trial.said, verdict=verdict, remedy=trial.remedy)
    return Diagnosis(
        environment=config.run.env,
        checks=tuple(examination.checks),
        failure=examination.failure,
        act_soon=examination.act_soon,
    )


def _examine_access(config: Config, fnr: str | None, inputs: Sequence[Path], examination: _Examination) -> None:
    persons: list[Identity] = []
    if inputs and fnr is None:
        with suppress(_StoppedError):  # all but the look-up can be checked without them
            persons = _drawn(inputs, config, examination)
    with examination.step("settings"):
        check_files(concurrency=config.lookup.concurrency)
        guard = make_guard(config)
        if fnr is not None:
            persons = [_identity(fnr, guard, config)]
        try:
            with opened_access(config) as access:
                _note_settings(config, access.addresses, access.client_id, examination, access.way_out)
                _note_contact(config, examination)
                _note_key(access, examination)
                with asyncio.Runner(loop_factory=loop_factory()) as runner:
                    runner.run(_examine_services(config, access, guard, persons, examination))
        except KeyMaterialError:
            if config.addresses is not None:
                _note_settings(config, config.addresses, config.credentials.client_id, examination)
            raise


def _drawn(inputs: Sequence[Path], config: Config, examination: _Examination) -> list[Identity]:
    """Draw a few of the inputs who may be asked about."""
    with examination.step("input"):
        drawn, count = draw_persons(inputs, config, size=_DRAWN)
    if drawn:
        examination.note(
            "input", f"{counted(count, 'identifier')} may be asked about; one is drawn (--seed {config.run.seed})"
        )
    else:
        examination.note(
            "input",
            f"nobody in it may be asked about in {config.run.env}",
            verdict=CheckResult.WARNING,
            remedy=f"see `{command('plan')}` with the same input",
        )
    return drawn


def _identity(fnr: str, guard: EnvironmentGuard, config: Config) -> Identity:
    try:
        identity = Identity.parse(fnr.strip(), accepts_2032=config.accepts_2032)
    except IdentityError as error:
        raise SettingsError(f"--fnr is {error}", remedy="give a lawful one") from None
    if refusal := guard.refusal(identity.digits, identity.series):
        raise EnvironmentGuardError(f"--fnr must not be sent to {config.run.env} ({refusal})", remedy="give another")
    return identity


def _note_settings(
    config: Config, addresses: Addresses, client_id: str | None, examination: _Examination, way_out: str = ""
) -> None:
    foreign = foreign_addresses(config)
    examination.note(
        "settings",
        "; ".join(
            [
                (
                    f"environment {config.run.env}, client {client_id}, register {addresses.register_url}"
                    f"{said_origin(foreign, 'register_url')}, Maskinporten {addresses.token_url}"
                    f"{said_origin(foreign, 'token_url')}, scope {addresses.scope}"
                    f"{f', {way_out}' if way_out else ''}"
                ),
                *other_foreign_lines(foreign),
            ]
        ),
    )


def _note_contact(config: Config, examination: _Examination) -> None:
    """Ask for somebody to write to, whom production sees in User-Agent."""
    if config.run.env is not Environment.PROD:
        return
    if config.network.contact is None:
        remedy = "set EKTEPAKT_CONTACT to an e-mail address, so that the register can write before it shuts us out"
        examination.note("contact", "the register is told of nobody", verdict=CheckResult.WARNING, remedy=remedy)
    else:
        examination.note("contact", f"the register is told of {config.network.contact}")


def _note_key(access: Access, examination: _Examination) -> None:
    facts = describe_key(access.key, now=datetime.now(UTC))
    examination.act_soon = (facts.act_soon,) if facts.act_soon else ()
    if facts.key_id is not None:
        seen = f"RSA {facts.bits} bits, registered as kid {facts.key_id}"
    else:
        seen = (
            f"RSA {facts.bits} bits, certificate of {facts.subject} ({_whose(facts)}), "
            f"issued by {facts.issuer}, {facts.certificate_count} in the chain"
        )
    lasts = (
        f", lasts until {facts.ends_on} ({counted(facts.days_left or 0, 'day')})"
        if facts.ends_on
        else ", its end is not known"
    )
    if facts.key_id is not None and facts.ends_on is None:
        remedy: str | None = "set EKTEPAKT_KEY_REGISTERED_ON to be warned before its year is out"
        examination.note("key", seen + lasts, remedy=remedy)
        return
    verdict = CheckResult.WARNING if facts.warning else CheckResult.OK
    examination.note("key", seen + lasts, verdict=verdict, remedy=facts.warning)


def _whose(facts: KeyFacts) -> str:
    number = facts.organisation_number
    return "without an organisasjonsnummer" if number is None else f"organisasjonsnummer {number}"


async def _examine_services(
    config: Config, access: Access, guard: EnvironmentGuard, persons: Sequence[Identity], examination: _Examination
) -> None:
    at_once = replace(config, token=replace(config.token, patience_seconds=0))
    async with open_clients(at_once, access, guard) as clients:
        with examination.step("token"):
            token = await clients.tokens.token()
        _note_clock(token, examination)
        scope = f", scope {token.scope}" if token.scope else ""
        examination.note("token", f"given, lives {token.expires_in:g} s{scope}")
        await _examine_register(clients, persons, examination, is_test=config.run.env.is_test)


def _note_clock(token: AccessToken, examination: _Examination) -> None:
    ahead = token.clock_ahead_seconds
    if ahead is None:
        examination.note("clock", "Maskinporten's answer has no date to compare with", verdict=CheckResult.NOT_CHECKED)
    elif abs(ahead) >= CLOCK_TOLERANCE_SECONDS:
        where = "ahead of" if ahead > 0 else "behind"
        examination.note(
            "clock",
            f"this machine is {abs(ahead)} s {where} Maskinporten",
            verdict=CheckResult.WARNING,
            remedy="set the clock, or let it be set by NTP",
        )
    else:
        examination.note("clock", f"within {CLOCK_TOLERANCE_SECONDS} s of Maskinporten's")


async def _examine_register(
    clients: Clients, persons: Sequence[Identity], examination: _Examination, *, is_test: bool
) -> None:
    """Look the first of them up; in a test environment one that times out is replaced by the next."""
    if not persons:
        examination.note(
            "look-up",
            "the agreement with Brønnøysundregistrene is not checked without one",
            verdict=CheckResult.NOT_CHECKED,
            remedy="give your list, of which one is drawn, or name an identity with --fnr",
        )
        return
    with examination.step("look-up"):
        oppslag = await _answer(clients, persons, examination, is_test=is_test)
    examination.note("look-up", f"the register answered, in language {oppslag.spraak or 'not named'}")


async def _answer(
    clients: Clients, persons: Sequence[Identity], examination: _Examination, *, is_test: bool
) -> Oppslag:
    first, *others = persons
    examination.note_asked()
    try:
        return (await clients.register.fetch(first)).oppslag
    except LookupTimeoutError:
        if not (is_test and others):
            raise
    return await _answer(clients, others, examination, is_test=is_test)
