"""The wire: bytes and times of each exchange, taken where they pass the socket, and told to whoever asked by tag.

An exchange is one request and its answer: a poll, a held long poll, or a stream from its request to its end.
"""

import re
import time
from typing import Any

from realtime.broker import Broker, NoSuchRoom
from realtime.errors import Refused, shown
from realtime.server.record import Record, pieces_of
from realtime.topic import CURSOR

TAG = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")
TOLD_EVERY_S = 0.05  # how often news of exchanges is passed on: soon enough to be drawn, seldom enough to be cheap
COUNTED_EVERY = 5  # of those turns, how many pass between two looks at the byte counts of open streams


def checked_tag(tag: str | None) -> str | None:
    """`tag` if it is one, None without; or Refused."""
    if tag is not None and not TAG.match(tag):
        raise Refused(
            400, "bad-tag", f"{shown(tag)} is not a tag.", "Use 1 to 32 letters, digits, dashes or underscores."
        )
    return tag


def now_ms() -> float:
    """The server's clock: milliseconds since 1970."""
    return time.time() * 1000


class Exchange:
    """What is known of one exchange so far. Times are server-clock ms; up and down are bytes at the socket."""

    __slots__ = (
        "after", "answered_at", "closed_at", "down", "events", "number", "private", "received_at", "recorded", "room",
        "status", "tag", "transport", "up",
    )  # fmt: skip

    def __init__(
        self, room: str, tag: str, transport: str, number: int, after: str | None, private: bool = False
    ) -> None:
        self.room = room
        self.tag = tag
        self.transport = transport
        self.number = number
        self.after = int(after) if after is not None and CURSOR.match(after) else None
        self.received_at = 0.0
        self.answered_at: float | None = None
        self.closed_at: float | None = None
        self.status: int | None = None
        self.up = self.down = self.events = 0
        self.private = private  # its bytes hold what is nobody else's business, such as a key
        self.recorded = False

    def snapshot(self) -> dict[str, Any]:
        """The record as control sockets get it; a later one of the same number replaces this one."""
        return {
            "transport": self.transport,
            "number": self.number,
            "after": self.after,
            "received_at": round(self.received_at, 3),
            "answered_at": _rounded(self.answered_at),
            "closed_at": _rounded(self.closed_at),
            "status": self.status,
            "up": self.up,
            "down": self.down,
            "events": self.events,
        }


class Ledger:
    """The node's tagged exchanges, on their way to the control sockets with the same tag, on whichever node those are.

    Numbers begin after `start`, which differs from node to node: a page hears the records of all.
    """

    def __init__(self, broker: Broker, start: int = 0) -> None:
        self._broker = broker
        self._number = start
        self._news: dict[Exchange, None] = {}
        self._upward: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._bytes: dict[tuple[str, str], Record] = {}

    def open(self, room: str, tag: str, transport: str, after: str | None, *, private: bool = False) -> Exchange:
        """A new exchange; tell of it with `note` once something is known. Of a `private` one no byte is recorded."""
        self._number += 1
        exchange = Exchange(room, tag, transport, self._number, after, private)
        exchange.recorded = self.is_wanted(exchange)
        return exchange

    def is_wanted(self, exchange: Exchange) -> bool:
        """Whether somebody wants to see its bytes, as the broker's record of the room says."""
        if exchange.private:
            return False
        try:
            return self._broker.room(exchange.room).recorded.get(exchange.tag, 0.0) > time.time()
        except NoSuchRoom:
            return False

    def note_bytes(
        self, exchange: Exchange, up: bool, start: int, data: bytes, begins: bool, at: float | None = None
    ) -> None:
        """`data` passed the socket, from the `start`-th byte of its direction on. Forgotten, unless it is recorded."""
        if exchange.recorded:
            record = self._bytes.setdefault((exchange.room, exchange.tag), Record())
            for piece in pieces_of(exchange.number, up, start, data, now_ms() if at is None else at, begins):
                record.add(piece)

    def note(self, exchange: Exchange) -> None:
        """Something about the exchange changed."""
        self._news[exchange] = None

    def note_upward(self, exchange: Exchange, at: float) -> None:
        """A message from the browser reached the server over an open WebSocket."""
        told = self._upward.setdefault((exchange.room, exchange.tag), [])
        told.append({"transport": exchange.transport, "number": exchange.number, "at": round(at, 3)})

    def tell(self) -> None:
        """Pass on what is new, one message a tag; bytes before the counts that speak of them."""
        if self._bytes:
            recorded, self._bytes = self._bytes, {}
            self._post("recorded", {key: record.drain() for key, record in recorded.items()})
        if self._news:
            news, self._news = self._news, {}
            records: dict[tuple[str, str], list[dict[str, Any]]] = {}
            for exchange in news:
                records.setdefault((exchange.room, exchange.tag), []).append(exchange.snapshot())
            self._post("wire", records)
        if self._upward:
            upward, self._upward = self._upward, {}
            self._post("upward", upward)

    def _post(self, word: str, by_tag: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
        for (room, tag), items in by_tag.items():
            self._broker.post(room, "tag:" + tag, {word: items})


def _rounded(at: float | None) -> float | None:
    return None if at is None else round(at, 3)
