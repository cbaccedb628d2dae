"""Runs the second and the third phase over a ledger that has been filled."""

from contextlib import ExitStack

from batch.ledger import Run
from batch.outcome import OutcomeKind
from batch.run.access import Access
from batch.run.closing import close
from batch.run.hooks import RunHooks
from batch.run.lookup_phase import LookupPhase, LookupReport
from batch.run.preparation import Preparation
from batch.run.sample import Sample
from batch.run.slow import open_slow_memory
from batch.run.stop_time import stop_moment
from batch.run.summary import Summary
from batch.tally import Tally


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
    with open_slow_memory(prepared.config, prepared.now) as memory:
        return memory.remembered() | prepared.skip_list


def _look_up(prepared: Preparation, access: Access, run: Run, hooks: RunHooks) -> LookupReport:
    """Run the second phase, if anything is pending."""
    config, guard = prepared.config, prepared.guard
    counts = run.ledger.counts()
    if OutcomeKind.NOT_RUN not in counts:
        return LookupReport()
    with ExitStack() as stack:
        slow_memory = None
        if guard.environment.is_test:
            slow_memory = stack.enter_context(open_slow_memory(config, prepared.now))
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
            stop_at=stop_moment(config.run, prepared.now),
        )
        return phase.run()
