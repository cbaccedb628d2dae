"""The three phases of a run as three steps over its ledger: take in, look up, export."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import structlog

from batch.assembly.access import Access
from batch.assembly.clients import open_clients
from batch.assembly.pacing import example_control, longest_stillness_seconds, make_pacing
from batch.assembly.preparation import Preparation
from batch.disk.files import outputs_in
from batch.errors import InputError, LeftAtOnceError
from batch.identity.environment import Environment
from batch.intake.answered_today import answered_today_line
from batch.intake.shrunk_list import refuse_hardly_meant, shrunk_line
from batch.jobs.run.closing import close
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.sample import Sample, look_up_sample
from batch.jobs.run.supervision import Supervision
from batch.ledger import (
    SHRUNK_LIST,
    EarlierList,
    Ledger,
    Run,
    SlowMemory,
    open_slow_memory,
    pause_facts,
    state_folder,
)
from batch.lookup import Clocks, Stop, look_up_pending
from batch.lookup.lookup_ending import LookupEnding
from batch.lookup.progress.course import ended_pauses
from batch.lookup.progress.tally import Tally
from batch.lookup.stop import stop_moment
from batch.outcome import OutcomeKind
from batch.register import RegisterClient, RequestCap
from batch.report.question import question_before_production
from batch.report.summary import Summary
from batch.report.wording import unknown_answers_line

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run is made of: the prepared inputs and settings, the access, the ledger, the caller's callbacks."""

    prepared: Preparation
    access: Access
    run: Run
    hooks: RunHooks

    def take_in(self) -> None:
        """Phase 1: bring the inputs into the ledger, once; if they can't be used, remove the run again.

        Raises HalfReadError for an input that turns out unreadable, InputError when there is no row in any, and
        ShrunkListError, in production with nobody watching, for a list of less than a tenth of what it was.
        """
        ledger, intake = self.run.ledger, self.prepared.intake
        try:
            with self.hooks.counted() as steps:
                intake.take_in(ledger, steps)
            before = intake.list_before()
            self._compare_with(before)
        except InputError:
            self.run.discard()
            raise
        if unknown := intake.reuse(ledger):
            _log.warning("answers are not reused", reason=unknown_answers_line(unknown, intake.out))
        _warn_of_observations(ledger)
        if reused := ledger.totals()["reused"]:
            _log.info("answers of earlier runs are reused", identifiers=reused)
        self._tell_of_today(before)

    def _tell_of_today(self, before: EarlierList | None) -> None:
        """Name --max-age to who begins to ask about a list once more on the same day."""
        asks = OutcomeKind.NOT_RUN in self.run.ledger.counts()
        line = answered_today_line(before, self.prepared.now)
        if line and asks and not self.run.is_continued and self.prepared.config.run.max_age is None:
            _log.info("the list was answered today already", reason=line)

    def _compare_with(self, before: EarlierList | None) -> None:
        options, ledger = self.prepared.config.run, self.run.ledger
        identifiers = ledger.identifier_count()
        is_meant = self.hooks.is_attended or options.allow_shrunk or (options.allow_empty and not identifiers)
        if options.env is Environment.PROD and not is_meant:
            refuse_hardly_meant(identifiers, before)
        if line := shrunk_line(identifiers, before):
            ledger.note({SHRUNK_LIST: line})
            _log.warning("the list is much shorter than last time", reason=line)

    def ask_before_production(self, of_kinds: Sequence[OutcomeKind]) -> None:
        """Ask once whether the register itself may be asked about these. Raises LeftAtOnceError for a No."""
        counts = self.run.ledger.counts()
        count = sum(counts[kind].identifiers for kind in of_kinds if kind in counts)
        config = self.prepared.config
        if config.run.env.is_test or not count:
            return
        question = question_before_production(self.access, min(count, config.run.sample or count))
        if not self.hooks.agreed(question):
            raise LeftAtOnceError("nobody was asked about", remedy="run the same command again to go on")

    def look_up(self) -> LookupEnding:
        """Phase 2: ask about what is pending; a sample takes several rounds. Raises LedgerError, LeftAtOnceError."""
        options = self.prepared.config.run
        cap = RequestCap(options.max_requests)
        if options.sample is None:
            return self._look_up_once(cap)
        sample = Sample(size=options.sample, seed=options.seed, known_slow=self._known_slow())
        return look_up_sample(sample, self.run.ledger, lambda: self._look_up_once(cap))

    def export(self, ending: LookupEnding) -> Summary:
        """Phase 3: write what there is, and say how the run stands. Raises LedgerError, OutputError."""
        with outputs_in(self.run.folder), self.hooks.counted() as steps:
            return close(self.prepared, self.access, self.run, ending, steps)

    def _look_up_once(self, cap: RequestCap) -> LookupEnding:
        counts = self.run.ledger.counts()
        if OutcomeKind.NOT_RUN not in counts:
            return LookupEnding()
        config = self.prepared.config
        of_kind = {kind: count.identifiers for kind, count in counts.items()}
        tally = Tally.begin(of_kind, self.run.ledger.pending_by_lane())
        supervision = Supervision(
            tally=tally,
            hooks=self.hooks,
            cap=cap,
            stop_at=stop_moment(stop_at=config.run.stop_at, stop_after=config.run.stop_after, begun=self.prepared.now),
            longest_stillness_seconds=longest_stillness_seconds(config),
        )
        with self._slow_memory() as slow_memory:
            if slow_memory is not None:
                slow_memory.forget_old()

            async def look_up(register: RegisterClient, stop: Stop) -> None:
                await look_up_pending(
                    ledger=self.run.ledger,
                    slow_memory=slow_memory,
                    skip_list=self.prepared.skip_list,
                    register=register,
                    pacing=make_pacing(config),
                    commit_options=config.commit,
                    stop=stop,
                    tally=tally,
                    example=example_control(config),
                    clocks=Clocks(),
                )

            ending = supervision.run(open_clients(config, self.access, self.prepared.guard, cap), look_up)
        self.run.ledger.note(pause_facts(ended_pauses(tally, Clocks())))
        return ending

    def _slow_memory(self) -> AbstractContextManager[SlowMemory | None]:
        """Open the memory of slow identities; in production nobody is remembered as slow."""
        config = self.prepared.config
        if not config.run.env.is_test:
            return nullcontext()
        folder = state_folder(config.export.out, config.export.state)
        return open_slow_memory(folder, config.run.env, since=config.slow.since(self.prepared.now))

    def _known_slow(self) -> frozenset[str]:
        with self._slow_memory() as memory:
            return frozenset() if memory is None else memory.remembered() | self.prepared.skip_list


def _warn_of_observations(ledger: Ledger) -> None:
    """Warn of columns that look wrong, as one of account numbers does."""
    for file in ledger.files():
        for each in file.observations:
            _log.warning("a column to look at", input=file.name, observation=str(each))
