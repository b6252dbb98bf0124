"""Byte accounting: what the server says passed its sockets is what a relay in between counted, to the byte."""

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


@pytest.fixture
def control(room: Room) -> Iterator[ControlSocket]:
    with ControlSocket(room, "t") as socket:
        yield socket


def closed(control: ControlSocket, count: int) -> list[dict[str, Any]]:
    """The records of so many exchanges that are over, in order."""
    control.until(lambda: sum(record["closed_at"] is not None for record in control.wire.values()) == count)
    return [control.wire[number] for number in sorted(control.wire)]


def held_ones(control: ControlSocket, count: int) -> None:
    """Waits until the server has told of so many exchanges, the last of which it holds."""
    control.until(lambda: len(control.wire) == count)


def bytes_of(record: dict[str, Any]) -> tuple[int, int]:
    return record["up"], record["down"]


@pytest.mark.parametrize("path", ["poll?after=0", "long-poll?after=0&hold=20"])
def test_polls_on_one_connection_are_counted_each_for_itself(
    room: Room, relay: Relay, control: ControlSocket, path: str
) -> None:
    counted, up, down = [], 0, 0
    with http(f"http://{relay.address}") as client:
        for n in range(5):
            room.publish("x" * 10**n if n < 4 else "ä\U0001f388")  # answers of different sizes
            client.get(f"{room.path}/{path}&tag=t", headers={"X-Padding": "p" * n}).raise_for_status()
            counted.append((relay.up - up, relay.down - down))
            up, down = relay.up, relay.down
    assert [bytes_of(record) for record in closed(control, 5)] == counted


def test_a_304_is_counted(room: Room, relay: Relay, control: ControlSocket) -> None:
    with http(f"http://{relay.address}") as client:
        answer = client.get(f"{room.path}/poll?after=0&tag=t", headers={"If-None-Match": '"0"'})
    [record] = closed(control, 1)
    assert answer.status_code == record["status"] == 304
    assert bytes_of(record) == (relay.up, relay.down)


def test_refusals_are_counted(room: Room, relay: Relay, control: ControlSocket) -> None:
    with http(f"http://{relay.address}") as client:
        answer = client.get(f"{room.path}/poll?after=99&tag=t")
    [record] = closed(control, 1)
    assert answer.status_code == record["status"] == 400
    assert bytes_of(record) == (relay.up, relay.down)


def test_held_polls_on_one_connection_are_counted_each_for_itself(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    counted, up, down = [], 0, 0
    with Line(relay.port) as line:
        for n in range(4):
            line.send(request("GET", f"{room.path}/long-poll?after={n}&hold=20&tag=t", f"X-Padding: {'p' * n}"))
            held_ones(control, n + 1)
            room.publish("x" * 10**n)
            line.answer()
            counted.append((relay.up - up, relay.down - down))
            up, down = relay.up, relay.down
    assert [bytes_of(record) for record in closed(control, 4)] == counted


@pytest.mark.parametrize("conditions", [{"delay_up_ms": 1}, {"delay_down_ms": 20}, {"buffer": "end"}])
def test_a_held_poll_is_counted_behind_any_network(
    room: Room, relay: Relay, control: ControlSocket, conditions: dict[str, Any]
) -> None:
    control.ask({"key": room.key}, "keyed")
    control.ask({"conditions": conditions}, "conditions")
    with Line(relay.port) as line:
        line.send(request("GET", f"{room.path}/long-poll?hold=20&tag=t"))
        held_ones(control, 1)
        room.publish(1)
        line.answer()
    [record] = closed(control, 1)
    assert bytes_of(record) == (relay.up, relay.down)


def test_a_hold_without_news_is_counted(room: Room, relay: Relay, control: ControlSocket) -> None:
    with http(f"http://{relay.address}") as client:
        client.get(f"{room.path}/long-poll?after=0&hold=0.05&tag=t").raise_for_status()
    [record] = closed(control, 1)
    assert bytes_of(record) == (relay.up, relay.down)


def test_a_stream_is_counted_while_it_is_open_and_when_it_is_over(
    room: Room, relay: Relay, control: ControlSocket
) -> None:
    path = f"{room.path}/sse?after=0&tag=t"
    with http(f"http://{relay.address}") as client, httpx_sse.connect_sse(client, "GET", path) as source:
        blocks = source.iter_sse()
        for n in range(4):
            room.publish("x" * 10**n)
            next(blocks)
        control.until(lambda: [bytes_of(one) for one in control.wire.values()] == [(relay.up, relay.down)])
        blocks.close()  # type: ignore[attr-defined]  # it is a generator
    [record] = closed(control, 1)
    assert record["events"] == 4
    assert bytes_of(record) == (relay.up, relay.down)


def test_a_socket_is_counted_in_both_directions(room: Room, relay: Relay, control: ControlSocket) -> None:
    url = f"ws://{relay.address}{room.path}/ws?after=0&tag=t"
    with connect(url, compression=None, proxy=None) as socket:
        for n in range(4):
            room.publish("x" * 10**n)
            socket.recv()
            socket.send('{"ping": "' + "p" * 10**n + '"}')
            socket.recv()
        socket.ping().wait()
        control.until(lambda: [bytes_of(one) for one in control.wire.values()] == [(relay.up, relay.down)])
    [record] = closed(control, 1)
    assert record["events"] == 4
    assert bytes_of(record) == (relay.up, relay.down)


def test_frames_in_the_packet_of_the_handshake_are_counted(room: Room, relay: Relay, control: ControlSocket) -> None:
    early = said({"ping": 1}) + encoded(b"there?", PING)
    with open_websocket(relay.port, f"{room.path}/ws?tag=t", early=early) as line:
        read_frame(line)
        read_frame(line)
        line.send(encoded(b"", CLOSE))
        line.read_to_end()
    [record] = closed(control, 1)
    assert bytes_of(record) == (relay.up, relay.down)


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        (b"\r\n", "poll?tag=t", b""),  # a stray line, which is overlooked
        (b"\n", "long-poll?hold=0.05&tag=t", b""),
        (b"", "sse?tag=t", b"nobody listens"),
    ],
)
def test_bytes_beside_a_request_are_counted(
    room: Room, relay: Relay, control: ControlSocket, before: bytes, path: str, after: bytes
) -> None:
    with Line(relay.port) as line:
        line.send(before + request("GET", f"{room.path}/{path}") + after)
        line.answer(body=not path.startswith("sse"))
    [record] = closed(control, 1)
    assert bytes_of(record) == (relay.up, relay.down)


def test_what_is_said_before_an_answer_is_counted(room: Room, relay: Relay, control: ControlSocket) -> None:
    with Line(relay.port) as line:
        line.send(request("POST", f"{room.path}?tag=t", room.bearer, "Expect: 100-continue", "Content-Length: 10"))
        line.read_until(b" 100 Continue\r\n\r\n")
        line.send(b'{"data":1}')
        assert line.answer().status == 201
    [record] = closed(control, 1)
    assert bytes_of(record) == (relay.up, relay.down)


def test_a_reader_that_reads_slowly_is_counted_by_what_passed(room: Room, control: ControlSocket) -> None:
    """What still waits in the server has not passed its socket. Half of it is owed from the start, half comes later."""
    with Line(room.server.port, receive_bytes=4_096) as line:
        for n in range(100):
            if n == 50:
                line.send(request("GET", f"{room.path}/sse?after=0&tag=t"))
                line.answer(body=False)
            room.publish("x" * 16_000)
        while line.read_until(b"\n\n").split(b"\n")[0] != b"id: 100":
            pass
        control.until(lambda: [bytes_of(record) for record in control.wire.values()] == [(line.up, line.down)])


@pytest.mark.parametrize("path", ["poll", "long-poll", "sse"])
def test_a_long_answer_is_counted(room: Room, control: ControlSocket, relay: Relay, path: str) -> None:
    for _ in range(60):
        room.publish("x" * 16_000)
    with Line(relay.port) as line:
        line.send(request("GET", f"{room.path}/{path}?after=0&tag=t"))
        if path == "sse":
            while line.read_until(b"\n\n").split(b"\n")[0] != b"id: 60":
                pass
        else:
            assert line.answer().json["cursor"] == 60
        control.until(lambda: [bytes_of(record) for record in control.wire.values()] == [(relay.up, relay.down)])
