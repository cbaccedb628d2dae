"""Runs the program as Windows would find it, as far as that can be shown elsewhere: `as_on_windows.py WORDS… ; WORDS…`.

Libraries are imported on the system that this is. Then what POSIX alone has is taken away, what the program needs of
Windows is put in its place, and every module of the package is imported anew before the command runs.
"""

import importlib
import os
import pkgutil
import signal
import sys
from types import ModuleType, SimpleNamespace

POSIX_ALONE = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "uvloop")
FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY")
CALLS = ("geteuid", "getuid", "fork", "killpg", "pread", "pwrite", "set_blocking", "fchmod", "uname", "kill")
_SIGNALS = ("SIGHUP", "SIGPIPE", "SIGALRM", "SIGUSR1", "SIGKILL", "SIGQUIT")


def import_package() -> None:
    package = importlib.import_module("batch")
    for each in pkgutil.walk_packages(package.__path__, "batch."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)


def become_windows() -> None:
    for name in [each for each in sys.modules if each.split(".")[0] == "batch"]:
        del sys.modules[name]
    for name in POSIX_ALONE:
        sys.modules[name] = None  # type: ignore[assignment] - importing it raises ImportError
    for name in (*FLAGS, *CALLS):
        delattr(os, name)
    signal.SIGBREAK = signal.SIGUSR2  # type: ignore[attr-defined]
    for name in _SIGNALS:
        delattr(signal, name)
    msvcrt = ModuleType("msvcrt")
    msvcrt.__dict__.update(vars(SimpleNamespace(LK_LOCK=1, LK_NBLCK=2, locking=lambda *_: None)))
    sys.modules["msvcrt"] = msvcrt
    sys.platform = "win32"


def run_each(commands: list[list[str]]) -> None:
    """Run each command in a fork, so that libraries and package are imported once for all; end as the last did."""
    fork, wait = os.fork, os.waitpid
    import_package()
    become_windows()
    import_package()
    from batch.cli.entry import main  # noqa: PLC0415 - the one that was imported anew

    codes = []
    for words in commands:
        if (pid := fork()) == 0:
            sys.argv[1:] = words
            main()
        codes.append(os.waitstatus_to_exitcode(wait(pid, 0)[1]))
    sys.exit(codes[-1])


if __name__ == "__main__":
    run_each([each.split("\n") for each in "\n".join(sys.argv[1:]).split("\n;\n")])
