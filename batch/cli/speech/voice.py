"""How a command speaks: everything on standard error, and the result on standard output, in the manner asked for.

For people each is a sentence; with --log-format json each line is an event with `run_id`; with -q there is one line at
the end, and only where something is wrong or somebody must act soon.
"""

import errno
import json
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batch.cli.redaction import clean
from batch.cli.speech.events import event_line
from batch.cli.speech.manner import Manner, is_json
from batch.cli.speech.measures import Measures
from batch.cli.speech.screen import Screen
from batch.errors import EktepaktBatchError, SettingsError
from batch.errors.called import PROGRAM
from batch.jobs.exit_codes import ExitCode

if TYPE_CHECKING:  # what a run reports; help and completion report nothing
    from batch.config import Config
    from batch.report.announcement import Announcement

_NOBODY_READS = frozenset({errno.EPIPE, errno.EIO})  # a pipe, and a terminal, that was closed at the other end
_OF_RUNS = {"retry": "run"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a command ended.

    `result` and `lines` are what standard output gets, `error` the parts of what is wrong, `sentence` the same for
    people. `counts` and `place` tell in a few words what came of it and where to look, `facts` the same to a log.
    `act_soon` are what a person must see to although all is well.
    """

    code: ExitCode
    result: Mapping[str, Any] | None = None
    lines: Sequence[str] = ()
    error: Mapping[str, Any] | None = None
    sentence: str = ""
    shown: str | None = None  #: what people are told in place of the sentence; nothing where that is empty
    counts: str = ""
    place: Path | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    act_soon: Sequence[str] = ()


class Voice:
    """Speaks for one command; any thread may call it.

    Begins with the manner that the words of the command have, and learns the settings' when they are read.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self.manner = Manner.of(arguments)
        self.measures = Measures(arguments)
        self.screen = Screen()
        self.environment = self.manner.environment
        self.run: Announcement | None = None
        self._command = next((word for word in arguments if not word.startswith("-")), "command")
        self._begun = time.monotonic()
        self._logs_json = True if self.manner.logs_json else None
        self._has_ended = False
        if self._logs_json:
            self.set_up_logs()

    @property
    def logs_json(self) -> bool:
        """Whether a line of standard error is to be an event. Where the settings can't be read, what can says so."""
        if self._logs_json is None:
            from batch.config.sources import glance  # noqa: PLC0415 - where nothing has been read yet

            seen = glance(Path.cwd(), ("log_format", "env"))
            self._logs_json = is_json(self.manner.log_format or seen.get("log_format"))
            self.environment = self.environment or seen.get("env")
        return self._logs_json

    def settle(self, config: "Config") -> None:
        """Speak as the settings say from now on."""
        self._logs_json = is_json(config.log.log_format)
        self.environment = config.run.env.value

    def set_up_logs(self, level: int = logging.INFO) -> None:
        """Have what is logged spoken too; -v and -q count before the level."""
        from batch.cli.speech.logs import set_up_logs  # noqa: PLC0415 - structlog, which light commands do without

        if self.manner.is_quiet:
            level = logging.CRITICAL + 1
        elif self.manner.is_verbose:
            level = logging.DEBUG
        set_up_logs(self.screen, as_json=self.logs_json, level=level, run_id=lambda: self.run_id)

    @property
    def run_id(self) -> str | None:
        return None if self.run is None else self.run.run_id

    def say(self, message: str, *, level: str = "warning") -> None:
        """Say a sentence, now; with -q only what is wrong."""
        if self.manner.is_quiet and level != "error":
            return
        if self.logs_json:
            self._event(message, level=level)
        else:
            self.screen.write_sentences(clean(f"{PROGRAM}: {message}"))

    def announce(self, announcement: "Announcement") -> None:
        """Say the first lines of a run, and know from now on which it is."""
        self.run = announcement
        if self.manner.is_quiet:
            return
        if self.logs_json:
            self._event("run begins", level="info", **announcement.facts())
        else:
            self.screen.write_sentences(clean("\n".join(announcement.lines())))

    def end(self, ending: Ending) -> None:
        """Say how the command ended, once. Raises SettingsError when standard output takes none of the result."""
        if self._has_ended or (ending == Ending(code=ExitCode.OK) and self._logs_json is None):
            return  # help and completion have no settings, and say nothing of their end
        self.screen.show(())
        is_loud = bool(ending.code or ending.act_soon) or not self.manner.is_quiet
        if not self.logs_json and not self.manner.is_quiet:
            self._say_for_people(ending)
        with suppress(*() if ending.result else (SettingsError,)):  # what is wrong already is said all the same
            self._give_result(ending)
        self._has_ended = True
        if self.logs_json and is_loud:
            self._say_event(ending)
        elif self.manner.is_quiet and is_loud:
            self.screen.write(clean(self._one_line(ending)))

    def measure(self, code: int) -> None:
        """Write the metrics of the command that has ended, where they are wanted; the code stays what it is."""
        try:
            self.measures.write(code, environment=self.environment, run=self.run)
        except EktepaktBatchError as error:
            self.say(f"the metrics are not written: {error.what}", level="error")

    def _give_result(self, ending: Ending) -> None:
        if self.manner.as_json and (ending.result is not None or ending.code):
            fault = {"error": _parts(ending), "remedy": _parts(ending)["remedy"], "exit_code": int(ending.code)}
            parts = {**(ending.result or {}), **(fault if ending.code else {})}
            print_result([json.dumps(parts, ensure_ascii=False)])
        elif ending.lines and not self.manner.is_quiet:
            print_result(ending.lines)

    def _say_for_people(self, ending: Ending) -> None:
        shown = ending.sentence and f"{PROGRAM}: {ending.sentence}" if ending.shown is None else ending.shown
        if shown:
            self.screen.write_sentences(clean(shown))

    def _say_event(self, ending: Ending) -> None:
        """Say it with all that a log wants to know; the days are those of certificate or key."""
        parts = _parts(ending)
        fault = {"error": parts["what"], "remedy": parts["remedy"], "source": parts["source"]} if ending.code else {}
        run = self.run
        of_run = (
            {} if run is None else {"certificate_days": run.key_days, "folder": str(run.manifest.parent.absolute())}
        )
        self._event(
            f"{_OF_RUNS.get(self._command, self._command)} ended",
            level="error" if ending.code else "warning" if ending.act_soon else "info",
            environment=self.environment,
            exit_code=int(ending.code),
            seconds=round(time.monotonic() - self._begun, 3),
            **fault,
            **of_run,
            **ending.facts,
            **({"act_soon": list(ending.act_soon)} if ending.act_soon else {}),
        )

    def _one_line(self, ending: Ending) -> str:
        """Say all of it in one line, as the subject of a mail that is read in the morning."""
        place = ending.place or (None if self.run is None else self.run.manifest.parent.absolute())
        parts = [
            f"exit code {int(ending.code)}",
            *([ending.sentence or _parts(ending)["what"]] if ending.code else []),
            *([ending.counts] if ending.counts else []),
            *(f"act soon: {each}" for each in ending.act_soon),
            *([str(place)] if place else []),
        ]
        environment = f"{self.environment}: " if self.environment else ""
        return " ".join(f"{PROGRAM}: {environment}{'; '.join(parts)}".split())

    def _event(self, event: str, *, level: str, **fields: Any) -> None:  # noqa: ANN401 - as JSON has them
        self.screen.write(event_line(event, level=level, **({"run_id": self.run_id} | fields)))


def current_voice() -> Voice:
    """Return that of the command that is being called."""
    context = click.get_current_context(silent=True)
    found = None if context is None else context.find_root().obj
    return found if isinstance(found, Voice) else Voice([])


def print_result(lines: Sequence[str]) -> None:
    """Print a result. Raises SettingsError when standard output takes none of it; a reader that is gone is no error."""
    try:
        sys.stdout.write(clean("\n".join(lines)) + "\n")
        sys.stdout.flush()
    except OSError as error:
        if error.errno in _NOBODY_READS:
            return
        raise SettingsError(
            f"can't write to standard output ({error.strerror})",
            remedy="make room, or send it elsewhere; the work itself is done",
        ) from error


def _parts(ending: Ending) -> Mapping[str, Any]:
    """Return what is wrong by its parts; where it is no error of ours, the exit code is its kind."""
    return ending.error or {"type": ending.code.name, "what": ending.sentence, "remedy": None, "source": None}
