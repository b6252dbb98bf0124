"""Two long-poll servers for the same events: the textbook's, which keeps only the questions that wait, and its repair."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import BoundedSemaphore
from typing import Self

from flask import Blueprint, Response, jsonify, request

from realtime.errors import Refused
from realtime.event import Event
from realtime.room import Rooms
from realtime.server.wire import now_ms

TOPIC = "burst"
HOLD_S = 4.0  # less than a server that stops waits for its requests
MOST_WAITING = 500  # questions on this node: each keeps a greenlet


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The routes of both servers, under the lesson's address."""
    bp = Blueprint("lost-message", __name__)
    places = BoundedSemaphore(MOST_WAITING)

    @bp.get("/rooms/<room>/textbook")
    def textbook(room: str) -> Response:
        rooms.record(room)
        with Question(rooms, room, places) as question:  # (a)
            event = question.wait()  # (b)
        return told(question, [event] if event else [])  # (c)

    @bp.get("/rooms/<room>/log")
    def with_log(room: str) -> Response:
        reader = rooms.reader(room, TOPIC, request.args.get("after"))  # (a)
        with Question(rooms, room, places) as question:
            owed = reader.read()  # (b)
            if not owed.events and question.wait():
                owed = reader.read()  # (c)
        return told(question, owed.events, cursor=owed.cursor, gap=owed.gap)  # (d)

    return bp


class Question:
    """A question that waits: on the list from `with` on, answered by the first event, off the list at the end."""

    def __init__(self, rooms: Rooms, room: str, places: BoundedSemaphore) -> None:
        self._join = partial(rooms.broker.listen, room, f"topic:{TOPIC}", self._hear)
        self._leave: Callable[[], None] = lambda: None
        self._places, self._first = places, Future[Event]()
        self.since = self.until = 0.0  # when it was on the list, server-clock ms

    def __enter__(self) -> Self:
        if not self._places.acquire(blocking=False):
            raise Refused(503, "all-waiting", f"{MOST_WAITING} questions wait already.", "Try again in a few seconds.")
        self._leave, self.since = self._join(), now_ms()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        self._places.release()
        self.until = now_ms()

    def wait(self) -> Event | None:
        """The event that answers it, or None when the hold is over."""
        try:
            return self._first.result(HOLD_S)
        except TimeoutError:
            return None

    def _hear(self, event: Event) -> None:
        if not self._first.done():
            self._first.set_result(event)


def told(question: Question, events: list[Event], **more: int) -> Response:
    """An answer: the events, and when the question was waiting."""
    said = [{"id": event.id, "sent_at": event.sent_at} for event in events]
    return jsonify(events=said, since=round(question.since, 3), until=round(question.until, 3), **more)
