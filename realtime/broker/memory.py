"""The broker in one process's memory. Several nodes may share it when they live in that process, as in the tests."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from realtime.broker import Message, NoSuchRoom, Published, RoomRecord
from realtime.errors import Refused
from realtime.event import Event
from realtime.limits import Limits
from realtime.topic import Log

Callback = Callable[[Any], None]


class _Room:
    """A room's record, its topics, and who listens to which of its channels."""

    __slots__ = ("channels", "record", "tallies", "topics")

    def __init__(self, record: RoomRecord) -> None:
        self.record = record
        self.topics: dict[str, Log] = {}
        self.channels: dict[str, list[Callback]] = {}
        self.tallies = Counter[str]()


class MemoryBroker:
    """See `realtime.broker.Broker`."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.time) -> None:
        self._limits = limits
        self._now = now
        self._rooms: dict[str, _Room] = {}
        self._leases: dict[str, tuple[str, float]] = {}

    def add_room(self, record: RoomRecord) -> None:
        self._rooms[record.id] = _Room(record)

    def room(self, room: str) -> RoomRecord:
        return self._get(room).record

    def touch(self, room: str, at: float) -> None:
        self._get(room).record.used_at = at

    def set_auto(self, room: str, auto: Message | None) -> None:
        self._get(room).record.auto = auto
        self.post(room, "control", {"auto": auto})

    def set_conditions(self, room: str, conditions: Message | None) -> None:
        found = self._get(room)
        found.record.conditions = conditions
        found.tallies.clear()
        self.post(room, "control", {"conditions": conditions})

    def set_recorded(self, room: str, tag: str, until: float) -> None:
        record, now = self._get(room).record, self._now()
        record.recorded = {one: end for one, end in record.recorded.items() if end > now} | {tag: until}

    def tally(self, room: str, name: str) -> int:
        tallies = self._get(room).tallies
        tallies[name] += 1
        return tallies[name]

    def remove_room(self, room: str) -> None:
        self._rooms.pop(room, None)

    def rooms(self) -> list[RoomRecord]:
        return [room.record for room in self._rooms.values()]

    def room_count(self) -> int:
        return len(self._rooms)

    def publish(self, room: str, topic: str, type: str, data_json: str) -> Published:
        log = self.log(room, topic)
        event = log.append(lambda id: Event(id, topic, type, data_json, self._now() * 1000))
        self.post(room, "topic:" + topic, event)
        self.post(room, "events", event)
        return Published(event.id, event.sent_at)

    def log(self, room: str, topic: str) -> Log:
        topics = self._get(room).topics
        log = topics.get(topic)
        if log is None:
            if len(topics) >= self._limits.topics:
                raise Refused(
                    429,
                    "too-many-topics",
                    f"This room has {len(topics)} topics, as many as are allowed; {topic!r} would be one more.",
                    "Use one of its topics, or make another room.",
                )
            log = topics[topic] = Log(self._limits.topic_events, self._limits.topic_bytes)
        return log

    def topics(self, room: str) -> dict[str, Log]:
        return self._get(room).topics

    def post(self, room: str, channel: str, message: Event | Message) -> None:
        found = self._rooms.get(room)
        if found is not None:
            for callback in tuple(found.channels.get(channel, ())):
                callback(message)

    def listen(self, room: str, channel: str, callback: Callback) -> Callable[[], None]:
        channels = self._get(room).channels
        channels.setdefault(channel, []).append(callback)

        def end() -> None:
            callbacks = channels.get(channel, [])
            if callback in callbacks:
                callbacks.remove(callback)
            if not callbacks:
                channels.pop(channel, None)

        return end

    def lease(self, name: str, holder: str, seconds: float) -> bool:
        now = self._now()
        owner, until = self._leases.get(name, (holder, now))
        if owner != holder and until > now:
            return False
        self._leases[name] = (holder, now + seconds)
        return True

    def release(self, name: str, holder: str) -> None:
        if self._leases.get(name, ("", 0.0))[0] == holder:
            del self._leases[name]

    def _get(self, room: str) -> _Room:
        try:
            return self._rooms[room]
        except KeyError:
            raise NoSuchRoom(room) from None
