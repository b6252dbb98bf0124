"""A feed: one topic in one transport's framing, encoded once for all of its readers on this node.

Readers that have had the same events are `level` and get the same bytes in one walk. A reader that cannot take them
all falls behind with a cursor of its own, and catches up when its socket is writable; nobody waits for it.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import gevent

from realtime.event import Event
from realtime.server.stream import Stream
from realtime.topic import Log, News

if TYPE_CHECKING:
    from realtime.server.streams import Streams

Frame = Callable[[Event], bytes]
GapFrame = Callable[[int, int], bytes]  # (how many events are gone, the id of the last of them)

WRITE_BYTES = 64 * 1024  # at most this much is written to one reader before the next has its turn
WRITES_A_TURN = 64  # then the loop runs, so that requests stay quick (measured: see ARCHITECTURE.md)


class Feed:
    """See above. `position` is the cursor of the level readers."""

    def __init__(
        self, streams: "Streams", log: Log, transport: str, frame: Frame, gap: GapFrame, beat: bytes, every_s: float
    ) -> None:
        self.streams = streams
        self.log = log
        self.transport = transport
        self.frame = frame
        self.gap = gap
        self.beat = beat
        self.every_s = every_s
        self.position = log.head
        self.level: dict[Stream, None] = {}
        self.count = 0  # all its readers, level or behind
        self.wrote_at = time.monotonic()
        self.forget: Callable[[], None] = lambda: None
        self.relay: Callable[[News], News] = lambda news: news  # what becomes of events before they are framed
        self._uneven = False  # some level readers are at another cursor than `position`
        self._frames: dict[int, bytes] = {}
        self._oldest = log.head + 1  # no frame below this id is kept

    # -- readers ---------------------------------------------------------------

    def join(self, stream: Stream, cursor: int, head: bytes) -> None:
        """A new reader at `cursor`: it gets `head`, then all it is owed."""
        self.count += 1
        stream.feed = self
        stream.cursor = stream.start = cursor
        taken = stream.take(head)
        if taken < len(head):
            stream.keep(head[taken:])
        elif stream.sock is not None:  # it may have broken on its head
            self.catch_up(stream)

    def leave(self, stream: Stream) -> None:
        """The reader is gone; a feed without readers is forgotten."""
        self.level.pop(stream, None)
        self.count -= 1
        if not self.count:
            self.forget()

    def catch_up(self, stream: Stream) -> None:
        """Write what the reader is owed, until it is level or its socket is full."""
        while stream.cursor < self.log.head:
            data, end, gap = self.chunk(stream.cursor)
            if not data:
                break
            sent, stream.cursor = end - stream.cursor - gap, end
            stream.missed += gap
            self.streams.metrics.gap_events += gap
            taken = stream.take(data)
            if stream.sock is None:
                return
            self.observe(end, sent, 1)
            if taken < len(data):
                stream.keep(data[taken:])
                return
        self.level[stream] = None
        self._uneven |= stream.cursor != self.position

    # -- bytes -----------------------------------------------------------------

    def chunk(self, cursor: int) -> tuple[bytes, int, int]:
        """(bytes owed to a reader at `cursor`, its cursor after them, events it will never get).

        There are none when the newest event waits for the next one (`realtime.conditions.disturbed`).
        """
        news = self.log.after(cursor, 1 + WRITE_BYTES // 64)
        frames: dict[int, bytes] = {}
        size = 0
        for event in news.events:
            frames[event.id] = frame = self._frames.get(event.id) or self._encode(event)
            size += len(frame)
            if size >= WRITE_BYTES:
                break
        first = cursor + news.gap
        owed = self.relay(News(news.events[: len(frames)], news.gap, first + len(frames)))
        parts = [self.gap(news.gap, first)] if news.gap else []
        parts += [frames[event.id] for event in owed.events]
        return (parts[0] if len(parts) == 1 else b"".join(parts)), owed.cursor, news.gap

    def _encode(self, event: Event) -> bytes:
        frame = self.frame(event)
        if event.id >= self._oldest:
            self._frames[event.id] = frame
            while self._oldest <= self.log.floor:  # what left the log leaves here too
                self._frames.pop(self._oldest, None)
                self._oldest += 1
        return frame

    # -- the walk --------------------------------------------------------------

    def walk(self) -> bool:
        """Write what is new to all level readers, yielding to the loop now and then; whether there is more.

        Called by the writer alone.
        """
        start = self.position
        if start == self.log.head:
            return False
        data, end, gap = self.chunk(start)
        if not data:
            return False
        size, sent, done = len(data), end - start - gap, 0
        for stream in list(self.level):
            if stream.cursor != start or stream.rest:  # it joined, left or fell behind during the walk
                continue
            try:
                taken = stream.sock.send(data)
            except (BlockingIOError, InterruptedError):
                taken = 0
            except (OSError, AttributeError):  # broken just now, or closed (without a socket) during the walk
                stream.close("broken")
                continue
            stream.cursor = end
            stream.down += taken
            if taken != size:
                stream.keep(data[taken:])
            if gap:
                stream.missed += gap
            done += 1
            if done % WRITES_A_TURN == 0:
                self.observe(end, sent, WRITES_A_TURN)
                gevent.sleep(0)
        self.observe(end, sent, done % WRITES_A_TURN)
        self.streams.metrics.gap_events += gap * done
        self.position, self.wrote_at = end, time.monotonic()
        if self._uneven:
            self._level_out()
        return self.position < self.log.head

    def _level_out(self) -> None:
        """Those who became level at another point than the walk's are brought to the same one."""
        for stream in [stream for stream in self.level if stream.cursor < self.position]:
            del self.level[stream]
            self.catch_up(stream)
        self._uneven = any(stream.cursor != self.position for stream in self.level)  # some may be ahead of it still

    def observe(self, end: int, sent: int, readers: int) -> None:
        """Count deliveries of the events up to `end`, late by the newest one's age."""
        if sent and readers:
            newest = self.log.after(end - 1, 1).events
            late_s = time.time() - newest[0].sent_at / 1000 if newest else 0.0
            self.streams.metrics.delivered(self.transport, late_s, sent * readers)

    def keep_alive(self, now: float) -> None:
        """Send the beat if nothing was written for `every_s`: proxies close a line that is silent."""
        if self.beat and now - self.wrote_at >= self.every_s:
            self.wrote_at = now
            for done, stream in enumerate(list(self.level), 1):
                if stream in self.level:  # since then it may have left or fallen behind
                    stream.send(self.beat)
                if done % WRITES_A_TURN == 0:
                    gevent.sleep(0)
