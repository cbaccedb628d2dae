"""Processes of the program that begin with its modules imported, which is most of what a short command costs.

One process imports the program and forks each of them. They are signalled, killed and waited for as any other, and have
their own folder, environment and standard streams. Whatever depends on how an interpreter starts (its encoding, limits,
imports) is for processes started in the ordinary way.
"""

import array
import gc
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import batch

_ROOM = 200_000
"""Bytes of a command line with its environment: what a packet may hold on Linux."""
_WITH_PANDAS = ("batch.api", "batch.__main__")

_CLIENT = """#!{python} -IS
import array, json, os, signal, socket, sys
program = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
program.connect({at!r})
wanted = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
program.sendmsg([wanted], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
pid = int(program.recv(100))
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
sys.exit(int(program.recv(100)))
"""


@cache
def address() -> str:
    """Return where processes are asked for; the first call imports the program."""
    folder = Path(tempfile.mkdtemp(prefix="warm"))
    code = "import sys; from support.warm_start import serve; serve(sys.argv[1])"
    at = str(folder / "program")
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    server = subprocess.Popen(
        [sys.executable, "-c", code, at], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert server.stdout.read() == b""  # it closes it when it listens
    _SERVERS.append((server, folder))
    return at


_SERVERS: list[tuple[subprocess.Popen[bytes], Path]] = []


def end() -> None:
    """End it, and so give back what it took."""
    for server, folder in _SERVERS:
        with server:
            server.communicate()
        (folder / "program").unlink(missing_ok=True)
        folder.rmdir()
    _SERVERS.clear()
    address.cache_clear()


def client() -> str:
    """Return a script that has the program run on its own streams, in its folder and environment, and ends as it did.

    It is not itself the program, and hands on no signal but SIGTERM.
    """
    return _CLIENT.format(python=sys.executable, at=address())


class WarmProcess(subprocess.Popen[str]):
    """`python -m batch …` or `python -c …`, forked rather than begun where it may be `warm`."""

    _server: socket.socket | None = None

    def __init__(self, command: Sequence[str], *, warm: bool = False, **how: Any) -> None:
        self._warm = warm and sys.platform == "linux"  # elsewhere sockets keep no packets apart
        super().__init__(command, **how)

    def _execute_child(self, args: Sequence[str], *how: Any) -> None:
        if not self._warm:
            super()._execute_child(args, *how)  # type: ignore[misc]
            return
        folder, environment = how[4], how[5]
        stdin, stdin_here, stdout_here, stdout, stderr_here, stderr = how[9:15]
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server.connect(address())
        wanted = json.dumps([[*map(str, args[1:])], str(folder), dict(environment)]).encode()
        streams = array.array("i", [stdin, stdout, stderr])
        self._server.sendmsg([wanted], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
        self.pid = int(self._server.recv(100))
        self._child_created = True
        self._close_pipe_fds(stdin, stdin_here, stdout_here, stdout, stderr_here, stderr)

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        """Return its number and how it ended, as `os.waitpid` does; (0, 0) while it runs."""
        if self._server is None:
            return super()._try_wait(wait_flags)  # type: ignore[misc,no-any-return]
        if wait_flags & os.WNOHANG and not select.select([self._server], [], [], 0)[0]:
            return 0, 0
        code = int(self._server.recv(100))
        self._server.close()
        return self.pid, -code if code < 0 else code << 8

    def _internal_poll(self, *how: Any, **more: Any) -> int | None:
        if self._server is None:
            return super()._internal_poll(*how, **more)  # type: ignore[misc,no-any-return]
        if self.returncode is None and self._waitpid_lock.acquire(blocking=False):
            try:
                number, status = self._try_wait(os.WNOHANG) if self.returncode is None else (0, 0)
                if number:
                    self._handle_exitstatus(status)
            finally:
                self._waitpid_lock.release()
        return self.returncode


def serve(at: str) -> None:
    """Import the program, and fork a process of it for whoever asks, until standard input ends."""
    for each in pkgutil.walk_packages(batch.__path__, "batch."):
        if not each.name.startswith(_WITH_PANDAS):
            importlib.import_module(each.name)
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(at)
        listener.listen()
        _say_nothing_more()
        while sys.stdin.fileno() not in (ready := select.select([listener, 0], [], [])[0]):
            assert ready
            asked, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _look_after_one(asked)
            asked.close()
            _forget_ended()


def _say_nothing_more() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _forget_ended() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return


def _look_after_one(asked: socket.socket) -> None:
    """Fork the process, tell its number, wait for it, and tell how it ended."""
    wanted, streams, _, _ = socket.recv_fds(asked, _ROOM, 3)
    pid = os.fork()
    if pid == 0:
        asked.close()
        _become(*json.loads(wanted), streams)
    asked.send(str(pid).encode())
    for stream in streams:
        os.close(stream)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        asked.send(str(code).encode())
    finally:
        os._exit(0)


def _become(arguments: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> None:
    """Be the process that was asked for; its end is that of the interpreter."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 256)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    name, *rest = arguments
    if name == "-c":
        code, *rest = rest
        sys.argv = [name, *rest]
        exec(code, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does
        sys.exit()
    from batch.cli.entry import main  # noqa: PLC0415 - in the new process only

    if name == "-m":
        name, rest = str(Path(batch.__file__).with_name("__main__.py")), rest[1:]
    sys.argv = [name, *rest]
    main()
