"""Writes results to standard output, and everything else to standard error."""

import errno
import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

import click

from batch.cli.redaction import clean
from batch.errors import EktepaktBatchError, SettingsError
from batch.errors.called import PROGRAM

if TYPE_CHECKING:  # what a run reports; help and completion report nothing
    from batch.report.announcement import Announcement
    from batch.report.next_steps import CommandsToCopy
    from batch.report.summary import Summary

_NOBODY_READS = frozenset({errno.EPIPE, errno.EIO})  # a pipe, and a terminal, that was closed at the other end


def announce(announcement: "Announcement", *, is_quiet: bool) -> None:
    if not is_quiet:
        with suppress(OSError):
            _write(sys.stderr, "\n".join(announcement.lines()))


def tell(summary: "Summary", commands: "CommandsToCopy", *, as_json: bool) -> None:
    """Print how a run ended, and the commands for what can be done next."""
    from batch.report.closing_lines import closing_lines  # noqa: PLC0415 - help and completion tell nothing
    from batch.report.next_steps import next_steps  # noqa: PLC0415

    if summary.stopped_by is not None:
        say(str(summary.stopped_by))
    if summary.unlinked is not None:
        say(str(summary.unlinked))
    steps = list(next_steps(summary, commands))
    if as_json:
        parts = summary.as_json() | {"next": [asdict(step) for step in steps]}
        print_result([json.dumps(parts, ensure_ascii=False)])
    else:
        print_result(closing_lines(summary, steps, width=terminal_width(sys.stdout)))


def give_error(error: EktepaktBatchError, *, cause: BaseException | None = None) -> None:
    """Give a script that asked for JSON the parts of what ended the command; `cause` is what it was, if not ours."""
    if "--json" in sys.argv:
        parts = error.as_json() | {"type": type(cause or error).__name__}
        with suppress(OSError):
            _write(sys.stdout, json.dumps({"error": parts}, ensure_ascii=False))


def print_result(lines: Sequence[str]) -> None:
    """Print a result. Raises SettingsError when standard output takes none of it; a reader that is gone is no error."""
    try:
        _write(sys.stdout, "\n".join(lines))
    except OSError as error:
        if error.errno in _NOBODY_READS:
            return
        raise SettingsError(
            f"can't write to standard output ({error.strerror})",
            remedy="make room, or send it elsewhere; the work itself is done",
        ) from error


def agreed_on_terminal(question: object) -> bool:
    """Ask a person; where nobody sits, nobody is asked, and the command was enough."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return click.confirm(clean(str(question)), err=True)


def say(message: str) -> None:
    with suppress(OSError):
        _write(sys.stderr, f"{PROGRAM}: {message}")


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


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{clean(text)}\n")
    stream.flush()
