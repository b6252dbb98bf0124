"""Recording: the bytes a control socket is shown are those that a relay on the line saw, and nobody else is shown them."""

from collections.abc import Iterator
from typing import Any

import httpx_sse
import pytest
from websockets.sync.client import connect

from tests.wire.control_socket import ControlSocket
from tests.wire.frames import CLOSE, PING, encoded, open_websocket, read_frame, said
from tests.wire.line import Line, request
from tests.wire.relay import Relay
from tests.wire.rooms import Room, http

TAG = "a-tag-that-nobody-can-guess"  # as long as one has to be
EXCHANGE_BYTES = 64 * 1024


@pytest.fixture
def control(room: Room) -> Iterator[ControlSocket]:
    """A control socket that has asked for bytes."""
    with ControlSocket(room, TAG) as socket:
        assert socket.ask({"record": True}, "recording")["bytes_per_exchange"] == EXCHANGE_BYTES
        yield socket


def until_told(control: ControlSocket, relay: Relay) -> None:
    """Waits until the totals that are told are those of the relay."""
    control.until(
        lambda: (
            [sum(record[way] for record in control.wire.values()) for way in ("up", "down")] == [relay.up, relay.down]
        )
    )


def passed(control: ControlSocket) -> tuple[bytes, bytes]:
    """What is recorded of all exchanges, in order, up and down; a hole fails the test."""
    ways = {True: b"", False: b""}
    for number in sorted(control.wire):
        places = {True: 0, False: 0}
        for piece in control.recorded(number):
            up = piece["up"]
            assert piece["from"] == places[up]
            places[up] = piece["to"]
            assert piece["to"] - piece["from"] == len(piece["data"])
            ways[up] += piece["data"]
        assert (places[True], places[False]) == (control.wire[number]["up"], control.wire[number]["down"])
    return ways[True], ways[False]


# -- byte for byte ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["poll?after=0", "long-poll?after=0&hold=20"])
def test_polls_on_one_connection_are_recorded_each_for_itself(
    room: Room, relay: Relay, control: ControlSocket, path: str
) -> None:
    with http(f"http://{relay.address}") as client:
        for n in range(4):
            room.publish("x" * 10**n)
            client.get(f"{room.path}/{path}&tag={TAG}", headers={"X-Padding": "p" * n}).raise_for_status()
    until_told(control, relay)
    assert passed(control) == (relay.passed_up, relay.passed_down)
    pieces = control.recorded(min(control.wire))
    assert [piece["up"] for piece in pieces] == [True, False]
    assert all(piece["begins"] for piece in pieces)
    assert pieces[0]["data"].startswith(b"GET /rooms/")
    assert pieces[0]["at"] <= pieces[1]["at"]


def test_held_polls_are_recorded_while_they_wait_and_when_they_are_answered(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    with Line(relay.port) as line:
        for n in range(3):
            line.send(request("GET", f"{room.path}/long-poll?after={n}&hold=20&tag={TAG}"))
            control.until(lambda: len(control.wire) == n + 1)  # noqa: B023 - it is asked within this turn
            assert [piece["up"] for piece in control.recorded(max(control.wire))] == [True]
            room.publish("x" * 10**n)
            line.answer()
        until_told(control, relay)
    assert passed(control) == (relay.passed_up, relay.passed_down)


def test_a_stream_is_recorded_from_its_request_to_its_end(room: Room, relay: Relay, control: ControlSocket) -> None:
    path = f"{room.path}/sse?after=0&tag={TAG}"
    with http(f"http://{relay.address}") as client, httpx_sse.connect_sse(client, "GET", path) as source:
        blocks = source.iter_sse()
        for n in range(4):
            room.publish("x" * 10**n)
            next(blocks)
        until_told(control, relay)
        assert passed(control) == (relay.passed_up, relay.passed_down)
        blocks.close()  # type: ignore[attr-defined]  # it is a generator


def test_a_socket_is_recorded_with_its_handshake_in_both_directions(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    with connect(f"ws://{relay.address}{room.path}/ws?after=0&tag={TAG}", compression=None, proxy=None) as socket:
        for n in range(4):
            room.publish("x" * 10**n)
            socket.recv()
            socket.send('{"ping": "' + "p" * 10**n + '"}')
            socket.recv()
        socket.ping().wait()
    until_told(control, relay)
    assert passed(control) == (relay.passed_up, relay.passed_down)


def test_early_frames_and_the_answer_to_our_close_are_recorded_and_counted(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    early = said({"ping": 1}) + encoded(b"there?", PING)
    with open_websocket(relay.port, f"{room.path}/ws?tag={TAG}", early=early) as line:
        read_frame(line)
        read_frame(line)
        line.send(encoded(b"", 3))  # an opcode that there is not: the server closes
        assert read_frame(line).code == 1002
        line.send(encoded((1002).to_bytes(2, "big"), CLOSE))
        line.say_no_more()
        line.read_to_end()
    until_told(control, relay)
    assert passed(control) == (relay.passed_up, relay.passed_down)


def test_a_simulated_network_delays_bytes_and_records_them_where_they_pass_the_socket(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    control.ask({"key": room.key}, "keyed")
    control.ask({"conditions": {"delay_up_ms": 20, "delay_down_ms": 20}}, "conditions")
    with http(f"http://{relay.address}") as client:
        client.get(f"{room.path}/poll?after=0&tag={TAG}").raise_for_status()
    with open_websocket(relay.port, f"{room.path}/ws?after=0&tag={TAG}") as line:
        room.publish("x" * 3_000)
        read_frame(line)
        line.send(said({"ping": 1}))
        read_frame(line)
        until_told(control, relay)
        assert passed(control) == (relay.passed_up, relay.passed_down)


# -- what is missing is seen to be missing ------------------------------------------------------------


def test_recording_that_begins_late_says_from_where(room: Room, relay: Relay) -> None:
    with ControlSocket(room, TAG) as control, Line(relay.port) as line:
        line.send(request("GET", f"{room.path}/sse?after=0&tag={TAG}"))
        line.answer(body=False)
        room.publish("before")
        line.read_until(b"\n\n")
        until_told(control, relay)
        control.ask({"record": True}, "recording")
        pieces: list[dict[str, Any]] = []
        while not pieces:  # it is followed a few times a second
            room.publish("after")
            line.read_until(b"\n\n")
            pieces = control.recorded(min(control.wire))
        first = pieces[0]
        assert not first["up"]
        assert first["begins"]
        assert first["data"].startswith(b"id: ")
        assert first["data"] == relay.passed_down[first["from"] : first["to"]]


def test_of_a_long_stream_the_head_and_the_latest_bytes_are_kept(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    with Line(relay.port) as line:
        line.send(request("GET", f"{room.path}/sse?after=0&tag={TAG}"))
        line.answer(body=False)
        for _ in range(40):
            room.publish("x" * 3_000)
            line.read_until(b"\n\n")
        until_told(control, relay)
        pieces = control.recorded(min(control.wire))
    down = [piece for piece in pieces if not piece["up"]]
    assert EXCHANGE_BYTES * 0.9 < sum(len(piece["data"]) for piece in pieces) <= EXCHANGE_BYTES
    assert [piece["up"] for piece in pieces if not piece["from"]] == [True, False], "both heads"
    assert down[1]["from"] > down[0]["to"], "the hole shows"
    assert b"".join(piece["data"] for piece in down[1:]) == relay.passed_down[down[1]["from"] :]
    assert down[1]["begins"]


# -- who sees it --------------------------------------------------------------------------------------


def test_another_room_with_the_same_tag_and_another_tag_see_nothing(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    with (
        Room(room.server) as elsewhere,
        ControlSocket(elsewhere, TAG) as foreign,
        ControlSocket(room, TAG[::-1]) as other,
    ):
        for socket in (foreign, other):
            socket.ask({"record": True}, "recording")
        with http(f"http://{relay.address}") as client:
            client.get(f"{room.path}/poll?after=0&tag={TAG}").raise_for_status()
        until_told(control, relay)
        [number] = control.wire
        assert control.recorded(number)
        assert foreign.recorded(number) == other.recorded(number) == []
        assert foreign.wire == other.wire == {}


def test_a_request_that_carries_a_key_is_never_recorded(room: Room, relay: Relay, control: ControlSocket) -> None:
    with http(f"http://{relay.address}") as client:
        headers = {"Authorization": f"Bearer {room.key}"}
        client.post(f"{room.path}?tag={TAG}", json={"data": 1}, headers=headers).raise_for_status()
    until_told(control, relay)
    [number] = control.wire
    assert control.recorded(number) == []


def test_nothing_is_recorded_before_it_is_asked_for_and_after_it_is_ended(room: Room) -> None:
    with ControlSocket(room, TAG) as control:
        assert control.ask({"bytes": {"number": 1}}, "error")["code"] == "not-recording"
        control.ask({"record": True}, "recording")
        assert control.ask({"record": False}, "recording") is None
        assert control.ask({"bytes": {"number": 1}}, "error")["code"] == "not-recording"


@pytest.mark.parametrize(("tag", "code"), [(None, "no-tag"), ("short", "tag-too-short")])
def test_a_tag_that_others_could_guess_is_not_recorded(room: Room, tag: str | None, code: str) -> None:
    with ControlSocket(room, tag) as control:
        assert control.ask({"record": True}, "error")["code"] == code


@pytest.mark.parametrize("asked", [{}, {"number": "1"}, {"number": True}, {"number": -1}, {"number": 1, "up": 0.5}])
def test_a_question_for_bytes_that_is_none_is_answered(control: ControlSocket, asked: object) -> None:
    assert control.ask({"bytes": asked}, "error")["code"] == "bad-bytes"


def test_of_an_exchange_that_never_was_there_is_nothing(control: ControlSocket) -> None:
    assert control.ask({"bytes": {"number": 12}}, "bytes") == {"number": 12, "pieces": [], "more": False}
