"""Looks up what the caller has, by the same job as the command `run`, under a folder of the caller's own."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from batch.api.call_errors import told_of_calls
from batch.api.events import events_to_logging
from batch.api.given import Given, names_of
from batch.api.input_file import written_input
from batch.api.job_thread import JobThread
from batch.api.progress import ProgressLine
from batch.api.result import Result
from batch.api.run_folder import read_run
from batch.assembly.machine import check_memory
from batch.config import SETTINGS, Config
from batch.config.loading import load_config
from batch.errors import EktepaktBatchError, StoppedEarlyError
from batch.identity.environment import Environment
from batch.identity.masking import mask_identifiers
from batch.inputs import expand_inputs, passed_over
from batch.jobs.exit_codes import ExitCode, code_for_summary
from batch.jobs.run import RunHooks, run_main_job
from batch.report.summary import Summary

_ENDED_WELL = frozenset({ExitCode.OK, ExitCode.TOO_MANY_ERRORS, ExitCode.CHANGED})
_FOR_FRAMES: Mapping[str, Any] = {"format": ("parquet",), "annotate": False}
"""Unless the caller or a setting says otherwise: frames are read from Parquet, and `merged` stands for the copy."""


@told_of_calls()
def look_up(
    frame_or_ids: object,
    *,
    env: str | Environment,
    column: str | Sequence[str] | None = None,
    name: str | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **settings: Any,  # noqa: ANN401 - as many types as settings
) -> Result:
    """Look up every identifier in a frame, a series, an array, an iterable of texts, or a file, and return the answers.

    `env` is `sandbox` (made-up answers), `ppe` or `prod`; it has no default. `column` names the identifier column, or
    several; without it the column is found as in a file, and InputError says so where it is not certain. `name` is what
    the list is called: calls with the same name are compared with each other (`changes`); by default its content names
    it. `out` is the folder of runs, ledgers and outputs (0700), by default `ektepakt-batch` in the user's data folder
    (`$XDG_DATA_HOME`, or `~/.local/share`). `progress` shows a line on a terminal and in a notebook. `settings` are
    those of `ektepakt-batch run`, with underscores: `concurrency=8`, `max_age="7d"`, `sample=25`.

    The same call goes on where it was interrupted; after a complete run it asks again, unless `max_age` takes answers
    over. It may be made while an event loop runs. Ctrl-C (in a notebook: interrupt) finishes what is in flight, keeps
    it, and raises KeyboardInterrupt; a second one leaves at once.

    Returns a Result also where some have no answer (exit codes 3 and 5: see `errors`, `exit_code`). Raises TypeError
    for a setting that is none and for what holds no identifiers, and EktepaktBatchError, with `what` and `remedy`,
    where the command would end with 2, 4, 70 or 75; what was answered by then is kept.
    """
    wanted = _settings(settings) | {"env": env} | ({} if out is None else {"out": out})
    columns = names_of(column)
    check_memory()
    path = _path(frame_or_ids)
    given = Given.of(frame_or_ids) if path is None else None
    if columns and given is not None and not given.is_frame:
        raise TypeError("column is for frames; this has no columns")
    if name is not None and (path is not None or Path(name).name != name or name.startswith(".")):
        raise TypeError("name is what a frame is called, without / and without a dot before it; a file has its own")
    config = _configured(wanted | ({"column": columns} if columns else {}), is_frame=given is not None)
    if given is None:
        assert path is not None
        inputs = expand_inputs([path])
        return _run(inputs, config, progress=progress, passed_over=passed_over([path]))
    columns = columns or (config.inputs.column if given.is_frame else ())
    with _taken(given, config, wanted, columns=columns, name=name) as (inputs, config, columns):
        return _run(inputs, config, progress=progress, columns=columns)


@contextmanager
def _taken(
    given: Given, config: Config, wanted: Mapping[str, Any], *, columns: Sequence[str], name: str | None
) -> Iterator[tuple[list[Path], Config, tuple[str, ...]]]:
    """Yield the file that is read for a frame, and the settings that name its columns."""
    written = written_input(given, config.export.out, columns=columns, name=name, accepts_2032=config.accepts_2032)
    with written as made:
        named = {**wanted, **({"column": made.columns} if made.columns else {})}
        yield [made.path], _configured(named, is_frame=True), made.columns


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Check the names. Raises TypeError for one that is none, as Python does, and says which is meant."""
    known = [name for name, setting in SETTINGS.items() if setting.about.is_flag]
    for name in given:
        if name not in known:
            near = " or ".join(get_close_matches(name, known, n=2))
            raise TypeError(f"look_up() has no setting {name!r}" + (f"; did you mean {near}?" if near else ""))
    return {name: value for name, value in given.items() if value is not None}


def _path(given: object) -> Path | None:
    """Return the path of a file, folder or pattern, None for what is none. Raises TypeError for a lone identifier."""
    if isinstance(given, os.PathLike):
        return Path(os.fsdecode(given))
    if not isinstance(given, str):
        return None
    if not given.strip() or (mask_identifiers(given) != given and not Path(given).exists()):
        raise TypeError("a text is taken for a path; give identifiers in a list")
    return Path(given)


def _configured(flags: Mapping[str, Any], *, is_frame: bool) -> Config:
    """Read the settings as the command does; what neither the caller nor a file decides is as suits a frame."""

    def load(flags: Mapping[str, Any]) -> Config:
        return load_config(flags, folder=Path.cwd(), today=datetime.now(UTC).date())

    config = load(flags)
    defaults = {"out": default_out(), **(_FOR_FRAMES if is_frame else {})}
    undecided = {name: value for name, value in defaults.items() if name not in config.origins}
    return load({**flags, **undecided})


def default_out() -> Path:
    """Return the folder under the user's data folder."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share") / "ektepakt-batch"


def _run(
    inputs: Sequence[Path],
    config: Config,
    *,
    progress: bool,
    columns: tuple[str, ...] = (),
    passed_over: Sequence[Path] = (),
) -> Result:
    def job(hooks: RunHooks) -> Summary:
        return run_main_job(inputs, config, hooks, passed_over=passed_over)

    with events_to_logging():
        summary, is_interrupted = JobThread(job, ProgressLine(is_wanted=progress)).call()
    if is_interrupted:
        went = "it is complete" if summary.account.is_complete else "the same call goes on"
        raise KeyboardInterrupt(f"stopped; {went}, and batch.read_run({str(summary.folder)!r}) has what was answered")
    if code_for_summary(summary) not in _ENDED_WELL or summary.stopped_by is not None:
        raise _error_of(summary)
    return Result(summary.folder, read_run(summary.folder).manifest, columns=columns)


def _error_of(summary: Summary) -> EktepaktBatchError:
    """Return what ended the run; a note on it says where the answers are."""
    stopped = StoppedEarlyError(
        "the run was stopped before everybody was asked about", remedy="make the same call again to go on"
    )
    error = summary.stopped_by or (None if summary.account.is_complete else stopped)
    error = error or summary.unlinked or next(iter(summary.unread), stopped)
    error.add_note(f"what was answered: batch.read_run({str(summary.folder)!r})")
    return error
