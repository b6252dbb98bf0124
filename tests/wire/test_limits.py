"""Every limit refuses clearly, and disturbs nobody but the one who hit it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.server import Server
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import FIELDS, open_websocket
from tests.wire.line import Answer, Line, ask, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room, figure, http
from tests.wire.wait import SCALE, until

SMALL = {
    "LIMIT_TOPICS": "3",
    "LIMIT_TOPIC_EVENTS": "5",
    "LIMIT_PUBLISHES_PER_S": "1",  # and ten at once
    "LIMIT_CONNECTIONS_PER_ROOM": "3",
    "LIMIT_ECHO_CONNECTIONS": "2",
    "LIMIT_REQUEST_S": "1",
    "LIMIT_KEEP_ALIVE_S": "1",
    "LIMIT_ROOM_IDLE_S": "3",
    "LIMIT_HOLD_S": "0.2",
    "LIMIT_RECORDED_PAGES": "1",
}


DRIBBLED = (
    b"G",
    b"GET /healthz",
    b"GET /healthz HTTP/1.1\r\nHost:",
    request("POST", "/rooms", "Content-Length: 10") + b"x",
)


@pytest.fixture(scope="module")
def small(site: None) -> Iterator[Server]:
    """A server on which the limits of one room are soon reached."""
    with Server(env=SMALL) as running:
        yield running


@pytest.fixture
def narrow(small: Server) -> Iterator[Room]:
    """A room of that server."""
    with Room(small) as made:
        yield made


# -- requests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bytes_sent", "status", "code"),
    [
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: t\r\n\r\n", 414, "request-line-too-long"),
        (b"GET /" + b"x" * 90_000, 414, "request-line-too-long"),
        (request("GET", "/healthz", "X-Long: " + "x" * 17_000), 431, "headers-too-large"),
        (request("GET", "/healthz", *(f"X-{n}: {n}" for n in range(70))), 431, "headers-too-large"),
        (request("GET", "/healthz", *("X: y" for _ in range(90_000))), 431, "headers-too-large"),
        (request("POST", "/rooms", body=b"x" * 21_000), 413, "body-too-large"),
        (request("POST", "/rooms", "Content-Length: 999999999999999"), 413, "body-too-large"),
        (request("POST", "/rooms", "Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n\r\n", 411, "length-required"),
    ],
)
def test_a_request_over_a_limit_is_refused_and_the_line_ends(
    room: Room, bytes_sent: bytes, status: int, code: str
) -> None:
    with READERS["sse"](room) as reader, Line(room.server.port) as line:
        line.send(bytes_sent)
        answer = line.answer()
        assert (answer.status, answer.error) == (status, code)
        assert answer.fields["connection"] == "close"
        assert line.read_to_end() == b""
        room.publish("undisturbed")
        assert reader.hear()["data"] == "undisturbed"


def test_a_request_that_dribbles_is_refused_in_time(small: Server) -> None:
    with ExitStack() as lines:
        dribbling = [lines.enter_context(Line(small.port)) for _ in DRIBBLED]
        for line, so_far in zip(dribbling, DRIBBLED, strict=True):
            line.send(so_far)
        for line, so_far in zip(dribbling, DRIBBLED, strict=True):
            answer = line.answer()
            assert (answer.status, answer.error) == (408, "request-too-slow"), so_far


def test_a_line_that_idles_is_closed_in_silence(narrow: Room) -> None:
    """Before its first request, between two, and after a held poll."""
    port = narrow.server.port
    with Line(port) as silent, Line(port) as asked, Line(port) as held:
        asked.send(request("GET", "/healthz"))
        held.send(request("GET", f"{narrow.path}/long-poll?hold=0.1"))
        assert [line.answer().status for line in (asked, held)] == [200, 200]
        assert [line.read_to_end() for line in (silent, asked, held)] == [b"", b"", b""]


# -- a room ---------------------------------------------------------------------------------------------


def publish(room: Room, topic: str) -> Answer:
    return ask(room.server.port, request("POST", f"/rooms/{room.id}/topics/{topic}", room.bearer, body=b'{"data": 1}'))


def test_a_room_has_so_many_topics_and_no_more(narrow: Room) -> None:
    assert [publish(narrow, topic).status for topic in ("a", "b", "c")] == [201, 201, 201]
    answer = publish(narrow, "d")
    assert (answer.status, answer.error) == (429, "too-many-topics")
    assert ask(narrow.server.port, request("GET", f"/rooms/{narrow.id}/topics/e/poll")).error == "too-many-topics"
    assert publish(narrow, "a").status == 201


def test_a_topic_holds_so_many_events_and_tells_of_the_gap(narrow: Room) -> None:
    narrow.publish_many(8)
    news = narrow.ask(after=1)
    assert (news["gap"], [event["id"] for event in news["events"]], news["cursor"]) == (2, [4, 5, 6, 7, 8], 8)


def test_publishing_too_fast_is_refused_with_a_time_and_loses_nothing_that_was_taken(narrow: Room) -> None:
    began = time.monotonic()
    answers = [publish(narrow, "fast") for _ in range(20)]
    passed_s = time.monotonic() - began
    taken = [answer.json["id"] for answer in answers if answer.status == 201]
    refused = [answer for answer in answers if answer.status == 429]
    assert 10 <= len(taken) <= 10 + passed_s + 1
    assert refused, f"twenty took {passed_s:.1f} s"
    assert taken == list(range(1, len(taken) + 1))
    assert {answer.error for answer in refused} == {"publishing-too-fast"}
    assert all(int(answer.fields["retry-after"]) >= 1 for answer in refused)
    with Room(narrow.server) as other:
        assert publish(other, "t").status == 201


def test_a_room_takes_so_many_connections_and_no_more(narrow: Room) -> None:
    with ExitStack() as readers:
        first = readers.enter_context(READERS["sse"](narrow))
        second = readers.enter_context(READERS["websocket"](narrow))
        third = Line(narrow.server.port)
        readers.enter_context(third)
        third.send(request("GET", f"{narrow.path}/sse"))
        third.answer(body=False)
        for path, fields in (("sse", ()), ("long-poll", ()), ("ws", FIELDS)):
            answer = ask(narrow.server.port, request("GET", f"{narrow.path}/{path}", *fields))
            assert (answer.status, answer.error) == (503, "room-full"), path
            assert "retry-after" in answer.fields
        with Room(narrow.server) as other, READERS["sse"](other) as neighbour:
            other.publish("welcome")
            assert neighbour.hear()["data"] == "welcome"
        narrow.publish("all is well")
        assert first.hear()["data"] == second.hear()["data"] == "all is well"
        third.close()
        until(lambda: narrow.present().get("sse") == 1, "its place is free")
        with READERS["websocket"](narrow):
            pass


def test_a_hold_is_cut_to_what_the_server_grants(narrow: Room) -> None:
    assert narrow.ask("long-poll", hold=50) == {"events": [], "cursor": 0, "gap": 0}


def test_a_room_that_nobody_uses_expires(narrow: Room) -> None:
    path = f"{narrow.path}/poll"
    with Room(narrow.server) as kept, READERS["sse"](kept) as reader:
        until(  # the metrics tell: to ask for the room itself would be use
            lambda: figure(narrow.server, "realtime_rooms") == 1, "only the room with a reader is left", 20 * SCALE
        )
        answer = ask(narrow.server.port, request("GET", path))
        assert (answer.status, answer.error) == (404, "no-such-room")
        kept.publish("still here")
        assert reader.hear()["data"] == "still here"


def test_echo_takes_so_many_connections_and_no_more(small: Server) -> None:
    with open_websocket(small.port, "/echo"), open_websocket(small.port, "/echo"):
        answer = ask(small.port, request("GET", "/echo", *FIELDS))
        assert (answer.status, answer.error) == (503, "echo-full")
        assert "retry-after" in answer.fields


def test_the_bytes_of_so_many_pages_are_recorded_and_one_that_leaves_makes_room(narrow: Room) -> None:
    with ControlSocket(narrow, "x" * 22) as waiting:
        with ControlSocket(narrow, "y" * 22) as recorded:
            assert recorded.ask({"record": True}, "recording")
            assert waiting.ask({"record": True}, "error")["code"] == "recording-full"
            assert recorded.ask({"record": True}, "recording"), "it has its place already"
        until(lambda: "recording" in answer_to(waiting, {"record": True}), "its place is free")


def answer_to(control: ControlSocket, message: object) -> dict[str, object]:
    """The answer, whether it is recorded or refused."""
    control.send(message)
    while (answer := control._next()).keys().isdisjoint(("recording", "error")):
        pass
    return answer


# -- a node -----------------------------------------------------------------------------------------------


def test_an_address_makes_so_many_rooms_a_minute(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_ROOMS_PER_MINUTE": "5"})
    with Room(server) as room, http(server.url) as client:
        answers = [client.post("/rooms") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [201] * 4 + [429] * 2
        assert answers[-1].json()["error"]["code"] == "too-many-new-rooms"
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert room.publish("undisturbed")["id"] == 1


def test_a_node_has_so_many_rooms(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_ROOMS": "2"})
    with Room(server) as room, Room(server), http(server.url) as client:
        answer = client.post("/rooms")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no-room-left")
        assert "Retry-After" in answer.headers
        assert room.publish("undisturbed")["id"] == 1


def test_a_node_takes_so_many_connections_and_no_more(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(env={"LIMIT_CONNECTIONS": "4"})
    with Room(server) as room, READERS["sse"](room) as reader, ExitStack() as lines:
        idle = [lines.enter_context(Line(server.port)) for _ in range(2)]  # with the room's own that makes four
        with Line(server.port) as line:
            answer = line.answer()
            assert (answer.status, answer.error) == (503, "too-many-connections")
            assert answer.fields["retry-after"] == "1"
        room.publish("undisturbed")
        assert reader.hear()["data"] == "undisturbed"
        idle[0].close()
        until(lambda: _served(server), "a place is free again")


@pytest.mark.parametrize("transport", READERS)
def test_every_connection_gives_its_place_back(room: Room, transport: str) -> None:
    def connected() -> float:
        return figure(room.server, "realtime_tcp_connections")

    room.publish("wake up")
    until(lambda: connected() == 2, "only the room's line and the one that asks are left")
    for _ in range(5):
        with READERS[transport](room) as reader:
            for n in range(3):  # a line with a held poll goes back and forth between its keepers
                room.publish(n)
                assert reader.hear()["data"] == n
            until(lambda: connected() == 3, "one more has a place, and what asked before gave its own back")
        until(lambda: connected() == 2, "its place is free again")


def _served(server: Server) -> bool:
    with Line(server.port) as line:
        line.send(request("GET", "/healthz"))
        return line.answer().status == 200
