"""Two streams of the same events: one replays what a reader missed, one begins anew (WHATWG HTML, section 9.2)."""

from functools import partial

from flask import Blueprint, Response, request

from realtime.errors import Refused, shown
from realtime.event import Event
from realtime.room import Rooms
from realtime.server import adopt
from realtime.topic import Reader

HEAD = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
BEAT = b": still here\n\n"
RESET = b"event: reset\ndata: these events are from another life of the server\n\n"
RETRY_MS = (100, 60_000)  # what a reader of this demo may ask for


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The routes of both streams, under the lesson's address."""
    bp = Blueprint("sse-recovery", __name__)

    @bp.get("/rooms/<room>/topics/<topic>/replays")
    def replays(room: str, topic: str) -> Response:
        life, number = place(request.headers.get("Last-Event-ID"))  # (a)
        foreign = life not in (None, epoch(room))  # (b)
        reader = rooms.reader(room, topic, "0" if foreign else number)  # (c)
        return stream(reader, RESET if foreign else b"")  # (d)

    @bp.get("/rooms/<room>/topics/<topic>/forgets")
    def forgets(room: str, topic: str) -> Response:
        return stream(rooms.reader(room, topic, None))  # (a)

    return bp


def place(last_event_id: str | None) -> tuple[str | None, str | None]:
    """(the life of the log that an id belongs to, the event's number in it); (None, None) for a reader without one."""
    if not last_event_id:
        return None, None
    life, _, number = last_event_id.rpartition("-")
    return life, number


def epoch(room: str) -> str:
    """What tells one life of a log from the next. Here a log lives as long as its room."""
    return room[:4]


def stream(reader: Reader, opening: bytes = b"") -> Response:
    """The answer that does not end; with `?retry=` it says first how long to wait before coming back."""
    life, wait = epoch(reader.room), request.args.get("retry")
    if wait is not None:
        opening = b"retry: %d\n\n" % wait_ms(wait) + opening
    return adopt(reader, head=HEAD, frame=partial(frame, life), gap=partial(gap, life), beat=BEAT, opening=opening)


def frame(life: str, event: Event) -> bytes:
    """An event; its id says where it is, and in which life of the log."""
    return f"id: {life}-{event.id}\ndata: {event.json}\n\n".encode()


def gap(life: str, size: int, last: int) -> bytes:
    """So many events, up to `last`, can no longer be had. The id has the next reconnect start behind them."""
    return f'id: {life}-{last}\nevent: gap\ndata: {{"gap":{size}}}\n\n'.encode()


def wait_ms(text: str) -> int:
    """The waiting time that was asked for."""
    least, most = RETRY_MS
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise Refused(400, "bad-retry", f"{shown(text)} is no time to wait.", f"Use {least} to {most:,} milliseconds.")
    return int(text)
