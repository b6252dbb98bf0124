"""A feed and its readers: frames made once, nobody waits for a slow reader, nothing lost without a word."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.server import feed as feed_module
from realtime.server.stream import Stream
from tests.unit.feed_scene import HEAD, Scene, heard, numbers
from tests.unit.lines import Line

pytestmark = pytest.mark.usefixtures("small_turns")


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
    stream.tick(time.monotonic() + 50)
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


def test_between_heartbeats_others_have_their_turn_and_a_reader_may_leave(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = [scene.join() for _ in range(3)]
    monkeypatch.setattr(feed_module, "WRITES_A_TURN", 1)
    monkeypatch.setattr("gevent.sleep", lambda _: readers[1][0].close("left"))
    scene.feed.keep_alive(scene.feed.wrote_at + 15)
    assert [heard(line) for _, line in readers] == [["beat"], [], ["beat"]]


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
