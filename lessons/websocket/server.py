"""WebSocket: one connection on which both sides may speak at any time (RFC 6455)."""

import json
from typing import Any

from flask import Blueprint, Response, request

from realtime.errors import Refused, shown
from realtime.event import Event, parse_json
from realtime.room import Rooms
from realtime.server import Sock, WebSocketStream, adopt_socket, encode


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this transport, under `/rooms/ROOM/topics/TOPIC`."""
    bp = Blueprint("websocket", __name__)
    sock = Sock()

    @sock.route("/ws", bp)
    def ws(room: str, topic: str) -> Response:
        reader = rooms.reader(room, topic, request.args.get("after"))
        return adopt_socket(room, reader=reader, frame=frame, gap=gap, on_message=Client(rooms, room, topic).says)

    return bp


def frame(event: Event) -> bytes:
    """One event as one text frame; the same bytes go to every reader, because a server does not mask."""
    return encode(b'{"event":%s}' % event.json.encode())


def gap(size: int, _last: int) -> bytes:
    """The events up to `last` can no longer be had."""
    return encode(b'{"gap":%d}' % size)


class Client:
    """What the other side says: `{"key"}`, `{"publish": {"type"?, "data"}}`, `{"ack": id}` or `{"ping": t}`."""

    def __init__(self, rooms: Rooms, room: str, topic: str) -> None:
        self.rooms, self.room, self.topic = rooms, room, topic
        self.key: str | None = None

    def says(self, stream: WebSocketStream, message: str | bytes, at: float) -> None:  # (a)
        """Answer one message, which was read at `at` (server-clock ms). An ack needs no answer."""
        try:
            answer = self.answer(parse_json(message.encode() if isinstance(message, str) else message), at)
        except Refused as refused:
            answer = refused.body
        if answer is not None:
            stream.send(encode(json.dumps(answer).encode()))

    def answer(self, said: object, at: float) -> dict[str, Any] | None:
        """The answer to one message, or Refused."""
        match said:
            case {"publish": body}:
                self.rooms.authorize(self.room, self.key)
                receipt = self.rooms.publish(self.room, self.topic, body)  # (b)
                return {"published": {"id": receipt.id, "sent_at": receipt.sent_at}}
            case {"key": str(key)}:
                self.rooms.authorize(self.room, key)
                self.key = key
                return {"keyed": True}
            case {"ping": t}:
                return {"pong": t, "at": at}
            case {"ack": int()}:  # (c)
                return None
        raise Refused(400, "unknown-message", f"{shown(said)} is not understood.", 'Send {"ping": 1}, for example.')
