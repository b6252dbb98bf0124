"""SIGTERM: everyone is told to come back, nothing under way is cut, and the process is soon gone."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from realtime.limits import Limits
from tests.server import Server
from tests.wire.frames import CLOSE, encoded, open_websocket, read_frame
from tests.wire.line import Line, ask, request
from tests.wire.rooms import Room
from tests.wire.wait import SCALE, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")

# What nobody's patience reaches: who is gone before it did not wait for the time to drain.
NEVER = {"LIMIT_DRAIN_S": "60"}
BODY = b'{"data": "in flight"}'


def gone(server: Server) -> None:
    """Waits for the end. A second SIGTERM, which stopping it would send, would hurry it."""
    until(lambda: not server.alive, "the process is gone")
    assert server.stop() == 0


def refuses_connections(server: Server) -> bool:
    try:
        Line(server.port).close()
    except OSError:
        return True
    return False


def test_every_kind_of_connection_is_told_and_the_process_ends_with_0(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env=NEVER)
    with (
        Room(server) as room,
        Line(server.port) as sse,
        Line(server.port) as held,
        Line(server.port) as idle,
        Line(server.port) as flying,
        open_websocket(server.port, f"{room.path}/ws") as websocket,
        open_websocket(server.port, "/echo") as echo,
    ):
        sse.send(request("GET", f"{room.path}/sse"))
        sse.answer(body=False)
        held.send(request("GET", f"{room.path}/long-poll?hold=50"))
        idle.send(request("GET", "/healthz"))
        idle.answer()
        flying.send(request("POST", room.path, room.bearer, f"Content-Length: {len(BODY)}") + BODY[:5])
        until(lambda: room.present().get("long-polling") == 1, "the long poll is held")
        server.signal(signal.SIGTERM)

        assert sse.read_to_end() == b"retry: 1000\n\n"
        answer = held.answer()
        assert (answer.status, answer.json["events"]) == (200, [])
        assert answer.fields["connection"] == "close"
        assert held.read_to_end() == b""
        for socket in (websocket, echo):
            close = read_frame(socket)
            assert (close.opcode, close.code) == (CLOSE, 1012)
            socket.send(encoded(close.payload, CLOSE))
            assert socket.read_to_end() == b""
        assert idle.read_to_end() == b""

        until(lambda: refuses_connections(server), "no new connections")
        flying.send(BODY[5:])
        answer = flying.answer()
        assert (answer.status, answer.json["id"]) == (201, 1)
        assert answer.fields["connection"] == "close"
        assert flying.read_to_end() == b""
    gone(server)


def test_what_was_published_before_is_delivered_before_the_end(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with Room(server) as room, Line(server.port) as sse, open_websocket(server.port, f"{room.path}/ws") as websocket:
        sse.send(request("GET", f"{room.path}/sse"))
        sse.answer(body=False)
        room.publish_many(50)
        server.signal(signal.SIGTERM)
        assert sse.read_to_end().count(b"\n\n") == 50 + 1
        frames = [read_frame(websocket) for _ in range(51)]
        assert [frame.json["event"]["id"] for frame in frames[:50]] == list(range(1, 51))
        assert frames[50].code == 1012
    gone(server)


def test_a_request_that_has_come_is_answered(fresh_server: Callable[..., Server]) -> None:
    """On a kept connection, between two requests: also on one that a held poll has just left."""
    server = fresh_server()
    with Room(server) as room, ExitStack() as opened:
        held = request("GET", f"{room.path}/long-poll?hold=50")
        asking = [(opened.enter_context(Line(server.port)), held) for _ in range(10)]
        for line, asked in asking:
            line.send(asked)
        until(lambda: room.present().get("long-polling") == 10, "the long polls are held")
        for asked in (request("GET", f"{room.path}/poll"), request("POST", room.path, room.bearer, body=BODY)):
            line = opened.enter_context(Line(server.port))
            line.send(asked)
            asking.append((line, asked))
        assert {line.answer().status for line, _ in asking} == {200, 201}
        server.signal(signal.SIGSTOP)
        for line, asked in asking:
            line.send(asked)
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)
        assert {line.answer().status for line, _ in asking} <= {200, 201, 503}
    gone(server)


def test_those_who_do_not_listen_are_cut_after_the_time_to_drain(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_DRAIN_S": "0.5"})
    with Room(server) as room, open_websocket(server.port, f"{room.path}/ws"), Line(server.port) as dribbling:
        dribbling.send(b"POST /rooms HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n1")
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < Limits().drain_s * SCALE, "it would wait for so long by itself"


def test_a_second_sigterm_ends_it_at_once(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env=NEVER)
    with Room(server) as room, open_websocket(server.port, f"{room.path}/ws") as deaf:
        server.signal(signal.SIGTERM)
        assert read_frame(deaf).code == 1012
        server.signal(signal.SIGTERM)
        until(lambda: not server.alive, "it is gone")
        server.kill()  # so that its exit code, which is not 0, is not held against it


def test_a_stopping_server_says_so_when_asked_for_its_health(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with Line(server.port) as line:
        line.send(b"GET /healthz HTTP/1.1\r\n")  # its first line came before the signal
        assert ask(server.port, request("GET", "/healthz")).status == 200
        server.signal(signal.SIGTERM)
        until(lambda: refuses_connections(server), "no new connections")
        line.send(b"Host: t\r\n\r\n")
        answer = line.answer()
        assert (answer.status, answer.json) == (503, {"status": "draining"})
    gone(server)
