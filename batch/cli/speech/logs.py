"""Sets the log up, and keeps identifiers and secrets out of it, ours and those of libraries.

Our own code never logs them; this is the second fence, for what libraries and tracebacks say.
"""

import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from batch.cli.redaction import clean, clean_value, redact
from batch.cli.speech.events import as_line
from batch.cli.speech.screen import Screen
from batch.cli.speech.traces import trace_of

_SAID_ALONE = frozenset({"reason", "error", "warning", "fault", "observation"})
"""Values that are sentences: people are not told their names."""

_NOT_FOR_PEOPLE = frozenset({"event", "level", "logger", "timestamp", "run_id", "said", "exception", "stack"})
_COLOURS = {"warning": "33", "error": "31", "critical": "31"}
_LEVEL = re.compile(rf"\A([0-9:]{{8}} )({'|'.join(_COLOURS)}):")
_Event = MutableMapping[str, Any]


def set_up_logs(
    screen: Screen,
    *,
    as_json: bool,
    level: int,
    run_id: Callable[[], str | None] = lambda: None,
) -> None:
    """Log to the screen, and have Python's own warnings and what nobody catches logged too.

    `run_id` returns that of the run, once there is one.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(lambda raised: trace_of(raised[1])),
        lambda _logger, _method, event: {**event, "run_id": run_id()},
        _clean_event,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    render: Processor = _json_line if as_json else _for_people
    handler = _ScreenHandler(screen.write if as_json else partial(screen.write_sentences, look=_coloured))
    handler.setFormatter(
        _RedactingFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _log_what_nobody_catches()


def _log_what_nobody_catches() -> None:
    """Have the log told what Python would write to standard error by itself."""
    logger = logging.getLogger("python")

    def show(  # noqa: PLR0917 - as Python calls it
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG001
        line: str | None = None,  # noqa: ARG001
    ) -> None:
        logger.warning("%s: %s (%s:%s)", category.__name__, message, filename, lineno)

    def hear_thread(lost: threading.ExceptHookArgs) -> None:
        if lost.exc_value is not None and lost.exc_type is not SystemExit:
            _error(logger, "a thread has ended", lost.exc_value, lost.exc_traceback)

    def hear_unraisable(lost: "sys.UnraisableHookArgs") -> None:
        if lost.exc_value is not None:
            _error(logger, lost.err_msg or "an error that nobody can catch", lost.exc_value, lost.exc_traceback)

    warnings.showwarning = show
    threading.excepthook, sys.unraisablehook = hear_thread, hear_unraisable


def _error(logger: logging.Logger, said: str, error: BaseException, trace: TracebackType | None) -> None:
    logger.error(said, exc_info=(type(error), error, trace))


class _ScreenHandler(logging.Handler):
    """Writes each record, also one that its own library can't write."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception as error:  # noqa: BLE001 - the text of a library, which may not fit its values
            record.msg, record.args = f"a log line that can't be written ({type(error).__name__})", ()
            record.exc_info = record.exc_text = record.stack_info = None
            line = self.format(record)
        self._write(line)


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line as well: what was no text before it was rendered is text now."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _for_people(_logger: Any, _method: str, event: _Event) -> str:  # noqa: ANN401 - structlog's
    """Write an event as a sentence behind the local time; `said` is what a person is told instead of values."""
    level = event.get("level", "info")
    word = f"{level}: " if level in _COLOURS else ""
    told = event.get("said") or _sentence(event)
    more = [str(event[name]).rstrip("\n") for name in ("stack", "exception") if event.get(name)]
    return "\n".join([f"{datetime.now(UTC).astimezone():%H:%M:%S} {word}{clean(str(told))}", *map(clean, more)])


def _coloured(text: str) -> str:
    """Give the word that tells of the level its colour; it does so after lines are broken, which counts characters."""
    return _LEVEL.sub(lambda found: f"{found[1]}\x1b[{_COLOURS[found[2]]}m{found[2]}:\x1b[0m", text, count=1)


def _sentence(event: _Event) -> str:
    values = [
        _said(name, value)
        for name, value in event.items()
        if name not in _NOT_FOR_PEOPLE and not name.startswith("_") and value is not None
    ]
    return f"{event['event']}: {', '.join(values)}" if values else str(event["event"])


def _said(name: str, value: object) -> str:
    if name in _SAID_ALONE:
        return str(value)
    return (
        f"{value:g} s" if name == "seconds" and isinstance(value, int | float) else f"{name.replace('_', ' ')} {value}"
    )


def _json_line(_logger: Any, _method: str, event: _Event) -> str:  # noqa: ANN401 - structlog's
    return as_line({name: value for name, value in event.items() if name != "said"})


def _clean_event(_logger: Any, _method: str, event: _Event) -> _Event:  # noqa: ANN401 - structlog's
    return {name: value if name.startswith("_") else clean_value(value) for name, value in event.items()}
