"""Conditions on real connections, as foreign clients have them. Only lower bounds of time are tight."""

import time
from collections.abc import Iterator

import pytest

from tests.wire.control_socket import ControlSocket
from tests.wire.frames import FIELDS
from tests.wire.line import Line, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room
from tests.wire.wait import PATIENCE_S

DELAY_MS = 300


@pytest.fixture
def control(room: Room) -> Iterator[ControlSocket]:
    """A control socket that may set conditions."""
    with ControlSocket(room) as socket:
        socket.ask({"key": room.key}, "keyed")
        yield socket


@pytest.mark.parametrize("transport", READERS)
@pytest.mark.parametrize("already_open", [True, False])
def test_no_event_arrives_before_the_delay(
    room: Room, control: ControlSocket, transport: str, already_open: bool
) -> None:
    if not already_open:
        control.ask({"conditions": {"delay_down_ms": DELAY_MS}}, "conditions")
    with READERS[transport](room, after=0) as reader:
        if already_open:
            control.ask({"conditions": {"delay_down_ms": DELAY_MS}}, "conditions")
        for n in range(3):
            sent_at = room.publish(n)["sent_at"]
            assert reader.take(1)[0]["data"] == n
            assert time.time() * 1000 - sent_at >= DELAY_MS - 1
        control.ask({"conditions": None}, "conditions")
        room.publish("later")
        assert reader.take(1)[0]["data"] == "later"


def test_a_request_arrives_after_the_delay_up(room: Room, control: ControlSocket) -> None:
    control.ask({"conditions": {"delay_up_ms": DELAY_MS}}, "conditions")
    started = time.monotonic()
    room.ask()
    assert time.monotonic() - started >= DELAY_MS / 1000


@pytest.mark.parametrize("address", ["long-poll?hold=5", "sse"])
def test_a_cut_resets_open_connections_and_who_comes(room: Room, control: ControlSocket, address: str) -> None:
    with Line(room.server.port) as line, Room(room.server) as other, READERS["sse"](other) as untouched:
        line.send(request("GET", f"{room.path}/{address}"))
        control.until(lambda: control.presence.get(address.partition("?")[0].replace("poll", "polling"), 0) == 1)
        control.ask({"conditions": {"cut": True}}, "conditions")
        with pytest.raises(ConnectionResetError):
            line.read(10_000)
        with Line(room.server.port) as late:
            late.send(request("GET", f"{room.path}/poll"))
            with pytest.raises((ConnectionResetError, EOFError)):
                late.read(1)
        other.publish("still here")
        assert untouched.hear()["data"] == "still here"


def test_a_script_cuts_and_restores(room: Room, control: ControlSocket) -> None:
    with READERS["sse"](room), Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/sse"))
        line.answer(body=False)
        control.ask({"conditions": {"steps": [{"at_s": 0.2, "cut": True}, {"at_s": 0.3}]}}, "conditions")
        with pytest.raises(ConnectionResetError):
            line.read(10_000)
        control.ask({"conditions": None}, "conditions")
        assert room.ask()["events"] == []


@pytest.mark.parametrize("transport", READERS)
def test_what_a_black_hole_kept_arrives_once_when_it_ends(room: Room, control: ControlSocket, transport: str) -> None:
    with READERS[transport](room, after=0) as reader:
        control.ask({"conditions": {"steps": [{"at_s": 0, "black_hole": True}, {"at_s": 0.6}]}}, "conditions")
        set_at = time.time()
        room.publish_many(5)
        assert [event["id"] for event in reader.take(5)] == [1, 2, 3, 4, 5]
        assert time.time() - set_at >= 0.5


@pytest.mark.parametrize("transport", ["sse", "websocket"])
def test_a_narrow_line_drips(room: Room, control: ControlSocket, transport: str) -> None:
    with READERS[transport](room) as reader:
        control.ask({"conditions": {"bytes_per_s": 10_000}}, "conditions")
        started = time.monotonic()
        for _ in range(5):
            room.publish("x" * 1_000)
        reader.take(5)
        assert time.monotonic() - started >= 0.5


@pytest.mark.parametrize("transport", ["sse", "websocket"])
def test_a_buffering_proxy_holds_events_until_it_has_enough(room: Room, control: ControlSocket, transport: str) -> None:
    with READERS[transport](room) as reader:
        control.ask({"conditions": {"buffer": 5_000}}, "conditions")
        first = room.publish("x" * 1_000)
        last = [room.publish("x" * 1_000) for _ in range(5)][-2]
        assert [event["id"] for event in reader.take(4)] == [1, 2, 3, 4]
        assert time.time() * 1000 >= last["sent_at"] > first["sent_at"]


def test_a_silent_stream_is_closed(room: Room, control: ControlSocket) -> None:
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/sse"))
        line.answer(body=False)
        started = time.monotonic()
        control.ask({"conditions": {"idle_s": 0.4}}, "conditions")
        assert line.read_to_end() == b""
        assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("address", ["poll", "long-poll", "sse", "ws"])
@pytest.mark.parametrize(
    ("answer", "status", "type"),
    [
        ("503", 503, "application/json"),
        ("204", 204, None),
        ("redirect", 302, None),
        ("wrong-type", 200, "text/html; charset=utf-8"),
    ],
)
def test_the_next_requests_get_the_status_and_then_no_more(
    room: Room, control: ControlSocket, address: str, answer: str, status: int, type: str | None
) -> None:
    control.ask({"conditions": {"status": {"answer": answer, "requests": 2}}}, "conditions")
    fields = FIELDS if address == "ws" else ()
    with Line(room.server.port) as line:
        for _ in range(2):
            line.send(request("GET", f"{room.path}/{address}", *fields))
            got = line.answer()
            assert got.status == status
            assert type is None or got.fields["content-type"] == type
        line.send(request("GET", f"{room.path}/poll"))
        assert line.answer().json["events"] == []


@pytest.mark.parametrize("after", [None, {"delay_down_ms": 1}])
def test_a_request_in_a_black_hole_goes_on_when_the_conditions_change(
    room: Room, control: ControlSocket, after: object
) -> None:
    control.ask({"conditions": {"black_hole": True}}, "conditions")
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/poll"))
        line.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.read(1)
        line.sock.settimeout(PATIENCE_S)
        control.ask({"conditions": after}, "conditions")
        assert line.answer().json["events"] == []
