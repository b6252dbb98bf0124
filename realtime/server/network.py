"""The simulated networks of rooms that have conditions, as this node holds them: what is in force, and who passes.

Only reading addresses pass: control sockets and publishing by POST do not. A room without conditions has no Network
here, and its streams write to their sockets directly. Streams pass in `shaped`, requests that are answered at once in
`passage`.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gevent

from realtime.broker import Message, NoSuchRoom
from realtime.conditions import NONE, Conditions, Script, disturbed, script_of
from realtime.server.shaped import ShapedSocket
from realtime.topic import News

if TYPE_CHECKING:
    from realtime.server.node import Node
    from realtime.server.stream import Stream

WATCH_S = 0.05  # how often waiting requests and lines look whether the conditions changed


class Network:
    """One room's network at this node: the step that is in force, and the lines that pass it."""

    def __init__(self, room: str, told: Message) -> None:
        self.room = room
        self.lines: dict[ShapedSocket, None] = {}
        self.change(told)

    def change(self, told: Message) -> None:
        """Other conditions, for whoever passes or waits here."""
        self.told = told
        self.script: Script | None = script_of({"steps": told["steps"]})
        self.step = -2  # at the last tick: -1 is before the first step, -2 before the first tick

    @property
    def now(self) -> Conditions:
        """What is in force."""
        return self.script.in_force(self.position) if self.script else NONE

    def of(self, lane: str) -> "Way":
        """The way of one transport."""
        return Way(self, lane)

    @property
    def position(self) -> int:
        """The step that is in force. What was told has begun, though this node's clock may be behind, or was set back."""
        return self.script.step_at(max(0.0, time.time() - self.told["set_at"] / 1000)) if self.script else -1

    def tick(self) -> bool:
        """Have the lines follow, and miss no step that was passed in between: a cut is a cut. Whether there were any."""
        step = self.position
        between = range(self.step + 1, step) if self.step > -2 else range(0)
        passed = [self.script.in_force(one) for one in between] if self.script else []
        changed, self.step, now = step != self.step, step, self.now
        for line in list(self.lines):
            lane = line.stream.transport
            line.follow(now.of(lane), any(one.of(lane).cut for one in passed))
        return changed


@dataclass(frozen=True, slots=True)
class Way:
    """A room's network as one transport meets it."""

    network: Network
    lane: str

    @property
    def now(self) -> Conditions:
        """What is in force here."""
        return self.network.now.of(self.lane)

    @property
    def counted(self) -> str:
        """What requests that get a status are counted under: a lane with a status of its own counts by itself."""
        everywhere, here = self.network.now, self.now
        own = (here.status, here.requests) != (everywhere.status, everywhere.requests)
        return f"status of step {self.network.position}" + (f" in {self.lane}" if own else "")


class Networks:
    """All rooms' networks at this node. The broker's record of a room says which there are."""

    def __init__(self, node: "Node") -> None:
        self._node = node
        self._by_room: dict[str, Network] = {}
        self._listening: dict[str, Callable[[], None]] = {}

    def of(self, room: str) -> Network | None:
        """The room's network, if it has conditions."""
        try:
            told = self._node.rooms.broker.room(room).conditions
        except NoSuchRoom:
            told = None
        network = self._by_room.get(room)
        if told is None:
            if network is not None:
                network.script = None
            return None
        if network is None:
            network = self._by_room[room] = Network(room, told)
        elif network.told != told or network.script is None:
            network.change(told)  # the same object: requests wait at it
        return network

    def takes_status(self, way: Way) -> bool:
        """Whether one more request is among those that get the status; all nodes count together."""
        try:
            taken = self._node.rooms.broker.tally(way.network.room, way.counted)
        except NoSuchRoom:
            return False
        return taken <= way.now.requests

    def relayed(self, room: str, transport: str, news: News) -> News:
        """`news` as the room's readers by this transport get it: a careless relay may stand above the transport."""
        network = self._by_room.get(room)
        return news if network is None else relayed(news, network.now.of(transport))

    def attend(self, room: str) -> None:
        """A room has its first stream here: hear when its conditions change."""
        if not room or room in self._listening:
            return

        def hear(message: Message) -> None:
            if "conditions" in message:
                gevent.spawn(self._changed, room)

        with suppress(NoSuchRoom):
            self._listening[room] = self._node.rooms.broker.listen(room, "control", hear)

    def leave(self, room: str) -> None:
        """Its last stream is gone."""
        end = self._listening.pop(room, None)
        if end is not None:
            end()

    def join(self, stream: "Stream") -> None:
        """Put the network before the stream's socket, if there is one."""
        network = self.of(stream.room) if stream.room and stream.transport != "control" else None
        if network is not None and not isinstance(stream.sock, ShapedSocket) and stream.sock is not None:
            line = ShapedSocket(stream, leave=network.lines.pop)
            network.lines[line] = None
            stream.reroute(line)
            line.follow(network.now.of(stream.transport), False)

    def _changed(self, room: str) -> None:
        if self.of(room) is not None:
            for stream in [stream for stream in self._node.streams.open if stream.room == room]:
                self.join(stream)
        self._tick(room)

    def tick(self) -> None:
        """Every WATCH_S: follow the scripts. Rooms without conditions have no network to look at."""
        for room in list(self._by_room):
            self._tick(room)

    def _tick(self, room: str) -> None:
        network = self._by_room.get(room)
        if network is None:
            return
        there = self.of(room) is not None
        if network.tick():
            self._node.streams.stir(room)  # what a relay kept back may pass now
        if not there:
            for line in [line for line in network.lines if line.idle]:
                line.leave()
            if not network.lines:
                del self._by_room[room]


def relayed(news: News, conditions: Conditions) -> News:
    """`news` as a careless relay above the transport passes it on: some twice, some in the wrong order."""
    if not news.events or not (conditions.duplicate or conditions.reorder):
        return news
    events, used = disturbed(news.events, news.events[0].id, conditions)
    return News(events, news.gap, news.cursor - len(news.events) + used)
