"""The commands: each reads its flags, calls what does the work, and says how it ended.

A command imports what it works with when it is called, so that help and completion come at once.
"""

import json
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from batch import __version__
from batch.assembly.machine import check_memory
from batch.cli.flags import configured, given, settings_flags
from batch.cli.help.commands_told import Program
from batch.cli.help.completion import SHELLS, files_or_run_ids, run_ids, script_for
from batch.cli.help.sandbox_told import SandboxCommand
from batch.cli.output import (
    give_error,
    print_result,
    say,
    takes,
    terminal_width,
)
from batch.cli.runs_commands import runs
from batch.cli.slow_commands import slow
from batch.errors import EktepaktBatchError, LeftAtOnceError
from batch.errors.called import PROGRAM
from batch.errors.exhaustion import exhaustion
from batch.jobs.exit_codes import ExitCode, code_for_error, code_for_plan

_OF_DOCTOR = (
    *("env", "timeout_seconds", "test_persons", "allow_series", "out", "state", "language"),
    *("column", "sheet", "seed", "skip_list", "trust_folder"),
)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(__version__, prog_name="ektepakt-batch")
@click.pass_context
def commands(context: click.Context) -> None:
    """Ask Ektepaktregisteret about many people at once, and account for every one of them."""
    if context.invoked_subcommand is None:
        from batch.cli.help.first_steps import first_steps

        print_result(first_steps(context))


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
    check_memory()
    from batch.cli.next_command import NextCommands
    from batch.cli.run_and_retry import run_inputs

    config = configured(flags)
    commands = NextCommands.after("run", inputs, given(flags), config)
    how = {"as_json": as_json, "is_verbose": verbose, "is_quiet": quiet}
    sys.exit(run_inputs(inputs, config, commands=commands, **how))


@commands.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the plan as one JSON object")
def plan(inputs: tuple[Path, ...], *, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Say what `run` would do with the INPUT files, folders and patterns, without any network and changing nothing.

    Takes every flag of `run`. Exits 0 when a run could go ahead and be answered in full, otherwise with the code that
    it would end with: 3 for rows that are no identifiers, say. Credentials that are missing are named, and change it
    not.
    """
    from batch.cli.logs import set_up_logs
    from batch.cli.next_command import command_to_copy
    from batch.inputs import expand_inputs, passed_over
    from batch.jobs.plan import make_plan, report_lines

    config = configured(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=-1)
    planned = make_plan(
        expand_inputs(inputs),
        config,
        passed_over=passed_over(inputs),
        next_command=command_to_copy("run", inputs, given(flags)),
    )
    lines = [json.dumps(planned.as_json(), ensure_ascii=False)] if as_json else report_lines(planned)
    print_result(lines)
    sys.exit(code_for_plan(planned))


@commands.command()
@click.argument("run_name", metavar="[RUN|FILE]", required=False, shell_complete=files_or_run_ids)
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the closing summary as one JSON object")
@click.option("-v", "--verbose", is_flag=True, help="log at debug level")
@click.option("-q", "--quiet", is_flag=True, help="log warnings only, show no progress")
def retry(run_name: str | None, *, as_json: bool, verbose: bool, quiet: bool, **flags: Any) -> None:  # noqa: ANN401
    """Ask again about what RUN (by default the latest) could not get answered, and write its files anew.

    It goes on as `run` does, with the run's own environment, language, columns, sheets and formats. What is remembered
    as slow is not asked; see `ektepakt-batch slow forget`. With FILE, an annotated copy, its rows without an answer are
    asked about.
    """
    check_memory()
    from batch.cli.next_command import NextCommands
    from batch.cli.run_and_retry import retry_run_named, run_inputs

    how = {"as_json": as_json, "is_verbose": verbose, "is_quiet": quiet}
    if run_name is not None and Path(run_name).is_file():
        inputs, config = [Path(run_name)], configured(flags)
        commands = NextCommands.after("retry", inputs, given(flags), config)
        sys.exit(run_inputs(inputs, config, commands=commands, **how))
    sys.exit(retry_run_named(run_name, flags, **how))


@commands.command()
@click.argument("run_names", metavar="[OLD NEW]", nargs=-1, shell_complete=run_ids)
@settings_flags("out", "state", "fail_on_change")
@click.option("--json", "as_json", is_flag=True, help="print what has changed as one JSON object")
def compare(run_names: tuple[str, ...], *, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Write what has changed between two complete runs (by default the two latest of the same inputs).

    It is written as changes.csv and changes.parquet in the folder of NEW. A failure in one of them, and an answer that
    NEW has taken over, are no change.
    """
    from batch.cli.logs import set_up_logs
    from batch.jobs.compare import compare_runs

    config = configured(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=-1)
    compared = compare_runs(run_names, config)
    print_result([json.dumps(compared.as_json(), ensure_ascii=False)] if as_json else compared.lines())
    sys.exit(ExitCode.CHANGED if config.compare.fail_on_change and compared.changes.has_news else ExitCode.OK)


@commands.command()
@click.argument("inputs", metavar="[INPUT...]", nargs=-1, type=click.Path(path_type=Path))
@settings_flags(*_OF_DOCTOR)
@click.option("--fnr", metavar="FNR", help="look this identity up, so that the register's agreement is checked too")
@click.option("--json", "as_json", is_flag=True, help="print the checks as one JSON object")
def doctor(inputs: tuple[Path, ...], *, fnr: str | None, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Check that this machine can do a run: settings, key, clock, token, one look-up, write access.

    With INPUT, somebody drawn of it is looked up. Exits 0, or with the code that `run` would end with.
    """
    check_memory()
    from batch.cli.logs import set_up_logs
    from batch.inputs import expand_inputs
    from batch.jobs.doctor import SIGNS, examine

    config = configured(flags)
    set_up_logs(log_format=config.log.log_format, verbosity=-1)
    diagnosis = examine(config, fnr, expand_inputs(inputs) if inputs else ())
    if as_json:
        lines = [json.dumps(diagnosis.as_json(), ensure_ascii=False)]
    else:
        lines = diagnosis.lines(with_signs=takes(sys.stdout, "".join(SIGNS.values())), width=terminal_width(sys.stdout))
    print_result(lines)
    sys.exit(ExitCode.OK if diagnosis.failure is None else code_for_error(diagnosis.failure))


@commands.command("config")
@settings_flags()
@click.option("--json", "as_json", is_flag=True, help="print the settings as one JSON object")
def show_settings(*, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Print the settings in force and where each came from: flag, variable, file and line, or default.

    Takes every flag of `run`. Secrets are shown as ***.
    """
    from batch.cli.settings_shown import settings_as_json, settings_lines

    config = configured(flags)
    if as_json:
        print_result([json.dumps(settings_as_json(config), ensure_ascii=False)])
    else:
        print_result(settings_lines(config, width=terminal_width(sys.stdout)))


@commands.command(cls=SandboxCommand)
def sandbox(**given: Any) -> None:  # noqa: ANN401
    """Start the embedded register and Maskinporten, and print the settings that point a client at them.

    It answers on this machine alone, until Ctrl-C, and all answers are made up. It is unfriendly on purpose, as a
    register on an ordinary day: some errors, uneven latency, short-lived tokens; --calm turns that off.
    """
    from batch.sandbox import Audience, serve_given

    sys.exit(serve_given({name: value for name, value in given.items() if value is not None}, audience=Audience.PERSON))


@commands.command()
@click.argument("shell", type=click.Choice(SHELLS), metavar="bash|zsh|fish")
def completion(shell: str) -> None:
    """Print the script with which a shell completes commands, flags, their values, files and the names of runs."""
    print_result([script_for(shell, commands).rstrip("\n")])


commands.add_command(runs)
commands.add_command(slow)


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
        return _give_unexpected(error)
    return ExitCode.OK


def _give_unexpected(error: Exception) -> ExitCode:
    """Tell a machine that has nothing more to give from a defect."""
    if used_up := exhaustion(error):
        say(str(used_up))
        give_error(used_up)
        return code_for_error(used_up)
    say(f"a defect in the program; please report this:\n{traceback.format_exc()}")
    give_error(EktepaktBatchError("a defect in the program", remedy="please report what was said of it"), cause=error)
    return ExitCode.DEFECT
