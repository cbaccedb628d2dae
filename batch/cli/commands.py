"""The commands: each reads its flags, calls what does the work, and says how it ended."""

import json
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from batch import __version__
from batch.cli.exit_codes import ExitCode, code_for_error, code_for_summary
from batch.cli.flags import given, settings_flags
from batch.cli.logs import set_up_logs
from batch.cli.output import PROGRAM, announce, give_error, print_result, say, tell
from batch.cli.progress import shown_progress
from batch.cli.signals import stop_on_signals
from batch.cli.slow_commands import slow
from batch.config import Config
from batch.config.loading import load_config
from batch.errors import EktepaktBatchError, LeftAtOnceError
from batch.inputs import expand_inputs, passed_over
from batch.jobs.doctor import examine
from batch.jobs.plan import make_plan, report_lines
from batch.jobs.retry.retry_job import retry_run, run_facts
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.main_job import run_main_job
from batch.sandbox import Audience, run_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="ektepakt-batch")
def commands() -> None:
    """Ask Ektepaktregisteret about many people at once, and account for every one of them."""


@commands.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the closing summary as one JSON object")
@click.option("-v", "--verbose", is_flag=True, help="log at debug level")
@click.option("-q", "--quiet", is_flag=True, help="log warnings only, show no progress")
def run(inputs: tuple[Path, ...], *, as_json: bool, verbose: bool, quiet: bool, **flags: Any) -> None:  # noqa: ANN401
    """Look up every identifier of the INPUT files, folders and patterns (- is standard input), and write the answers.

    Run is also resume: an unfinished run of the same input, environment and answer-changing settings under --out is
    continued; a finished one is followed by a new one.
    """
    _run(inputs, flags, as_json=as_json, verbose=verbose, quiet=quiet)


@commands.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the plan as one JSON object")
def plan(inputs: tuple[Path, ...], *, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Say what `run` would do with the INPUT files, folders and patterns, without any network and changing nothing.

    Takes every flag of `run`. Exits 0 when a run could go ahead, otherwise with the code that it would end with.
    """
    config = _load(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=-1)
    planned = make_plan(expand_inputs(inputs), config, passed_over=passed_over(inputs))
    lines = [json.dumps(planned.as_json(), ensure_ascii=False)] if as_json else report_lines(planned)
    print_result(lines)
    sys.exit(ExitCode.OK if planned.failure is None else code_for_error(planned.failure))


@commands.command()
@click.argument("run_name", metavar="[RUN|FILE]", required=False)
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the closing summary as one JSON object")
@click.option("-v", "--verbose", is_flag=True, help="log at debug level")
@click.option("-q", "--quiet", is_flag=True, help="log warnings only, show no progress")
def retry(run_name: str | None, *, as_json: bool, verbose: bool, quiet: bool, **flags: Any) -> None:  # noqa: ANN401
    """Ask again about what RUN (by default the latest) could not get answered, and write its files anew.

    It goes on as `run` does, in the run's own environment and language. What is remembered as slow is not asked; see
    `ektepakt-batch slow forget`. With FILE, an annotated copy, its rows without an answer are asked about.
    """
    if run_name is not None and Path(run_name).is_file():
        _run([Path(run_name)], flags, as_json=as_json, verbose=verbose, quiet=quiet)
    config = _load(run_facts(_load(flags).export.out, run_name) | given(flags))
    set_up_logs(log_format=config.log.log_format, verbosity=int(verbose) - int(quiet))
    summary = retry_run(run_name, config, _hooks(is_quiet=quiet))
    tell(summary, as_json=as_json)
    sys.exit(code_for_summary(summary))


@commands.command()
@settings_flags("env", "timeout_seconds", "test_persons", "allow_series", "out", "language")
@click.option("--fnr", metavar="FNR", help="look this identity up, so that the register's agreement is checked too")
@click.option("--json", "as_json", is_flag=True, help="print the checks as one JSON object")
def doctor(*, fnr: str | None, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Check that this machine can do a run: settings, key, clock, token, one look-up, write access.

    Exits 0, or with the code that `run` would end with.
    """
    config = _load(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=-1)
    diagnosis = examine(config, fnr)
    lines = [json.dumps(diagnosis.as_json(), ensure_ascii=False)] if as_json else diagnosis.lines()
    print_result(lines)
    sys.exit(ExitCode.OK if diagnosis.failure is None else code_for_error(diagnosis.failure))


@commands.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
)
@click.pass_context
def sandbox(context: click.Context) -> None:
    """Start the embedded register and Maskinporten, and print the settings that point a client at them."""
    sys.exit(run_command(context.args, prog=f"{PROGRAM} sandbox", audience=Audience.PERSON))


commands.add_command(slow)


def _run(inputs: Sequence[Path], flags: dict[str, Any], *, as_json: bool, verbose: bool, quiet: bool) -> NoReturn:
    config = _load(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=int(verbose) - int(quiet))
    hooks = _hooks(is_quiet=quiet)
    summary = run_main_job(expand_inputs(inputs), config, hooks, passed_over=passed_over(inputs))
    tell(summary, as_json=as_json)
    sys.exit(code_for_summary(summary))


def _load(flags: dict[str, Any]) -> Config:
    return load_config(given(flags), folder=Path.cwd(), today=datetime.now(UTC).date())


def _hooks(*, is_quiet: bool) -> RunHooks:
    return RunHooks(
        announced=lambda announcement: announce(announcement, is_quiet=is_quiet),
        stoppable=stop_on_signals,
        shown=lambda tally: shown_progress(tally, console=Console(stderr=True), is_quiet=is_quiet),
    )


def run_command_line() -> int:
    """Run the command line; every error ends here, in one sentence and an exit code."""
    try:
        commands.main(prog_name=PROGRAM, standalone_mode=False)
    except SystemExit as end:
        return int(end.code or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        give_error(EktepaktBatchError(error.format_message()), cause=error)
        return ExitCode.USAGE
    except EktepaktBatchError as error:
        say(str(error))
        give_error(error)
        return code_for_error(error)
    except click.Abort:
        give_error(LeftAtOnceError("stopped", remedy="run the same command again to go on"))
        raise KeyboardInterrupt from None
    except Exception as error:  # noqa: BLE001 - a defect must not show what it was working on
        say(f"a defect in the program; please report this:\n{traceback.format_exc()}")
        give_error(
            EktepaktBatchError("a defect in the program", remedy="please report what was said of it"), cause=error
        )
        return ExitCode.DEFECT
    return ExitCode.OK
