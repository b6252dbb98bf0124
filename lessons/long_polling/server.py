"""Long polling: the client asks, and the server keeps the question until it has an answer or the hold is over."""

from flask import Blueprint, Response, request

from realtime.errors import Refused, shown
from realtime.room import Rooms
from realtime.server import park
from realtime.topic import News

HEAD = {"Content-Type": "application/json", "Cache-Control": "no-store"}
HOLD_S = 25.0  # RFC 6202 section 5.5: 30 s is safe with most proxies


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this transport, under `/rooms/ROOM/topics/TOPIC`."""
    bp = Blueprint("long-polling", __name__)

    @bp.get("/long-poll")
    def long_poll(room: str, topic: str) -> Response:
        reader = rooms.reader(room, topic, request.args.get("after"))  # (a)
        hold_s = seconds(request.args.get("hold"), at_most=rooms.limits.hold_s)  # (b)
        return park(reader, hold_s, head=HEAD, body=body)  # (c)

    return bp


def body(news: News) -> bytes:
    """The same answer as polling gives; after a hold without news it holds no events."""
    events = ",".join(event.json for event in news.events)
    return f'{{"events":[{events}],"cursor":{news.cursor},"gap":{news.gap}}}'.encode()


def seconds(text: str | None, at_most: float) -> float:
    """How long to hold: what the client asked for, up to what the server grants."""
    try:
        hold_s = HOLD_S if text is None else float(text)
    except ValueError:
        hold_s = -1.0
    if not 0 <= hold_s < float("inf"):
        raise Refused(400, "bad-hold", f"{shown(text)} is not a time to hold.", f"Use seconds, from 0 to {at_most:g}.")
    return min(hold_s, at_most)
