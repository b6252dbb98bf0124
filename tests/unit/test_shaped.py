"""A simulated network before a stream's socket: it leaves again, and keeps nothing."""

from typing import Any

from realtime.conditions import NONE, Conditions
from realtime.server.shaped import ShapedSocket
from tests.unit.lines import FakeStreams, Line


class Shaped(Line):
    """A line that has what a ShapedSocket asks a socket for."""

    family = type = proto = 0

    def fileno(self) -> int:
        return 5


def test_when_the_conditions_end_an_idle_stream_gets_its_own_socket_back() -> None:
    streams, line, left = FakeStreams(), Shaped(), list[object]()
    stream: Any = streams.stream(line)
    shaped = ShapedSocket(stream, leave=lambda one, _: left.append(one))
    stream.sock = shaped
    shaped.follow(Conditions(black_hole=True), False)
    stream.send(b"late")
    assert (line.sent, shaped.idle) == (b"", False)
    shaped.follow(NONE, False)
    assert (line.sent, shaped.idle) == (b"late", True)
    shaped.leave()
    assert stream.sock is line
    assert left == [shaped]
    stream.send(b", at once")
    assert line.sent == b"late, at once"
    assert streams.ready(line, 1)
