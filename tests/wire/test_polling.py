"""Polling: cursors, conditional requests, and answers that fit one segment."""

from typing import Any

import pytest

from tests.wire.line import Answer, Line, ask, request
from tests.wire.rooms import Room


def poll(room: Room, query: str = "", *fields: str) -> Answer:
    return ask(room.server.port, request("GET", f"{room.path}/poll{query}", *fields))


def test_the_first_poll_brings_no_events_but_a_cursor(room: Room) -> None:
    room.publish_many(3)
    assert room.ask() == {"events": [], "cursor": 3, "gap": 0}


def test_an_empty_answer_keeps_the_cursor(room: Room) -> None:
    room.publish_many(3)
    assert room.ask(after=3) == {"events": [], "cursor": 3, "gap": 0}


def test_each_cursor_brings_what_came_after_it(room: Room) -> None:
    room.publish_many(4)
    for cursor in range(5):
        news: dict[str, Any] = room.ask(after=cursor)
        assert [event["id"] for event in news["events"]] == list(range(cursor + 1, 5))
        assert news["cursor"] == 4


def test_a_conditional_poll_without_news_is_answered_304_and_no_body(room: Room) -> None:
    room.publish("hello")
    first = poll(room, "?after=1")
    second = poll(room, "?after=1", f"If-None-Match: {first.fields['etag']}")
    assert (second.status, second.body) == (304, b"")
    assert second.fields["etag"] == first.fields["etag"]
    assert second.size < first.size


def test_a_conditional_poll_with_news_is_answered_in_full(room: Room) -> None:
    room.publish("hello")
    first = poll(room, "?after=1")
    room.publish("news")
    second = poll(room, "?after=1", f"If-None-Match: {first.fields['etag']}")
    assert second.status == 200
    assert second.json["cursor"] == 2
    assert second.fields["etag"] != first.fields["etag"]


def test_a_poll_without_a_condition_is_never_answered_304(room: Room) -> None:
    assert [poll(room, "?after=0").status for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("etag", ['"0"', 'W/"0"', '"9", "0"', "*"])
def test_a_condition_may_be_weak_a_list_or_a_star(room: Room, etag: str) -> None:
    assert poll(room, "?after=0", f"If-None-Match: {etag}").status == 304


def test_an_etag_of_the_same_cursor_does_not_hide_events_from_an_earlier_one(room: Room) -> None:
    room.publish_many(2)
    answer = poll(room, "?after=0", 'If-None-Match: "2"')
    assert answer.status == 200
    assert len(answer.json["events"]) == 2


def test_polls_share_one_connection(room: Room) -> None:
    with Line(room.server.port) as line:
        for n in range(1, 4):
            room.publish(n)
            line.send(request("GET", f"{room.path}/poll?after={n - 1}"))
            assert line.answer().json["cursor"] == n


def test_pipelined_polls_are_answered_in_order(room: Room) -> None:
    room.publish_many(3)
    with Line(room.server.port) as line:
        line.send(b"".join(request("GET", f"{room.path}/poll?after={after}") for after in (0, 1, 2)))
        assert [len(line.answer().json["events"]) for _ in range(3)] == [3, 2, 1]


def test_head_and_body_come_in_one_segment(room: Room) -> None:
    """In two, Nagle's algorithm and delayed acknowledgement would add 40 ms that the learner would see."""
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/poll?after=0"))
        whole = line.sock.recv(65_536)
    head, _, body = whole.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert body


def test_answers_may_be_kept_but_not_used_without_asking(room: Room) -> None:
    answer = poll(room)
    assert answer.fields["cache-control"] == "no-cache"
    assert answer.fields["content-type"] == "application/json"
