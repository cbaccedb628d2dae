"""What commands say and ask besides their result, in the voice of the command that is being called."""

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

import click

from batch.cli.redaction import clean
from batch.cli.speech.endings import ending_of_run
from batch.cli.speech.voice import Voice, current_voice
from batch.jobs.exit_codes import ExitCode

if TYPE_CHECKING:  # what a run reports; help and completion report nothing
    from batch.report.next_steps import CommandsToCopy
    from batch.report.summary import Summary


def tell(summary: "Summary", commands: "CommandsToCopy", voice: Voice) -> ExitCode:
    """Say how a run ended, and the commands for what can be done next; return its exit code."""
    from batch.report.closing_lines import closing_lines  # noqa: PLC0415 - help and completion tell nothing
    from batch.report.next_steps import next_steps  # noqa: PLC0415

    voice.measures.summary = summary
    steps = list(next_steps(summary, commands))
    lines = closing_lines(summary, steps, width=terminal_width(sys.stdout))
    ending = ending_of_run(summary, steps, lines, voice.run)
    voice.end(ending)
    return ending.code


def agreed_on_terminal(question: object) -> bool:
    """Ask a person; where nobody sits, nobody is asked, and the command was enough."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    voice, asked = current_voice(), clean(str(question))
    if not voice.logs_json:
        return click.confirm(asked, err=True)
    voice.say(f"{asked} [y/N]", level="question")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def say(message: str) -> None:
    """Say a sentence on standard error, as the command that is being called was asked to speak."""
    current_voice().say(message)


def takes(stream: TextIO, text: str) -> bool:
    """Whether a stream's encoding has all of these characters."""
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def terminal_width(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream is, None where it is none."""
    return shutil.get_terminal_size().columns if stream.isatty() else None
