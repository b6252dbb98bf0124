"""A WebSocket to play with, under the lesson's address. Its bytes are told as any connection's are (`realtime.server.record`).

A message is echoed, with two exceptions: `/ping` is answered by a ping, and `/pieces TEXT` by TEXT in two frames (RFC 6455
section 5.4).
"""

from flask import Blueprint, Response

from realtime.room import Rooms
from realtime.server import Sock, WebSocketStream, adopt_socket, encode
from realtime.server.websocket import BINARY, PING, TEXT

CONTINUATION = 0  # opcode, RFC 6455 section 5.2


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this demo."""
    bp = Blueprint("demo", __name__)
    sock = Sock()

    @sock.route("/frames/<room>", bp)
    def frames(room: str) -> Response:
        rooms.record(room)
        return adopt_socket(room, on_message=answer)

    return bp


def answer(stream: WebSocketStream, message: str | bytes, _: float) -> None:
    """Say it back, or do what it asks for."""
    if isinstance(message, bytes):
        stream.send(encode(message, BINARY))
    elif message == "/ping":
        stream.send(encode(b"there?", PING))
    elif message.startswith("/pieces "):
        for frame in pieces(message.removeprefix("/pieces ").encode()):
            stream.send(frame)
    else:
        stream.send(encode(message.encode()))


def pieces(payload: bytes) -> tuple[bytes, bytes]:
    """One message as two frames: FIN is 0 in the first, and the second is a continuation."""
    half = len(payload) // 2
    first = encode(payload[:half], TEXT)
    return bytes((first[0] & 0x7F,)) + first[1:], encode(payload[half:], CONTINUATION)
