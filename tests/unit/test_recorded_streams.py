"""Recording stands before a stream's socket while somebody looks, and costs a stream nothing when nobody does."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from realtime.broker import RoomRecord
from realtime.broker.memory import MemoryBroker
from realtime.conditions import Conditions
from realtime.limits import Limits
from realtime.server.metrics import Metrics
from realtime.server.record import RecordedSocket
from realtime.server.shaped import ShapedSocket
from realtime.server.stream import Stream
from realtime.server.streams import Streams
from realtime.server.wire import Ledger
from tests.unit.lines import FakeStreams, Line

TAG = "mine"


class Scene:
    """A node's streams, with one that carries a tag."""

    def __init__(self) -> None:
        self.broker = MemoryBroker(Limits())
        self.broker.add_room(RoomRecord("room", b"", 0.0))
        self.heard: list[Any] = []
        self.broker.listen("room", "tag:" + TAG, self.heard.append)
        self.ledger = Ledger(self.broker)
        networks = SimpleNamespace(attend=lambda _: None, join=lambda _: None)
        node: Any = SimpleNamespace(limits=Limits(), networks=networks)
        self.streams = Streams(node, self.ledger, Metrics())
        self.line = Line()
        around = FakeStreams()
        around.ledger = self.ledger
        self.stream: Stream = around.stream(self.line)
        self.stream.exchange = self.ledger.open("room", TAG, "sse", None)

    def wanted(self, seconds: float) -> None:
        """Somebody wants to see the bytes for so long; the node looks at it."""
        self.broker.set_recorded("room", TAG, time.time() + seconds)
        self.streams.count_tagged()

    def send(self, data: bytes) -> list[dict[str, Any]]:
        """The stream sends; what of it is passed on to whoever looks."""
        del self.heard[:]
        self.stream.send(data)
        self.ledger.tell()
        return [piece for message in self.heard for piece in message.get("recorded", [])]


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.streams.joined(made.stream)
    return made


def test_nothing_stands_before_a_socket_that_nobody_looks_at(scene: Scene) -> None:
    scene.streams.count_tagged()
    assert scene.stream.sock is scene.line
    assert scene.send(b"unseen") == []


def test_it_begins_and_ends_with_the_wish_while_the_stream_goes_on(scene: Scene) -> None:
    scene.send(b"before")
    scene.wanted(60)
    assert isinstance(scene.stream.sock, RecordedSocket)
    [piece] = scene.send(b"seen")
    assert (piece["from"], piece["to"], piece["begins"]) == (6, 10, True)
    scene.wanted(-1)
    assert scene.stream.sock is scene.line
    assert scene.send(b"unseen") == []
    assert scene.line.sent == b"beforeseenunseen"


def test_behind_a_simulated_network_only_what_passes_the_real_socket_is_recorded(scene: Scene) -> None:
    shaped = ShapedSocket(scene.stream, leave=lambda *_: None)
    scene.stream.sock = shaped
    shaped.follow(Conditions(black_hole=True), False)
    scene.send(b"held")
    scene.wanted(60)
    assert isinstance(shaped.sock, RecordedSocket)
    assert scene.send(b", and more") == []
    scene.heard.clear()
    shaped.follow(Conditions(), False)
    scene.ledger.tell()
    [first, *_] = pieces = [piece for message in scene.heard for piece in message.get("recorded", [])]
    assert (first["from"], pieces[-1]["to"]) == (0, 14)
    scene.wanted(-1)
    assert shaped.sock is scene.line


def test_what_carries_a_key_is_not_wanted(scene: Scene) -> None:
    scene.wanted(60)
    private = scene.ledger.open("room", TAG, "publish", None, private=True)
    scene.ledger.note_bytes(private, True, 0, b"secret", True)
    scene.ledger.tell()
    assert not any("recorded" in message for message in scene.heard)
