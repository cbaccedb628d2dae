"""Makes a plan: runs phase 1 into a temporary ledger, then counts what a run would ask."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from batch.assembly.access import opened_access
from batch.assembly.machine import check_files
from batch.assembly.preparation import Preparation, prepare, without_unreadable
from batch.config import Config, foreign_addresses
from batch.errors import CredentialsMissingError, EktepaktBatchError
from batch.errors.counted import counted
from batch.identity.environment import Environment
from batch.intake.answered_today import answered_today_line
from batch.intake.shrunk_list import is_hardly_meant, shrunk_line
from batch.jobs.plan.contents import AskingAccount, InputAccount, Plan
from batch.jobs.plan.duration import estimate
from batch.ledger import (
    SLOW_NAME,
    EarlierList,
    SlowMemory,
    SurveyLedger,
    check_room,
    expected_bytes,
    free_bytes,
    last_pace,
    ledger_of,
    looked_at,
    private_copy,
    read_facts,
    state_folder,
    undisturbed,
    unfinished_run,
)
from batch.maskinporten.keys.expiry import KeyFacts, describe_key
from batch.options.lane_speeds import LaneSpeeds
from batch.outcome import OutcomeKind
from batch.report.limits import describe_limits
from batch.report.wording import unknown_answers_line

_NO_KEY_NEEDED = "made by the embedded register"
_UNUSABLE = "can't be used"


def make_plan(inputs: Sequence[Path], config: Config, *, passed_over: Sequence[Path], next_command: str) -> Plan:
    """Say what `run` would do with these inputs; nothing is asked, and no file is made or changed.

    Raises InputError when no input can be read; all else that would end a run is a problem of the plan.
    """
    return without_unreadable(prepare(inputs, config), lambda prepared: _plan(prepared, passed_over, next_command))


def _plan(prepared: Preparation, passed_over: Sequence[Path], next_command: str) -> Plan:
    """Plan for these inputs. Raises HalfReadError for one that turns out unreadable."""
    config = prepared.config
    problems: list[EktepaktBatchError] = []
    key, missing, shrunk, today = _UNUSABLE, None, None, None
    facts: KeyFacts | None = None
    with _noted(problems):
        check_files(concurrency=config.lookup.concurrency)
    with _noted(problems):
        key, facts, missing = _look_at_key(prepared)
    with SurveyLedger() as ledger:
        prepared.intake.take_in(ledger)
        account = _account_for_inputs(ledger, passed_over)
        asking = _account_for_asking(prepared, ledger, problems)
        with _noted(problems), looked_at(config.export.out, state=config.export.state):
            before = prepared.intake.list_before()
            shrunk = _shrunk_list(prepared, ledger.identifier_count(), before)
            today = _answered_today(prepared, asking, before)
    return Plan(
        environment=config.run.env,
        register_url=None if config.addresses is None else config.addresses.register_url,
        token_url=None if config.addresses is None else config.addresses.token_url,
        limits=describe_limits(config),
        inputs=account,
        asking=asking,
        key=key,
        key_warning=None if facts is None else facts.warning,
        act_soon=(facts.act_soon,) if facts and facts.act_soon else (),
        problems=problems,
        missing=missing,
        unread=prepared.unread,
        max_errors=config.run.max_errors,
        shrunk_list=shrunk,
        answered_today=today,
        next_command=next_command,
        foreign=foreign_addresses(config),
    )


def _answered_today(prepared: Preparation, asking: AskingAccount, before: EarlierList | None) -> str | None:
    """Name --max-age, as a run does before it asks about a list once more on the same day."""
    is_anew = asking.requests and asking.continued_run is None and prepared.config.run.max_age is None
    return answered_today_line(before, prepared.now) if is_anew else None


def _shrunk_list(prepared: Preparation, identifiers: int, before: EarlierList | None) -> str | None:
    """Say that the list is much shorter than last time, and where that ends a run; who will watch it is not known."""
    options = prepared.config.run
    line = shrunk_line(identifiers, before)
    is_meant = options.allow_shrunk or (options.allow_empty and not identifiers)
    if options.env is Environment.PROD and not is_meant and is_hardly_meant(identifiers, before):
        return f"{line}; a run without a terminal would end with exit code 2, unless --allow-shrunk"
    return line


@contextmanager
def _noted(problems: list[EktepaktBatchError]) -> Iterator[None]:
    """Collect an error that would end a run instead of raising it: the rest of the plan is still useful."""
    try:
        yield
    except EktepaktBatchError as error:
        problems.append(error)


def _look_at_key(prepared: Preparation) -> tuple[str, KeyFacts | None, CredentialsMissingError | None]:
    """Load the user's own key as a run does; say what of it there is, its facts, and what is missing.

    The embedded register makes one, and is not started for a plan.
    """
    if prepared.config.addresses is None:
        return _NO_KEY_NEEDED, None, None
    try:
        with opened_access(prepared.config) as access:
            facts = describe_key(access.key, now=prepared.now)
    except CredentialsMissingError as error:
        return f"not there yet ({', '.join(error.missing)})", None, error
    return _describe(facts), facts, None


def _describe(facts: KeyFacts) -> str:
    what = f"registered as kid {facts.key_id}" if facts.key_id else f"certificate of {facts.subject}"
    lasts = (
        f"valid until {facts.ends_on} ({counted(facts.days_left or 0, 'day')})"
        if facts.ends_on
        else "its end is not known"
    )
    return f"{facts.name}, {what}; {lasts}"


def _account_for_inputs(ledger: SurveyLedger, passed_over: Sequence[Path]) -> InputAccount:
    counts = ledger.counts()
    return InputAccount(
        files=ledger.files(),
        passed_over=passed_over,
        cells=ledger.totals()["identifier_cells"],
        identifiers=sum(count.identifiers for kind, count in counts.items() if kind is not OutcomeKind.INVALID_ID),
        duplicates=ledger.duplicates(),
        invalid=ledger.refused(OutcomeKind.INVALID_ID),
        wrong_environment=ledger.refused(OutcomeKind.WRONG_ENVIRONMENT),
        repairs=ledger.repairs(),
        cut_at=ledger.fact("cut_at"),
    )


def _account_for_asking(
    prepared: Preparation, ledger: SurveyLedger, problems: list[EktepaktBatchError]
) -> AskingAccount:
    """Count what is left to be asked; an output folder that can't be looked at counts as an empty one."""
    config = prepared.config
    before = _pending(ledger)
    continued: Path | None = None
    slow, unknown, measured = 0, 0, None
    with _noted(problems), looked_at(config.export.out, state=config.export.state):
        measured = last_pace(config.export.out, prepared.origin)
        continued = unfinished_run(config.export.out, prepared.fingerprint, way=undisturbed)
        unknown = _settle(prepared, ledger, continued)
        slow = ledger.pending_count(known_slow(prepared))
    pending, reused = _pending(ledger), ledger.totals()["reused"]
    to_ask = pending - slow if config.run.sample is None else min(pending - slow, config.run.sample)
    requests = to_ask if config.run.max_requests is None else min(to_ask, config.run.max_requests)
    with _noted(problems):
        check_room(config.export.out, requests)
    return AskingAccount(
        continued_run=None if continued is None else continued.name,
        settled=before - pending - reused,
        reused=reused,
        unknown_answers=unknown_answers_line(unknown, config.export.out) if unknown else None,
        slow=slow,
        requests=requests,
        is_sample=config.run.sample is not None,
        is_cut_short=requests < to_ask,
        expected_bytes=expected_bytes(requests),
        free_bytes=free_bytes(config.export.out),
        estimate=estimate(
            requests=requests,
            rate=config.rate,
            concurrency=config.lookup.concurrency,
            measured=measured,
            environment=config.run.env,
            speeds=LaneSpeeds.of(
                config.lookup,
                timeout_seconds=config.timeout_seconds,
                attempts=config.retry.attempts,
                is_test=config.run.env.is_test,
            ),
        ),
    )


def _pending(ledger: SurveyLedger) -> int:
    count = ledger.counts().get(OutcomeKind.NOT_RUN)
    return 0 if count is None else count.identifiers


def _settle(prepared: Preparation, ledger: SurveyLedger, continued: Path | None) -> int:
    """Settle what a run would not ask: the outcomes of the run it would continue, and the answers it would reuse."""
    path = None if continued is None else ledger_of(continued)
    if path is None or not path.exists():
        return prepared.intake.reuse(ledger)
    with undisturbed(path) as uri:
        ledger.note({key: value for key, value in read_facts(uri, path).items() if key == "reuse_done_at"})
        ledger.take_over(uri, path)
    return prepared.intake.reuse(ledger)


def known_slow(prepared: Preparation) -> frozenset[str]:
    """Return those that are to be skipped, or remembered as slow, and change no file; production remembers none."""
    options = prepared.config.export
    path = state_folder(options.out, options.state) / SLOW_NAME
    if not prepared.guard.environment.is_test or not path.exists():
        return prepared.skip_list
    since = prepared.config.slow.since(prepared.now)
    with private_copy(path) as copy, SlowMemory(copy, prepared.guard.environment, since=since) as memory:
        return memory.remembered() | prepared.skip_list
