"""The broker: where rooms and topics live and are shared between nodes.

Whatever two nodes must agree on passes through it: rooms, events, the auto-publisher's settings, the conditions, and
the messages of the control sockets. A node keeps nothing of its own but its connections.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from realtime.event import Event
from realtime.limits import Limits
from realtime.topic import Log

Message = dict[str, Any]


class BrokerError(Exception):
    """A broker that is unknown or cannot be reached; the text says what to do."""


class NoSuchRoom(LookupError):
    """The room never was, or has expired."""


@dataclass(slots=True)
class RoomRecord:
    """What all nodes know of a room. Times are seconds since 1970; `auto` is the auto-publisher's settings.

    `conditions` is a script (`realtime.conditions`) as JSON, with `set_at`, when it began in ms since 1970.
    `recorded` are the tags whose bytes somebody wants to see, and until when (`realtime.server.record`).
    """

    id: str
    key_digest: bytes
    used_at: float
    auto: Message | None = None
    conditions: Message | None = None
    recorded: dict[str, float] = field(default_factory=dict)


class Broker(Protocol):
    """Rooms, their topics, and their channels.

    A channel carries messages between nodes within one room: `topic:NAME` and `events` (each Event as it is appended,
    of one topic and of all), `control` (settings and presence), `tag:TAG` (wire records for one page). Callbacks run
    in the publisher's turn, so they only note what is to be done. Methods that name a room raise NoSuchRoom when it
    is gone; but `post` finds nobody there, and `remove_room` nothing to remove.
    """

    def add_room(self, record: RoomRecord) -> None: ...

    def room(self, room: str) -> RoomRecord: ...

    def touch(self, room: str, at: float) -> None: ...

    def set_auto(self, room: str, auto: Message | None) -> None: ...

    def set_conditions(self, room: str, conditions: Message | None) -> None:
        """Put these in force, and tell the room's `control` channel. All tallies begin anew."""
        ...

    def set_recorded(self, room: str, tag: str, until: float) -> None:
        """Have the bytes of the tag recorded until then, seconds since 1970."""
        ...

    def tally(self, room: str, name: str) -> int:
        """One more of `name`, on whichever node; how many there are by now."""
        ...

    def remove_room(self, room: str) -> None: ...

    def rooms(self) -> list[RoomRecord]: ...

    def room_count(self) -> int: ...

    def publish(self, room: str, topic: str, type: str, data_json: str) -> "Published": ...

    def log(self, room: str, topic: str) -> Log:
        """This node's view of a topic, made on first use; kept current while the topic's channel is listened to."""
        ...

    def topics(self, room: str) -> dict[str, Log]: ...

    def post(self, room: str, channel: str, message: Event | Message) -> None: ...

    def listen(self, room: str, channel: str, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Call `callback` with every message of the channel from now on; returns what ends it."""
        ...

    def lease(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has `name` for the next `seconds`: one at a time, renewed by asking again."""
        ...

    def release(self, name: str, holder: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Published:
    """The receipt of a publish: the event's id and when the server took it, in ms since 1970."""

    id: int
    sent_at: float


def open_broker(address: str, limits: Limits) -> Broker:
    """The broker that `address` names: `memory`. Raises BrokerError."""
    if address != "memory":
        raise BrokerError(f"There is no broker {address!r}. This version has one: memory, inside a single process.")
    from realtime.broker.memory import MemoryBroker

    return MemoryBroker(limits)
