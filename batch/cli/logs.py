"""Sets the log up, and keeps identifiers and secrets out of it, ours and those of libraries.

Our own code never logs them; this is the second fence, for what libraries and tracebacks say.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import structlog
from structlog.typing import Processor

from batch.cli.redaction import clean, redact
from batch.identity.masking import MASK
from batch.options.run_options import LogFormat


def set_up_logs(*, log_format: LogFormat | None, verbosity: int) -> None:
    """Log to standard error: from warnings (-1) over info (0) to debug (1), JSON unless on a terminal."""
    is_json = log_format is LogFormat.JSON or (log_format is None and not sys.stderr.isatty())
    level = {-1: logging.WARNING, 0: logging.INFO}.get(verbosity, logging.DEBUG)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _RedactingFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redact_event, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line as well: what was no text before it was rendered is text now."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    return {key: _redact_value(value) for key, value in event.items()}


def _redact_value(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {clean(str(key)): _redact_value(inner) for key, inner in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [_redact_value(inner) for inner in value]
        case None | bool():
            return value
        case int() | float():
            return value if redact(str(value)) == str(value) else MASK
        case _:
            return clean(repr(value))
