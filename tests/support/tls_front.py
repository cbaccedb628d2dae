"""TLS in front of a server that speaks plain HTTP, both on loopback."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 65_536


class TlsFront:
    """Listens with this side of TLS, which can be changed, and passes what comes on."""

    def __init__(self, target: int, context: ssl.SSLContext) -> None:
        self.context = context
        self._target = target
        self._clients: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def change(self, context: ssl.SSLContext) -> None:
        """Present another certificate from now on, and end the connections there are."""
        self.context = context
        for each in self._clients:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with (
            suppress(OSError),
            client,
            self.context.wrap_socket(client, server_side=True) as secured,
            socket.create_connection(("127.0.0.1", self._target)) as server,
        ):
            self._clients.append(server)
            back = threading.Thread(target=_copy, args=(server, secured), daemon=True)
            back.start()
            _copy(secured, server)
            back.join()


@contextmanager
def tls_front(url: str, context: ssl.SSLContext) -> Iterator[TlsFront]:
    """Put TLS in front of the server at `url` while the context lasts."""
    target = urlsplit(url).port
    assert target is not None
    front = TlsFront(target, context)
    try:
        yield front
    finally:
        front.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    with suppress(OSError):
        socket.socket.shutdown(target, socket.SHUT_WR)
