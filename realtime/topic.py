"""A topic: a named, ordered, append-only, bounded log of events, and the cursors of those who read it.

Pure: no sockets, no waiting, no clock. Whoever waits for an event is told by the broker.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from realtime.errors import Refused, shown
from realtime.event import Event

NAME = re.compile(r"[a-z0-9-]{1,40}\Z")
CURSOR = re.compile(r"[0-9]{1,15}\Z")  # below 2**53: a browser's number holds it exactly


@dataclass(frozen=True, slots=True)
class News:
    """What a reader is owed: `events` in order, after `gap` events that can no longer be had, up to `cursor`."""

    events: list[Event]
    gap: int
    cursor: int


class Log:
    """The events a topic still holds: at most `limit_events` of them and `limit_bytes` of JSON."""

    def __init__(self, limit_events: int, limit_bytes: int) -> None:
        self.limit_events = limit_events
        self.limit_bytes = limit_bytes
        self.head = 0  # id of the newest event ever published here
        self.bytes = 0
        self._events: list[Event] = []
        self._dropped = 0  # how many at the front of the list have left the log: cut off now and then, not each time

    def __len__(self) -> int:
        return len(self._events) - self._dropped

    @property
    def floor(self) -> int:
        """The oldest cursor that misses nothing: one before the first event still held."""
        return self.head - len(self)

    def append(self, make: Callable[[int], Event]) -> Event:
        """Add the event that `make` builds for the next id; the oldest leave when a bound is reached."""
        event = make(self.head + 1)
        self.head = event.id
        self._events.append(event)
        self.bytes += event.size
        while len(self) > 1 and (len(self) > self.limit_events or self.bytes > self.limit_bytes):
            self.bytes -= self._events[self._dropped].size
            self._dropped += 1
        if self._dropped > len(self):
            del self._events[: self._dropped]
            self._dropped = 0
        return event

    def after(self, cursor: int, limit: int | None = None) -> News:
        """What a reader at `cursor` is owed, at most `limit` events at once."""
        start = max(cursor, self.floor)
        first = self._dropped + start - self.floor
        events = self._events[first : None if limit is None else first + limit]
        return News(events, start - cursor, start + len(events))


class Reader:
    """Where one reader is in one topic. `read()` hands out what is new and moves the cursor."""

    __slots__ = ("cursor", "log", "room", "topic")

    def __init__(self, room: str, topic: str, log: Log, cursor: int) -> None:
        self.room = room
        self.topic = topic
        self.log = log
        self.cursor = cursor

    def read(self) -> News:
        """All that is new to this reader."""
        news = self.log.after(self.cursor)
        self.cursor = news.cursor
        return news


def topic_name(value: str) -> str:
    """`value` as a topic's name, or Refused."""
    if not NAME.match(value):
        raise Refused(
            400,
            "bad-topic",
            f"{shown(value)} is not a topic's name.",
            "Use 1 to 40 small letters, digits or dashes.",
        )
    return value


def cursor_in(log: Log, after: str | None) -> int:
    """The cursor a client asked for: an event id, 0 for all that is held, nothing for new events only; or Refused."""
    if after is None:
        return log.head
    if not CURSOR.match(after):
        raise Refused(
            400,
            "bad-cursor",
            f"The cursor {shown(after)} is not one this server gave out.",
            "Use the cursor of an answer, an event's id, or 0 for all that is held.",
        )
    cursor = int(after)
    if cursor > log.head:
        raise Refused(
            400,
            "cursor-ahead",
            f"The cursor {cursor} is ahead of the topic, whose newest event is {log.head}.",
            "It belongs to another topic or to an earlier life of this one. Start again with after=0.",
        )
    return cursor
