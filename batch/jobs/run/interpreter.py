"""Sets the interpreter up for an event loop that is busy beside the thread that writes the ledger."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# A thread that wants to go on waits so long for a busy one, and a commit does so four times: with Python's own 5 ms it
# takes longer than the look-ups that fill the next group. Half and double measure the same.
_SWITCH_SECONDS = 0.0005


@contextmanager
def set_up_for_look_ups() -> Iterator[None]:
    """Let threads take turns soon, and let collections pass over what the program is made of."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before)
