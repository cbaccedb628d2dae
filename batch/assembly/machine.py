"""What a run needs of this machine: files and memory, checked before anything is asked."""

import ctypes
from contextlib import suppress

from batch.errors import SettingsError
from batch.system.limits import address_space_bytes, open_files

# Without connections a run has up to 26 open at a time (ledger, outputs, event loop, the embedded register's pipes);
# the rest is for names that are looked up, and for a connection that takes the place of one that is closing.
_BESIDE_CONNECTIONS = 40
# Address space in bytes. With 0.8 GB the libraries abort without a word, with 1.0 GB a run of 300 rows goes through.
_LEAST_MEMORY = 1024**3
_LARGE_BLOCK = 1 << 20  # bytes: a large answer, and hardly anything else
_M_MMAP_THRESHOLD = -3  # malloc.h of glibc


def check_memory() -> None:
    """Raises SettingsError when `ulimit -v` is too low for the libraries, which are imported after this."""
    allowed = address_space_bytes()
    if allowed is not None and allowed < _LEAST_MEMORY:
        raise SettingsError(
            f"this machine allows the process {allowed // 1024**2} MiB of address space, and it needs at least "
            f"{_LEAST_MEMORY // 1024**2}",
            remedy="raise the limit with `ulimit -v unlimited`",
        )


def check_files(*, concurrency: int) -> None:
    """Raises SettingsError when `ulimit -n` is too low for so many look-ups in flight."""
    allowed = open_files()
    needed = _BESIDE_CONNECTIONS + concurrency
    if allowed is not None and allowed < needed:
        most = allowed - _BESIDE_CONNECTIONS
        lower = f", or lower --concurrency to {most}" if most > 0 else ""
        raise SettingsError(
            f"this machine allows the process {allowed} open files and connections, and --concurrency {concurrency} "
            f"needs {needed}",
            remedy=f"raise the limit with `ulimit -n {max(1024, needed)}`{lower}",
        )


def return_large_blocks() -> None:
    """Let the memory of a large answer go back to the system as soon as it is done with.

    After the first one, glibc would keep such blocks in its heap, where they never fit together again. Other C
    libraries have no such setting.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
