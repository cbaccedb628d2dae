"""Decides which runs are deleted, says what goes with them, and deletes them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from batch.config import Config
from batch.disk.files import outputs_in
from batch.disk.latest import latest_run, point_latest, point_nowhere
from batch.errors import EktepaktBatchError, LeftAtOnceError, OutFolderError
from batch.errors.counted import counted
from batch.export.output_files import is_unchanged
from batch.jobs.runs.audit import CodeOf, audited
from batch.jobs.runs.listing import run_as_json, run_lines, said_bytes
from batch.ledger import (
    LEDGER_NAME,
    MANIFEST_NAME,
    KeptRun,
    RunState,
    delete_runs,
    finish_deletions,
    kept_runs,
    locked,
    locked_state,
    manifest_of,
    state_of,
)
from batch.options.durations import show_duration

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """The runs to be deleted, why others are left that might be meant, and what will be missed of those that go."""

    runs: Sequence[KeptRun]
    left: Sequence[str] = ()
    missed: Sequence[str] = ()

    def as_json(self, *, finished: int = 0) -> dict[str, Any]:
        return {
            "deleted": [run_as_json(each, latest=None) for each in self.runs],
            "left": list(self.left),
            "missed": list(self.missed),
            "finished": finished,
            "bytes": sum(each.bytes for each in self.runs),
        }

    def lines(self) -> Iterator[str]:
        for each in self.runs:
            yield from run_lines(each, latest=None)
        yield from self.missed
        yield from self.left

    def told(self, finished: int) -> Iterator[str]:
        """Yield what was done."""
        yield from self.left
        yield from self.missed
        for each in self.runs:
            yield f"Deleted {each.run_id}."
        if finished:
            yield f"Finished {counted(finished, 'deletion')} that a killed command had begun."
        freed = said_bytes(sum(each.bytes for each in self.runs))
        yield f"{counted(len(self.runs), 'run')} deleted, {freed}." if self.runs else "No run was deleted."

    def question(self) -> str:
        freed = said_bytes(sum(each.bytes for each in self.runs))
        return f"Delete {counted(len(self.runs), 'run')} for good ({freed})?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs are to be deleted: those of these names, and those that ended before so long."""

    names: Sequence[str] = ()
    before: timedelta | None = None
    with_stopped: bool = False

    def choose(self, runs: Sequence[KeptRun], latest: str | None, now: datetime) -> Purge:
        """Raises OutFolderError for a name that no run has, and for a run that is named and can't be deleted."""
        chosen, left = [], []
        for name in self.names:
            if name not in {each.run_id for each in runs}:
                raise OutFolderError(f"there is no run {name} here", remedy="see `ektepakt-batch runs`")
        for run in runs:
            if run.run_id in self.names or (self.before is not None and run.ended_at < now - self.before):
                if why := self._why_left(run, latest):
                    left.append(f"Run {run.run_id} is left: {why}.")
                else:
                    chosen.append(run)
        return Purge(runs=chosen, left=left)

    def _why_left(self, run: KeptRun, latest: str | None) -> str | None:
        if run.damage is not None:
            return f"it can't be told what it is ({run.damage.what}), so delete its folder yourself"
        if run.state is RunState.STOPPED and not self.with_stopped:
            return f"it can go on with {counted(run.pending, 'pending identifier')}; --stopped deletes such runs too"
        if run.run_id == latest and run.run_id not in self.names:
            return "it is the latest; name it to have it deleted"
        return None


def purge_runs(
    wanted: Wanted, config: Config, *, agreed: Callable[[Purge], bool], code_of: CodeOf
) -> tuple[Purge, int]:
    """Delete runs once `agreed` has said and asked what goes; return them, and how many a killed purge had left.

    Raises OutLockedError, OutFolderError, OutputError, and LeftAtOnceError for a No.
    """
    out, now = config.export.out, datetime.now(UTC)
    if not out.is_dir():
        raise OutFolderError(f"there is no folder {out}", remedy="name another with --out")
    with ExitStack() as stack:
        stack.enter_context(locked(out, now, state=config.export.state))
        finished = finish_deletions(out)
        runs, latest = kept_runs(out), latest_run(out)
        found = wanted.choose(runs, latest, now)
        purge = Purge(runs=found.runs, left=found.left, missed=[*_missed(found.runs, runs, config, now)])
        for state in _other_states(purge.runs, config.export.state):
            stack.enter_context(locked_state(out, now, state))
        if purge.runs:
            if not agreed(purge):
                raise LeftAtOnceError("nothing was deleted", remedy="run the same command again to be asked again")
            _delete(purge.runs, runs, config, "runs purge", code_of)
    return purge, finished


def _other_states(runs: Sequence[KeptRun], held: Path | None) -> set[Path]:
    """Return under which --state ledgers of these runs lie, but for the one that is held already."""
    found = {state.resolve() for each in runs if (state := state_of(each.folder)) is not None}
    return found if held is None else found - {held.resolve()}


def keep_newest(config: Config, run_id: str, code_of: CodeOf) -> None:
    """Delete the complete runs of the same inputs as this one but the newest (--keep); what can't be is warned of.

    The caller holds the lock. Those with their ledgers in another place are left: who holds that is not known.
    """
    out, wanted = config.export.out, config.keeping.keep
    if wanted is None:
        return
    try:
        runs = kept_runs(out)
        own = next(each for each in runs if each.run_id == run_id)
        alike = [
            each
            for each in runs
            if each.state is RunState.COMPLETE
            and each.kind == own.kind
            and state_of(each.folder) == state_of(own.folder)
        ]
        alike.sort(key=lambda each: (each.run_id == run_id, each.ended_at), reverse=True)
        old = [each for each in alike[wanted:] if not _is_of_people(each)]
        for line in _missed(old, runs, config, datetime.now(UTC)):
            _log.warning("a run that is deleted will be missed", reason=line)
        if old:
            _log.info("older runs are deleted", keep=wanted, runs=[each.run_id for each in old])
            _delete(old, runs, config, "run --keep", code_of)
    except (EktepaktBatchError, StopIteration) as error:
        _log.warning("older runs are not deleted", reason=str(error))


def _is_of_people(run: KeptRun) -> bool:
    """Whether people changed its files, and say so: what they did is deleted only when they are asked."""
    if count := len(_changed_files(run)):
        _log.warning("an older run is not deleted", run_id=run.run_id, reason=f"{counted(count, 'file')} of people")
    return bool(count)


def _changed_files(run: KeptRun) -> list[Path]:
    """Return the files in its folder that people changed, or put there; none where no export was finished."""
    if not manifest_of(run.folder).get("outputs"):
        return []
    ours = (LEDGER_NAME, MANIFEST_NAME, ".")
    files = [each for each in run.folder.iterdir() if not each.name.startswith(ours)]
    return [each for each in files if not is_unchanged(each)]


def _delete(chosen: Sequence[KeptRun], runs: Sequence[KeptRun], config: Config, command: str, code_of: CodeOf) -> None:
    """Delete them; where the latest is among them, the newest complete run that stays takes its place before."""
    out, names = config.export.out, [each.run_id for each in chosen]
    with audited(config, command, names, code_of, environments=[each.facts.get("environment", "") for each in chosen]):
        latest = next((each for each in chosen if each.run_id == latest_run(out)), None)
        if latest is not None:
            stay = [each for each in runs if each.run_id not in names and each.completed_at is not None]
            _point(out, max(stay, key=lambda each: each.ended_at, default=None))
        try:
            delete_runs(out, [each.folder for each in chosen])
        except EktepaktBatchError:
            if latest is not None and latest.folder.is_dir():
                _point(out, latest)
            raise


def _point(out: Path, run: KeptRun | None) -> None:
    with outputs_in(out):
        if run is None:
            point_nowhere(out)
        else:
            point_latest(out, run.folder)


def _missed(chosen: Sequence[KeptRun], runs: Sequence[KeptRun], config: Config, now: datetime) -> Iterator[str]:
    """Yield what later runs would have had of those that go."""
    gone = {each.run_id for each in chosen}
    max_age = config.run.max_age
    for run in chosen:
        if run.run_id == config.compare.compare_with:
            yield f"Run {run.run_id} is the one that --compare-with names."
        if changed := _changed_files(run):
            yield f"Run {run.run_id} holds {counted(len(changed), 'file')} that people changed, or put there."
        if run.state is not RunState.COMPLETE:
            continue
        alike = [each for each in runs if each.state is RunState.COMPLETE and each.kind == run.kind]
        is_newest = run is max(alike, key=lambda each: each.ended_at)
        if not run.is_cut and is_newest and all(each.run_id in gone for each in alike):
            yield f"Run {run.run_id} is the last complete one of its inputs: the next has none to be compared with."
        if max_age is not None and run.has_answers and run.ended_at >= now - max_age:
            yield f"Run {run.run_id} has answers that --max-age {show_duration(max_age)} would take over."
