"""A WebSocket whose every byte is told to the page: what the browser sent and what this server wrote, as it was.

The page hears of them over the room's control socket, on whichever node that is, as records `{"bytes": [{"up", "at",
"hex"}]}`; the first, `{"request": [...]}`, holds what the handshake is computed from. A message is echoed, with two
exceptions: `/ping` is answered by a ping, and `/pieces TEXT` by TEXT in two frames (RFC 6455 section 5.4).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from realtime.errors import Refused
from realtime.room import Rooms
from realtime.server import Sock, WebSocketStream, adopt_socket, encode
from realtime.server.websocket import BINARY, PING, TEXT
from realtime.server.wire import checked_tag, now_ms

MOST_BYTES = 1_000  # of one message: more cannot be read byte by byte on a page
CONTINUATION = 0  # opcode, RFC 6455 section 5.2
FIELDS = ("Host", "Connection", "Upgrade", "Origin", "Sec-WebSocket-Version", "Sec-WebSocket-Key")

Tell = Callable[[str, dict[str, Any]], None]


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this demo, under the lesson's address."""
    bp = Blueprint("demo", __name__)
    sock = Sock()

    @sock.route("/frames/<room>", bp)
    def frames(room: str) -> Response:
        rooms.record(room)
        tag = checked_tag(request.args.get("tag"))
        if tag is None:
            raise Refused(400, "no-tag", "Nobody would be told of the bytes.", "Add ?tag= of an open control socket.")

        def tell(word: str, record: dict[str, Any]) -> None:
            rooms.broker.post(room, "tag:" + tag, {word: [record]})

        tell("request", asked())
        return adopt_socket(room, on_message=answer, make=partial(Shown, tell))

    return bp


def asked() -> dict[str, Any]:
    """The request line and the fields of the handshake, and how many bytes the whole head has."""
    handler = request.environ["realtime.handler"]
    fields = [(name, request.headers[name]) for name in FIELDS if name in request.headers]
    return {"line": handler.requestline, "fields": fields, "size": handler.up}


class Shown(WebSocketStream):
    """Tells of its bytes, in both directions."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Tell, *stream: Any, **options: Any) -> None:
        self._tell = tell
        super().__init__(*stream, **(options | {"max_bytes": MOST_BYTES}))

    def received(self, data: bytes) -> None:
        """Bytes from the browser, before they are parsed."""
        self._tell("bytes", {"up": True, "at": round(now_ms(), 3), "hex": data.hex()})
        super().received(data)

    def send(self, data: bytes) -> None:
        """Bytes to the browser: first the head of the handshake's answer, then frames."""
        if not self.closing_at:  # after the close frame nothing is sent
            self._tell("bytes", {"up": False, "at": round(now_ms(), 3), "hex": data.hex()})
        super().send(data)


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
