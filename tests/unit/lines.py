"""Connections without a network: lines that take bytes when the test says so, and the node's streams around them."""

from collections.abc import Callable
from typing import Any

from realtime.broker.memory import MemoryBroker
from realtime.event import Event
from realtime.limits import Limits
from realtime.server.metrics import Metrics
from realtime.server.shaped import ShapedSocket, Watch
from realtime.server.stream import WRITE, Stream
from realtime.server.wire import Ledger
from realtime.topic import Log


class Line:
    """A socket in non-blocking mode. `space`: bytes it takes before it is full; `sent`: what it took."""

    family = type = proto = 0

    def __init__(self, space: int = 1_000_000_000) -> None:
        self.space = space
        self.sent = b""
        self.incoming: list[bytes] = []
        self.broken = self.ended = self.closed = False

    def fileno(self) -> int:
        """As that of a socket that is open."""
        return 5

    def send(self, data: bytes) -> int:
        """As a socket's: takes a part, all, or raises."""
        if self.broken or self.ended:
            raise BrokenPipeError
        taken = min(len(data), self.space)
        if data and not taken:
            raise BlockingIOError
        self.space -= taken
        self.sent += data[:taken]
        return taken

    def recv(self, _: int) -> bytes:
        """As a socket's; no bytes mean the end."""
        if self.broken:
            raise ConnectionResetError
        if not self.incoming:
            raise BlockingIOError
        return self.incoming.pop(0)

    def shutdown(self, _: int) -> None:
        """The end of what the server sends."""
        if self.broken:
            raise OSError
        self.ended = True

    def close(self) -> None:
        """The end of the line."""
        self.closed = True


class Watcher:
    """A watcher of the event loop, which rings when the test says so."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.active = True

    def start(self, callback: Callable[[], None]) -> None:
        """Watch again."""
        self.callback, self.active = callback, True

    def stop(self) -> None:
        """Watch no more."""
        self.active = False

    def close(self) -> None:
        """Watch never again."""
        self.active = False


class FakeStreams:
    """What a Stream and a Feed need of the node's streams."""

    def __init__(self, **limits: float) -> None:
        self.limits = Limits(**limits)  # type: ignore[arg-type]  # as the environment would set them
        self.metrics = Metrics()
        self.ledger = Ledger(MemoryBroker(self.limits))
        self.said: list[str] = []
        self.forgotten: list[Stream] = []
        self._watchers: dict[tuple[Line, int], Watcher] = {}

    def watch(self, sock: Line | ShapedSocket, events: int, callback: Callable[[], None]) -> Watcher | Watch:
        """See `Streams.watch`."""
        if isinstance(sock, ShapedSocket):
            return sock.watch(events, callback)
        watcher = self._watchers[sock, events] = Watcher(callback)
        return watcher

    def ready(self, line: Line, events: int = WRITE) -> bool:
        """The line is ready; whether anybody was waiting for that."""
        watcher = self._watchers.get((line, events))
        if watcher is None or not watcher.active:
            return False
        watcher.callback()
        return True

    def say(self, _: Stream, reason: str) -> None:
        """See `Streams.say`."""
        self.said.append(reason)

    def forget(self, stream: Stream) -> None:
        """See `Streams.forget`."""
        self.forgotten.append(stream)

    def count(self, _: Stream) -> None:
        """See `Streams.count`."""

    def stream(self, line: Line, of: Callable[..., Any] = Stream, **more: Any) -> Any:
        """A stream over the line."""
        return of(self, line, "192.0.2.1", "room", "sse", 100, **more)


def append(log: Log, data: str = "1", sent_at: float = 0.0) -> Event:
    """One more event in the log."""
    return log.append(lambda id: Event(id, "stage", "message", data, sent_at))
