"""A room's network at one node: which step of a script its lines are told of, and that none is missed."""

from types import SimpleNamespace
from typing import Any

import pytest

from realtime.broker import RoomRecord
from realtime.broker.memory import MemoryBroker
from realtime.conditions import NONE, Conditions, script_of
from realtime.limits import Limits
from realtime.server import network as module
from realtime.server.network import Network, Networks, Way
from realtime.server.shaped import ShapedSocket
from tests.unit.clock import Clock
from tests.unit.lines import FakeStreams, Line

TIMED = module  # whose time `clock` holds

CUT_FROM_2_TO_5 = [{"at_s": 2, "cut": True}, {"at_s": 5}]


class Told:
    """A line that remembers what it was told last."""

    def __init__(self, network: Network, lane: str) -> None:
        self.stream = SimpleNamespace(transport=lane)
        self.conditions: Conditions | None = None
        self.cut = False
        lines: Any = network.lines
        lines[self] = None

    def follow(self, conditions: Conditions, cut: bool) -> None:
        self.conditions, self.cut = conditions, cut


def network_of(clock: Clock, steps: list[dict[str, Any]]) -> Network:
    """A network whose script begins now."""
    return Network("room", {"steps": steps, "set_at": clock.at * 1_000})


def test_a_script_cuts_at_2_s_and_restores_at_5(clock: Clock) -> None:
    network = network_of(clock, CUT_FROM_2_TO_5)
    seen = []
    for _ in range(7):
        seen.append(network.now.cut)
        clock.go_on(0.99)
        assert network.now.cut == seen[-1], "a step is in force for all of its time"
        clock.go_on(0.01)
    assert seen == [False, False, True, True, True, False, False]


def test_conditions_hold_from_when_they_are_told_whatever_the_node_s_clock_says(clock: Clock) -> None:
    network = Network("room", {"steps": [{"at_s": 0, "cut": True}, {"at_s": 5}], "set_at": (clock.at + 3_600) * 1_000})
    assert network.now.cut


def test_a_lane_has_what_is_said_of_it(clock: Clock) -> None:
    network = network_of(clock, [{"at_s": 0, "delay_up_ms": 10, "lanes": {"sse": {"delay_up_ms": 20}}}])
    lines = {lane: Told(network, lane) for lane in ("sse", "websocket")}
    network.tick()
    assert {lane: line.conditions for lane, line in lines.items()} == {
        "sse": Conditions(delay_up_ms=20),
        "websocket": network.now,
    }
    assert network.of("sse").now == Conditions(delay_up_ms=20)
    assert network.of("polling").now.delay_up_ms == 10


@pytest.mark.parametrize(
    ("steps", "cut"),
    [
        ([{"at_s": 1, "cut": True}, {"at_s": 1.01}], {"sse", "websocket"}),
        ([{"at_s": 1, "lanes": {"sse": {"cut": True}}}, {"at_s": 1.01}], {"sse"}),
        ([{"at_s": 1, "black_hole": True}, {"at_s": 1.01}], set()),
    ],
)
def test_a_cut_between_two_looks_is_carried_out_once(clock: Clock, steps: list[dict[str, Any]], cut: set[str]) -> None:
    network = network_of(clock, steps)
    network.tick()
    lines = {lane: Told(network, lane) for lane in ("sse", "websocket")}
    clock.go_on(1.02)
    assert network.tick()
    assert {lane for lane, line in lines.items() if line.cut} == cut
    assert all(line.conditions == NONE for line in lines.values())
    assert not network.tick()
    assert not any(line.cut for line in lines.values())


def test_a_cut_from_before_a_node_looked_for_the_first_time_is_not_carried_out(clock: Clock) -> None:
    network = network_of(clock, [{"at_s": 1, "cut": True}, {"at_s": 1.01}])
    clock.go_on(2)
    line = Told(network, "sse")
    network.tick()
    assert not line.cut


def test_a_room_without_conditions_has_no_network_and_its_streams_their_own_sockets() -> None:
    broker, line = MemoryBroker(Limits()), Line()
    broker.add_room(RoomRecord("room", b"", 0.0))
    stirred: list[str] = []
    stream = FakeStreams().stream(line)
    streams = SimpleNamespace(open=[stream], stir=stirred.append)
    node: Any = SimpleNamespace(rooms=SimpleNamespace(broker=broker), streams=streams)
    networks = Networks(node)
    networks.join(stream)
    assert stream.sock is line
    broker.set_conditions("room", {"steps": [{"at_s": 0, "black_hole": True}], "set_at": 0.0})
    networks.join(stream)
    stream.send(b"held")
    assert isinstance(stream.sock, ShapedSocket)
    networks.tick()
    broker.set_conditions("room", None)
    networks.tick()
    assert (stream.sock, line.sent, stirred) == (line, b"held", ["room", "room"])
    assert not networks._by_room


# -- requests that get a status -----------------------------------------------------------------------


class Counting:
    """Networks over a broker of one room, and who gets a status there."""

    def __init__(self, clock: Clock, said: dict[str, Any]) -> None:
        broker = MemoryBroker(Limits())
        broker.add_room(RoomRecord("room", b"", clock.at))
        script = script_of(said)
        assert script
        node: Any = SimpleNamespace(rooms=SimpleNamespace(broker=broker))
        self._networks = Networks(node)
        self._network = network_of(clock, script.json()["steps"])

    def asked_by(self, *lanes: str) -> list[bool]:
        """Whether each of these requests is among those that get it."""
        return [self._networks.takes_status(Way(self._network, lane)) for lane in lanes]


STATUS = {"status": {"answer": "503", "requests": 2}}


def test_all_lanes_together_have_so_many_requests_with_a_status(clock: Clock) -> None:
    assert Counting(clock, STATUS).asked_by("sse", "polling", "websocket", "sse") == [True, True, False, False]


def test_a_lane_with_a_status_of_its_own_counts_by_itself(clock: Clock) -> None:
    own = Counting(clock, {**STATUS, "lanes": {"sse": {"status": {"answer": "204", "requests": 1}}}})
    assert own.asked_by("sse", "sse", "polling", "websocket", "polling") == [True, False, True, True, False]


def test_each_step_counts_anew(clock: Clock) -> None:
    counting = Counting(clock, {"steps": [{"at_s": 0, **STATUS}, {"at_s": 1, **STATUS}]})
    assert counting.asked_by("sse", "sse", "sse") == [True, True, False]
    clock.go_on(1)
    assert counting.asked_by("sse", "sse", "sse") == [True, True, False]
