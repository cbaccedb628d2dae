"""Servers of bare bytes on loopback, with or without TLS, and a forward proxy: each does one thing wrong."""

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_CHUNK = 65_536
Reply = Callable[[bytes], bytes]
"""What is written after a request's head; nothing ends the connection."""


def page(status: str, *headers: str, body: bytes = b"<html>hei</html>") -> Reply:
    """Reply with this status line and body, and end the connection."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close"])
    return lambda _head: f"{head}\r\n\r\n".encode("latin-1") + body


@contextmanager
def raw_server(reply: Reply, *, tls: ssl.SSLContext | None = None) -> Iterator["RawServer"]:
    """Serve on loopback in a thread, while the context lasts."""
    server = RawServer(reply, tls)
    try:
        yield server
    finally:
        server.close()


class RawServer:
    """Reads a request's head on each connection, writes the reply, and ends it; `heads` are what it was asked."""

    def __init__(self, reply: Reply, tls: ssl.SSLContext | None = None) -> None:
        self.reply = reply
        self.tls = tls
        self.heads: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(30)
        with suppress(OSError), client:
            if self.tls is None:
                self._answer(client)
                return
            secured = self.tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
            try:
                secured.do_handshake()
                self._answer(secured)
            except ssl.SSLError:
                _drain(secured)
            finally:
                secured.close()

    def _answer(self, client: socket.socket) -> None:
        head = read_head(client)
        self.heads.append(head)
        client.sendall(self.reply(head))
        _drain(client)


def _drain(client: socket.socket) -> None:
    """Read to the end before it is closed: a reset would take back what was said last."""
    with suppress(OSError):
        socket.socket.shutdown(client, socket.SHUT_WR)
        while socket.socket.recv(client, _CHUNK):
            pass


def read_head(client: socket.socket) -> bytes:
    """Read to the end of a request's head; what begins otherwise is TLS, and is answered at once, as servers do."""
    head = b""
    while b"\r\n\r\n" not in head and head[:1] in b"GPC" and (chunk := client.recv(_CHUNK)):
        head += chunk
    return head


class ForwardProxy(RawServer):
    """A forward proxy: every name leads to this machine. `refuses` is a status line for each request, None for none.

    With `sign_in` (user:password) it lets nobody else through.
    """

    def __init__(self, *, sign_in: str | None = None, refuses: str | None = None) -> None:
        self._wanted = None if sign_in is None else base64.b64encode(sign_in.encode())
        self._refuses = refuses
        super().__init__(page("501 Not Implemented"))

    def _answer(self, client: socket.socket) -> None:
        head = read_head(client)
        self.heads.append(head)
        if self._refuses:
            client.sendall(page(self._refuses)(head))
        elif self._wanted is not None and b"Proxy-Authorization: Basic " + self._wanted not in head:
            client.sendall(page("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="x"')(head))
        elif head.startswith(b"CONNECT"):
            self._tunnel(client, int(head.split()[1].rpartition(b":")[2]))
        else:
            self._pass_on(client, head)

    def _tunnel(self, client: socket.socket, port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            there = threading.Thread(target=_copy, args=(client, server), daemon=True)
            there.start()
            _copy(server, client)
            there.join()

    def _pass_on(self, client: socket.socket, head: bytes) -> None:
        """Ask as a plain proxy does, with the path alone, and once per connection."""
        method, url, rest = head.split(b" ", 2)
        authority, _, path = url.removeprefix(b"http://").partition(b"/")
        with socket.create_connection(("127.0.0.1", int(authority.rpartition(b":")[2]))) as server:
            lines = [each for each in rest.split(b"\r\n") if not each.lower().startswith((b"proxy-", b"connection:"))]
            server.sendall(method + b" /" + path + b" " + b"\r\n".join([*lines[:1], b"Connection: close", *lines[1:]]))
            _copy(server, client)


@contextmanager
def forward_proxy(*, sign_in: str | None = None, refuses: str | None = None) -> Iterator[ForwardProxy]:
    proxy = ForwardProxy(sign_in=sign_in, refuses=refuses)
    try:
        yield proxy
    finally:
        proxy.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
