"""A feed on a stage of its own, for its tests: one log, readers with so much space each, a framing that is easy to read."""

from typing import Any, cast

from realtime.event import Event
from realtime.server.feed import Feed
from realtime.server.stream import Stream
from realtime.topic import Log
from tests.unit.lines import FakeStreams, Line, append

HEAD = b"head\n"


class Scene:
    """One feed of one log, in a framing that is easy to read: `ID PADDING` or `gap SIZE LAST`, a line each."""

    def __init__(self, limit_events: int = 100, limit_bytes: int = 1_000_000, **limits: float) -> None:
        self.log = Log(limit_events, limit_bytes)
        self.streams = FakeStreams(**limits)
        self.encoded: list[int] = []
        self.forgotten = 0
        self.feed = Feed(cast(Any, self.streams), self.log, "sse", self._frame, gap_frame, b"beat\n", 15.0)
        self.feed.forget = self._forget

    def publish(self, events: int = 1, data: str = "1") -> None:
        """Append events, and tell nobody."""
        for _ in range(events):
            append(self.log, data)

    def join(self, cursor: int = 0, space: int = 1_000_000_000) -> tuple[Stream, Line]:
        """A new reader whose socket has so much space."""
        line = Line(space)
        stream: Stream = self.streams.stream(line)
        self.feed.join(stream, cursor, HEAD)
        return stream, line

    def read(self, line: Line, space: int = 1_000_000_000) -> None:
        """The client reads, so its socket has space again."""
        line.space += space
        self.streams.ready(line)

    def _frame(self, event: Event) -> bytes:
        self.encoded.append(event.id)
        return f"{event.id} {event.json.split(':')[4].split(',')[0]}\n".encode()

    def _forget(self) -> None:
        self.forgotten += 1


def gap_frame(size: int, last: int) -> bytes:
    return f"gap {size} {last}\n".encode()


def heard(line: Line) -> list[str]:
    """What the reader was sent after the head, without padding: ids, and gaps as `gap SIZE LAST`."""
    assert line.sent.startswith(HEAD)
    lines = line.sent[len(HEAD) :].decode().splitlines()
    return [text if text.startswith(("gap", "beat")) else text.split()[0] for text in lines]


def numbers(first: int, last: int) -> list[str]:
    """What a reader hears of the events first..last."""
    return [str(id) for id in range(first, last + 1)]
