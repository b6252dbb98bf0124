"""A relay between a client and the server that keeps each byte it passes on: the truth that records are held against."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.wire.line import HOST


class Relay:
    """Listens on `port` and passes everything on to the server, in both directions."""

    def __init__(self, port: int) -> None:
        self.passed_up, self.passed_down = bytearray(), bytearray()
        self._target = port
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._sockets: list[socket.socket] = []
        self._threads[0].start()

    @property
    def up(self) -> int:
        """How many bytes passed from client to server."""
        return len(self.passed_up)

    @property
    def down(self) -> int:
        """How many bytes passed from server to client."""
        return len(self.passed_down)

    @property
    def address(self) -> str:
        """Where it listens, `127.0.0.1:PORT`."""
        return f"{HOST}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for one in self._sockets:
            _hang_up(one)
        for thread in self._threads:
            thread.join()
        for one in (self._listener, *self._sockets):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # it was closed
                return
            server = socket.create_connection((HOST, self._target))
            self._sockets += [client, server]
            for passing in (self._pass_up, self._pass_down):
                thread = threading.Thread(target=passing, args=(client, server))
                self._threads.append(thread)
                thread.start()

    def _pass_up(self, client: socket.socket, server: socket.socket) -> None:
        for data in _pieces(client):
            self.passed_up += data
            server.sendall(data)
        _hang_up(server)

    def _pass_down(self, client: socket.socket, server: socket.socket) -> None:
        for data in _pieces(server):
            self.passed_down += data
            client.sendall(data)
        _hang_up(client)


def _pieces(sock: socket.socket) -> Iterator[bytes]:
    try:
        while data := sock.recv(65_536):
            yield data
    except OSError:
        return


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):  # it is down already
        sock.shutdown(socket.SHUT_WR)
