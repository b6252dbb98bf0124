"""A theatre that sells tickets: how many seats are left, for whoever asks."""

from flask import Blueprint, Response, jsonify

from realtime.room import Rooms
from realtime.server.wire import now_ms

SEATS = 200


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The route of this demo, under the lesson's address. Every event of the room's topic `tickets` is a ticket sold."""
    bp = Blueprint("demo", __name__)

    @bp.get("/rooms/<room>/tickets")  # (a)
    def tickets(room: str) -> Response:
        sold = rooms.reader(room, "tickets", None).cursor  # (b)
        return jsonify(left=max(SEATS - sold, 0), at=now_ms())  # (c)

    @bp.after_request
    def never_keep(answer: Response) -> Response:
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return bp
