"""Carries out `run` and `retry`: hands the terminal's callbacks to the job, and tells how it ended."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from batch.assembly.machine import return_large_blocks
from batch.cli.flags import configured, given, settings_read
from batch.cli.logs import set_up_logs
from batch.cli.next_command import NextCommands
from batch.cli.output import agreed_on_terminal, announce, tell
from batch.cli.progress import shown_progress
from batch.cli.signals import stop_on_signals
from batch.config import Config
from batch.inputs import expand_inputs, passed_over
from batch.jobs.exit_codes import ExitCode, code_for_summary, code_of_end
from batch.jobs.retry.retry_job import retry_run, run_settings
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.main_job import run_main_job


def run_inputs(
    inputs: Sequence[Path],
    config: Config,
    *,
    as_json: bool,
    is_verbose: bool,
    is_quiet: bool,
    commands: NextCommands,
) -> ExitCode:
    hooks = _begin(config, is_verbose=is_verbose, is_quiet=is_quiet)
    summary = run_main_job(expand_inputs(inputs), config, hooks, passed_over=passed_over(inputs))
    tell(summary, commands, as_json=as_json)
    return code_for_summary(summary)


def retry_run_named(
    run_name: str | None, flags: dict[str, Any], *, as_json: bool, is_verbose: bool, is_quiet: bool
) -> ExitCode:
    """Retry with the settings that the run was begun with, unless the flags name others."""
    config = configured(run_settings(settings_read(flags).export.out, run_name) | given(flags))
    summary = retry_run(run_name, config, _begin(config, is_verbose=is_verbose, is_quiet=is_quiet))
    tell(summary, NextCommands.after("retry", [], given(flags), config), as_json=as_json)
    return code_for_summary(summary)


def _begin(config: Config, *, is_verbose: bool, is_quiet: bool) -> RunHooks:
    set_up_logs(log_format=config.log.log_format, verbosity=int(is_verbose) - int(is_quiet))
    return_large_blocks()
    gc.freeze()  # what is imported by now is never garbage: no search for cycles need look at it
    return RunHooks(
        announced=lambda announcement: announce(announcement, is_quiet=is_quiet),
        stoppable=stop_on_signals,
        shown=lambda tally: shown_progress(tally, console=Console(stderr=True), is_quiet=is_quiet),
        is_attended=sys.stderr.isatty(),
        agreed=lambda question: config.consent.yes or agreed_on_terminal(question),
        code_of=code_of_end,
    )
