"""The auto-publisher: events that happen by themselves, on the server, steadily or at random.

Its settings live in the broker; whichever node holds the room's lease publishes, so there is one publisher a room.
"""

import logging
import math
import random
import time
from collections.abc import Callable

import gevent
from gevent.event import Event as Signal

from realtime.broker import Message, NoSuchRoom
from realtime.errors import Refused, shown
from realtime.event import data_json
from realtime.room import Rooms, short
from realtime.topic import topic_name

SLOWEST, FASTEST = 0.2, 50.0  # events a second
PATTERNS = ("steady", "poisson")
LEASE_S = 3.0
LOOKS_EVERY_S = LEASE_S / 3  # how often it renews its lease and asks whether anybody listens, when no event is due
LATE_S = 1.0  # a publisher later than this does not try to catch up: the events did not happen

log = logging.getLogger(__name__)


def auto_settings(value: object) -> Message | None:
    """`{"topic", "rate", "pattern"}` as settings, None for off (rate 0), or Refused."""
    if not isinstance(value, dict):
        raise _refused(f"{shown(value)} is not an object")
    topic, rate, pattern = value.get("topic", "stage"), value.get("rate"), value.get("pattern", "steady")
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        raise _refused(f"the rate is {shown(rate)}")
    if pattern not in PATTERNS:
        raise _refused(f"the pattern is {shown(pattern)}")
    if not isinstance(topic, str):
        raise _refused(f"the topic is {shown(topic)}")
    if rate == 0:
        return None
    if not SLOWEST <= rate <= FASTEST:
        raise _refused(f"the rate is {shown(rate)}")
    return {"topic": topic_name(topic), "rate": float(rate), "pattern": pattern}


def gap_s(auto: Message, chance: Callable[[], float] = random.random) -> float:
    """Seconds from one event to the next. Poisson: exponential, so that events are independent of one another."""
    mean_s = 1 / float(auto["rate"])
    if auto["pattern"] == "steady":
        return mean_s
    return -mean_s * math.log(1 - chance())


class AutoPublisher:
    """The auto-publishers that this node runs, one greenlet a room.

    now: the clock, in seconds. wait: returns after so many seconds, or as soon as the signal is set.
    """

    def __init__(
        self, rooms: Rooms, node: str,
        now: Callable[[], float] = time.monotonic, wait: Callable[[Signal, float], object] = Signal.wait,
    ) -> None:  # fmt: skip
        self._rooms = rooms
        self._broker = rooms.broker
        self._node = node
        self._now = now
        self._wait = wait
        self._running: dict[str, gevent.Greenlet] = {}

    def adopt(self, room: str) -> None:
        """Run the room's auto-publisher here, unless another node does."""
        if room not in self._running and self._broker.lease(_lease(room), self._node, LEASE_S):
            self._running[room] = gevent.spawn(self._run, room)

    def adopt_orphans(self) -> None:
        """Take over what a node that is gone has left; called now and then."""
        for record in self._broker.rooms():
            if record.auto is not None:
                self.adopt(record.id)

    def stop(self) -> None:
        """Give everything back, for another node to adopt."""
        for room, greenlet in list(self._running.items()):
            greenlet.kill(block=False)
            self._broker.release(_lease(room), self._node)
        self._running.clear()

    def _run(self, room: str) -> None:
        changed, stop_listening = Signal(), _nothing

        def hear(message: Message) -> None:
            if "auto" in message:
                changed.set()

        try:
            stop_listening = self._broker.listen(room, "control", hear)
            self._publish_until_off(room, changed)
        except NoSuchRoom:
            pass
        finally:
            stop_listening()
            self._running.pop(room, None)
            self._broker.release(_lease(room), self._node)

    def _publish_until_off(self, room: str, changed: Signal) -> None:
        auto, due, count = None, 0.0, 0
        while (latest := self._broker.room(room).auto) is not None:
            now = self._now()
            if self._rooms.unused_s(room) > self._rooms.limits.auto_idle_s:
                log.info("room %s: nobody listens, its auto-publisher stops", short(room))
                self._broker.set_auto(room, None)
                return
            if latest != auto:  # changed while we waited: the new rhythm starts now
                auto, due = latest, now + gap_s(latest)
            if now < due:
                changed.clear()
                self._wait(changed, min(due - now, LOOKS_EVERY_S))
                if not self._broker.lease(_lease(room), self._node, LEASE_S):
                    return  # this node stood still for too long, and another has taken over
                continue
            count += 1
            self._rooms.append(room, latest["topic"], "auto", data_json({"count": count}, 100))
            due = (due if now - due < LATE_S else now) + gap_s(latest)


def _nothing() -> None: ...


def _lease(room: str) -> str:
    return "auto:" + room


def _refused(why: str) -> Refused:
    return Refused(
        400,
        "bad-auto",
        f"The auto-publisher cannot run: {why}.",
        f'Send {{"topic": "stage", "rate": {SLOWEST} to {FASTEST:.0f} a second or 0 for off, "pattern": "steady" or "poisson"}}.',
    )
