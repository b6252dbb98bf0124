"""The way through a simulated network for requests that are answered at once: they wait in their own greenlet."""

import errno
import random
import socket
import time
from collections.abc import Callable
from typing import Any

import gevent

from realtime.conditions import Conditions, Pace
from realtime.server.network import WATCH_S, Way
from realtime.server.shaped import PIECE_BYTES, reset
from realtime.server.wire import now_ms


class Cut(ConnectionResetError):
    """The room's conditions reset this request's connection."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "cut by the room's conditions")


class Gone(ConnectionResetError):
    """The client hung up, or let too much time pass, while its request or its answer was under way."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "the client is gone")


class Passage:
    """One request's way to the server and its answer's way back. `sent_at`: when the answer set out, 0 before.

    `send_now` is how each piece of the answer gets to the client once it is due.
    """

    def __init__(self, way: Way, sock: Any, send_now: Callable[[bytes], None]) -> None:
        self.way = way
        self.sent_at = 0.0
        self._sock = sock
        self._send_now = send_now

    def arrive(self, size: int) -> Conditions:
        """Wait until the request of so many bytes has arrived; what was in force when it left. Raises Cut or Gone."""
        now = self.way.now
        self._wait(Pace().arrival(time.monotonic(), size, now.delay_up_ms, now, random.random()))  # noqa: S311
        return now

    def send(self, data: bytes) -> None:
        """Let an answer travel to the client. Raises Cut or Gone."""
        self.sent_at = now_ms()
        pace, now, start = Pace(), self.way.now, time.monotonic()
        for first in range(0, len(data), PIECE_BYTES):
            piece = data[first : first + PIECE_BYTES]
            self._wait(pace.arrival(start, len(piece), now.delay_down_ms, now, random.random()))  # noqa: S311
            self._send_now(piece)

    def _wait(self, due: float) -> None:
        """Until `due`, and for as long as nothing arrives."""
        while True:
            now = self.way.now
            if now.cut:
                reset(self._sock)
                raise Cut
            left = due - time.monotonic()
            if left <= 0 and not now.black_hole:
                return
            if is_gone(self._sock):
                raise Gone
            gevent.sleep(WATCH_S if now.black_hole else min(max(left, 0.001), WATCH_S))


def is_gone(sock: Any) -> bool:
    """Whether the client has ended the connection. A network that swallows all would not tell us; the kernel does."""
    try:
        return not sock._sock.recv(1, socket.MSG_PEEK)  # gevent's own recv would wait
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        return True
