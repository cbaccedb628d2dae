"""The commands about the runs under an output folder: list, show, purge, forget."""

import logging
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from batch.cli.flags import configured, given, settings_flags, speaking
from batch.cli.help.commands_told import ToldGroup
from batch.cli.help.completion import latest_or_run_ids, run_ids
from batch.cli.output import agreed_on_terminal, say, terminal_width
from batch.cli.speech.endings import ending_of_result
from batch.cli.speech.voice import current_voice
from batch.config import Config
from batch.errors import SettingsError
from batch.options.durations import read_duration

if TYPE_CHECKING:  # runs are read with SQLite, which help and completion do without
    from batch.jobs.runs.purging import Purge

_PLACE = ("out", "state")
_OF_JSON = "print the result as one JSON object"


@click.group(cls=ToldGroup, invoke_without_command=True)
@settings_flags(*_PLACE)
@speaking(_OF_JSON)
@click.pass_context
def runs(context: click.Context, /, **flags: Any) -> None:  # noqa: ANN401
    """List the runs under --out, the newest first: when, where, what came of them, and how large they are.

    A run is complete, or stopped (its own command goes on with it), or damaged. `forgotten` says that the register's
    answers are in its tables alone.
    """
    context.obj = given(flags)
    if context.invoked_subcommand is None:
        _list(_configured(context.obj))


@runs.command()
@click.argument("run_name", metavar="RUN", shell_complete=latest_or_run_ids)
@settings_flags(*_PLACE)
@speaking(_OF_JSON)
@click.pass_obj
def show(above: dict[str, Any], /, run_name: str, **flags: Any) -> None:  # noqa: ANN401
    """Show what is known of RUN, or of the `latest`: outcomes, files with their sizes, changes, settings (--json)."""
    from batch.jobs.runs.listing import run_named, shown_lines, shown_run

    run, latest = run_named(run_name, _configured(above | given(flags)))
    _end(shown_run(run, latest), shown_lines(run, latest))


@runs.command()
@click.argument("run_names", metavar="[RUN...]", nargs=-1, shell_complete=run_ids)
@settings_flags(*_PLACE, "purpose")
@click.option("--older-than", metavar="AGE", help="delete the complete runs that ended before so long (30d, 12h, 2w)")
@click.option("--stopped", "with_stopped", is_flag=True, help="delete runs too that are not complete and could go on")
@click.option("--yes", "is_agreed", is_flag=True, help="delete without asking; needed where nobody sits at a terminal")
@speaking(_OF_JSON)
@click.pass_obj
def purge(
    above: dict[str, Any],
    /,
    run_names: Sequence[str],
    *,
    older_than: str | None,
    with_stopped: bool,
    is_agreed: bool,
    **flags: Any,  # noqa: ANN401
) -> None:
    """Delete runs for good, with their ledgers and all files in their folders, after saying which and asking.

    By age or by name. The latest run is left unless it is named, and a run that can go on unless --stopped is given.
    A purge that was killed is finished by the next. Who purged is noted in audit.jsonl, which stays.
    """
    from batch.jobs.exit_codes import code_of_end
    from batch.jobs.runs.purging import Wanted, purge_runs

    before = _before(older_than)
    if not run_names and before is None:
        raise click.UsageError("Say which runs: --older-than AGE, or their names.")
    wanted = Wanted(names=run_names, before=before, with_stopped=with_stopped)
    purged, finished = purge_runs(
        wanted,
        _configured(above | given(flags)),
        agreed=lambda purge: _is_agreed(purge, is_agreed=is_agreed),
        code_of=code_of_end,
    )
    _end(purged.as_json(finished=finished), purged.told(finished))


@runs.command()
@click.argument("run_name", metavar="RUN", shell_complete=latest_or_run_ids)
@settings_flags(*_PLACE, "purpose")
@speaking(_OF_JSON)
@click.pass_obj
def forget(above: dict[str, Any], /, run_name: str, **flags: Any) -> None:  # noqa: ANN401
    """Delete the register's answers from the ledger of RUN, a complete one, or of the `latest`; its files stay.

    What was asked, what came of it and a hash for comparisons stay in the ledger too. The run can't be retried after
    that, and --max-age takes nothing over from it.
    """
    from batch.jobs.exit_codes import code_of_end
    from batch.jobs.runs.forgetting_job import forget_run

    forgotten = forget_run(run_name, _configured(above | given(flags)), code_of_end)
    _end(forgotten.as_json(), [str(forgotten)])


def _configured(flags: dict[str, Any]) -> Config:
    config = configured(flags)
    current_voice().set_up_logs(logging.WARNING)
    return config


def _list(config: Config) -> None:
    from batch.jobs.runs.listing import list_lines, list_runs, run_as_json

    found, latest = list_runs(config)
    result = {"out": str(config.export.out), "runs": [run_as_json(each, latest=latest) for each in found]}
    _end(result, list_lines(found, latest, config.export.out))


def _before(older_than: str | None) -> timedelta | None:
    try:
        found = None if older_than is None else read_duration(older_than)
    except ValueError as error:
        raise SettingsError("--older-than has no valid value", remedy=str(error)) from error
    assert found is None or isinstance(found, timedelta)
    return found


def _is_agreed(purge: "Purge", *, is_agreed: bool) -> bool:
    """Say what goes, and ask. Raises SettingsError where nobody is there to be asked."""
    if is_agreed:
        return True
    for line in () if current_voice().manner.as_json else purge.lines():
        say(line)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise SettingsError("nothing was deleted, since nobody is there to be asked", remedy="give --yes to delete")
    return agreed_on_terminal(purge.question())


def _end(result: dict[str, Any], lines: Iterable[str]) -> None:
    """End with lines; on a terminal what does not fit goes on below, and a name or a path stays whole, to be copied."""
    width = terminal_width(sys.stdout)
    shown = [each for line in lines for each in (_folded(line, width) if width else [line])]
    current_voice().end(ending_of_result(result, shown))


def _folded(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    below = f"{indent}    "
    found = wrap(line, width, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)
    return found or [""]
