"""A stream: one connection that was adopted from the HTTP server and now costs no greenlet.

What the socket does not take at once waits in `rest`, bounded, with a watcher for writability; nobody else waits.
Sockets here are C-level sockets in non-blocking mode: portable, 100 bytes, and safe against a reused descriptor.
"""

import logging
import socket
import time
from typing import TYPE_CHECKING, Any

from realtime.server.wire import Exchange, now_ms

if TYPE_CHECKING:
    from realtime.server.feed import Feed
    from realtime.server.streams import Streams

READ, WRITE = 1, 2  # libev's and libuv's event bits, as gevent's loop.io takes them
RECEIVE_BYTES = 64 * 1024
LINGER_S = 2.0  # after our last byte: time for the client to read it before the socket is gone

log = logging.getLogger(__name__)


class Stream:
    """An adopted connection. By itself it follows a feed and ignores what the client sends (SSE)."""

    __slots__ = (
        "_can_read", "_can_write", "address", "closing_at", "cursor", "down", "exchange", "farewell", "feed", "missed",
        "opened_at", "rest", "room", "sock", "stalled_at", "start", "streams", "transport", "up",
    )  # fmt: skip

    hears = False  # whether its client has anything to say after its request
    is_whole = False  # whether it sends one whole answer, which proxies pass on at once

    def __init__(self, streams: "Streams", sock: Any, address: str, room: str, transport: str, up: int) -> None:
        self.streams = streams
        self.sock = sock
        self.address = address
        self.room = room
        self.transport = transport
        self.opened_at = time.monotonic()
        self.up = up  # bytes received, the request included
        self.down = 0  # bytes sent, the head included
        self.rest = b""  # what the socket has not taken yet
        self.stalled_at = 0.0
        self.closing_at = 0.0
        self.farewell = b""  # what is said when the server stops
        self.exchange: Exchange | None = None
        self.feed: Feed | None = None
        self.cursor = self.start = self.missed = 0  # where it is, where it began, and events it was told are gone
        self._can_write: Any = None
        self._can_read = streams.watch(sock, READ, self._readable)

    def reroute(self, sock: Any) -> None:
        """Go on over `sock`, which stands before the socket so far: a simulated network."""
        reading = self._can_read.active
        ended(self._can_read)
        self.sock = sock
        self._can_read = self.streams.watch(sock, READ, self._readable)
        if not reading:
            self._can_read.stop()
        if self._can_write is not None:
            ended(self._can_write)
            self._can_write = self.streams.watch(sock, WRITE, self._writable)

    @property
    def pending(self) -> int:
        """Bytes that a simulated network has taken, and that have not passed the socket."""
        return getattr(self.sock, "queued", 0)

    # -- what comes in ---------------------------------------------------------

    def _readable(self) -> None:
        try:
            data = self.sock.recv(RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self.close("closed by the client")
        else:
            self.up += len(data)
            if not self.closing_at:
                self.received(data)

    def received(self, data: bytes) -> None:
        """Bytes from the client. An SSE client has nothing to say after its request."""

    @property
    def between_messages(self) -> bool:
        """Whether what comes next is the beginning of something."""
        return True

    def pause_reading(self) -> None:
        """Let the client's bytes wait in its own kernel: the only back-pressure there is."""
        if self._can_read is not None:
            self._can_read.stop()

    def resume_reading(self) -> None:
        """The end of `pause_reading`."""
        if self._can_read is not None and not self._can_read.active:
            self._can_read.start(self._readable)

    # -- what goes out ---------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Send `data` now, or after what already waits; a reader that lets too much wait is dropped."""
        if self.closing_at or self.sock is None:
            return
        if not self.rest:
            taken = self.take(data)
            if taken < len(data):
                self.keep(data[taken:])
        elif len(self.rest) + len(data) <= self.outbox_bytes:
            self.rest += data
        else:
            self.drop("it does not read")

    @property
    def outbox_bytes(self) -> int:
        """How much may wait for this client."""
        return self.streams.limits.outbox_bytes

    def take(self, data: bytes) -> int:
        """How many bytes the socket took at once; a broken socket takes them all, and the stream is closed."""
        try:
            taken: int = self.sock.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.close("broken")
            return len(data)
        self.down += taken
        return taken

    def keep(self, rest: bytes) -> None:
        """`rest` waits until the socket is writable; meanwhile the stream is not level with its feed."""
        self.rest = rest
        self.stalled_at = time.monotonic()
        if self.feed is not None:
            self.feed.level.pop(self, None)
        if self._can_write is None and self.sock is not None:
            self._can_write = self.streams.watch(self.sock, WRITE, self._writable)

    def _writable(self) -> None:
        taken = self.take(self.rest)
        if taken:
            self.stalled_at = time.monotonic()
        self.rest = self.rest[taken:]
        if self.rest or self.sock is None:
            return
        ended(self._can_write)
        self._can_write = None
        if self.closing_at:
            self._shut()
        else:
            self.flushed()

    def flushed(self) -> None:
        """Nothing waits any more: catch up with what was published meanwhile."""
        if self.feed is not None:
            self.feed.catch_up(self)

    def drained(self) -> None:
        """A simulated network has nothing of this stream's any more."""

    # -- the end ---------------------------------------------------------------

    def finish(self, farewell: bytes, reason: str) -> None:
        """Say `farewell`, then end the sending half and wait a moment for the client to do the same.

        Closing at once would make the kernel answer unread input with a reset, which can overtake the farewell.
        """
        if self.closing_at or self.sock is None:
            return
        if farewell:
            self.send(farewell)
            if self.sock is None:  # it broke, or was dropped, on these last words
                return
        self.closing_at = time.monotonic()
        self.streams.say(self, reason)
        self.leave_feed()
        self.resume_reading()
        if not self.rest:
            self._shut()

    def _shut(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.close("broken")

    def drop(self, reason: str) -> None:
        """Close at once, because the client left no other way."""
        self.streams.metrics.dropped[reason] += 1
        self.close(reason)

    def close(self, reason: str) -> None:
        """Give everything back. Safe to call twice."""
        if self.sock is None:
            return
        if not self.closing_at:
            self.streams.say(self, reason)
        self.leave_feed()
        ended(self._can_read)
        ended(self._can_write)
        self.down -= self.pending
        self.sock.close()
        self.sock, self._can_read, self._can_write, self.rest = None, None, None, b""
        self.streams.count(self)  # bytes still passed after its last words
        self.streams.forget(self)

    def leave_feed(self) -> None:
        """Follow no feed any more; the exchange is over."""
        if self.exchange is not None and self.exchange.closed_at is None:
            self.exchange.closed_at = now_ms()
            self.streams.count(self)
        if self.feed is not None:
            self.feed.leave(self)
            self.feed = None

    # -- what is known of it ---------------------------------------------------

    @property
    def events(self) -> int:
        """How many events it was sent."""
        return self.cursor - self.start - self.missed

    def tick(self, now: float) -> None:
        """Called about once a second: end what has stood still for too long."""
        if self.closing_at:
            if now - self.closing_at > (self.streams.limits.stalled_s if self.pending else LINGER_S):
                self.close("lingered")
        elif self.rest and now - self.stalled_at > self.streams.limits.stalled_s:
            self.drop("it does not read")


def ended(watcher: Any) -> None:
    """Stop the watcher, if there is one, and give it back."""
    if watcher is not None:
        watcher.stop()
        watcher.close()
