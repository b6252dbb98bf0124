"""A feed and its readers: frames made once, nobody waits for a slow reader, nothing lost without a word."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.broker import RoomRecord
from realtime.broker.memory import MemoryBroker
from realtime.event import Event
from realtime.limits import Limits
from realtime.server import feed as feed_module
from realtime.server.feed import Feed
from realtime.server.metrics import Metrics
from realtime.server.stream import LINGER_S, READ, Stream
from realtime.server.streams import Streams
from realtime.server.wire import Ledger
from realtime.topic import Log, Reader
from tests.unit.lines import FakeStreams, Line, append

HEAD = b"head\n"


class Scene:
    """One feed of one log, in a framing that is easy to read: `ID PADDING` or `gap SIZE LAST`, a line each."""

    def __init__(self, limit_events: int = 100, limit_bytes: int = 1_000_000, **limits: float) -> None:
        self.log = Log(limit_events, limit_bytes)
        self.streams = FakeStreams(**limits)
        self.encoded: list[int] = []
        self.forgotten = 0
        self.feed = Feed(cast(Any, self.streams), self.log, "sse", self._frame, _gap, b"beat\n", 15.0)
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


def _gap(size: int, last: int) -> bytes:
    return f"gap {size} {last}\n".encode()


def heard(line: Line) -> list[str]:
    """What the reader was sent after the head, without padding: ids, and gaps as `gap SIZE LAST`."""
    assert line.sent.startswith(HEAD)
    lines = line.sent[len(HEAD) :].decode().splitlines()
    return [text if text.startswith(("gap", "beat")) else text.split()[0] for text in lines]


def numbers(first: int, last: int) -> list[str]:
    """What a reader hears of the events first..last."""
    return [str(id) for id in range(first, last + 1)]


@pytest.fixture
def scene() -> Scene:
    """A feed without readers."""
    return Scene()


# -- in step ------------------------------------------------------------------------------------------


def test_readers_in_step_get_every_event_once_in_order(scene: Scene) -> None:
    lines = [scene.join()[1] for _ in range(3)]
    for _ in range(4):
        scene.publish(2)
        scene.feed.walk()
    assert all(heard(line) == numbers(1, 8) for line in lines)


def test_a_frame_is_made_once_for_all_readers(scene: Scene) -> None:
    for _ in range(10):
        scene.join()
    scene.publish(3)
    scene.feed.walk()
    scene.join(cursor=0)
    assert scene.encoded == [1, 2, 3]


def test_a_reader_begins_at_its_own_cursor(scene: Scene) -> None:
    scene.publish(5)
    _, early = scene.join(cursor=1)
    _, late = scene.join(cursor=5)
    scene.feed.walk()
    scene.publish(1)
    scene.feed.walk()
    assert heard(early) == numbers(2, 6)
    assert heard(late) == numbers(6, 6)


def test_a_reader_that_comes_before_the_walk_gets_nothing_twice(scene: Scene) -> None:
    _, before = scene.join()
    scene.publish(2)
    _, between = scene.join(cursor=1)
    scene.feed.walk()
    scene.publish(1)
    scene.feed.walk()
    assert heard(before) == numbers(1, 3)
    assert heard(between) == numbers(2, 3)


def test_a_walk_without_news_writes_nothing(scene: Scene) -> None:
    _, line = scene.join()
    scene.feed.walk()
    assert line.sent == HEAD


def test_deliveries_and_bytes_are_counted(scene: Scene) -> None:
    stream, line = scene.join()
    scene.join()
    scene.publish(3)
    scene.feed.walk()
    assert scene.streams.metrics.deliveries == {"sse": 6}
    assert stream.events == 3
    assert stream.down == len(line.sent)


# -- behind -------------------------------------------------------------------------------------------


def test_a_full_socket_delays_nobody_else(scene: Scene) -> None:
    stream, slow = scene.join(space=len(HEAD) + 3)
    _, quick = scene.join()
    for _ in range(5):
        scene.publish()
        scene.feed.walk()
    assert heard(quick) == numbers(1, 5)
    assert len(slow.sent) == len(HEAD) + 3
    assert stream not in scene.feed.level


def test_a_reader_that_fell_behind_catches_up_when_it_reads(scene: Scene) -> None:
    stream, slow = scene.join(space=len(HEAD) + 3)
    for _ in range(5):
        scene.publish()
        scene.feed.walk()
    scene.read(slow)
    assert heard(slow) == numbers(1, 5)
    assert stream in scene.feed.level
    scene.publish()
    scene.feed.walk()
    assert heard(slow) == numbers(1, 6)


def test_a_reader_that_fell_out_of_the_log_hears_of_its_gap() -> None:
    scene = Scene(limit_events=3)
    stream, slow = scene.join(space=len(HEAD))
    for _ in range(10):
        scene.publish()
        scene.feed.walk()
    scene.read(slow)
    assert heard(slow) == ["1", "gap 6 7", *numbers(8, 10)]  # 1 was on its way when the socket was full
    assert stream.events == 4
    assert scene.streams.metrics.gap_events == 6


def test_a_reader_that_comes_too_late_hears_of_its_gap_first() -> None:
    scene = Scene(limit_events=3)
    scene.publish(10)
    _, line = scene.join(cursor=0)
    assert heard(line) == ["gap 7 7", *numbers(8, 10)]


def test_a_head_that_does_not_fit_is_sent_before_anything_else(scene: Scene) -> None:
    _, line = scene.join(space=2)
    scene.publish(2)
    scene.feed.walk()
    assert line.sent == HEAD[:2]
    scene.read(line)
    assert heard(line) == numbers(1, 2)


def test_a_reader_that_came_ahead_of_a_long_walk_is_not_forgotten(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "WRITE_BYTES", 64)  # two of these events
    _, before = scene.join()
    scene.publish(5, '"' + "x" * 50 + '"')
    _, ahead = scene.join(cursor=0)  # is at 5 at once, where no walk will end
    scene.feed.walk()
    scene.publish(3, '"' + "x" * 50 + '"')
    for _ in range(3):
        scene.feed.walk()
    assert heard(before) == heard(ahead) == numbers(1, 8)


def test_what_waits_for_a_reader_that_never_reads_is_bounded() -> None:
    scene = Scene(limit_events=1_000_000, limit_bytes=1_000_000_000)
    stream, _ = scene.join(space=len(HEAD))
    for _ in range(300):
        scene.publish(data='"' + "x" * 1_000 + '"')
        scene.feed.walk()
    assert len(stream.rest) <= feed_module.WRITE_BYTES + 2_000


def test_frames_leave_with_their_events() -> None:
    scene = Scene(limit_events=5)
    scene.join()
    for _ in range(200):
        scene.publish()
        scene.feed.walk()
    assert len(scene.feed._frames) == 5


def test_a_reader_that_reads_nothing_for_long_is_dropped() -> None:
    scene = Scene(stalled_s=60)
    stream, line = scene.join(space=len(HEAD))
    scene.publish()
    scene.feed.walk()
    stream.tick(time.monotonic() + 59)
    assert scene.streams.said == []
    stream.tick(time.monotonic() + 61)
    assert line.closed
    assert scene.streams.metrics.dropped == {"it does not read": 1}


# -- heartbeats ---------------------------------------------------------------------------------------


def test_a_silent_line_gets_a_heartbeat_now_and_then(scene: Scene) -> None:
    _, line = scene.join()
    began = scene.feed.wrote_at
    for second in range(1, 46):
        scene.feed.keep_alive(began + second)
    assert heard(line) == ["beat"] * 3


def test_an_event_is_as_good_as_a_heartbeat(scene: Scene) -> None:
    _, line = scene.join()
    began = scene.feed.wrote_at
    scene.publish()
    scene.feed.walk()
    scene.feed.keep_alive(max(began, scene.feed.wrote_at) + 14.9)
    assert heard(line) == ["1"]


def test_who_is_behind_gets_no_heartbeat_into_a_frame(scene: Scene) -> None:
    _, slow = scene.join(space=len(HEAD) + 1)
    scene.publish()
    scene.feed.walk()
    scene.feed.keep_alive(scene.feed.wrote_at + 15)
    scene.read(slow)
    assert heard(slow) == ["1"]


# -- the end ------------------------------------------------------------------------------------------


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
    broker.add_room(RoomRecord("room", b"", 0.0, 0.0))
    networks = SimpleNamespace(relayed=lambda _room, _transport, news: news)
    node = SimpleNamespace(limits=limits, rooms=SimpleNamespace(broker=broker), networks=networks)
    streams = Streams(cast(Any, node), Ledger(broker), Metrics())
    monkeypatch.setattr(streams, "watch", FakeStreams().watch)
    lines = {}
    for transport, frame in (("broken", lambda event: event.no_such_thing), ("whole", lambda _: b"1\n")):
        feed = streams.feed(Reader("room", "stage", broker.log("room", "stage"), 0), transport, frame, _gap)
        lines[transport] = Line()
        feed.join(Stream(streams, lines[transport], "192.0.2.1", "room", transport, 0), 0, HEAD)
    writer = gevent.spawn(streams.write_forever)
    for _ in range(2):
        broker.publish("room", "stage", "message", "1")
        gevent.sleep(0.001)
    writer.kill()
    assert heard(lines["whole"]) == ["1", "1"]
    assert heard(lines["broken"]) == []
    assert caplog.text.count("broken: its framing failed") == 2


# -- whatever happens ---------------------------------------------------------------------------------

Step = Callable[[Scene, list[tuple[int, Stream, Line]]], None]


def _publish(events: int, size: int) -> Step:
    return lambda scene, _: scene.publish(events, '"' + "x" * size + '"')


def _join(cursor: int, space: int) -> Step:
    def step(scene: Scene, readers: list[tuple[int, Stream, Line]]) -> None:
        start = min(cursor, scene.log.head)
        readers.append((start, *scene.join(start, space + len(HEAD))))

    return step


def _read(index: int, space: int) -> Step:
    def step(scene: Scene, readers: list[tuple[int, Stream, Line]]) -> None:
        if readers:
            scene.read(readers[index % len(readers)][2], space)

    return step


def _walk(scene: Scene, _: object) -> None:
    scene.feed.walk()


steps = st.one_of(
    st.builds(_publish, st.integers(1, 8), st.integers(0, 120)),
    st.builds(_join, st.integers(0, 40), st.integers(0, 300)),
    st.builds(_read, st.integers(0, 20), st.integers(1, 300)),
    st.just(_walk),
)


@pytest.fixture(scope="module", autouse=True)
def _small_turns() -> Iterator[None]:
    """A walk yields after every reader and stops after a few frames, so that a test meets what else takes thousands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_module, "WRITES_A_TURN", 1)
        yield


@given(st.lists(steps, max_size=60), st.integers(3, 20))
def test_every_reader_gets_every_event_once_in_order_or_hears_of_its_gap(plan: list[Step], limit: int) -> None:
    scene = Scene(limit_events=limit, limit_bytes=1_000_000)
    readers: list[tuple[int, Stream, Line]] = []
    rest = iter(plan)

    def meanwhile(_: float) -> None:
        """While the walk yields, the next step happens, unless it is a walk: there is one writer."""
        step = next(rest, _walk)
        if step is not _walk:
            step(scene, readers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_module, "WRITE_BYTES", 256)
        patch.setattr("gevent.sleep", meanwhile)
        for step in rest:
            step(scene, readers)
        for _, _, line in readers:
            scene.read(line)
        while scene.feed.position < scene.log.head:
            scene.feed.walk()
    for start, stream, line in readers:
        _check_story(heard(line), start, scene.log.head)
        assert stream in scene.feed.level
        assert not stream.rest


def _check_story(story: list[str], start: int, head: int) -> None:
    """The story tells of every id from `start` to `head`, as itself or within a gap."""
    at = start
    for word in story:
        if word.startswith("gap"):
            _, size, last = word.split()
            assert (at + int(size), int(size) > 0) == (int(last), True)
            at = int(last)
        else:
            assert int(word) == at + 1
            at += 1
    assert at == head
