"""Whether another process is alive."""

import os
import sys
from contextlib import suppress


def is_alive(process: int) -> bool:
    """Where asking would end it, as on Windows, it is taken to be alive."""
    if sys.platform == "win32":
        return True
    with suppress(ProcessLookupError):
        try:
            os.kill(process, 0)
        except PermissionError:
            return True
        return True
    return False
