"""Sets the interpreter up for the look-ups, which make many short-lived objects."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# SQLite gives the GIL up at each statement, and beside a busy event loop gets it back after as long as this. With the
# usual 5 ms a commit takes 33 ms, with this 20; with a tenth of it nothing gets faster.
_SWITCH_SECONDS = 0.0005


@contextmanager
def set_up_for_lookups() -> Iterator[None]:
    """Let the ledger's thread have its turn soon, and the garbage collector pass over what the program is made of."""
    usual_seconds = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()  # what is there now stays until the end in any case
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(usual_seconds)
