"""Locks of files that the kernel takes back when their process dies; each raises OSError where it can't be had now."""

import sys

if sys.platform == "win32":
    import msvcrt
    import os

    _BEHIND = 1 << 30  # bytes: what is locked can't be read by others, and the file's beginning says who has it

    def lock(descriptor: int, *, is_shared: bool = False) -> None:  # noqa: ARG001 - Windows has no shared one here
        """Lock a byte behind the end, for this process alone."""
        os.lseek(descriptor, _BEHIND, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def wait_for_lock(descriptor: int) -> None:
        """Wait for it, ten seconds at most."""
        os.lseek(descriptor, _BEHIND, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def try_locks(descriptor: int) -> None:
        """Take a lock, and leave it to the closing of the file."""
        lock(descriptor)

else:
    import fcntl

    def lock(descriptor: int, *, is_shared: bool = False) -> None:
        """Lock the file, shared with those who only look or for this process alone."""
        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def wait_for_lock(descriptor: int) -> None:
        """Wait until the file can be locked for this process alone."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def try_locks(descriptor: int) -> None:
        """Take a lock of ours and one of SQLite's, of which a share can lack either."""
        lock(descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a share may make record locks of both, and see them quarrel
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
