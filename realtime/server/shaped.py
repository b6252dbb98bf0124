"""A stream's socket with a simulated network before it."""

import random
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gevent import get_hub

from realtime.conditions import NONE, Conditions, Pace
from realtime.server.stream import READ, WRITE, Stream, ended

RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: closing sends RST
PIECE_BYTES = 1_024  # bytes arrive in pieces of this size, so that a narrow line drips
PIECES_UP = 64  # what may be under way to us on one connection, as reads of at most RECEIVE_BYTES
RECEIVE_BYTES = 16_384


class Watch:
    """What a stream takes for a watcher of its socket."""

    __slots__ = ("active", "callback", "line")

    def __init__(self, line: "ShapedSocket") -> None:
        self.line = line
        self.active = False
        self.callback: Callable[[], None] = lambda: None

    def start(self, callback: Callable[[], None]) -> None:
        self.callback, self.active = callback, True
        self.line.wake()

    def stop(self) -> None:
        self.active = False

    def close(self) -> None:
        self.active = False


class ShapedSocket:
    """A stream's socket with the network before it: bytes wait here, at most `outbox_bytes`, until they are due."""

    def __init__(self, stream: Stream, leave: Callable[["ShapedSocket", None], object]) -> None:
        self.stream = stream
        self._leave = leave  # told when it stands there no longer
        self.sock = stream.sock
        self.family, self.type, self.proto = self.sock.family, self.sock.type, self.sock.proto
        self.queued = 0  # bytes taken from the stream that have not passed the socket
        self._conditions = NONE
        self._limit = stream.streams.limits.outbox_bytes
        self._delays_up = stream.hears
        self._gathers = not stream.is_whole
        self._gathered = b""  # held by the buffering proxy
        self._down: deque[tuple[float, bytes]] = deque()
        self._up: deque[tuple[float, bytes]] = deque()
        self._heard = b""  # what has arrived and was not yet read
        self._over = False  # the client's end has arrived
        self._ended = False
        self._pace_down, self._pace_up = Pace(), Pace()
        self._passed_at = time.monotonic()
        self._watches = {READ: Watch(self), WRITE: Watch(self)}
        self._timer: Any = None
        self._readable = stream.streams.watch(self.sock, READ, self._on_readable)
        self._writable: Any = None

    @property
    def unread(self) -> int:
        """Bytes that passed the socket, and have not reached the stream."""
        return sum(len(data) for _, data in self._up) + len(self._heard)

    # -- as a socket -------------------------------------------------------------

    def watch(self, events: int, callback: Callable[[], None]) -> Watch:
        watch = self._watches[events]
        watch.start(callback)
        return watch

    def send(self, data: bytes) -> int:
        taken = min(len(data), self._limit - self.queued)
        if data and taken <= 0:
            raise BlockingIOError
        self.queued += taken
        self._gathered += data[:taken]
        self._travel()
        self._write_due()  # and no more: the stream learns what passed at once from `queued`, when it has counted `taken`
        self.wake()
        return taken

    def recv(self, size: int, flags: int = 0) -> bytes:
        if not self._delays_up:
            data: bytes = self.sock.recv(size, flags)
            return data
        if not self._heard and not self._over:
            raise BlockingIOError
        data, self._heard = self._heard[:size], self._heard[size:]
        return data

    def shutdown(self, _: int) -> None:
        self._ended = True
        self._travel()
        self._flush()

    def detach(self) -> int:
        """The socket without the network."""
        self._give_up()
        fileno: int = self.sock.detach()
        return fileno

    def close(self) -> None:
        self._give_up()
        self.sock.close()

    # -- the network ---------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether nothing is under way, and nothing more than bytes will come."""
        return not (self.queued or self._up or self._heard or self._over or self._ended)

    def leave(self) -> None:
        """Give the stream its own socket back."""
        self.stream.reroute(self.sock)
        self._give_up()

    def follow(self, conditions: Conditions, cut: bool) -> None:
        """These are in force now."""
        self._conditions = conditions
        if cut or conditions.cut:
            reset(self.sock)
            self.stream.close("cut by the room's conditions")
        elif conditions.idle_s and time.monotonic() - self._passed_at > conditions.idle_s:
            self.stream.close("silent for too long, by the room's conditions")
        elif conditions.black_hole and self._is_left_alone():
            self.stream.close("closed by the client, in a black hole")
        else:
            self._listen()
            self._travel()
            self._flush()

    def _is_left_alone(self) -> bool:
        """Whether nothing has passed for `stalled_s` and the client has hung up.

        A real hole would not tell us that, and in a simulated one a server should not know it at once. But nobody would
        ever fill a hole that its maker has left, and the kernel does know.
        """
        if time.monotonic() - self._passed_at <= self.stream.streams.limits.stalled_s:
            return False
        try:
            return not self.sock.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True

    def _listen(self) -> None:
        wanted = not self._conditions.black_hole and len(self._up) < PIECES_UP and not self._over
        if wanted and not self._readable.active:
            self._readable.start(self._on_readable)
        elif not wanted:
            self._readable.stop()

    def _travel(self) -> None:
        """What was sent sets out, unless a proxy still gathers it."""
        conditions = self._conditions
        enough = min(conditions.buffer, self._limit) if self._gathers else 0
        if not self._gathered or (len(self._gathered) < enough and not self._ended):
            return
        data, self._gathered = self._gathered, b""
        for start in range(0, len(data), PIECE_BYTES):
            piece, now = data[start : start + PIECE_BYTES], time.monotonic()
            due = self._pace_down.arrival(now, len(piece), conditions.delay_down_ms, conditions, random.random())  # noqa: S311
            self._down.append((due, piece))

    def _flush(self) -> None:
        """Write what is due, and say so when nothing of the stream's is under way any more."""
        self._write_due()
        if not self.queued and self.stream.sock is self:
            self.stream.drained()
        if self.stream.sock is not self:  # broken just now, or given back
            return
        if self._ended and not self._down and not self._gathered:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_WR)
        self.wake()

    def _write_due(self) -> None:
        """Write what is due; the rest waits for its time, or for the socket."""
        while self._down and not self._conditions.black_hole and self._down[0][0] <= time.monotonic():
            due, piece = self._down[0]
            try:
                taken = self.sock.send(piece)
            except (BlockingIOError, InterruptedError):
                taken = 0
            except OSError:
                self.stream.close("broken")
                return
            self.queued -= taken
            self._passed_at = time.monotonic()
            if taken < len(piece):
                self._down[0] = (due, piece[taken:])
                if self._writable is None:
                    self._writable = self.stream.streams.watch(self.sock, WRITE, self._on_writable)
                return
            self._down.popleft()

    def _on_writable(self) -> None:
        ended(self._writable)
        self._writable = None
        self._flush()

    def _on_readable(self) -> None:
        if not self._delays_up:
            watch = self._watches[READ]
            if watch.active:
                watch.callback()
            else:
                self._readable.stop()
            return
        try:
            data = self.sock.recv(RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        conditions, now = self._conditions, time.monotonic()
        self._passed_at = now
        due = self._pace_up.arrival(now, len(data), conditions.delay_up_ms, conditions, random.random())  # noqa: S311
        self._up.append((due, data))
        if not data or len(self._up) >= PIECES_UP:
            self._readable.stop()
        self.wake()

    def wake(self) -> None:
        """Look at everything that is due in the loop's next turn, or when it is."""
        now = time.monotonic()
        nexts = [queue[0][0] for queue in (self._down, self._up) if queue and not self._conditions.black_hole]
        if self._writable is not None and self._down:
            nexts = [at for at in nexts if at > now]
        read, write = self._watches[READ].active, self._watches[WRITE].active
        if (read and (self._heard or self._over)) or (write and self.queued < self._limit):
            nexts.append(now)
        if not self._delays_up and self._watches[READ].active:
            self._listen()
        ended(self._timer)
        self._timer = None
        if nexts and self.sock.fileno() >= 0:
            self._timer = get_hub().loop.timer(max(0.0, min(nexts) - now))
            self._timer.start(self._on_time)

    def _on_time(self) -> None:
        self._arrive()
        if self.stream.sock is self and self._down and self._writable is None:
            self._flush()
        write = self._watches[WRITE]
        if self.stream.sock is self and write.active and self.queued < self._limit:
            write.callback()

    def _arrive(self) -> None:
        while self._up and self._up[0][0] <= time.monotonic() and not self._conditions.black_hole:
            data = self._up.popleft()[1]
            self._heard += data
            self._over |= not data  # after its last words, which may not have been read yet
        read = self._watches[READ]
        if self._delays_up and read.active and (self._heard or self._over):
            read.callback()
        if self.stream.sock is self:
            self._listen()
            if self._up or (read.active and (self._heard or self._over)):
                self.wake()

    def _give_up(self) -> None:
        self._leave(self, None)
        for watcher in (self._timer, self._readable, self._writable):
            ended(watcher)
        self._timer = self._writable = None
        for watch in self._watches.values():
            watch.stop()


def reset(sock: Any) -> None:
    """Have the kernel say RST when the socket is closed."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
