"""WebSocket frames (RFC 6455 section 5), made and read by hand, so that broken ones can be sent."""

import json
from dataclasses import dataclass
from typing import Any

from tests.wire.line import Line, request

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # the RFC's own example, section 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
FIELDS = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")


@dataclass(frozen=True)
class Frame:
    """One frame as it came from the server."""

    opcode: int
    payload: bytes
    final: bool = True

    @property
    def json(self) -> Any:
        return json.loads(self.payload)

    @property
    def code(self) -> int:
        """The code of a close frame."""
        assert self.opcode == CLOSE, self
        return int.from_bytes(self.payload[:2], "big")


def encoded(
    payload: bytes, opcode: int = TEXT, *, final: bool = True, mask: bytes | None = b"\x37\xfa\x21\x3d"
) -> bytes:
    """A client's frame, masked; `mask=None` breaks the rule that it must be."""
    size = len(payload)
    flag = 0x80 if mask else 0
    if size < 126:
        length = bytes((flag | size,))
    elif size < 65_536:
        length = bytes((flag | 126,)) + size.to_bytes(2, "big")
    else:
        length = bytes((flag | 127,)) + size.to_bytes(8, "big")
    first = bytes(((0x80 if final else 0) | opcode,))
    if mask is None:
        return first + length + payload
    key = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")  # a million bytes at once, not one by one
    return first + length + mask + masked.to_bytes(size, "big")


def said(message: object) -> bytes:
    """`message` as JSON in one text frame."""
    return encoded(json.dumps(message).encode())


def read_frame(line: Line) -> Frame:
    """The next frame from the server, which must not be masked."""
    first, length = line.read(2)
    assert not length & 0x80, "a server does not mask"
    assert not first & 0x70, "no extension was agreed on"
    if length == 126:
        length = int.from_bytes(line.read(2), "big")
    elif length == 127:
        length = int.from_bytes(line.read(8), "big")
    return Frame(first & 0x0F, line.read(length), bool(first & 0x80))


def open_websocket(port: int, target: str, *, early: bytes = b"", receive_bytes: int | None = None) -> Line:
    """A line after the opening handshake; `early` goes out in the same packet as the request."""
    line = Line(port, receive_bytes=receive_bytes)
    line.send(request("GET", target, *FIELDS) + early)
    answer = line.answer(body=False)
    assert answer.status == 101, line.read_to_end()
    assert answer.fields["sec-websocket-accept"] == ACCEPT
    return line


def reply(line: Line, message: object) -> Any:
    """What the server answers to `message`."""
    line.send(said(message))
    return read_frame(line).json
