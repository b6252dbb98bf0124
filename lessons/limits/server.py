"""A stream, and a proxy in front of it: what a buffering proxy does to an answer, and the header that asks it not to."""

import time
from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, request

from realtime.room import Rooms

HEAD = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
ASKS = {"X-Accel-Buffering": "no"}
EVENTS, EVERY_S = 30, 0.2
BUFFER_BYTES = 400


def make_blueprint(_: Rooms) -> Blueprint:
    """The route of the demo, under the lesson's address."""
    bp = Blueprint("limits", __name__)

    @bp.get("/through-a-proxy")
    def through_a_proxy() -> Response:
        """Thirty events in six seconds, through the proxy; with `?asks` the answer asks it to pass each on at once."""
        head = HEAD | ASKS if "asks" in request.args else HEAD
        return pass_on(Response(events(), headers=head))

    return bp


def events() -> Iterator[bytes]:
    """An event every 200 ms, numbered, and then the end."""
    for number in range(1, EVENTS + 1):
        yield b"id: %d\ndata: event %d of %d\n\n" % (number, number, EVENTS)
        time.sleep(EVERY_S)


def pass_on(answer: Response) -> Response:
    """What a proxy does with an answer that comes from the server behind it."""
    if answer.headers.get("X-Accel-Buffering") != "no":  # (a)
        answer.response = gathered(answer.iter_encoded())
    return answer


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, in fewer and larger pieces."""
    buffer = b""
    for piece in pieces:
        buffer += piece
        if len(buffer) >= BUFFER_BYTES:  # (a)
            yield buffer
            buffer = b""
    yield buffer  # (b)
