"""The program's entry point called within this process, with everything put back that it changes."""

import gc
import io
import logging
import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

import structlog

import batch
from batch.cli.entry import main

MODULE = str(Path(batch.__file__).with_name("__main__.py"))
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def call(arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """Run a command line as a process of its own would: in its folder and environment, with nothing to read.

    Returns its exit code and what it said. It costs a twentieth of a process, most of which is imports.
    """
    stdout, stderr = _Stream("strict"), _Stream("backslashreplace")
    with ExitStack() as changes:
        changes.enter_context(chdir(folder))
        changes.enter_context(patch.dict(os.environ, environment, clear=True))
        changes.enter_context(patch.object(tempfile, "tempdir", None))  # found anew by TMPDIR
        changes.enter_context(patch.object(sys, "meta_path", [*sys.meta_path]))
        changes.enter_context(patch.object(sys, "argv", [MODULE, *arguments]))
        nothing = changes.enter_context(Path(os.devnull).open(encoding="utf-8"))
        for name, stream in (("stdin", nothing), ("stdout", stdout), ("stderr", stderr)):
            changes.enter_context(patch.object(sys, name, stream))
        changes.enter_context(_signals_put_back())
        changes.enter_context(_collection_put_back())
        changes.enter_context(logs_put_back())
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, stdout.said(), stderr.said()


class _Stream(io.TextIOWrapper):
    """A standard stream of a process that is read to its end: no terminal, and UTF-8."""

    def __init__(self, errors: str) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors=errors, newline="\n")

    def said(self) -> str:
        self.flush()
        said: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return said.decode("utf-8")


@contextmanager
def logs_put_back() -> Iterator[None]:
    """Let a log be set up within the context only."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = warnings.showwarning, threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        warnings.showwarning, threading.excepthook, sys.unraisablehook = hooks
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@contextmanager
def _signals_put_back() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _collection_put_back() -> Iterator[None]:
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
