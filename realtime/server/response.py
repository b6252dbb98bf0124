"""What a transport's view returns: an answer at once, one that is held, or the connection itself, adopted.

These are Flask responses, so that everything Flask does around a view still happens. When the WSGI server asks for
their body, they take the socket away from it instead.
"""

import _socket  # the C-level socket: gevent does not touch it, and it costs a tenth of a Python one
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from flask import Response, request
from werkzeug.datastructures import Headers

from realtime.server.feed import Frame, GapFrame
from realtime.server.handshake import accept
from realtime.server.held import Body, HeldPoll
from realtime.server.http import CLOSE, Handler
from realtime.server.http import head as make_head
from realtime.server.network import relayed
from realtime.server.stream import Stream
from realtime.server.websocket import EchoStream, OnMessage, WebSocketStream
from realtime.server.wire import now_ms
from realtime.topic import News, Reader

if TYPE_CHECKING:
    from realtime.server.node import Node


def node_here() -> "Node":
    """The node that serves the current request."""
    return cast("Node", request.environ["realtime.node"])


def answer(news: News, *, head: dict[str, str], body: Body) -> Response:
    """An ordinary answer with `news`, counted as so many events for whoever watches the wire."""
    passage = request.environ["realtime.handler"].passage if "realtime.handler" in request.environ else None
    if passage is not None:
        news = relayed(news, passage.way.now)
    return _answered(news, head, body)


def _answered(news: News, head: dict[str, str], body: Body) -> Response:
    exchange = request.environ.get("realtime.exchange")
    if exchange is not None:
        exchange.events = len(news.events)
    if news.events:
        node_here().metrics.delivered(
            request.blueprint or "", (now_ms() - news.events[-1].sent_at) / 1000, len(news.events)
        )
    return Answer(body(news), headers=head)


def park(reader: Reader, hold_s: float, *, head: dict[str, str], body: Body) -> Response:
    """Answer now if the reader is owed anything; else hold the request until it is, or for `hold_s` seconds."""
    node, transport = node_here(), request.blueprint or ""
    news = node.networks.relayed(reader.room, transport, reader.log.after(reader.cursor))
    if news.events or news.gap or hold_s <= 0 or request.method == "HEAD":
        return _answered(news, head, body)
    node.streams.admit(reader.room)

    def take(handler: Handler, _: Headers) -> None:
        keep_alive = not handler.close_connection
        sock, address, early = _detach(handler)
        waiting = node.streams.waiting(reader, transport, head, body)
        poll = HeldPoll(
            node.streams, sock, address, reader.room, transport, handler.up,
            reader=reader, waiting=waiting, hold_s=hold_s, keep_alive=keep_alive and not early,
        )  # fmt: skip
        waiting.polls[poll] = None
        if not _join(poll, handler, None):
            return
        if waiting.owed(poll).events:  # published between the view and now
            waiting.answer_one(poll)

    return Adopted(take)


def adopt(
    reader: Reader, *, head: dict[str, str], frame: Frame, gap: GapFrame, beat: bytes = b"", every_s: float = 15.0,
    opening: bytes = b"", farewell: bytes = b"",
) -> Response:  # fmt: skip
    """Turn the connection into a stream of the reader's topic.

    head: the answer's headers; frame: an event's bytes, made once for all readers; gap: the bytes that say how many
    events are gone, up to which id; beat: sent after `every_s` silent seconds; opening: sent before all events;
    farewell: sent when the server stops.
    """
    node, transport = node_here(), request.blueprint or ""
    node.streams.admit(reader.room)

    def take(handler: Handler, headers: Headers) -> None:
        sock, address, early = _detach(handler)
        stream = Stream(node.streams, sock, address, reader.room, transport, handler.up)
        stream.farewell = farewell
        if not _join(stream, handler, 200, early):
            return
        fields = [(name, value) for name, value in headers if name != "Content-Length"]
        first = make_head("200 OK", [*fields, CLOSE])
        if handler.command == "HEAD":  # answered like GET, without what follows the head (RFC 9110 section 9.3.2)
            stream.finish(first, "only the head was asked for")
        else:
            node.streams.feed(reader, transport, frame, gap, beat, every_s).join(stream, reader.cursor, first + opening)

    return Adopted(take, head)


def adopt_socket(
    room: str, *, on_message: OnMessage, on_open: Callable[[WebSocketStream], None] | None = None,
    reader: Reader | None = None, frame: Frame | None = None, gap: GapFrame | None = None, echo: bool = False,
) -> Response:  # fmt: skip
    """Complete the WebSocket handshake (checked by `Sock.route`) and adopt the connection.

    With a reader it is also a stream of that reader's topic, as `adopt` makes one; on_message gets what the client says.
    """
    node, transport = node_here(), request.blueprint if reader else (request.endpoint or "").rpartition(".")[2]
    node.streams.admit(room)
    limits = node.limits
    key = request.environ["HTTP_SEC_WEBSOCKET_KEY"]

    def take(handler: Handler, _: Headers) -> None:
        sock, address, early = _detach(handler)
        stream = (EchoStream if echo else WebSocketStream)(
            node.streams, sock, address, room, transport or "", handler.up,
            on_message=on_message,
            max_bytes=limits.echo_message_bytes if echo else limits.message_bytes,
            per_s=None if echo else limits.messages_per_s,
        )  # fmt: skip
        if not _join(stream, handler, 101, early):
            return
        hello = make_head(
            "101 Switching Protocols",
            [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept(key))],
        )
        if reader is not None and frame is not None and gap is not None:
            node.streams.feed(reader, transport or "", frame, gap).join(stream, reader.cursor, hello)
        else:
            stream.send(hello)
        if stream.sock is None:  # the client has hung up already: nobody would be told of a close
            return
        if on_open is not None:
            on_open(stream)
        if early and stream.sock is not None:
            stream.received(early)

    return Adopted(take)


class Answer(Response):
    """A response that is handed to our own HTTP server whole."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Called by the WSGI server to have it sent."""
        handler = environ.get("realtime.handler")
        if handler is None or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        handler.answer(self.status, self.headers, self.get_data())
        return []


class Adopted(Response):
    """A response whose body never comes from WSGI: `take` gets the connection."""

    def __init__(self, take: Callable[[Handler, Headers], None], headers: dict[str, str] | None = None) -> None:
        super().__init__(headers=Headers(headers or {}))
        self.take = take

    def __call__(self, environ: dict[str, Any], _: Any) -> list[bytes]:
        """Called by the WSGI server in place of sending."""
        handler = environ.get("realtime.handler")
        if handler is None:
            raise RuntimeError("A stream needs this project's own server: start the site with python app.py.")
        self.take(handler, self.headers)
        return []


def _detach(handler: Handler) -> tuple[Any, str, bytes]:
    """(the connection's socket, the client's address, bytes that came with the request) taken from the HTTP server."""
    old = handler.socket
    family, kind, proto = old.family, old.type, old.proto
    sock = _socket.socket(family, kind, proto, fileno=old.detach())
    sock.setblocking(False)
    try:
        early = handler.rfile.peek()  # only what is buffered: the socket under it is gone
    except (OSError, ValueError):
        early = b""
    handler.socket, handler.adopted, handler.close_connection = None, True, True
    return sock, handler.client_address[0], early


def _join(stream: Stream, handler: Handler, status: int | None, early: bytes = b"") -> bool:
    """Take the stream in; False when the room's conditions cut it at once."""
    exchange = handler.environ.get("realtime.exchange")
    if exchange is not None:
        exchange.received_at, exchange.status, exchange.up = handler.received_at, status, handler.up
        exchange.answered_at = now_ms() if status is not None else None
        stream.exchange = exchange
        stream.streams.ledger.note(exchange)
        stream.streams.ledger.note_bytes(exchange, True, stream.up, early, True)
    stream.up += len(early)
    stream.down += handler.down
    stream.streams.joined(stream)
    return stream.sock is not None
