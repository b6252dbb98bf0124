"""Server-Sent Events: one request, and an answer that does not end (WHATWG HTML, section 9.2)."""

from flask import Blueprint, Response, request

from realtime.event import Event
from realtime.room import Rooms
from realtime.server import adopt

HEAD = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # asks nginx to pass each event on at once
}
BEAT = b": still here\n\n"  # a comment: no event, but proxies see that the line is alive (section 9.2.7)
FAREWELL = b"retry: 1000\n\n"  # when this server stops: come back in a second


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this transport, under `/rooms/ROOM/topics/TOPIC`."""
    bp = Blueprint("sse", __name__)

    @bp.get("/sse")
    def sse(room: str, topic: str) -> Response:
        after = request.headers.get("Last-Event-ID") or request.args.get("after")  # (a)
        reader = rooms.reader(room, topic, after)
        return adopt(reader, head=HEAD, frame=frame, gap=gap, beat=BEAT, every_s=15, farewell=FAREWELL)  # (b)

    return bp


def frame(event: Event) -> bytes:
    """One event as a block of fields; the blank line at its end has the browser dispatch it."""
    return f"id: {event.id}\nevent: {event.type}\ndata: {event.json}\n\n".encode()  # (a)


def gap(size: int, last: int) -> bytes:
    """The events up to `last` can no longer be had. The id makes a reconnect start behind them."""
    return f'id: {last}\nevent: gap\ndata: {{"gap":{size}}}\n\n'.encode()
