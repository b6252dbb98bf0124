"""Readers that do not read: they delay nobody, cost a bounded memory, and are told exactly what they missed."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server import Server
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import open_websocket, read_frame
from tests.wire.line import Line, request
from tests.wire.readers import READERS, Reader
from tests.wire.rooms import Room, figures
from tests.wire.wait import SCALE, until

pytestmark = pytest.mark.alone

STATUS = Path("/proc/self/status")
LARGE = "x" * 16_000


def memory_mb(pid: int) -> float:
    """The resident memory of a process."""
    text = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    assert found
    return int(found[1]) / 1024


def open_and_never_read(room: Room, number: int) -> Line:
    """A reader with a small window that has asked for the stream: SSE and WebSocket by turns."""
    if number % 2:
        return open_websocket(room.server.port, f"{room.path}/ws", receive_bytes=4_096)
    line = Line(room.server.port, receive_bytes=4_096)
    line.send(request("GET", f"{room.path}/sse"))
    line.answer(body=False)
    return line


def lateness_ms(room: Room, reader: Reader, count: int) -> list[float]:
    """How late each of `count` large events is heard, from least to most."""
    late = []
    for n in range(count):
        receipt = room.publish(LARGE)
        event = reader.hear()
        late.append(time.time() * 1000 - event["sent_at"])
        assert event["id"] == receipt["id"], n
    return sorted(late)


@pytest.mark.skipif(not STATUS.exists(), reason="memory is read from /proc, which only Linux has")
def test_500_that_never_read_delay_nobody_and_cost_a_bounded_memory(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with Room(server) as room, READERS["sse"](room) as reader, ExitStack() as lines:
        alone = lateness_ms(room, reader, 50)
        for number in range(500):
            lines.enter_context(open_and_never_read(room, number))
        before_mb = memory_mb(server.pid)
        among = lateness_ms(room, reader, 100)
        # A median, because the first events do go out to all 500, until their windows are full.
        assert among[50] < 3 * alone[25] + 50 * SCALE
        assert among[-1] < 2_000 * SCALE, "to wait for one of them would take as long as it sleeps"
        # Each may have 64 KiB and one event waiting; without a bound it would be 1.6 MB each, 800 MB in all.
        assert memory_mb(server.pid) - before_mb < 500 * (64 + 16) / 1024 + 10


def heard_by_sse(line: Line) -> Iterator[tuple[int | None, int]]:
    """(an event's id, 0) or (None, the size of a gap), as they come."""
    while True:
        block = line.read_until(b"\n\n").decode()
        heard = json.loads(block.split("\ndata: ")[1])
        yield (None, heard["gap"]) if "gap" in heard else (heard["id"], 0)


def heard_by_websocket(line: Line) -> Iterator[tuple[int | None, int]]:
    """The same, from frames."""
    while True:
        heard = read_frame(line).json
        yield (None, heard["gap"]) if "gap" in heard else (heard["event"]["id"], 0)


@pytest.mark.parametrize(("number", "heard"), [(0, heard_by_sse), (1, heard_by_websocket)])
def test_a_reader_that_wakes_up_gets_every_event_or_a_gap_of_the_exact_size(
    room: Room, number: int, heard: Callable[[Line], Iterator[tuple[int | None, int]]]
) -> None:
    count = 700  # 11 MB: far more than the kernel and the log hold together
    with open_and_never_read(room, number) as line:
        for _ in range(count):
            room.publish(LARGE)
        at, gaps = 0, []
        for id, gap in heard(line):
            if id is None:
                gaps.append(gap)
            at += gap or 1
            assert id in (None, at), "ids go on without a hole, once gaps are counted in"
            if at == count:
                break
    assert gaps, "it slept through more than the log holds"


@pytest.mark.parametrize(("number", "heard"), [(0, heard_by_sse), (1, heard_by_websocket)])
def test_a_reader_that_wakes_up_in_time_misses_nothing(
    room: Room, number: int, heard: Callable[[Line], Iterator[tuple[int | None, int]]]
) -> None:
    with open_and_never_read(room, number) as line:
        for _ in range(120):  # 1.9 MB, less than the log holds
            room.publish(LARGE)
        stream = heard(line)
        assert [next(stream) for _ in range(120)] == [(n, 0) for n in range(1, 121)]


def test_one_that_takes_nothing_for_too_long_is_dropped(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_STALLED_S": "1"})
    with Room(server) as room, READERS["websocket"](room) as reader, ExitStack() as lines:
        for number in range(10):
            lines.enter_context(open_and_never_read(room, number))
        for n in range(1, 601):
            room.publish(LARGE)
            assert reader.hear()["id"] == n
        until(
            lambda: figures(server, "realtime_dropped_total", "reason").get("it does not read") == 10, "all are dropped"
        )
        room.publish("after")
        assert reader.hear()["data"] == "after"


@pytest.mark.parametrize("conditions", [None, {"delay_down_ms": 1}])
def test_whole_answers_that_nobody_takes_are_given_up(
    fresh_server: Callable[..., Server], conditions: dict[str, int] | None
) -> None:
    """And nothing is said in the middle of one: to whoever reads on later it would look like the rest."""
    server = fresh_server(env={"LIMIT_STALLED_S": "1"})
    with Room(server) as room, ControlSocket(room) as control, ExitStack() as lines:
        for _ in range(120):
            room.publish(LARGE)
        control.ask({"key": room.key}, "keyed")
        control.ask({"conditions": conditions}, "conditions")
        asking = [request("GET", f"{room.path}/poll?after=0") * 4, request("GET", f"{room.path}/long-poll?after=0") * 4]
        open_lines = [lines.enter_context(Line(server.port, receive_bytes=4_096)) for _ in asking]
        for line, asked in zip(open_lines, asking, strict=True):
            line.send(asked)
        until(
            lambda: figures(server, "realtime_dropped_total", "reason").get("it does not read") == 2, "both are dropped"
        )
        for line in open_lines:
            answers = line.read_to_end().split(b"HTTP/1.1 ")[1:]
            assert {answer[:3] for answer in answers} == {b"200"}
            assert len(answers[-1]) < len(answers[0]), "the last one is not whole"


def test_a_control_socket_that_does_not_read_is_dropped(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_PUBLISHES_PER_S": "100000", "LIMIT_OUTBOX_BYTES": "4096"})
    with (
        Room(server, "t" * 40) as room,
        open_websocket(server.port, f"/rooms/{room.id}/control", receive_bytes=4_096),
    ):
        publish = request("POST", room.path, room.bearer, body=b'{"data": 1, "type": "' + b"t" * 64 + b'"}')
        with Line(server.port) as line:

            def dropped() -> bool:
                line.send(publish * 500)
                assert {line.answer().status for _ in range(500)} == {201}
                return figures(server, "realtime_dropped_total", "reason").get("it does not read") == 1

            until(dropped, "it is dropped", 60 * SCALE)
