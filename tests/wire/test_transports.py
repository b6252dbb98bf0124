"""The contract that all four transports keep, proved by clients that are not ours."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.wire.frames import FIELDS, read_frame
from tests.wire.line import Line, request
from tests.wire.readers import READERS, Reader
from tests.wire.rooms import Room, http

Open = Callable[..., Reader]


@pytest.fixture(params=READERS)
def open_reader(request: pytest.FixtureRequest) -> Open:
    """Opens a reader of one transport: `open_reader(room, after=3)`."""
    chosen: Open = READERS[request.param]
    return chosen


def ids(events: list[dict[str, int]]) -> list[int]:
    return [event["id"] for event in events]


def test_a_reader_hears_what_is_published_from_now_on(room: Room, open_reader: Open) -> None:
    room.publish("before")
    with open_reader(room) as reader:
        receipt = room.publish({"text": "grüße, \u2028 and 🎈"}, type="greeting")
        [event] = reader.take(1)
    assert event == {
        "id": 2,
        "topic": room.topic,
        "type": "greeting",
        "data": {"text": "grüße, \u2028 and 🎈"},
        "sent_at": receipt["sent_at"],
    }


def test_after_0_hears_all_that_the_log_still_holds(room: Room, open_reader: Open) -> None:
    room.publish_many(5)
    with open_reader(room, after=0) as reader:
        assert ids(reader.take(5)) == [1, 2, 3, 4, 5]


def test_an_event_s_id_is_a_cursor(room: Room, open_reader: Open) -> None:
    room.publish_many(5)
    with open_reader(room, after=3) as reader:
        assert ids(reader.take(2)) == [4, 5]


def test_50_events_come_in_order_and_exactly_once(room: Room, open_reader: Open) -> None:
    with open_reader(room) as reader, ThreadPoolExecutor(1) as publisher:
        published = publisher.submit(room.publish_many, 50)
        events = reader.take(50)
        assert ids(events) == published.result() == list(range(1, 51))
        assert [event["data"] for event in events] == [{"n": n} for n in range(1, 51)]
        room.publish("last")
        assert ids(reader.take(1)) == [51]


def test_nothing_is_lost_or_repeated_when_the_line_is_cut_in_a_burst_of_200(room: Room, open_reader: Open) -> None:
    heard: list[int] = []
    cursor: int | None = 0
    with ThreadPoolExecutor(1) as publisher:
        published = publisher.submit(room.publish_many, 200)
        for until in (1, 40, 75, 140, 199, 200):
            with open_reader(room, after=cursor) as reader:
                heard += ids(reader.take(until - len(heard)))
                cursor = heard[-1]  # a poll may have brought more than was used of it
        published.result()
    assert heard == list(range(1, 201))


@pytest.mark.parametrize(("path", "after"), [("sse", "?after=0"), ("sse", ""), ("ws", "?after=0"), ("ws", "")])
def test_a_reader_that_joins_right_behind_a_publish_hears_it_once_or_not_at_all(
    room: Room, path: str, after: str
) -> None:
    """Both requests are in one packet, so the server has not yet passed the event on when the reader joins."""
    publish = request("POST", room.path, room.bearer, body=b'{"data": "just now"}')
    join = request("GET", f"{room.path}/{path}{after}", *(FIELDS if path == "ws" else ()))
    with READERS["sse"](room) as sse, READERS["websocket"](room) as websocket, Line(room.server.port) as line:
        line.send(publish + join)
        assert line.answer().status == 201
        line.answer(body=False)
        room.publish("later")
        heard: list[bytes] = []
        while not heard or b"later" not in heard[-1]:
            heard.append(line.read_until(b"\n\n") if path == "sse" else read_frame(line).payload)
        assert len(heard) == (2 if after else 1)
        assert ids(sse.take(2)) == ids(websocket.take(2)) == [1, 2]


def test_a_hundred_readers_that_join_in_a_burst_hear_every_event_once(room: Room) -> None:
    with ExitStack() as lines, ThreadPoolExecutor(1) as publisher:
        published = publisher.submit(room.publish_many, 200)
        joined = []
        for _ in range(100):
            line = lines.enter_context(Line(room.server.port))
            line.send(request("GET", f"{room.path}/sse?after=0"))
            joined.append(line)
        published.result()
        for line in joined:
            line.answer(body=False)
            heard = [line.read_until(b"\n\n").split(b"\n")[0] for _ in range(200)]
            assert heard == [f"id: {n}".encode() for n in range(1, 201)]


def test_a_gap_is_announced_with_its_size(room: Room, open_reader: Open) -> None:
    held = 2 * 1024 * 1024 // (16 * 1024)  # events of nearly 16 KiB that a topic holds, by its limit of bytes
    for n in range(held + 20):
        room.publish("x" * 16_200 if n >= 10 else "small")
    with open_reader(room, after=5) as reader:
        gap = reader.hear()["gap"]
        first = reader.hear()["id"]
        assert gap == first - 5 - 1
        assert gap >= 10
        assert ids(reader.take(held + 20 - first)) == list(range(first + 1, held + 21))


def test_readers_of_other_topics_and_rooms_hear_nothing_of_it(room: Room, open_reader: Open) -> None:
    with Room(room.server) as other_room, open_reader(room) as reader:
        other_room.publish("elsewhere")
        room.path, own = f"/rooms/{room.id}/topics/other", room.path
        room.publish("beside")
        room.path = own
        room.publish("here")
        assert reader.hear()["data"] == "here"


def test_an_empty_topic_can_be_read_before_anything_was_published(room: Room, open_reader: Open) -> None:
    with open_reader(room, after=0) as reader:
        room.publish("first")
        assert ids(reader.take(1)) == [1]


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("-1", "bad-cursor"),
        ("x", "bad-cursor"),
        ("", "bad-cursor"),
        ("1e3", "bad-cursor"),
        ("\u0663", "bad-cursor"),  # a digit, but not an ASCII one
        ("9" * 16, "bad-cursor"),  # above 2**53: a browser would round it
        ("7", "cursor-ahead"),
    ],
)
@pytest.mark.parametrize("path", ["poll", "long-poll", "sse", "ws"])
def test_a_cursor_that_cannot_be_is_refused(room: Room, path: str, after: str, code: str) -> None:
    fields = dict(field.split(": ") for field in FIELDS) if path == "ws" else {}
    with http(room.url) as client:
        answer = client.get(path, params={"after": after}, headers=fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
