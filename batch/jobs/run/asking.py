"""Runs the second and the third phase over a ledger that has been filled."""

from contextlib import ExitStack

from batch.assembly.access import Access
from batch.assembly.preparation import Preparation
from batch.jobs.run.closing import close
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.sample import Sample
from batch.jobs.run.supervision import LookupPhase, LookupReport
from batch.ledger import Run, SlowMemory, open_slow_memory
from batch.lookup.stop import stop_moment
from batch.lookup.tally import Tally
from batch.outcome import OutcomeKind
from batch.report.summary import Summary


def ask_and_export(prepared: Preparation, access: Access, run: Run, hooks: RunHooks) -> Summary:
    """Ask about what is pending, then export what there is. Raises LedgerError and OutputError."""
    size = prepared.config.run.sample
    if size is None:
        report = _look_up(prepared, access, run, hooks)
    else:
        sample = Sample(size=size, seed=prepared.config.run.seed, known_slow=_known_slow(prepared))
        report = _look_up_sample(sample, prepared, access, run, hooks)
    return close(prepared, access, run, report)


def _look_up_sample(sample: Sample, prepared: Preparation, access: Access, run: Run, hooks: RunHooks) -> LookupReport:
    """Look up round after round, until nobody of the sample was slow or there is nobody left to draw.

    After a stop those that were slow are still replaced, so that the run is seen to be unfinished.
    """
    report = LookupReport()
    while sample.refill(run.ledger) or OutcomeKind.NOT_RUN in run.ledger.counts():
        if report.is_last:
            break
        report = report.followed_by(_look_up(prepared, access, run, hooks))
    return report


def _known_slow(prepared: Preparation) -> frozenset[str]:
    if not prepared.guard.environment.is_test:
        return frozenset()
    with _open_slow_memory(prepared) as memory:
        return memory.remembered() | prepared.skip_list


def _open_slow_memory(prepared: Preparation) -> SlowMemory:
    config = prepared.config
    return open_slow_memory(config.export.out, config.run.env, since=config.slow.since(prepared.now))


def _look_up(prepared: Preparation, access: Access, run: Run, hooks: RunHooks) -> LookupReport:
    """Run the second phase, if anything is pending."""
    config, guard = prepared.config, prepared.guard
    counts = run.ledger.counts()
    if OutcomeKind.NOT_RUN not in counts:
        return LookupReport()
    with ExitStack() as stack:
        slow_memory = None
        if guard.environment.is_test:
            slow_memory = stack.enter_context(_open_slow_memory(prepared))
            slow_memory.forget_old()
        phase = LookupPhase(
            config=config,
            access=access,
            guard=guard,
            ledger=run.ledger,
            slow_memory=slow_memory,
            skip_list=prepared.skip_list,
            tally=Tally.begin({kind: count.identifiers for kind, count in counts.items()}),
            hooks=hooks,
            stop_at=stop_moment(stop_at=config.run.stop_at, stop_after=config.run.stop_after, begun=prepared.now),
        )
        return phase.run()
