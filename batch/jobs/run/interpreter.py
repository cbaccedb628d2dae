"""Sets the interpreter up for an event loop that is busy beside the thread that writes the ledger."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# So long a thread waits for a busy one to let it go on, and a commit does so four times. With Python's own 5 ms a
# commit takes half as long again, and workers wait for it; 0.2 and 1 ms measure the same.
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
