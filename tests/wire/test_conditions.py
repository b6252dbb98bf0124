"""Conditions on real connections, as foreign clients have them. Only lower bounds of time are tight."""

import json
import select
import time
from collections.abc import Iterator

import pytest
from websockets.sync.client import connect

from realtime.conditions import Conditions, disturbed
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import CLOSE, FIELDS, encoded, open_websocket, read_frame, said
from tests.wire.line import Line, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room, figure
from tests.wire.wait import PATIENCE_S, until

DELAY_MS = 150
STATUSES = {
    "503": (503, "application/json"),
    "204": (204, None),
    "redirect": (302, None),
    "wrong-type": (200, "text/html; charset=utf-8"),
}


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


def test_a_record_says_when_a_request_arrived_and_when_its_answer_set_out(room: Room) -> None:
    with ControlSocket(room, "t") as control:
        control.ask({"key": room.key}, "keyed")
        control.ask({"conditions": {"delay_up_ms": DELAY_MS, "delay_down_ms": DELAY_MS}}, "conditions")
        asked_at = time.time() * 1000
        room.ask(tag="t")
        heard_at = time.time() * 1000
        control.until(lambda: control.wire)
        [record] = control.wire.values()
        assert record["received_at"] - asked_at >= DELAY_MS - 1
        assert heard_at - record["answered_at"] >= DELAY_MS - 1


@pytest.mark.parametrize(
    ("transport", "address"), [("long-polling", "long-poll?hold=5"), ("sse", "sse"), ("websocket", "ws")]
)
def test_a_cut_resets_open_connections_and_who_comes(
    room: Room, control: ControlSocket, transport: str, address: str
) -> None:
    fields = FIELDS if address == "ws" else ()
    with Line(room.server.port) as line, Room(room.server) as other, READERS[transport](other) as untouched:
        line.send(request("GET", f"{room.path}/{address}", *fields))
        control.until(lambda: control.presence.get(transport, 0) == 1)
        control.ask({"conditions": {"cut": True}}, "conditions")
        with pytest.raises(ConnectionResetError):
            line.read(10_000)
        with Line(room.server.port) as late:
            late.send(request("GET", f"{room.path}/{address}", *fields))
            with pytest.raises(ConnectionResetError):
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
        asked_at = time.monotonic()
        control.ask({"conditions": {"steps": [{"at_s": 0, "black_hole": True}, {"at_s": 0.3}]}}, "conditions")
        room.publish_many(5)
        assert [event["id"] for event in reader.take(5)] == [1, 2, 3, 4, 5]
        assert time.monotonic() - asked_at >= 0.3


@pytest.mark.parametrize("transport", READERS)
def test_a_narrow_line_drips(room: Room, control: ControlSocket, transport: str) -> None:
    with READERS[transport](room, after=0) as reader:
        control.ask({"conditions": {"bytes_per_s": 10_000}}, "conditions")
        started = time.monotonic()
        for _ in range(5):
            room.publish("x" * 1_000)
        reader.take(5)
        assert time.monotonic() - started >= 0.5


@pytest.mark.parametrize(("lane", "witness"), [("sse", "websocket"), ("websocket", "sse")])
def test_a_buffering_proxy_holds_events_until_it_has_enough(
    room: Room, control: ControlSocket, lane: str, witness: str
) -> None:
    control.ask({"conditions": {"lanes": {lane: {"buffer": 5_000}}}}, "conditions")
    with READERS[witness](room) as unheld, _stream(room, lane) as line:
        control.until(lambda: control.presence.get(lane) == 1)
        for _ in range(3):
            room.publish("x" * 1_000)
            unheld.take(1)  # both lanes are written to in one turn, before the next event is published
        assert _waits(line)
        for _ in range(3):
            room.publish("x" * 1_000)
        assert line.read(5_000).count(b'"id":') >= 4


def test_a_buffering_proxy_passes_a_whole_answer_on(room: Room, control: ControlSocket) -> None:
    control.ask({"conditions": {"buffer": "end"}}, "conditions")
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/long-poll?hold=20"))
        control.until(lambda: control.presence.get("long-polling") == 1)
        room.publish("at once")
        assert line.answer().json["events"][0]["data"] == "at once"


def test_a_proxy_that_waits_for_the_end_passes_everything_on_then(room: Room, control: ControlSocket) -> None:
    control.ask({"conditions": {"buffer": "end"}}, "conditions")
    with _stream(room, "websocket") as line:
        control.until(lambda: control.presence.get("websocket") == 1)
        line.send(said({"ping": 1}) + encoded(b"", CLOSE))
        assert line.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 101")
        assert "pong" in read_frame(line).json
        read_frame(line)
        assert line.read_to_end() == b""


def _stream(room: Room, transport: str) -> Line:
    """An open stream, read up to its first event."""
    path, fields = ("ws", FIELDS) if transport == "websocket" else ("sse", ())
    line = Line(room.server.port)
    line.send(request("GET", f"{room.path}/{path}?after=0", *fields))
    return line


def _waits(line: Line) -> bool:
    """Whether nothing has come."""
    return not select.select([line.sock], [], [], 0)[0]


@pytest.mark.parametrize("transport", READERS)
def test_jitter_delays_some_events_more_than_others_and_keeps_their_order(
    room: Room, control: ControlSocket, transport: str
) -> None:
    control.ask({"conditions": {"jitter_ms": 500}}, "conditions")
    with READERS[transport](room, after=0) as reader:
        latencies = []
        for n in range(12):
            sent_at = room.publish(n)["sent_at"]
            if n % 2:  # two at a time, so that the second could overtake the first
                assert [event["data"] for event in reader.take(2)] == [n - 1, n]
                latencies.append(time.time() * 1000 - sent_at)
        assert max(latencies) >= 100  # that all twelve have a fifth of the luck: once in 10**8


def test_a_message_from_the_client_arrives_after_the_delay_up(room: Room, control: ControlSocket) -> None:
    with connect(f"{room.ws_url}/ws", compression=None, proxy=None) as socket:
        control.ask({"conditions": {"delay_up_ms": DELAY_MS}}, "conditions")
        for n in range(2):
            said_at = time.time() * 1000
            socket.send(json.dumps({"ping": n}))
            answer = json.loads(socket.recv(PATIENCE_S))
            assert answer["pong"] == n
            assert answer["at"] - said_at >= DELAY_MS - 1


@pytest.mark.parametrize("path", ["poll?after=0", "sse?after=0", "ws?after=0"])
def test_bytes_are_counted_when_they_have_passed_whatever_holds_them_up(room: Room, path: str) -> None:
    conditions = {"delay_up_ms": 20, "delay_down_ms": 20, "jitter_ms": 20, "bytes_per_s": 50_000}
    with ControlSocket(room, "t") as control, Line(room.server.port) as line:
        control.ask({"key": room.key}, "keyed")
        control.ask({"conditions": conditions}, "conditions")
        for n in range(3):
            room.publish("x" * 700 * n)
        line.send(request("GET", f"{room.path}/{path}&tag=t", *(FIELDS if path.startswith("ws") else ())))
        line.read_until(b'"id":3')
        line.read_until(b"}")

        def counted() -> bool:
            while not _waits(line):
                line._receive()
            return any((record["up"], record["down"]) == (line.up, line.down) for record in control.wire.values())

        control.until(counted)


@pytest.mark.parametrize("transport", READERS)
def test_a_careless_relay_repeats_and_swaps_the_same_events_on_every_transport(
    room: Room, control: ControlSocket, transport: str
) -> None:
    conditions = Conditions(duplicate=0.3, reorder=0.5)
    ids = list(range(1, 41))
    careless, passed = disturbed(ids, 1, conditions)
    assert (careless != ids, passed) == (True, 40)
    control.ask({"conditions": conditions.json()}, "conditions")
    with READERS[transport](room, after=0) as reader:
        room.publish_many(20)
        heard = [event["id"] for event in reader.take(10)]
        room.publish_many(20)
        heard += [event["id"] for event in reader.take(len(careless) - 10)]
    assert heard == careless


def test_an_event_that_waits_for_the_next_one_passes_when_the_relay_is_mended(
    room: Room, control: ControlSocket
) -> None:
    control.ask({"conditions": {"reorder": 1}}, "conditions")
    with READERS["sse"](room, after=0) as stream, READERS["long-polling"](room, after=0) as held:
        room.publish("waits")
        assert room.ask(after=0) == {"events": [], "cursor": 0, "gap": 0}
        control.ask({"conditions": None}, "conditions")
        assert [reader.hear()["data"] for reader in (stream, held)] == ["waits", "waits"]


def test_what_the_client_said_before_it_hung_up_arrives_after_the_delay_up(room: Room, control: ControlSocket) -> None:
    control.ask({"conditions": {"delay_up_ms": DELAY_MS}}, "conditions")
    with READERS["sse"](room, after=0) as reader:
        with open_websocket(room.server.port, f"{room.path}/ws") as line:
            line.send(said({"key": room.key}) + said({"publish": {"data": "last words"}}))
        assert reader.hear()["data"] == "last words"


@pytest.mark.parametrize("address", ["long-poll?hold=20", "sse", "ws"])
def test_a_silent_stream_is_closed(room: Room, control: ControlSocket, address: str) -> None:
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/{address}", *(FIELDS if address == "ws" else ())))
        if not address.startswith("long-poll"):
            line.answer(body=False)
        control.until(lambda: control.presence.keys() - {"control"})
        started = time.monotonic()
        control.ask({"conditions": {"idle_s": 0.4}}, "conditions")
        assert line.read_to_end() == b""
        assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("address", ["poll", "long-poll", "sse", "ws"])
def test_the_next_requests_get_the_status_and_then_no_more(room: Room, control: ControlSocket, address: str) -> None:
    fields = FIELDS if address == "ws" else ()
    for answer, (status, type) in STATUSES.items():
        control.ask({"conditions": {"status": {"answer": answer, "requests": 2}}}, "conditions")
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


def test_a_request_in_a_black_hole_is_let_go_when_its_client_is_gone(room: Room, control: ControlSocket) -> None:
    def connected() -> float:
        return figure(room.server, "realtime_tcp_connections")

    control.ask({"conditions": {"black_hole": True}}, "conditions")
    until(lambda: connected() == 3, "only the room's line, the control socket and the one that asks are left")
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/poll"))
        until(lambda: connected() == 4, "the request is there")
    until(lambda: connected() == 3, "its place is free again")


def test_conditions_that_change_too_fast_are_refused(room: Room, control: ControlSocket) -> None:
    for _ in range(100):
        control.send({"conditions": {"delay_up_ms": 1}})
        while (answer := control._next()).keys().isdisjoint(("conditions", "error")):
            pass
        if "error" in answer:
            break
    assert answer["error"]["code"] == "conditions-too-fast"
