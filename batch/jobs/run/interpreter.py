"""Sets the interpreter up for the look-ups, which make many short-lived objects."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# SQLite gives the GIL up at each statement, and beside a busy event loop gets it back after as long as this. With the
# usual 5 ms a commit takes 33 ms, with this 20; with a tenth of it nothing gets faster.
_SWITCH_SECONDS = 0.0005


class _Interpreter:
    """One for all runs of a process: two calls from Python may overlap, and the last puts back what the first found."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs = 0
        self._usual_seconds = 0.0

    def enter(self) -> None:
        with self._lock:
            if not self._runs:
                self._usual_seconds = sys.getswitchinterval()
                sys.setswitchinterval(_SWITCH_SECONDS)
                gc.freeze()  # what is there now stays until the end in any case
            self._runs += 1

    def leave(self) -> None:
        with self._lock:
            self._runs -= 1
            if not self._runs:
                gc.unfreeze()
                sys.setswitchinterval(self._usual_seconds)


_interpreter = _Interpreter()


@contextmanager
def set_up_for_lookups() -> Iterator[None]:
    """Let the ledger's thread have its turn soon, and the garbage collector pass over what the program is made of."""
    _interpreter.enter()
    try:
        yield
    finally:
        _interpreter.leave()
