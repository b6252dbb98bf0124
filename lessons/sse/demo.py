"""What the demos of this lesson ask for: a stream of the learner's own bytes, and an answer that is made word by word."""

import time
from collections.abc import Iterator

from flask import Blueprint, Response, request

from realtime.errors import Refused
from realtime.room import Rooms

HEAD = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
MOST_CHARACTERS = 2_000  # of a learner's stream: each may take nine bytes of a request line
WORD_S = 0.075  # to make one word
ANSWER = (
    "An event stream is one answer that goes on. The browser asked once; since then the server has been adding lines. "
    "A blank line after them says: this is an event. The first words are with you before the last ones are made. "
    "Nothing got faster. You only stopped waiting for the end."
)


def make_blueprint(_: Rooms) -> Blueprint:
    """The routes of the demos, under the lesson's address."""
    bp = Blueprint("demo", __name__)

    @bp.get("/stream")
    def stream() -> Response:
        """`text` as it is, as an event stream that ends."""
        text = request.args.get("text", "")
        if len(text) > MOST_CHARACTERS:
            raise Refused(400, "text-too-long", f"The stream has {len(text):,} characters.", "Send 2,000 at most.")
        return Response(text.encode("utf-8", "surrogatepass"), headers=HEAD)

    @bp.get("/answer")
    def answer() -> Response:
        """The same answer, as it is made; or with `?whole` when it is complete."""
        made = ANSWER.split(" ")
        if "whole" not in request.args:
            return Response(words(made), headers=HEAD)
        time.sleep(WORD_S * len(made))
        return Response(ANSWER, headers=HEAD | {"Content-Type": "text/plain; charset=utf-8"})

    return bp


def words(made: list[str]) -> Iterator[str]:
    """An event for each word, as soon as there is one, and a last one that says so."""
    for number, word in enumerate(made, 1):
        time.sleep(WORD_S)
        yield f"id: {number}\ndata: {word}\n\n"  # (a)
    yield "event: done\ndata: that was all\n\n"  # (b)
