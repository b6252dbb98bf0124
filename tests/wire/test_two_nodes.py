"""Two nodes, one broker: a room works whichever node a request lands on (architecture.md's invariant in practice).

Each request of these tests goes to the other node than the last. The broker is the one in memory, so both nodes live in
one process (tests/wire/two_nodes.py); all that they share passes through it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from realtime.conditions import Conditions, disturbed
from tests.server import ROOT
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import open_websocket, read_frame, said
from tests.wire.line import HOST, Line, ask, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room
from tests.wire.wait import SCALE


class Nodes:
    """Two running nodes. Whoever asks for an address gets the other node's than the last time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.wire.two_nodes"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        self.ports = [int(port) for port in self._say().split()]
        self._turns = cycle(self.ports)

    @property
    def port(self) -> int:
        return next(self._turns)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://{HOST}:{self.port}"

    def crash(self, port: int) -> None:
        """End one node without a word to the broker; from now on all requests go to the other."""
        assert self._say(f"crash {self.ports.index(port)}\n") == "done\n"
        self._turns = cycle(other for other in self.ports if other != port)

    def stop(self) -> None:
        self._process.communicate(timeout=20)
        assert self._process.returncode == 0

    def _say(self, order: str = "") -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(order)
        self._process.stdin.flush()
        return self._process.stdout.readline()


@pytest.fixture(scope="module")
def nodes(site: None) -> Iterator[Nodes]:
    running = Nodes()
    yield running
    running.stop()


@pytest.fixture
def shared(nodes: Nodes) -> Iterator[Room]:
    """A room on both."""
    with Room(nodes) as room:
        yield room


@pytest.fixture
def doomed(site: None) -> Iterator[Nodes]:
    """Two nodes for one test, of which one may crash."""
    running = Nodes()
    yield running
    running.stop()


def test_a_room_made_at_one_node_is_known_to_the_other(shared: Room) -> None:
    assert [shared.publish(n)["id"] for n in range(1, 5)] == [1, 2, 3, 4]
    for _ in range(2):
        assert [event["data"] for event in shared.ask(after=0)["events"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("transport", READERS)
def test_what_is_published_at_either_is_heard_at_both(shared: Room, transport: str) -> None:
    with READERS[transport](shared) as one, READERS[transport](shared) as other:
        shared.publish_many(20)
        for reader in (one, other):
            assert [event["id"] for event in reader.take(20)] == list(range(1, 21))


@pytest.mark.parametrize("transport", READERS)
def test_a_reader_goes_on_at_the_other_node_where_it_was(shared: Room, transport: str) -> None:
    heard = []
    cursor = 0
    for _ in range(4):
        shared.publish_many(5)
        with READERS[transport](shared, after=cursor) as reader:
            heard += [event["id"] for event in reader.take(5)]
            cursor = heard[-1]
    assert heard == list(range(1, 21))


def test_a_key_is_checked_at_both(shared: Room) -> None:
    for _ in range(2):
        answer = ask(shared.server.port, request("POST", shared.path, "Authorization: Bearer x", body=b'{"data": 1}'))
        assert answer.error == "wrong-key"


def test_wire_records_reach_the_page_s_control_socket_at_the_other_node(shared: Room) -> None:
    with ControlSocket(shared, "t") as one, ControlSocket(shared, "t") as other:
        for _ in range(2):
            ask(shared.server.port, request("GET", f"{shared.path}/poll?tag=t"))
        for control in (one, other):
            hear_records(control, 2)


def test_bytes_are_recorded_at_both_nodes_for_a_control_socket_at_either(shared: Room) -> None:
    tag = "a-tag-that-nobody-can-guess"
    with ControlSocket(shared, tag) as one, ControlSocket(shared, tag) as other:
        for control in (one, other):
            control.ask({"record": True}, "recording")
        sent = [request("GET", f"{shared.path}/poll?tag={tag}", f"X-Turn: {n}") for n in range(2)]
        answers = [ask(shared.server.port, one) for one in sent]  # each node has one
        for control in (one, other):
            hear_records(control, 2)
            recorded = [control.recorded(number) for number in control.wire]
            assert sorted(up["data"] for up, _ in recorded) == sorted(sent)
            assert sorted(len(down["data"]) for _, down in recorded) == sorted(answer.size for answer in answers)


def hear_records(control: ControlSocket, count: int) -> None:
    control.until(lambda: len(control.wire) == count)


def test_presence_is_of_both_nodes_together(shared: Room) -> None:
    with ControlSocket(shared) as one, ControlSocket(shared) as other, READERS["sse"](shared), READERS["sse"](shared):
        one.until(lambda: one.presence == {"control": 2, "sse": 2})
        other.until(lambda: other.presence == {"control": 2, "sse": 2})


def test_the_auto_publisher_started_at_one_node_is_heard_once_at_the_other(shared: Room) -> None:
    with ControlSocket(shared) as one, ControlSocket(shared) as other:
        one.ask({"key": shared.key}, "keyed")
        one.send({"auto": {"topic": shared.topic, "rate": 50}})
        assert other.hear("auto")["rate"] == 50
        other.until(lambda: len(other.published) >= 100)
        assert [event["id"] for event in other.published[:100]] == list(range(1, 101))
        seconds = (other.published[99]["sent_at"] - other.published[0]["sent_at"]) / 1000
        assert seconds > 99 / 50 * 0.6, "two publishers would take half the time"
        assert one.hear("auto")["rate"] == 50
        other.ask({"key": shared.key}, "keyed")
        other.send({"auto": {"rate": 0}})
        assert one.hear("auto") is None


def test_conditions_set_at_one_node_are_heard_at_the_other(shared: Room) -> None:
    with Room(shared.server) as elsewhere, ControlSocket(shared) as one, ControlSocket(shared) as other:
        one.ask({"key": shared.key}, "keyed")
        one.send({"conditions": {"delay_down_ms": 100}})
        told = other.hear("conditions")
        assert told["steps"] == [{"at_s": 0, "delay_down_ms": 100}]
        assert one.hear("conditions") == told
        for _ in range(2):  # one at each node
            with ControlSocket(shared) as late, ControlSocket(elsewhere) as untouched:
                assert late.hello["conditions"] == told
                assert untouched.hello["conditions"] is None
            shared.server.port  # noqa: B018 - takes a turn, so that the other node is asked next


@pytest.mark.parametrize("transport", READERS)
def test_conditions_set_at_one_node_hold_at_both_and_in_their_room_alone(shared: Room, transport: str) -> None:
    read = READERS[transport]
    with (
        Room(shared.server) as elsewhere, ControlSocket(shared) as control, read(elsewhere, after=0) as untouched,
        read(shared, after=0) as one, read(shared, after=0) as other,
    ):  # fmt: skip
        control.ask({"key": shared.key}, "keyed")
        control.ask({"conditions": {"black_hole": True}}, "conditions")
        sent_at = shared.publish("late")["sent_at"]
        elsewhere.publish("at once")
        assert untouched.hear()["data"] == "at once"
        control.ask({"conditions": {"steps": [{"at_s": 0, "black_hole": True}, {"at_s": 0.5}]}}, "conditions")
        for reader in (one, other):
            assert reader.hear()["data"] == "late"
            assert time.time() * 1000 - sent_at >= 450


def test_a_careless_relay_treats_an_event_alike_at_both_nodes(shared: Room) -> None:
    conditions = Conditions(duplicate=0.4, reorder=0.4)
    careless, _ = disturbed(range(1, 21), 1, conditions)
    with (
        ControlSocket(shared) as control, READERS["sse"](shared, after=0) as one, READERS["sse"](shared, after=0) as other,
    ):  # fmt: skip
        control.ask({"key": shared.key}, "keyed")
        control.ask({"conditions": conditions.json()}, "conditions")
        shared.publish_many(20)
        for reader in (one, other):
            assert [event["id"] for event in reader.take(len(careless))] == careless


def test_when_a_node_crashes_the_other_adopts_its_auto_publisher(doomed: Nodes) -> None:
    first, second = doomed.ports
    with Room(doomed) as room, Line(second) as line:
        line.send(request("GET", f"{room.path}/sse?after=0"))
        line.answer(body=False)
        start_auto(first, room)
        events = [heard(line) for _ in range(10)]
        doomed.crash(first)
        crashed_at = time.time() * 1000
        while events[-1]["sent_at"] < crashed_at:
            events.append(heard(line))
        events += [heard(line) for _ in range(10)]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1)), "one publisher, no hole"
    assert events[-10]["sent_at"] - crashed_at < 9_000 * SCALE, "a lease is over after 3 s, and looked at every 2 s"
    assert doomed.port == second


def start_auto(port: int, room: Room) -> None:
    """Has the room's auto-publisher run at the node with this port, 50 times a second."""
    with open_websocket(port, f"/rooms/{room.id}/control") as line:
        line.send(said({"key": room.key}) + said({"auto": {"topic": room.topic, "rate": 50}}))
        while "auto" not in read_frame(line).json:
            pass


def heard(line: Line) -> dict[str, Any]:
    """The next event of an SSE stream."""
    event: dict[str, Any] = json.loads(line.read_until(b"\n\n").split(b"\ndata: ")[1])
    return event
