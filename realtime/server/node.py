"""A node: one running server. It listens, serves the Flask app, keeps its streams, and drains when told to stop."""

import gc
import logging
import secrets
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

import gevent
from flask import Flask
from gevent.event import Event as Signal
from gevent.pywsgi import WSGIServer

from realtime.auto import AutoPublisher
from realtime.errors import Refused
from realtime.limits import Limits
from realtime.room import Rooms, short
from realtime.server.app import transports
from realtime.server.http import Handler
from realtime.server.metrics import Metrics
from realtime.server.network import WATCH_S, Networks
from realtime.server.record import RENEWED_S, Recordings
from realtime.server.streams import Streams
from realtime.server.wire import COUNTED_EVERY, TOLD_EVERY_S, Ledger

BACKLOG = 4096  # connections the kernel queues; with the usual 128, 3,000 at once need 28 s (performance.md)
TOLD_A_TURN = 16  # control sockets told before others have a turn: a class has hundreds
PRESENCE_AGAIN_S = 10  # presence is told when it changes, and this often, for nodes that missed it

log = logging.getLogger(__name__)


class Connections:
    """How many connections there are, in all and by address, within the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_address: Counter[str] = Counter()
        self.total = 0

    def joined(self, address: str) -> bool:
        """Whether one more from `address` is allowed; if so it is counted."""
        allowed = (
            self.total < self._limits.connections and self._by_address[address] < self._limits.connections_per_address
        )
        if allowed:
            self.total += 1
            self._by_address[address] += 1
        return allowed

    def left(self, address: str) -> None:
        """One less."""
        self.total -= 1
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


class Node:
    """See above. `start` listens, `serve_forever` waits for SIGTERM or Ctrl+C and drains."""

    def __init__(
        self, app: Flask, rooms: Rooms, *, host: str = "127.0.0.1", port: int = 0,
        allowed_origins: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.id = secrets.token_hex(4)
        self.rooms = rooms
        self.limits = rooms.limits
        self.allowed_origins = allowed_origins  # of pages elsewhere that may open WebSockets here
        self.metrics = Metrics()
        self.ledger = Ledger(rooms.broker, start=secrets.randbits(20) << 32)  # a browser counts exactly up to 2**53
        self.recordings = Recordings(rooms.broker, self.limits.recorded_pages)
        self.networks = Networks(self)
        self.streams = Streams(self, self.ledger, self.metrics)
        self.connections = Connections(self.limits)
        self.auto = AutoPublisher(rooms, self.id)
        self.handlers: set[Handler] = set()
        self.draining = False
        self.on_tell: dict[Callable[[], None], None] = {}  # control sockets with something to say
        self._stopped = Signal()
        self._greenlets: list[gevent.Greenlet] = []
        self._server = _Server(self, (host, port), app)
        self.transports = transports(app)  # path under a topic → the transport that is had there

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return int(self._server.server_port)

    def start(self) -> None:
        """Listen and serve, in the background. Raises OSError when the address is not to be had."""
        self._server.start()
        self._greenlets = [
            gevent.spawn(self.streams.write_forever),
            gevent.spawn(self.streams.return_forever),
            gevent.spawn(_every, TOLD_EVERY_S, self._tell_in_turn),
            gevent.spawn(_every, 1.0, self._tick),
            gevent.spawn(_every, WATCH_S, self._follow_scripts),
        ]
        gc.collect()
        gc.freeze()  # what lives as long as the process is not looked at again
        gc.enable()
        gc.set_threshold(20_000, 20, 50)  # and a collection does not come in the middle of every fan-out

    def serve_forever(self) -> None:
        """Serve until SIGTERM or SIGINT, then drain."""
        for name in ("SIGTERM", "SIGINT"):
            gevent.signal_handler(getattr(signal, name), self._on_signal)
        self._stopped.wait()

    def serve(self, sock: Any, address: str) -> None:
        """Serve HTTP on a connection that a stream gives back."""
        gevent.spawn_raw(self._server.serve, sock, (address, 0))

    def drain(self) -> None:
        """Take no new connections, tell every stream to come back, let running requests finish, then stop."""
        if self.draining:
            return
        self.draining = True
        self._server.close()  # not only stop_accepting: the kernel would go on taking connections that nobody serves
        self.auto.stop()
        self._tell()
        self.streams.drain()
        for handler in list(self.handlers):
            handler.hang_up_if_idle()
        with gevent.Timeout(self.limits.drain_s, False):
            while self.connections.total:
                gevent.sleep(0.02)
        for stream in list(self.streams.open):
            stream.close("the server stopped")
        gevent.killall(self._greenlets, block=False)
        self._stopped.set()

    def _on_signal(self) -> None:
        if self.draining:  # asked twice: at once
            sys.exit(130)
        gevent.spawn(self.drain)

    def _tell(self) -> None:
        self.ledger.tell()
        told, self.on_tell = self.on_tell, {}
        for done, tell in enumerate(told, 1):
            tell()
            if done % TOLD_A_TURN == 0:
                gevent.sleep(0)

    def _tell_in_turn(self, turn: int) -> None:
        if turn % COUNTED_EVERY == 0:
            self.streams.count_tagged()
        self._tell()

    def _tick(self, second: int) -> None:
        self._tell_presence(again=second % PRESENCE_AGAIN_S == 0)
        self.streams.tick()
        if second % RENEWED_S == 0:
            self.recordings.renew()
        self.auto.adopt_orphans()
        for room in self.rooms.expire(self.streams.in_use):
            log.info("room %s expired", short(room))

    def _follow_scripts(self, _: int) -> None:
        self.networks.tick()

    def _tell_presence(self, again: bool) -> None:
        rooms = set(self.streams.by_room) if again else self.streams.changed_rooms
        self.streams.changed_rooms = set()
        for room in rooms:
            counts = +self.streams.present(room)
            self.rooms.broker.post(room, "control", {"presence": dict(counts), "node": self.id})


class _Server(WSGIServer):  # type: ignore[misc]  # gevent has no types
    """pywsgi with our handler, no Nagle, and a count of its connections."""

    def __init__(self, node: Node, address: tuple[str, int], app: Flask) -> None:
        super().__init__(address, app, backlog=BACKLOG, spawn=gevent.spawn_raw, handler_class=Handler, log=None)
        self.node = node

    def handle(self, sock: Any, address: tuple[Any, ...]) -> None:
        """Serve one connection, if it is not one too many."""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.node.connections.joined(address[0]):
            self.serve(sock, address)
        else:
            handler = Handler(sock, address, self)
            handler.node = self.node
            handler.refuse(_full(self.node.limits))
            sock.close()

    def serve(self, sock: Any, address: tuple[Any, ...]) -> None:
        """Serve a connection that has its place, to its end."""
        Handler(sock, address, self).handle()


def _every(seconds: float, step: Callable[[int], None]) -> None:
    """Call `step` with 1, 2, 3 … for as long as the node runs; a step that fails is logged, and the next one tried."""
    for turn in count(1):
        gevent.sleep(seconds)
        try:
            step(turn)
        except Exception:
            log.exception("%s failed", step.__qualname__)


def _full(limits: Limits) -> Refused:
    return Refused(
        503,
        "too-many-connections",
        f"{limits.connections_per_address:,} connections from one address and {limits.connections:,} in all are allowed.",
        "Close one that you do not need, and try again in a second.",
        retry_after_s=1,
    )
