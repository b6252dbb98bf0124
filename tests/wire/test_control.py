"""The control socket: the clock, the auto-publisher, who is there, what is published, and what passed the wire."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.parse import quote

import pytest

from tests.wire.control_socket import ControlSocket
from tests.wire.frames import FIELDS, open_websocket, said
from tests.wire.line import Line, ask, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room
from tests.wire.wait import SCALE


@pytest.fixture
def control(room: Room) -> Iterator[ControlSocket]:
    """A control socket of the room, with the tag `mine`."""
    with ControlSocket(room, "mine") as socket:
        yield socket


# -- hello and refusals -------------------------------------------------------------------------------


def test_it_begins_with_the_state_of_the_room(room: Room) -> None:
    room.publish_many(3)
    with ControlSocket(room) as control:
        assert control.hello == {
            "room": room.id, "expires_in_s": 3_600, "auto": None,
            "conditions": None, "heads": {room.topic: 3},
        }  # fmt: skip


@pytest.mark.parametrize("tag", ["", "a b", "x" * 33, "a/b", "ä"])
def test_a_tag_that_is_none_is_refused(room: Room, tag: str) -> None:
    query = f"?tag={quote(tag)}"
    control = ask(room.server.port, request("GET", f"/rooms/{room.id}/control{query}", *FIELDS))
    poll = ask(room.server.port, request("GET", f"{room.path}/poll{query}"))
    for answer in (control, poll):
        assert (answer.status, answer.error) == (400, "bad-tag")


@pytest.mark.parametrize(
    "command",
    [{}, [], None, 1, "clock", {"clock": 1}, {"key": 1}, {"clock": {}, "key": ""}, {"presence": {}}, {"wire": []}],
)
def test_a_command_that_is_not_known_is_answered(control: ControlSocket, command: object) -> None:
    assert control.ask(command, "error")["code"] == "unknown-command"


# -- the clock ------------------------------------------------------------------------------------------


def test_a_clock_exchange_tells_when_the_question_came_and_when_the_answer_left(control: ControlSocket) -> None:
    """On one machine both clocks are one, so the four times must be in order."""
    for _ in range(20):
        t0 = time.time() * 1000
        clock = control.ask({"clock": {"t0": t0}}, "clock")
        t3 = time.time() * 1000
        assert clock.keys() == {"t0", "t1", "t2"}
        assert clock["t0"] == t0
        assert t0 - 0.01 <= clock["t1"] <= clock["t2"] <= t3 + 0.01


def test_the_times_of_events_are_on_the_same_clock(room: Room, control: ControlSocket) -> None:
    before = control.ask({"clock": {"t0": 0}}, "clock")["t2"]
    sent_at = room.publish("now")["sent_at"]
    after = control.ask({"clock": {"t0": 0}}, "clock")["t1"]
    assert before <= sent_at <= after


# -- the auto-publisher ---------------------------------------------------------------------------------


def test_the_auto_publisher_needs_the_key(room: Room, control: ControlSocket) -> None:
    assert control.ask({"auto": {"rate": 1}}, "error")["code"] == "no-key"
    assert control.ask({"key": "wrong"}, "error")["code"] == "wrong-key"
    assert control.ask({"auto": {"rate": 1}}, "error")["code"] == "no-key"
    assert control.ask({"key": room.key}, "keyed") is True
    assert control.ask({"auto": {"rate": 1}}, "auto") == {"topic": "stage", "rate": 1, "pattern": "steady"}


@pytest.mark.parametrize("pattern", ["steady", "poisson"])
def test_it_publishes_at_the_rate_it_was_told(room: Room, control: ControlSocket, pattern: str) -> None:
    control.ask({"key": room.key}, "keyed")
    control.ask({"auto": {"topic": "ticks", "rate": 50, "pattern": pattern}}, "auto")
    control.until(lambda: len(control.published) >= 60)
    times = [event["sent_at"] for event in control.published[:60]]
    late_ms = [at - 20 * n for n, at in enumerate(times)]  # against an even beat
    off_the_beat_ms = median(late_ms) - min(late_ms)
    assert {event["topic"] for event in control.published} == {"ticks"}
    assert [event["id"] for event in control.published[:60]] == list(range(1, 61))
    if pattern == "steady":
        assert off_the_beat_ms < 30 * SCALE  # by chance they would be: once in 10,000 times
    else:  # 59 gaps of an exponential law: the mean is 20 ms, give or take 2.6
        assert off_the_beat_ms > 20
        assert 8 < (times[-1] - times[0]) / 59 < 20 * 2 * SCALE


def test_everyone_hears_when_it_is_changed_and_late_comers_find_it(room: Room, control: ControlSocket) -> None:
    settings = {"topic": "stage", "rate": 5, "pattern": "poisson"}
    with ControlSocket(room) as other:
        control.ask({"key": room.key}, "keyed")
        control.send({"auto": settings})
        assert other.hear("auto") == settings
        with ControlSocket(room) as late:
            assert late.hello["auto"] == settings
        control.send({"auto": {"rate": 0}})
        assert other.hear("auto") is None


def test_it_stops_when_it_is_turned_off(room: Room, control: ControlSocket) -> None:
    control.ask({"key": room.key}, "keyed")
    control.ask({"auto": {"rate": 50}}, "auto")
    control.until(lambda: control.published)
    control.ask({"auto": {"rate": 0}}, "auto")
    room.topic, room.path = "stage", f"/rooms/{room.id}/topics/stage"
    head = room.ask()["cursor"]
    assert room.ask("long-poll", hold=0.3, after=head)["events"] == []


@pytest.mark.parametrize(
    ("auto", "code"),
    [
        (None, "bad-auto"),
        ({}, "bad-auto"),
        ({"rate": True}, "bad-auto"),
        ({"rate": "fast"}, "bad-auto"),
        ({"rate": 0.1}, "bad-auto"),
        ({"rate": 51}, "bad-auto"),
        ({"rate": -1}, "bad-auto"),
        ({"rate": 10**400}, "bad-json"),
        ({"rate": 1, "pattern": "erratic"}, "bad-auto"),
        ({"rate": 1, "pattern": []}, "bad-auto"),
        ({"rate": 1, "topic": 7}, "bad-auto"),
        ({"rate": 1, "topic": "NO"}, "bad-topic"),
    ],
)
def test_settings_that_cannot_be_are_refused(room: Room, control: ControlSocket, auto: Any, code: str) -> None:
    control.ask({"key": room.key}, "keyed")
    assert control.ask({"auto": auto}, "error")["code"] == code


# -- presence and what is published ------------------------------------------------------------------------


def test_presence_counts_who_is_connected_by_transport(room: Room, control: ControlSocket) -> None:
    control.until(lambda: control.presence == {"control": 1})
    with READERS["sse"](room), READERS["websocket"](room), Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/long-poll?hold=20"))
        control.until(lambda: control.presence == {"control": 1, "sse": 1, "websocket": 1, "long-polling": 1})
    control.until(lambda: control.presence == {"control": 1})


def test_every_event_of_the_room_is_told_once_and_in_order(room: Room, control: ControlSocket) -> None:
    receipts = [room.publish(n) for n in range(100)]
    control.until(lambda: len(control.published) >= 100)
    assert control.published == [{"topic": room.topic, "type": "message", **receipt} for receipt in receipts]


def test_nothing_of_another_room_is_told(room: Room, control: ControlSocket) -> None:
    with Room(room.server) as other, READERS["sse"](other):
        other.publish("elsewhere")
        ask(room.server.port, request("GET", f"{other.path}/poll?after=0&tag=mine"))
        room.publish("here")
        ask(room.server.port, request("GET", f"{room.path}/poll?after=0&tag=mine"))
        control.until(lambda: control.published and control.wire)
        assert [event["id"] for event in control.published] == [1]
        assert len(control.wire) == 1
        assert "sse" not in control.presence


# -- the wire ----------------------------------------------------------------------------------------------


def test_a_poll_is_recorded_with_its_times_and_cursor(room: Room, control: ControlSocket) -> None:
    room.publish_many(2)
    before = time.time() * 1000
    ask(room.server.port, request("GET", f"{room.path}/poll?after=1&tag=mine"))
    after = time.time() * 1000
    control.until(lambda: control.wire)
    [record] = control.wire.values()
    assert record.keys() == {
        "transport", "number", "after", "received_at", "answered_at", "closed_at", "status", "up", "down", "events",
    }  # fmt: skip
    assert (record["transport"], record["after"], record["status"], record["events"]) == ("polling", 1, 200, 1)
    assert before <= record["received_at"] <= record["answered_at"] <= record["closed_at"]
    assert record["closed_at"] <= after + 2_000  # it is over once all is written: the client may have it sooner


def test_a_held_request_is_recorded_before_it_is_answered(room: Room, control: ControlSocket) -> None:
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/long-poll?after=0&hold=20&tag=mine"))
        control.until(lambda: control.wire)
        [held] = control.wire.values()
        assert (held["answered_at"], held["closed_at"], held["status"], held["events"]) == (None, None, None, 0)
        receipt = room.publish("now")
        line.answer()
        control.until(lambda: control.wire[held["number"]]["closed_at"])
        [done] = control.wire.values()
    assert (done["status"], done["events"], done["received_at"]) == (200, 1, held["received_at"])
    assert held["received_at"] < receipt["sent_at"] <= done["answered_at"] <= done["closed_at"]


@pytest.mark.parametrize("transport", ["sse", "websocket"])
def test_a_stream_is_recorded_while_it_is_open_and_when_it_closes(
    room: Room, control: ControlSocket, transport: str
) -> None:
    path = f"{room.path}/{'sse' if transport == 'sse' else 'ws'}?after=0&tag=mine"
    line = Line(room.server.port) if transport == "sse" else open_websocket(room.server.port, path)
    with line:
        if transport == "sse":
            line.send(request("GET", path))
            line.answer(body=False)
        control.until(lambda: control.wire)
        [opened] = control.wire.values()
        assert opened["status"] == (200 if transport == "sse" else 101)
        assert opened["received_at"] <= opened["answered_at"]
        assert opened["closed_at"] is None
        room.publish_many(3)
        control.until(lambda: control.wire[opened["number"]]["events"] == 3)
    control.until(lambda: control.wire[opened["number"]]["closed_at"])
    assert len(control.wire) == 1


def test_a_message_upward_is_told_when_it_reached_the_server(room: Room, control: ControlSocket) -> None:
    with open_websocket(room.server.port, f"{room.path}/ws?tag=mine") as line:
        before = time.time() * 1000
        line.send(said({"ping": 1}))
        control.until(lambda: control.upward)
        [told] = control.upward
        assert told["transport"] == "websocket"
        assert told["number"] in control.wire
        assert before <= told["at"] <= time.time() * 1000


def test_records_are_told_only_to_the_same_tag_of_the_same_room(room: Room, control: ControlSocket) -> None:
    with ControlSocket(room, "other") as other, ControlSocket(room) as untagged:
        ask(room.server.port, request("GET", f"{room.path}/poll?tag=mine"))
        ask(room.server.port, request("GET", f"{room.path}/poll?tag=other"))
        ask(room.server.port, request("GET", f"{room.path}/poll"))
        room.publish("the end")
        untagged.until(lambda: untagged.published)
        control.until(lambda: control.wire)
        other.until(lambda: other.wire)
        assert len(control.wire) == len(other.wire) == 1
        assert not untagged.wire
        assert control.wire.keys() != other.wire.keys()


def test_two_pages_with_one_tag_both_hear(room: Room, control: ControlSocket) -> None:
    with ControlSocket(room, "mine") as twin:
        ask(room.server.port, request("GET", f"{room.path}/poll?tag=mine"))
        control.until(lambda: control.wire)
        twin.until(lambda: twin.wire)
        assert control.wire == twin.wire


# -- conditions -------------------------------------------------------------------------------------------


def test_everyone_hears_of_conditions_and_since_when(room: Room, control: ControlSocket) -> None:
    steps = [{"at_s": 2, "cut": True}, {"at_s": 5}]
    with ControlSocket(room) as other:
        control.ask({"key": room.key}, "keyed")
        before = time.time() * 1000
        control.send({"conditions": {"steps": steps}})
        told = other.hear("conditions")
        assert told["steps"] == steps
        assert before - 1 <= told["set_at"] <= time.time() * 1000 + 1
        with ControlSocket(room) as late:
            assert late.hello["conditions"] == told
        control.send({"conditions": None})
        assert other.hear("conditions") is None


def test_conditions_need_the_room_s_key(control: ControlSocket) -> None:
    assert control.ask({"conditions": {"cut": True}}, "error")["code"] == "no-key"


def test_conditions_that_cannot_be_had_are_refused_and_change_nothing(room: Room, control: ControlSocket) -> None:
    control.ask({"key": room.key}, "keyed")
    for never in ({"delay_up_ms": 1e9}, {"duplicate": 1.5}):
        assert control.ask({"conditions": never}, "error")["code"] == "bad-conditions"
    with ControlSocket(room) as late:
        assert late.hello["conditions"] is None
