"""Tells that this machine gives the process no further file, memory or thread, whatever was tried."""

import errno

from batch.errors.machine import MachineExhaustedError
from batch.errors.tls import root_of

_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_MEMORY = frozenset({errno.ENOMEM, errno.ENOBUFS})
_NO_THREAD = "can't start new thread"
# How the dynamic loader says that a library found no room in the address space.
_NO_ROOM = ("failed to map segment", "cannot allocate memory", "cannot create shared object")
_GO_ON = "and run the same command again: it goes on where this one stopped"
_MORE_MEMORY = f"give the process more memory (ulimit -v, or the container's limit), {_GO_ON}"


def exhaustion(error: BaseException) -> MachineExhaustedError | None:
    """Return the error in one sentence where it means that something of the machine is used up, else None.

    A library that is refused a file can fail once more when it cleans up, so what came before is looked at too.
    """
    before = error.__context__
    return _used_up(root_of(error)) or (exhaustion(before) if before is not None else None)


def _used_up(root: BaseException) -> MachineExhaustedError | None:
    number = getattr(root, "errno", None)
    text = str(root).casefold()
    if isinstance(root, OSError) and number in _FILES:
        return MachineExhaustedError(
            "this machine allows the process no further open file or connection",
            remedy=f"raise the limit (ulimit -n 1024) or lower --concurrency, {_GO_ON}",
        )
    is_memory = isinstance(root, MemoryError) or (isinstance(root, OSError) and number in _MEMORY)
    if is_memory or (isinstance(root, ImportError | OSError) and any(each in text for each in _NO_ROOM)):
        return MachineExhaustedError("this machine gives the process no further memory", remedy=_MORE_MEMORY)
    if isinstance(root, RuntimeError) and _NO_THREAD in text:
        return MachineExhaustedError(
            "this machine gives the process no further thread", remedy=f"raise ulimit -u or ulimit -v, {_GO_ON}"
        )
    return None
