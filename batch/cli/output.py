"""What people and scripts are told: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from batch.cli.logs import redact
from batch.errors import SettingsError
from batch.run import Announcement, Summary

PROGRAM = "ektepakt-batch"


def announce(announcement: Announcement, *, is_quiet: bool) -> None:
    if not is_quiet:
        with suppress(OSError):
            _write(sys.stderr, "\n".join(announcement.lines()))


def tell(summary: Summary, *, as_json: bool) -> None:
    if summary.stopped_by is not None:
        say(str(summary.stopped_by))
    print_result([json.dumps(summary.as_json(), ensure_ascii=False)] if as_json else summary.lines())


def print_result(lines: Sequence[str]) -> None:
    """Print a result. Raises SettingsError when standard output takes none of it; a closed pipe is no error."""
    try:
        _write(sys.stdout, "\n".join(lines))
    except BrokenPipeError:
        return
    except OSError as error:
        raise SettingsError(f"can't write to standard output ({error.strerror}); the work itself is done") from error


def say(message: str) -> None:
    with suppress(OSError):
        _write(sys.stderr, f"{PROGRAM}: {message}")


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{redact(text)}\n")
    stream.flush()
