"""Sets the interpreter up for the look-ups, which make many short-lived objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def program_frozen() -> Iterator[None]:
    """Let the garbage collector pass over what the program is made of: that stays until the end in any case."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
