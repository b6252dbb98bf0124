"""The control socket of a room: clock exchange, auto-publisher, conditions, presence, and what is published and on the wire.

JSON text frames. From the client: `{"clock": {"t0"}}`, `{"key": KEY}`, `{"auto": {"topic", "rate", "pattern"}}`,
`{"conditions": {...}}` (`realtime.conditions`; null for none), `{"record": true}`, which has the bytes of the exchanges with
this socket's tag recorded until it is closed or says false, and `{"bytes": {"number", "up", "down"}}`, which asks for what
is recorded of one exchange, from so many bytes up and down on (`realtime.server.record`).
To the client: `hello` first, then `clock`, `keyed`, `auto`, `conditions`, `presence`, `published`, `wire`, `upward`, `recording`,
`bytes`, `error`; `{"untold": {"published": n}}` says how many items were too many to be told.
News of the room is gathered and sent at most every 50 ms, so that a busy room costs one frame and not fifty.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Response

from realtime.auto import auto_settings
from realtime.broker import Message
from realtime.conditions import script_of
from realtime.errors import Refused, shown
from realtime.event import Event, parse_json
from realtime.room import Rooms
from realtime.server import WebSocketStream, adopt_socket, encode, node_here
from realtime.server.node import Node
from realtime.server.record import EXCHANGE_BYTES, TAG_BYTES, Record
from realtime.server.wire import checked_tag, now_ms

STALE_S = 25.0  # a node that told no presence for so long is gone
PENDING = 2_000  # events or records that may be gathered for one socket between two tellings


class Control:
    """One control socket, from its opening to its close."""

    def __init__(self, rooms: Rooms, node: Node, room: str, tag: str | None, stream: WebSocketStream) -> None:
        self._rooms = rooms
        self._node = node
        self._room = room
        self._tag = tag
        self._stream = stream
        self._may_control = False
        self._record: Record | None = None
        self._recorded_since = 0.0
        self._pending: dict[str, list[Any]] = {}
        self._untold: Counter[str] = Counter()  # what came beyond PENDING, counted instead
        self._present: dict[str, tuple[float, dict[str, int]]] = {}  # node → (when it told, its counts)
        self._presence_is_news = False
        listen = rooms.broker.listen
        self._ends: list[Callable[[], None]] = [
            listen(room, "events", self._on_event),
            listen(room, "control", self._on_control),
        ]
        if tag is not None:
            self._ends.append(listen(room, "tag:" + tag, self._on_records))
        stream.on_closed = self._on_closed
        self._hello()

    def on_message(self, message: str | bytes, at: float) -> None:
        """A frame from the client, read at `at` (server-clock ms)."""
        try:
            self._obey(message, at)
        except Refused as refused:
            self._send(refused.body)

    # -- from the client ---------------------------------------------------------

    def _obey(self, message: str | bytes, at: float) -> None:
        command = parse_json(message.encode() if isinstance(message, str) else message)
        if not isinstance(command, dict) or len(command) != 1:
            raise _unknown(command)
        [(word, value)] = command.items()
        if word == "clock" and isinstance(value, dict):
            self._send({"clock": {"t0": value.get("t0"), "t1": round(at, 3), "t2": round(now_ms(), 3)}})
        elif word == "key" and isinstance(value, str):
            self._rooms.authorize(self._room, value)
            self._may_control = True
            self._send({"keyed": True})
        elif word == "auto":
            self._set_auto(value)
        elif word == "conditions":
            self._set_conditions(value)
        elif word == "record" and isinstance(value, bool):
            self._set_recording(value)
        elif word == "bytes" and isinstance(value, dict):
            self._tell_bytes(**{name: _count(value, name) for name in ("number", "up", "down")})
        else:
            raise _unknown(command)

    def _set_auto(self, value: object) -> None:
        if not self._may_control:
            self._rooms.authorize(self._room, None)
        auto = auto_settings(value)
        if auto is not None:
            self._rooms.broker.log(self._room, auto["topic"])  # refused here, if the room has too many topics
        self._rooms.broker.set_auto(self._room, auto)
        if auto is not None:
            self._node.auto.adopt(self._room)

    def _set_conditions(self, value: object) -> None:
        """Every node hears of it on the room's channel, and so does whoever has a control socket."""
        if not self._may_control:
            self._rooms.authorize(self._room, None)
        script = script_of(value)
        self._rooms.allow_conditions(self._room)
        told = None if script is None else {**script.json(), "set_at": round(now_ms(), 3)}
        self._rooms.broker.set_conditions(self._room, told)

    def _set_recording(self, on: bool) -> None:
        if self._tag is None:
            raise Refused(
                400, "no-tag", "Without a tag there is nothing to record.", "Connect with ?tag= and your tag."
            )
        if on and self._record is None:
            self._node.recordings.begin(self._room, self._tag)
            self._record, self._recorded_since = Record(), now_ms()
        elif not on:
            self._end_recording()
        bounds = {"bytes_per_exchange": EXCHANGE_BYTES, "bytes_per_tag": TAG_BYTES}
        self._send({"recording": {"since": round(self._recorded_since, 3), **bounds} if on else None})

    def _end_recording(self) -> None:
        if self._record is not None and self._tag is not None:
            self._record = None
            self._node.recordings.end(self._room, self._tag)

    def _tell_bytes(self, number: int, up: int, down: int) -> None:
        if self._record is None:
            raise Refused(400, "not-recording", "Nothing is recorded for this socket.", 'Send {"record": true} first.')
        pieces, more = self._record.after(number, up, down)
        told = [{name: value for name, value in piece.items() if name != "number"} for piece in pieces]
        self._send({"bytes": {"number": number, "pieces": told, "more": more}})

    # -- from the room -----------------------------------------------------------

    def _hello(self) -> None:
        record = self._rooms.record(self._room)
        heads = {topic: log.head for topic, log in self._rooms.broker.topics(self._room).items()}
        self._send(
            {
                "hello": {
                    "room": self._room,
                    "expires_in_s": self._rooms.limits.room_idle_s,
                    "auto": record.auto,
                    "conditions": record.conditions,
                    "heads": heads,
                }
            }
        )

    def _on_event(self, event: Event) -> None:
        self._gather(
            "published", [{"id": event.id, "topic": event.topic, "type": event.type, "sent_at": event.sent_at}]
        )

    def _on_records(self, message: Message) -> None:
        for word, records in message.items():
            if word != "recorded":
                self._gather(word, records)
            elif self._record is not None:
                for piece in records:
                    self._record.add(piece)

    def _on_control(self, message: Message) -> None:
        if "presence" not in message:
            self._send(message)
            return
        self._present[message["node"]] = (now_ms() / 1000, message["presence"])
        self._presence_is_news = True
        self._node.on_tell[self._tell] = None

    def _gather(self, word: str, items: list[Any]) -> None:
        pending = self._pending.setdefault(word, [])
        if len(pending) < PENDING:
            pending.extend(items)
        else:
            self._untold[word] += len(items)
        self._node.on_tell[self._tell] = None

    def _tell(self) -> None:
        pending, self._pending = self._pending, {}
        for word, items in pending.items():
            self._send({word: items})
        if self._untold:
            self._send({"untold": self._untold})
            self._untold = Counter()
        if self._presence_is_news:
            self._presence_is_news = False
            self._send({"presence": self._presence()})

    def _presence(self) -> Counter[str]:
        """How many are connected to the room, by transport, on all nodes that told it lately."""
        now, total = now_ms() / 1000, Counter[str]()
        for told_at, counts in self._present.values():
            if now - told_at < STALE_S:
                total.update(counts)
        return total

    def _send(self, message: Message) -> None:
        self._stream.send(encode(json.dumps(message, separators=(",", ":")).encode()))

    def _on_closed(self) -> None:
        self._node.on_tell.pop(self._tell, None)
        self._end_recording()
        for end in self._ends:
            end()


def open_control(rooms: Rooms, room: str, tag: str | None) -> Response:
    """The view of `WS /rooms/R/control?tag=TAG`; wire records are told of exchanges that carry the same tag."""
    rooms.record(room)
    tag, node = checked_tag(tag), node_here()
    sessions: list[Control] = []

    def on_open(stream: WebSocketStream) -> None:
        sessions.append(Control(rooms, node, room, tag, stream))

    def on_message(_: WebSocketStream, message: str | bytes, at: float) -> None:
        sessions[0].on_message(message, at)

    return adopt_socket(room, on_message=on_message, on_open=on_open)


def _unknown(command: object) -> Refused:
    return Refused(
        400,
        "unknown-command",
        f"The control socket does not know {shown(command)}.",
        'Send one of {"clock": {"t0": ms}}, {"key": KEY}, {"auto": {"topic", "rate", "pattern"}}, {"conditions": {...}}, '
        '{"record": true}, {"bytes": {"number", "up", "down"}}.',
    )


def _count(of: dict[str, object], name: str) -> int:
    """A whole number from 0 by its name; 0 when it is not said, but for the number of an exchange."""
    value = of.get(name, None if name == "number" else 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise Refused(
            400, "bad-bytes", f"{shown(value)} is no {name} of bytes.", "Use whole numbers, from wire records."
        )
    return value
