"""Hands the program's events to Python's own logging, where the host decides what becomes of them."""

import logging
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

from batch.identity.masking import mask_identifiers

logging.getLogger("batch").addHandler(logging.NullHandler())  # as libraries do: silent unless the host listens
_lock = threading.Lock()
_calls = 0


@contextmanager
def events_to_logging() -> Iterator[None]:
    """Send events to the loggers `batch.…` within the context, and put structlog back as it was.

    Where the host has set structlog up itself, its own configuration has them.
    """
    if _begin():
        try:
            yield
        finally:
            _end()
    else:
        yield


def _begin() -> bool:
    """Count the calls that go on, since several threads may look up at a time; False where the host is in charge."""
    global _calls  # noqa: PLW0603 - structlog's configuration is one for the process
    with _lock:
        if _calls == 0 and structlog.is_configured():
            return False
        if _calls == 0:
            structlog.configure(
                processors=[structlog.stdlib.filter_by_level, _as_line],
                logger_factory=structlog.stdlib.LoggerFactory(),
                wrapper_class=structlog.stdlib.BoundLogger,
            )
        _calls += 1
    return True


def _end() -> None:
    global _calls  # noqa: PLW0603
    with _lock:
        _calls -= 1
        if _calls == 0:
            structlog.reset_defaults()


def _as_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:  # noqa: ANN401
    said = str(event.pop("event", ""))
    fields = "".join(f" {name}={value}" for name, value in event.items())
    return mask_identifiers(f"{said}{':' if fields else ''}{fields}")
