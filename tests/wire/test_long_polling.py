"""Long polling: a question that is kept until there is an answer, on a connection that lives on."""

import time
from collections.abc import Iterator

import pytest

from tests.wire.line import Line, ask, request
from tests.wire.rooms import Room
from tests.wire.wait import until


@pytest.fixture
def line(room: Room) -> Iterator[Line]:
    with Line(room.server.port) as opened:
        yield opened


def held(room: Room, count: int = 1, transport: str = "long-polling") -> None:
    """Waits until the server holds so many requests of the room's transport."""
    until(lambda: room.present().get(transport, 0) == count, f"{count} {transport} connections")


def long_poll(room: Room, query: str, *fields: str) -> bytes:
    return request("GET", f"{room.path}/long-poll{query}", *fields)


def test_a_held_request_returns_when_an_event_arrives(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=20"))
    held(room)
    room.publish("at last")
    answer = line.answer()
    assert answer.status == 200
    assert [event["data"] for event in answer.json["events"]] == ["at last"]
    assert answer.json["cursor"] == 1


def test_a_held_request_without_a_cursor_waits_for_the_next_event(room: Room, line: Line) -> None:
    room.publish("old")
    line.send(long_poll(room, ""))
    held(room)
    room.publish("new")
    assert [event["data"] for event in line.answer().json["events"]] == ["new"]


def test_what_is_owed_is_answered_at_once(room: Room, line: Line) -> None:
    room.publish_many(3)
    line.send(long_poll(room, "?after=1&hold=20"))
    assert [event["id"] for event in line.answer().json["events"]] == [2, 3]


def test_a_hold_that_is_over_is_answered_without_events(room: Room, line: Line) -> None:
    started = time.monotonic()
    line.send(long_poll(room, "?after=0&hold=0.3"))
    answer = line.answer()
    assert time.monotonic() - started > 0.29
    assert answer.json == {"events": [], "cursor": 0, "gap": 0}


def test_a_hold_of_0_does_not_wait(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=0"))
    assert line.answer().json == {"events": [], "cursor": 0, "gap": 0}


@pytest.mark.parametrize("hold", ["-1", "nan", "inf", "soon", "1e400", ""])
def test_a_time_that_is_none_is_refused(room: Room, hold: str) -> None:
    answer = ask(room.server.port, long_poll(room, f"?hold={hold}"))
    assert (answer.status, answer.error) == (400, "bad-hold")


def test_many_held_requests_are_answered_by_one_event(room: Room) -> None:
    lines = [Line(room.server.port) for _ in range(50)]
    for line in lines:
        line.send(long_poll(room, "?after=0&hold=20"))
    held(room, 50)
    room.publish("for all")
    assert {line.answer().json["events"][0]["data"] for line in lines} == {"for all"}
    for line in lines:
        line.close()


def test_requests_at_different_cursors_get_different_answers(room: Room) -> None:
    room.publish_many(2)
    with Line(room.server.port) as other, Line(room.server.port) as line:
        other.send(long_poll(room, "?hold=20"))
        held(room)
        room.publish("three")
        line.send(long_poll(room, "?after=1"))
        assert [event["id"] for event in other.answer().json["events"]] == [3]
        assert [event["id"] for event in line.answer().json["events"]] == [2, 3]


# -- the connection ----------------------------------------------------------------------------


def test_the_connection_is_used_again_after_an_answer(room: Room, line: Line) -> None:
    for n in range(1, 5):
        line.send(long_poll(room, f"?after={n - 1}&hold=20"))
        held(room)
        room.publish(n)
        answer = line.answer()
        assert answer.json["cursor"] == n
        assert answer.fields.get("connection", "keep-alive").lower() == "keep-alive"


def test_any_request_may_follow_on_the_same_connection(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=20"))
    held(room)
    room.publish("one")
    line.answer()
    line.send(request("POST", room.path, room.bearer, body=b'{"data": "two"}'))
    assert line.answer().status == 201
    line.send(request("GET", f"{room.path}/poll?after=0"))
    assert line.answer().json["cursor"] == 2
    line.send(request("GET", f"{room.path}/sse?after=0"))
    assert line.answer(body=False).fields["content-type"] == "text/event-stream"
    assert line.read_until(b"\n\n").startswith(b"id: 1\n")


def test_a_request_that_came_too_early_is_not_lost(room: Room, line: Line) -> None:
    """Pipelined behind a held request, it waits its turn."""
    line.send(long_poll(room, "?after=0&hold=20"))
    held(room)
    line.send(request("GET", f"{room.path}/poll?after=0"))
    room.publish("one")
    assert line.answer().json["cursor"] == 1
    assert len(line.answer().json["events"]) == 1


def test_requests_in_one_packet_are_answered_or_the_line_says_that_it_ends(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=20") + request("GET", f"{room.path}/poll?after=0"))
    held(room)
    room.publish("one")
    answer = line.answer()
    assert answer.json["cursor"] == 1
    if answer.fields.get("connection") == "close":
        assert line.read_to_end() == b""
    else:
        assert len(line.answer().json["events"]) == 1


def test_a_client_that_wants_the_line_closed_gets_that(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=20", "Connection: close"))
    held(room)
    room.publish("one")
    answer = line.answer()
    assert answer.fields["connection"] == "close"
    assert line.read_to_end() == b""


def test_nothing_is_done_on_a_line_after_its_last_answer(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=20", "Connection: close"))
    held(room)
    room.publish("one")
    line.answer()
    line.send(request("POST", room.path, room.bearer, body=b'{"data": "too late"}'))
    line.close()
    held(room, 0)
    assert room.ask(after=0)["cursor"] == 1


def test_a_client_that_leaves_is_noticed(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=50"))
    held(room)
    line.close()
    held(room, 0)


def test_a_client_that_leaves_after_its_answer_is_noticed(room: Room, line: Line) -> None:
    line.send(long_poll(room, "?after=0&hold=50"))
    held(room)
    room.publish("one")
    line.answer()
    line.close()
    held(room, 0)


def test_held_requests_do_not_wear_the_server_down(room: Room) -> None:
    """Each of 300 clients that ask and leave gives back all that it took."""
    for _ in range(3):
        lines = [Line(room.server.port) for _ in range(100)]
        for line in lines:
            line.send(long_poll(room, "?after=0&hold=50"))
        held(room, 100)
        for line in lines:
            line.close()
        held(room, 0)
