"""Server-Sent Events: the bytes of the stream (WHATWG HTML section 9.2), and where a reconnect goes on."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.wire.line import Line, ask, request
from tests.wire.rooms import Room
from tests.wire.wait import until


@pytest.fixture
def line(room: Room) -> Iterator[Line]:
    with Line(room.server.port) as opened:
        yield opened


def stream(room: Room, query: str = "", *fields: str) -> bytes:
    return request("GET", f"{room.path}/sse{query}", *fields)


def test_the_head_comes_before_any_event(room: Room, line: Line) -> None:
    line.send(stream(room))
    answer = line.answer(body=False)
    assert (answer.status, answer.version) == (200, "HTTP/1.1")
    assert answer.fields["content-type"] == "text/event-stream"
    assert answer.fields["cache-control"] == "no-store"
    assert answer.fields["x-accel-buffering"] == "no"
    assert "content-length" not in answer.fields
    assert "transfer-encoding" not in answer.fields
    assert "date" in answer.fields


def test_a_block_is_exactly_these_bytes(room: Room, line: Line) -> None:
    line.send(stream(room))
    line.answer(body=False)
    receipt = room.publish({"text": "zwei\nZeilen"}, type="note")
    event = (
        f'{{"id":1,"topic":"{room.topic}","type":"note",'
        f'"data":{{"text":"zwei\\nZeilen"}},"sent_at":{receipt["sent_at"]:.3f}}}'
    )
    assert line.read_until(b"\n\n") == f"id: 1\nevent: note\ndata: {event}\n\n".encode()


def test_data_with_line_ends_stays_one_field(room: Room, line: Line) -> None:
    """A bare CR or LF in `data` would end the field; as JSON they are escaped."""
    text = "a\nb\rc\r\nd\u2028e\u0000"
    line.send(stream(room))
    line.answer(body=False)
    room.publish(text)
    block = line.read_until(b"\n\n").decode()
    assert block.count("\n") == 4
    assert "\r" not in block
    assert json.loads(block.split("\n")[2].removeprefix("data: "))["data"] == text


def test_an_event_without_a_type_is_a_message(room: Room, line: Line) -> None:
    line.send(stream(room))
    line.answer(body=False)
    room.publish("plain")
    assert b"\nevent: message\n" in line.read_until(b"\n\n")


@pytest.mark.parametrize(("last", "after", "first"), [("3", "1", 4), ("0", "4", 1), (None, "2", 3), ("4", None, 5)])
def test_last_event_id_wins_over_after(room: Room, line: Line, last: str | None, after: str | None, first: int) -> None:
    room.publish_many(5)
    fields = [] if last is None else [f"Last-Event-ID: {last}"]
    line.send(stream(room, "" if after is None else f"?after={after}", *fields))
    line.answer(body=False)
    assert line.read_until(b"\n\n").startswith(f"id: {first}\n".encode())


@pytest.mark.parametrize("last", ["x", "-1", "9"])
def test_a_last_event_id_that_cannot_be_is_refused(room: Room, last: str) -> None:
    answer = ask(room.server.port, stream(room, "", f"Last-Event-ID: {last}"))
    assert answer.status == 400
    assert answer.error in ("bad-cursor", "cursor-ahead")


def test_a_gap_is_an_event_whose_id_a_reconnect_goes_on_from(room: Room, line: Line) -> None:
    for _ in range(140):  # more than the log holds of this size
        room.publish("x" * 16_000)
    line.send(stream(room, "?after=0"))
    line.answer(body=False)
    block = line.read_until(b"\n\n").decode()
    found = re.fullmatch(r'id: (\d+)\nevent: gap\ndata: \{"gap":(\d+)\}\n\n', block)
    assert found, block
    assert found[1] == found[2]  # from the start of the topic, so many are gone
    assert line.read_until(b"\n\n").startswith(f"id: {int(found[1]) + 1}\n".encode())
    with Line(room.server.port) as again:
        again.send(stream(room, "?after=0", f"Last-Event-ID: {found[1]}"))
        again.answer(body=False)
        assert again.read_until(b"\n\n").startswith(f"id: {int(found[1]) + 1}\nevent: message\n".encode())


def test_events_published_together_come_as_whole_blocks(room: Room, line: Line) -> None:
    room.publish_many(200)
    line.send(stream(room, "?after=0"))
    line.answer(body=False)
    blocks = [line.read_until(b"\n\n").decode().split("\n") for _ in range(200)]
    assert [block[0] for block in blocks] == [f"id: {n}" for n in range(1, 201)]
    assert all(len(block) == 5 for block in blocks)


def test_what_a_client_says_after_its_request_is_ignored(room: Room, line: Line) -> None:
    line.send(stream(room))
    line.answer(body=False)
    line.send(b"\x00\xff GET / HTTP/1.1\r\n\r\n" * 100)
    room.publish("still here")
    assert b"still here" in line.read_until(b"\n\n")


def test_a_client_that_leaves_is_noticed(room: Room, line: Line) -> None:
    line.send(stream(room))
    line.answer(body=False)
    until(lambda: room.present().get("sse") == 1, "one stream")
    line.close()
    until(lambda: not room.present().get("sse"), "no stream")


def test_a_client_of_http_1_0_is_served_too(room: Room, line: Line) -> None:
    line.send(f"GET {room.path}/sse HTTP/1.0\r\n\r\n".encode())
    assert line.answer(body=False).status == 200
    room.publish("old friend")
    assert b"old friend" in line.read_until(b"\n\n")
