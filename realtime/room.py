"""Rooms: private spaces that hold topics. The room's id reads, its key publishes and controls; both are unguessable."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from realtime.broker import Broker, NoSuchRoom, Published, RoomRecord
from realtime.errors import Refused, shown
from realtime.event import data_json, event_type
from realtime.limits import Limits
from realtime.rate import Bucket
from realtime.topic import Reader, cursor_in, topic_name

TOUCH_S = 1.0  # how exactly a room's last use is known


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What its maker learns once: the key is not kept, only its digest."""

    room: str
    key: str
    expires_in_s: float


class Rooms:
    """What a node may do with rooms: every rule about them, over a broker that holds them."""

    def __init__(
        self, broker: Broker, limits: Limits,
        now: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.broker = broker
        self.limits = limits
        self.published = 0  # events accepted by this node
        self._now = now
        self._steady = steady
        self._used: dict[str, tuple[float, float]] = {}  # each room's last use, and since when this node knows of it
        self._publishing: dict[str, Bucket] = {}  # how fast each room may publish, as this node sees it
        self._changing: dict[str, Bucket] = {}  # how fast each room's conditions may change
        self._making: dict[str, Bucket] = {}  # how fast each address may make rooms

    def create(self, address: str) -> NewRoom:
        """A new room for a client at `address`."""
        self._allow_room(address)
        room, key, now = secrets.token_urlsafe(12), secrets.token_urlsafe(18), self._now()
        self.broker.add_room(RoomRecord(room, _digest(key), now))
        self._used[room] = now, self._steady()
        return NewRoom(room, key, self.limits.room_idle_s)

    def record(self, room: str) -> RoomRecord:
        """The room, which counts as used now; or Refused with 404."""
        try:
            record = self.broker.room(room)
        except NoSuchRoom:
            raise no_such_room(room) from None
        if abs(self._now() - record.used_at) > TOUCH_S:  # before it, if the clock was set back since
            self._touch(room)
        return record

    def _touch(self, room: str) -> None:
        now = self._now()
        self.broker.touch(room, now)
        self._used[room] = now, self._steady()

    def authorize(self, room: str, key: str | None) -> RoomRecord:
        """The room, if `key` is its key; or Refused with 401 or 403."""
        record = self.record(room)
        if key is None:
            raise Refused(
                401,
                "no-key",
                "Publishing and controlling need the room's key, and none was sent.",
                "Send the key that POST /rooms answered, as Authorization: Bearer KEY.",
            )
        if not hmac.compare_digest(_digest(key), record.key_digest):
            raise Refused(
                403,
                "wrong-key",
                f"This key does not open room {shown(room)}.",
                "Use the key that came with this room, or make a room of your own with POST /rooms.",
            )
        return record

    def publish(self, room: str, topic: str, body: object) -> Published:
        """Append `{"type"?, "data"}` to the topic. The caller has authorized it."""
        self.record(room)
        topic_name(topic)
        if not isinstance(body, dict) or "data" not in body or body.keys() - {"type", "data"}:
            raise Refused(
                400,
                "bad-event",
                f'An event is an object with "data" and maybe "type"; this is {shown(body)}.',
                'Send for example {"type": "score", "data": {"home": 1}}.',
            )
        type, data = event_type(body.get("type")), data_json(body["data"], self.limits.data_bytes)
        self._allow_publish(room)
        return self.append(room, topic, type, data)

    def append(self, room: str, topic: str, type: str, data: str) -> Published:
        """Append an event that is known to be in order (`data` is its JSON), and count it."""
        receipt = self.broker.publish(room, topic, type, data)
        self.published += 1
        return receipt

    def allow_conditions(self, room: str) -> None:
        """Count one more change of the room's conditions, or Refused: every node follows each of them."""
        now, per_s = self._now(), self.limits.conditions_per_s
        if not self._changing.setdefault(room, Bucket(per_s, per_s * 10, now)).take(now):
            raise Refused(
                429,
                "conditions-too-fast",
                f"The conditions of this room changed more than {per_s} times a second for too long.",
                "Wait a second, or say the changes as the steps of one script.",
                retry_after_s=1,
            )

    def reader(self, room: str, topic: str, after: str | None) -> Reader:
        """A reader of the topic at the cursor a client asked for."""
        self.record(room)
        log = self.broker.log(room, topic_name(topic))
        return Reader(room, topic, log, cursor_in(log, after))

    def unused_s(self, room: str) -> float:
        """Seconds since anybody on any node used the room, to a second or two; raises NoSuchRoom.

        By a clock that nobody sets: where the other one is set forward, or its computer has slept, all rooms would seem
        to have been left.
        """
        used_at, known_since = self.broker.room(room).used_at, self._steady()
        if room in self._used and self._used[room][0] == used_at:
            known_since = self._used[room][1]
        self._used[room] = used_at, known_since
        return self._steady() - known_since

    def expire(self, in_use: Callable[[str], bool]) -> list[str]:
        """Remove the rooms that nobody used for `room_idle_s`; an open connection (`in_use`) is use. Called once a second."""
        rooms, expired = [record.id for record in self.broker.rooms()], []
        for room in rooms:
            if in_use(room):
                self._touch(room)
            elif self.unused_s(room) > self.limits.room_idle_s:
                self.broker.remove_room(room)
                expired.append(room)
        for room in self._used.keys() - (set(rooms) - set(expired)):
            del self._used[room]
        self._forget(self._now())
        return expired

    def _allow_room(self, address: str) -> None:
        now, per_minute = self._now(), self.limits.rooms_per_minute
        bucket = self._making.setdefault(address, Bucket(per_minute / 60, per_minute, now))
        if not bucket.take(now):
            raise Refused(
                429,
                "too-many-new-rooms",
                f"Your address made more than {per_minute} rooms within a minute.",
                "Keep using the room you have; try again in a minute.",
                retry_after_s=60,
            )
        if self.broker.room_count() >= self.limits.rooms:
            raise Refused(
                503,
                "no-room-left",
                f"All {self.limits.rooms:,} rooms are in use.",
                "Rooms expire when nobody uses them; try again in a minute.",
                retry_after_s=60,
            )

    def _allow_publish(self, room: str) -> None:
        now, per_s = self._now(), self.limits.publishes_per_s
        bucket = self._publishing.setdefault(room, Bucket(per_s, per_s * 10, now))
        if not bucket.take(now):
            raise Refused(
                429,
                "publishing-too-fast",
                f"This room published more than {per_s} events a second for too long.",
                "Wait a second. Nothing that was accepted is lost.",
                retry_after_s=1,
            )

    def _forget(self, now: float) -> None:
        for buckets in (self._publishing, self._changing, self._making):
            for name in [name for name, bucket in buckets.items() if bucket.full(now)]:
                del buckets[name]


def no_such_room(room: str) -> Refused:
    """The refusal for a room that never was or has expired: the two look alike, so that ids cannot be probed."""
    return Refused(
        404,
        "no-such-room",
        f"There is no room {shown(room)}, or it has expired.",
        "Make a new one with POST /rooms.",
    )


def short(room: str) -> str:
    """A room as the log shows it: enough to tell it apart, too little to read it, for the whole id is a capability."""
    return room[:5] + "…"


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
