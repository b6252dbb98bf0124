"""The end of a feed and of its readers: broken lines, farewells, and a framing that fails."""

import time
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest

from realtime.broker import RoomRecord
from realtime.broker.memory import MemoryBroker
from realtime.limits import Limits
from realtime.server.metrics import Metrics
from realtime.server.stream import LINGER_S, READ, Stream
from realtime.server.streams import Streams
from realtime.server.wire import Ledger
from realtime.topic import Reader
from tests.unit.feed_scene import HEAD, Scene, gap_frame, heard
from tests.unit.lines import FakeStreams, Line

pytestmark = pytest.mark.usefixtures("small_turns")


def test_a_feed_without_readers_is_forgotten(scene: Scene) -> None:
    (first, _), (second, line) = scene.join(), scene.join()
    first.close("test")
    assert scene.forgotten == 0
    line.incoming.append(b"")
    scene.streams.ready(line, READ)
    assert scene.forgotten == 1
    assert second.sock is None
    assert scene.streams.said == ["test", "closed by the client"]


def test_a_line_that_broke_is_closed_and_the_walk_goes_on(scene: Scene) -> None:
    (_, broken), (_, whole) = scene.join(), scene.join()
    broken.broken = True
    scene.publish()
    scene.feed.walk()
    assert broken.closed
    assert heard(whole) == ["1"]
    assert scene.streams.said == ["broken"]


@pytest.mark.parametrize("events", [0, 3])
def test_a_line_that_breaks_on_its_head_is_closed(scene: Scene, events: int) -> None:
    scene.publish(events)
    line = Line()
    line.broken = True
    scene.feed.join(scene.streams.stream(line), 0, HEAD)
    assert line.closed
    assert (scene.feed.count, scene.feed.level) == (0, {})


def test_a_finished_stream_says_farewell_and_waits_for_the_client(scene: Scene) -> None:
    stream, line = scene.join()
    stream.finish(b"bye\n", "the server stops")
    scene.publish()
    scene.feed.walk()
    assert line.sent == HEAD + b"bye\n"
    assert (line.ended, line.closed) == (True, False)
    stream.tick(time.monotonic() + LINGER_S + 0.1)
    assert line.closed
    assert scene.streams.said == ["the server stops"]


def test_a_farewell_waits_for_what_is_on_its_way(scene: Scene) -> None:
    stream, line = scene.join(space=len(HEAD) + 1)
    scene.publish()
    scene.feed.walk()
    stream.finish(b"bye\n", "the server stops")
    assert line.sent.endswith(b"\n1")
    scene.read(line)
    assert line.sent.endswith(b"1 1\nbye\n")
    assert line.ended


def test_a_stream_may_break_on_its_farewell(scene: Scene) -> None:
    stream, line = scene.join()
    line.broken = True
    stream.finish(b"bye\n", "the server stops")
    assert line.closed
    assert scene.streams.said == ["broken"]
    stream.send(b"late")
    stream.finish(b"bye\n", "again")
    stream.close("again")
    assert scene.streams.said == ["broken"]
    assert scene.streams.forgotten == [stream]


def test_a_stream_that_cannot_even_hear_its_farewell_is_dropped() -> None:
    scene = Scene(outbox_bytes=10)
    stream, line = scene.join(space=len(HEAD))
    stream.send(b"123456789")
    stream.finish(b"bye\n", "the server stops")
    assert line.closed
    assert scene.streams.said == ["it does not read"]


def test_small_messages_wait_in_line_up_to_the_bound() -> None:
    scene = Scene(outbox_bytes=10)
    stream, line = scene.join(space=len(HEAD))
    stream.send(b"12345")
    stream.send(b"67890")
    assert stream.rest == b"1234567890"
    stream.send(b"!")
    assert line.closed


def test_a_framing_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    broker, limits = MemoryBroker(Limits()), Limits()
    broker.add_room(RoomRecord("room", b"", 0.0))
    networks = SimpleNamespace(relayed=lambda _room, _transport, news: news)
    node = SimpleNamespace(limits=limits, rooms=SimpleNamespace(broker=broker), networks=networks)
    streams = Streams(cast(Any, node), Ledger(broker), Metrics())
    monkeypatch.setattr(streams, "watch", FakeStreams().watch)
    lines = {}
    for transport, frame in (("broken", lambda event: event.no_such_thing), ("whole", lambda _: b"1\n")):
        feed = streams.feed(Reader("room", "stage", broker.log("room", "stage"), 0), transport, frame, gap_frame)
        lines[transport] = Line()
        feed.join(Stream(streams, lines[transport], "192.0.2.1", "room", transport, 0), 0, HEAD)
    writer = gevent.spawn(streams.write_forever)
    for n in range(1, 3):
        broker.publish("room", "stage", "message", "1")
        with gevent.Timeout(10):
            while len(heard(lines["whole"])) < n or caplog.text.count("broken: its framing failed") < n:
                gevent.sleep(0.001)
    writer.kill()
    assert heard(lines["whole"]) == ["1", "1"]
    assert heard(lines["broken"]) == []
    assert caplog.text.count("broken: its framing failed") == 2
