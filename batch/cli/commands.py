"""The commands: each reads its flags, calls what does the work, and says how it ended.

A command imports what it works with when it is called, so that help and completion come at once.
"""

import logging
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from batch import __version__
from batch.assembly.machine import check_memory
from batch.cli.flags import configured, given, settings_flags, speaking
from batch.cli.help.commands_told import Program
from batch.cli.help.completion import files_or_run_ids, run_ids
from batch.cli.help.sandbox_told import SandboxCommand
from batch.cli.help.shells import SHELLS, script_for
from batch.cli.output import takes, terminal_width
from batch.cli.runs_commands import runs
from batch.cli.slow_commands import slow
from batch.cli.speech.endings import (
    ending_of_compare,
    ending_of_defect,
    ending_of_diagnosis,
    ending_of_error,
    ending_of_plan,
    ending_of_result,
    ending_of_usage,
)
from batch.cli.speech.voice import Ending, Voice, print_result
from batch.errors import EktepaktBatchError, LeftAtOnceError
from batch.errors.called import PROGRAM
from batch.errors.exhaustion import exhaustion
from batch.jobs.exit_codes import ExitCode, code_of_end

_OF_DOCTOR = (
    *("env", "timeout_seconds", "test_persons", "allow_series", "out", "state", "language"),
    *("column", "sheet", "seed", "skip_list", "trust_folder", "purpose"),
)


@click.group(cls=Program, invoke_without_command=True)
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
@speaking("print the closing summary as one JSON object", can_log=True)
@click.pass_context
def run(context: click.Context, /, inputs: tuple[Path, ...], **flags: Any) -> None:  # noqa: ANN401
    """Look up every identifier of the INPUT files, folders and patterns (- is standard input), and write the answers.

    Run is also resume: an unfinished run of the same input, environment and answer-changing settings under --out is
    continued; a finished one is followed by a new one.
    """
    check_memory()
    from batch.cli.next_command import NextCommands
    from batch.cli.run_and_retry import run_inputs

    config = configured(flags)
    commands = NextCommands.after("run", inputs, given(flags), config)
    sys.exit(run_inputs(inputs, config, _voice(context), commands))


@commands.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@settings_flags()
@speaking("print the plan as one JSON object")
@click.pass_context
def plan(context: click.Context, /, inputs: tuple[Path, ...], **flags: Any) -> None:  # noqa: ANN401
    """Say what `run` would do with the INPUT files, folders and patterns, without any network and changing nothing.

    Takes every flag of `run`. Exits 0 when a run could go ahead and be answered in full, otherwise with the code that
    it would end with: 3 for rows that are no identifiers, say. Credentials that are missing are named, and change it
    not.
    """
    from batch.cli.next_command import command_to_copy
    from batch.inputs import expand_inputs, passed_over
    from batch.jobs.plan import make_plan, report_lines

    voice, config = _voice(context), configured(flags)
    voice.set_up_logs(logging.WARNING)
    planned = make_plan(
        expand_inputs(inputs),
        config,
        passed_over=passed_over(inputs),
        next_command=command_to_copy("run", inputs, given(flags)),
    )
    _end(voice, ending_of_plan(planned, report_lines(planned)))


@commands.command()
@click.argument("run_name", metavar="[RUN|FILE]", required=False, shell_complete=files_or_run_ids)
@settings_flags()
@speaking("print the closing summary as one JSON object", can_log=True)
@click.pass_context
def retry(context: click.Context, /, run_name: str | None, **flags: Any) -> None:  # noqa: ANN401
    """Ask again about what RUN (by default the latest) could not get answered, and write its files anew.

    It goes on as `run` does, with the run's own environment, language, columns, sheets and formats. What is remembered
    as slow is not asked; see `ektepakt-batch slow forget`. With FILE, an annotated copy, its rows without an answer are
    asked about.
    """
    check_memory()
    from batch.cli.next_command import NextCommands
    from batch.cli.run_and_retry import retry_run_named, run_inputs

    if run_name is not None and Path(run_name).is_file():
        inputs, config = [Path(run_name)], configured(flags)
        commands = NextCommands.after("retry", inputs, given(flags), config)
        sys.exit(run_inputs(inputs, config, _voice(context), commands))
    sys.exit(retry_run_named(run_name, flags, _voice(context)))


@commands.command()
@click.argument("run_names", metavar="[OLD NEW]", nargs=-1, shell_complete=run_ids)
@settings_flags("out", "state", "fail_on_change")
@speaking("print what has changed as one JSON object")
@click.pass_context
def compare(context: click.Context, /, run_names: tuple[str, ...], **flags: Any) -> None:  # noqa: ANN401
    """Write what has changed between two complete runs (by default the two latest of the same inputs).

    OLD and NEW are names or folders of runs; `latest` is the newest complete one. It is written as changes.csv and
    changes.parquet in the folder of NEW. A failure in one of them, and an answer that NEW has taken over, are no
    change.
    """
    from batch.jobs.compare import compare_runs

    voice, config = _voice(context), configured(flags)
    voice.set_up_logs(logging.WARNING)
    compared = compare_runs(run_names, config)
    _end(voice, ending_of_compare(compared, config))


@commands.command()
@click.argument("inputs", metavar="[INPUT...]", nargs=-1, type=click.Path(path_type=Path))
@settings_flags(*_OF_DOCTOR)
@click.option("--fnr", metavar="FNR", help="look this identity up, so that the register's agreement is checked too")
@speaking("print the checks as one JSON object")
@click.pass_context
def doctor(context: click.Context, /, inputs: tuple[Path, ...], *, fnr: str | None, **flags: Any) -> None:  # noqa: ANN401
    """Check that this machine can do a run: settings, key, clock, token, one look-up, write access.

    With INPUT, somebody drawn of it is looked up. Exits 0, or with the code that `run` would end with.
    """
    check_memory()
    from batch.inputs import expand_inputs
    from batch.jobs.doctor import SIGNS, examine

    voice, config = _voice(context), configured(flags)
    voice.set_up_logs(logging.WARNING)
    diagnosis = examine(config, fnr, expand_inputs(inputs) if inputs else (), code_of=code_of_end)
    lines = diagnosis.lines(with_signs=takes(sys.stdout, "".join(SIGNS.values())), width=terminal_width(sys.stdout))
    _end(voice, ending_of_diagnosis(diagnosis, lines))


@commands.command("config")
@settings_flags()
@speaking("print the settings as one JSON object")
@click.pass_context
def show_settings(context: click.Context, /, **flags: Any) -> None:  # noqa: ANN401
    """Print the settings in force and where each came from: flag, variable, file and line, or default.

    Takes every flag of `run`. Secrets are shown as ***.
    """
    from batch.cli.settings_shown import settings_as_json, settings_lines

    config = configured(flags)
    lines = settings_lines(config, width=terminal_width(sys.stdout))
    _end(_voice(context), ending_of_result(settings_as_json(config), lines))


@commands.command(cls=SandboxCommand)
@click.pass_context
def sandbox(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Start the embedded register and Maskinporten, and print the settings that point a client at them.

    It answers on this machine alone, until Ctrl-C, and all answers are made up. It is unfriendly on purpose, as a
    register on an ordinary day: some errors, uneven latency, short-lived tokens; --calm turns that off.
    """
    from batch.sandbox import Audience, UnusableOptionsError, serve_given

    _voice(context).set_up_logs(logging.WARNING)
    try:
        serve_given({name: value for name, value in given.items() if value is not None}, audience=Audience.PERSON)
    except UnusableOptionsError as error:
        raise click.UsageError(str(error), context) from error


@commands.command()
@click.argument("shell", type=click.Choice(SHELLS), metavar="bash|zsh|fish")
def completion(shell: str) -> None:
    """Print the script with which a shell completes commands, flags, their values, files and the names of runs."""
    print_result([script_for(shell, commands).rstrip("\n")])


commands.add_command(runs)
commands.add_command(slow)


def run_command_line() -> int:
    """Run the command line; every error ends here, in one sentence and an exit code."""
    voice = Voice(sys.argv[1:])
    try:
        commands.main(prog_name=PROGRAM, standalone_mode=False, obj=voice)
    except SystemExit as end:
        ending = Ending(code=ExitCode(int(end.code or 0)))
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        ending = ending_of_usage(error)
    except EktepaktBatchError as error:
        voice.measures.note_error(error)
        ending = ending_of_error(error)
    except (click.Abort, KeyboardInterrupt):
        ending = ending_of_error(LeftAtOnceError("stopped", remedy="run the same command again to go on"))
    except Exception as error:  # noqa: BLE001 - a defect must not show what it was working on
        used_up = exhaustion(error)
        ending = ending_of_defect(error) if used_up is None else ending_of_error(used_up)
    else:
        ending = Ending(code=ExitCode.OK)
    voice.end(ending)
    voice.measure(ending.code)
    return ending.code


def _voice(context: click.Context) -> Voice:
    voice = context.find_root().obj
    assert isinstance(voice, Voice)  # given to the outermost command
    return voice


def _end(voice: Voice, ending: Ending) -> NoReturn:
    voice.end(ending)
    sys.exit(ending.code)
