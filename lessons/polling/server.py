"""Polling: the client asks 'anything new?' on a timer, and the server answers at once, mostly with nothing."""

from flask import Blueprint, Response, request

from realtime.room import Rooms
from realtime.server import answer
from realtime.topic import News

HEAD = {"Content-Type": "application/json", "Cache-Control": "no-cache"}  # may be kept, must be revalidated


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this transport, under `/rooms/ROOM/topics/TOPIC`."""
    bp = Blueprint("polling", __name__)

    @bp.get("/poll")
    def poll(room: str, topic: str) -> Response:
        reader = rooms.reader(room, topic, request.args.get("after"))  # (a)
        news = reader.read()  # (b)
        etag = f'"{news.cursor}"'  # the log only grows, so its end names all that is in it
        if not news.events and request.if_none_match.contains_weak(str(news.cursor)):
            return Response(status=304, headers={"ETag": etag})  # (c)
        return answer(news, head=HEAD | {"ETag": etag}, body=body)  # (d)

    return bp


def body(news: News) -> bytes:
    """The events since the cursor, the cursor to ask from next time, and how many events can no longer be had."""
    events = ",".join(event.json for event in news.events)
    return f'{{"events":[{events}],"cursor":{news.cursor},"gap":{news.gap}}}'.encode()
