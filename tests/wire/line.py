"""A TCP connection to the server, spoken byte by byte: for what HTTP and WebSocket libraries would never send."""

import json
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.wire.wait import PATIENCE_S

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer: `fields` by lower-case name, `size` in bytes of all of it."""

    version: str
    status: int
    fields: dict[str, str]
    body: bytes
    size: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The code of a refusal, once it is certain to be a whole one."""
        assert self.fields["content-type"] == "application/json", self
        error = self.json["error"]
        assert error.keys() == {"code", "message", "hint"}
        assert all(isinstance(words, str) and words for words in error.values()), error
        return str(error["code"])


class Line:
    """See above. `up` and `down` count the bytes that passed. Every wait has an end: TimeoutError fails the test."""

    def __init__(self, port: int, *, receive_bytes: int | None = None) -> None:
        self.up = self.down = 0
        self.sock = socket.socket()
        self.sock.settimeout(PATIENCE_S)
        if receive_bytes is not None:  # before connecting: it bounds the window that is offered
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        try:
            self.sock.connect((HOST, port))
        except OSError:
            self.sock.close()
            raise
        self._held = b""  # read from the socket, not yet asked for

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self.sock.close()

    def send(self, data: bytes) -> None:
        """All of it."""
        self.sock.sendall(data)
        self.up += len(data)

    def say_no_more(self) -> None:
        """End our half; the other still speaks."""
        self.sock.shutdown(socket.SHUT_WR)

    # -- reading -----------------------------------------------------------------------

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, or EOFError."""
        while len(self._held) < size:
            self._receive()
        data, self._held = self._held[:size], self._held[size:]
        return data

    def read_until(self, end: bytes) -> bytes:
        """Everything up to and with `end`, or EOFError."""
        while end not in self._held:
            self._receive()
        data, mark, self._held = self._held.partition(end)
        return data + mark

    def read_to_end(self) -> bytes:
        """Everything until the other side ends; a reset is an end too."""
        try:
            while True:
                self._receive()
        except (EOFError, ConnectionError):
            data, self._held = self._held, b""
            return data

    def answer(self, *, body: bool = True) -> Answer:
        """One answer with its body by Content-Length; without a body for HEAD and for streams."""
        head = self.read_until(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, _ = first.split(" ", 2)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        content = self.read(int(fields.get("content-length", 0))) if body else b""
        return Answer(version, int(status), fields, content, len(head) + len(content))

    def _receive(self) -> None:
        data = self.sock.recv(65_536)
        if not data:
            raise EOFError(f"the line ended after {self._held[:500]!r}")
        self.down += len(data)
        self._held += data


def request(method: str, target: str, *fields: str, body: bytes | None = None) -> bytes:
    """An HTTP/1.1 request; `fields` are whole lines such as `Authorization: Bearer KEY`."""
    lines = [f"{method} {target} HTTP/1.1", "Host: test", *fields]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


def ask(port: int, data: bytes) -> Answer:
    """The answer to `data` on a connection of its own."""
    with Line(port) as line:
        line.send(data)
        return line.answer()
