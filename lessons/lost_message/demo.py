"""A burst: many events, evenly spaced, published by the server itself so that no network stretches the spacing."""

import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from realtime.api import bearer
from realtime.errors import Refused, shown
from realtime.event import parse_json
from realtime.room import Rooms

TOPIC = "burst"
MOST_EVENTS = 200
MOST_APART_MS = 20  # so a burst is over in four seconds


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this demo, under the lesson's address."""
    bp = Blueprint("demo", __name__)

    @bp.post("/rooms/<room>/burst")
    def burst(room: str) -> Response:
        """`{"events", "apart_ms"}` → `{"published": [{"id", "sent_at"}]}`, once all of them are out."""
        rooms.authorize(room, bearer())
        events, apart_ms = asked(parse_json(request.get_data(cache=False)))
        return jsonify(published=published(rooms, room, events, apart_ms / 1000))

    @bp.after_request
    def never_keep(answer: Response) -> Response:
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return bp


def published(rooms: Rooms, room: str, events: int, apart_s: float) -> list[dict[str, float]]:
    """Publish on the beat. Between two events others have their turn, however close they are."""
    begun = time.monotonic()
    receipts = []
    for number in range(events):
        time.sleep(max(begun + number * apart_s - time.monotonic(), 0))
        receipt = rooms.publish(room, TOPIC, {"data": number + 1})
        receipts.append({"id": receipt.id, "sent_at": receipt.sent_at})
    return receipts


def asked(said: Any) -> tuple[int, float]:
    """How many events, and how many ms apart; or Refused."""
    said = said if isinstance(said, dict) else {}
    events, apart_ms = said.get("events"), said.get("apart_ms")
    if isinstance(events, bool) or not isinstance(events, int) or not 1 <= events <= MOST_EVENTS:
        raise refused("events", events, f"a whole number from 1 to {MOST_EVENTS}")
    if isinstance(apart_ms, bool) or not isinstance(apart_ms, int | float) or not 0 <= apart_ms <= MOST_APART_MS:
        raise refused("apart_ms", apart_ms, f"milliseconds from 0 to {MOST_APART_MS}")
    return events, float(apart_ms)


def refused(name: str, value: object, what: str) -> Refused:
    """What is wrong with a burst that was asked for."""
    return Refused(400, "bad-burst", f"{name} is {shown(value)}, not {what}.", 'Send {"events": 200, "apart_ms": 1}.')
