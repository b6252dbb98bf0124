"""More events than a topic holds, so that a reader can ask for some that are gone."""

import time

from flask import Blueprint, Response, jsonify

from realtime.api import bearer
from realtime.room import Rooms

TOPIC = "history"
EVENTS = 1_100  # a topic holds 1,000
APART_S = 0.002  # slow enough for what a room may publish


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of the demo, under the lesson's address."""
    bp = Blueprint("demo", __name__)

    @bp.post("/rooms/<room>/history")
    def history(room: str) -> Response:
        """Publish them, and say how far back the log reaches: `{"first", "last"}`."""
        rooms.authorize(room, bearer())
        for number in range(EVENTS):
            rooms.publish(room, TOPIC, {"data": number + 1})
            time.sleep(APART_S)
        log = rooms.broker.log(room, TOPIC)
        answer = jsonify(first=log.floor + 1, last=log.head)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return bp
