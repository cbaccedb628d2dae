"""Carries out `run` and `retry`: hands the terminal's callbacks to the job, and tells how it ended."""

import gc
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from batch.assembly.machine import return_large_blocks
from batch.cli.flags import configured, given, settings_read
from batch.cli.next_command import NextCommands
from batch.cli.output import agreed_on_terminal, tell
from batch.cli.progress import Progress
from batch.cli.signals import stop_on_signals
from batch.cli.speech.endings import ending_of_error
from batch.cli.speech.voice import Voice
from batch.config import Config
from batch.errors import HungError
from batch.inputs import expand_inputs, passed_over
from batch.jobs.exit_codes import ExitCode, code_of_end
from batch.jobs.retry.retry_job import retry_run, run_settings
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.main_job import run_main_job
from batch.jobs.run.watchdog import end_process, try_to
from batch.lookup.progress.tally import Tally


def run_inputs(inputs: Sequence[Path], config: Config, voice: Voice, commands: NextCommands) -> ExitCode:
    hooks = _begin("run", config, voice)
    summary = run_main_job(expand_inputs(inputs), config, hooks, passed_over=passed_over(inputs))
    return tell(summary, commands, voice)


def retry_run_named(run_name: str | None, flags: dict[str, Any], voice: Voice) -> ExitCode:
    """Retry with the settings that the run was begun with, unless the flags name others."""
    config = configured(run_settings(settings_read(flags).export.out, run_name) | given(flags))
    summary = retry_run(run_name, config, _begin("retry", config, voice))
    return tell(summary, NextCommands.after("retry", [], given(flags), config), voice)


def _begin(command: str, config: Config, voice: Voice) -> RunHooks:
    voice.set_up_logs()
    voice.measures.begin(config.log.metrics_file)
    return_large_blocks()
    gc.freeze()  # what is imported by now is never garbage: no search for cycles need look at it
    progress = Progress(screen=voice.screen, is_quiet=voice.manner.is_quiet, logs_json=voice.logs_json)
    return RunHooks(
        command=command,
        announced=voice.announce,
        stoppable=stop_on_signals,
        shown=lambda tally: _watched(tally, progress, voice),
        counted=progress.of_steps,
        is_attended=sys.stderr.isatty(),
        agreed=lambda question: config.consent.yes or agreed_on_terminal(question),
        code_of=code_of_end,
        given_up=lambda hang: _give_up(hang, voice),
    )


def _watched(tally: Tally, progress: Progress, voice: Voice) -> AbstractAsyncContextManager[None]:
    voice.measures.watch(tally)
    return progress.of_lookups(tally)


def _give_up(hang: HungError, voice: Voice) -> None:
    """End a process that hangs, with metrics and last words as any other command has them."""

    def speak() -> None:
        voice.measure(code_of_end(hang))
        voice.end(ending_of_error(hang))

    try_to(speak)
    end_process()
