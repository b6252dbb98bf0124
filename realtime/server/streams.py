"""The streams of one node: who is connected, what they follow, and the one writer that serves them all."""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import gevent
from gevent import get_hub
from gevent.event import Event as Signal

from realtime.errors import Refused
from realtime.room import short
from realtime.server.feed import Feed, Frame, GapFrame
from realtime.server.held import Body, HeldPoll, Waiting
from realtime.server.metrics import Metrics
from realtime.server.record import RecordedSocket
from realtime.server.shaped import ShapedSocket
from realtime.server.stream import Stream
from realtime.server.websocket import SERVICE_RESTART, WebSocketStream
from realtime.server.wire import Ledger
from realtime.topic import News, Reader

if TYPE_CHECKING:
    from realtime.server.node import Node

RETURNS_A_TURN = 8  # held polls given back before others have a turn
PAUSE_EVERY = 500  # connections looked at before others have a turn

log = logging.getLogger(__name__)


class Streams:
    """See above. Everything here runs in one thread; only the writer, the returner, the ticker and `drain` ever yield."""

    def __init__(self, node: "Node", ledger: Ledger, metrics: Metrics) -> None:
        self._node = node
        self.limits = node.limits
        self.ledger = ledger
        self.metrics = metrics
        self.draining = False
        self.open: dict[Stream, None] = {}
        self.tagged: dict[Stream, None] = {}  # those with an exchange that somebody watches
        self.by_room: dict[str, Counter[str]] = {}
        self.changed_rooms: set[str] = set()  # whose presence has changed since it was last told
        self._feeds: dict[tuple[Any, ...], Feed] = {}
        self._waiting: dict[tuple[Any, ...], Waiting] = {}
        self._dirty: dict[Feed | Waiting, None] = {}
        self._wake = Signal()
        self._returning: deque[HeldPoll] = deque()
        self._returns = Signal()

    # -- connections -------------------------------------------------------------

    def watch(self, sock: Any, events: int, callback: Callable[[], None]) -> Any:
        """Call `callback` whenever the socket is ready (`stream.READ` or `stream.WRITE`)."""
        if isinstance(sock, ShapedSocket):
            return sock.watch(events, callback)
        watcher = get_hub().loop.io(sock.fileno(), events)
        watcher.start(callback)
        return watcher

    def admit(self, room: str) -> None:
        """Refused, if the room has as many connections as it may, or the node is on its way out."""
        if self.draining:
            raise Refused(503, "draining", "This server is stopping.", "Connect again in a second.", retry_after_s=1)
        if self.present(room).total() >= self.limits.connections_per_room:
            raise Refused(
                503,
                "room-full",
                f"This room has {self.limits.connections_per_room:,} connections, as many as are allowed.",
                "Close one that you do not need, or make another room.",
                retry_after_s=5,
            )

    def joined(self, stream: Stream) -> None:
        """A connection was adopted."""
        self.open[stream] = None
        present = self.by_room.get(stream.room)
        if present is None:
            present = self.by_room[stream.room] = Counter()
            self._node.networks.attend(stream.room)
        present[stream.transport] += 1
        self.changed_rooms.add(stream.room)
        if stream.exchange is not None:
            self.tagged[stream] = None
            if stream.exchange.recorded:
                self._record(stream)
        self._node.networks.join(stream)
        log.info("%s of room %s opened from %s", stream.transport, short(stream.room), stream.address)

    def forget(self, stream: Stream) -> None:
        """The connection is closed."""
        self._parted(stream)
        self._node.connections.left(stream.address)

    def _parted(self, stream: Stream) -> None:
        self.metrics.bytes_up += stream.up
        self.metrics.bytes_down += stream.down
        if stream in self.open:
            del self.open[stream]
            self.tagged.pop(stream, None)
            present = self.by_room[stream.room]
            present[stream.transport] -= 1
            if not present.total():
                del self.by_room[stream.room]
                self._node.networks.leave(stream.room)
            self.changed_rooms.add(stream.room)

    def give_back(self, poll: HeldPoll) -> None:
        """An answered long poll asks again: its connection is the HTTP server's, when its turn has come."""
        self._returning.append(poll)
        self._returns.set()

    def return_forever(self) -> None:
        """Give connections back, a few at a time.

        After an event all held polls ask again at once. Nobody waits for those answers, but others wait behind them.
        """
        while True:
            self._returns.wait()
            self._returns.clear()
            while self._returning:
                for _ in range(min(RETURNS_A_TURN, len(self._returning))):
                    self._return(self._returning.popleft())
                gevent.sleep(0)

    def _return(self, poll: HeldPoll) -> None:
        if poll.sock is None or poll.closing_at:  # its client left, or this node is on its way out
            return
        sock, address = poll.surrender()
        self._parted(poll)  # its connection goes on, and keeps its place
        self._node.serve(sock, address)

    def say(self, stream: Stream, reason: str) -> None:
        """One line a connection that ended, with the reason."""
        log.info(
            "%s of room %s closed after %.1f s: %s; %d events, %d bytes up, %d down",
            stream.transport, short(stream.room), time.monotonic() - stream.opened_at, reason,
            stream.events, stream.up, stream.down,
        )  # fmt: skip

    def in_use(self, room: str) -> bool:
        """Whether anybody is connected to the room here."""
        return room in self.by_room

    def present(self, room: str) -> Counter[str]:
        """How many are connected to the room here, by transport."""
        return self.by_room.get(room) or Counter()

    def open_by_transport(self) -> Counter[str]:
        """How many connections are open, by transport."""
        return Counter(stream.transport for stream in self.open)

    # -- what they follow --------------------------------------------------------

    def feed(
        self, reader: Reader, transport: str, frame: Frame, gap: GapFrame, beat: bytes = b"", every_s: float = 0.0
    ) -> Feed:
        """The feed of the reader's topic in one framing; made for its first reader, forgotten with its last."""
        key = (reader.room, reader.topic, transport, frame)
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = Feed(self, reader.log, transport, frame, gap, beat, every_s)
            feed.relay = self._relay(reader.room, transport)
            feed.forget = self._follow(self._feeds, key, feed, reader)
        return feed

    def waiting(self, reader: Reader, transport: str, headers: dict[str, str], body: Body) -> Waiting:
        """The held polls of the reader's topic; the same lifetime as a feed's."""
        key = (reader.room, reader.topic, transport, body)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = Waiting(self, headers, body, transport)
            waiting.relay = self._relay(reader.room, transport)
            waiting.forget = self._follow(self._waiting, key, waiting, reader)
        return waiting

    def _relay(self, room: str, transport: str) -> Callable[[News], News]:
        return partial(self._node.networks.relayed, room, transport)

    def stir(self, room: str) -> None:
        """Look again at what the room's readers are owed."""
        for kept in (self._feeds, self._waiting):
            self._dirty.update({follower: None for key, follower in kept.items() if key[0] == room})
        self._wake.set()

    def _follow(
        self, kept: dict[tuple[Any, ...], Any], key: tuple[Any, ...], follower: Feed | Waiting, reader: Reader
    ) -> Callable[[], None]:
        """Have the follower walked whenever its topic has news; returns what ends that."""

        def note(_: object) -> None:
            self._dirty[follower] = None
            self._wake.set()

        end = self._node.rooms.broker.listen(reader.room, "topic:" + reader.topic, note)

        def forget() -> None:
            if kept.get(key) is follower:
                del kept[key]
                end()

        return forget

    def write_forever(self) -> None:
        """The writer: walks whatever has news."""
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._dirty:
                follower = next(iter(self._dirty))
                del self._dirty[follower]
                self._walk(follower)

    def _walk(self, follower: Feed | Waiting) -> None:
        """One walk. A feed with more than one walk's worth goes to the end of the row; one that fails stops no other."""
        try:
            more = follower.walk()
        except Exception:
            log.exception("%s: its framing failed", follower.transport)
            return
        if more:
            self._dirty[follower] = None
            gevent.sleep(0)

    # -- time ----------------------------------------------------------------------

    def tick(self) -> None:
        """About once a second: heartbeats, pings, and the end of those who stand still."""
        now = time.monotonic()
        for feed in list(self._feeds.values()):
            feed.keep_alive(now)
        for done, stream in enumerate(list(self.open), 1):
            if stream.sock is not None:
                stream.tick(now)
            if done % PAUSE_EVERY == 0:
                gevent.sleep(0)

    def _record(self, stream: Stream) -> None:
        """Look at all bytes that pass the real socket, which a simulated network may stand before."""
        line = stream.sock if isinstance(stream.sock, ShapedSocket) else stream
        passed_up = stream.up + (line.unread if isinstance(line, ShapedSocket) else 0)
        line.sock = RecordedSocket(self.ledger, stream, line.sock, up=passed_up, down=stream.down - stream.pending)

    def _follow_recording(self, stream: Stream) -> None:
        """Begin when somebody wants to see its bytes, and end when nobody does any more."""
        exchange = stream.exchange
        if exchange is None or exchange.recorded == self.ledger.is_wanted(exchange):
            return
        exchange.recorded = not exchange.recorded
        if exchange.recorded:
            self._record(stream)
        else:
            line = stream.sock if isinstance(stream.sock, ShapedSocket) else stream
            line.sock = line.sock.sock

    def count_tagged(self) -> None:
        """Note the tagged streams whose counts have moved."""
        for stream in list(self.tagged):
            self._follow_recording(stream)
            exchange = stream.exchange
            if exchange is not None and (exchange.up, exchange.down) != (stream.up, stream.down - stream.pending):
                self.count(stream)

    def count(self, stream: Stream) -> None:
        """Bring the stream's exchange up to date, and have it told."""
        exchange = stream.exchange
        if exchange is not None:
            exchange.up, exchange.down = stream.up, stream.down - stream.pending
            exchange.events = stream.events
            self.ledger.note(exchange)

    def drain(self) -> None:
        """Tell everyone to come back, each in its transport's words (architecture.md, invariant 6)."""
        self.draining = True
        for waiting in list(self._waiting.values()):
            waiting.answer_all()
        for done, stream in enumerate(list(self.open), 1):
            if isinstance(stream, WebSocketStream):
                stream.say_close(SERVICE_RESTART, "the server restarts, come back")
            elif not isinstance(stream, HeldPoll):
                stream.finish(stream.farewell, "the server stops")
            elif stream.is_answered:
                self.give_back(stream)  # its next request may be here already
            if done % PAUSE_EVERY == 0:
                gevent.sleep(0)
