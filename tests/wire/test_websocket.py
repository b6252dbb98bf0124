"""WebSocket (RFC 6455) once it is open: frames of every shape, limits, and the closing handshake."""

import json
from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.wire.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    encoded,
    open_websocket,
    read_frame,
    reply,
    said,
)
from tests.wire.line import Line
from tests.wire.rooms import Room, figures
from tests.wire.wait import until


@pytest.fixture
def echo(server: Server) -> Iterator[Line]:
    """A socket to /echo."""
    opened = open_websocket(server.port, "/echo")
    yield opened
    opened.close()


# -- frames -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_every_length_is_echoed(echo: Line, opcode: int, size: int) -> None:
    payload = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    echo.send(encoded(payload, opcode))
    assert read_frame(echo) == Frame(opcode, payload)


def test_fragments_become_one_message_with_pings_between_them(echo: Line) -> None:
    echo.send(encoded(b"\xc3", TEXT, final=False))  # the first half of an ä
    echo.send(encoded(b"there?", PING))
    echo.send(encoded(b"\xa4", CONTINUATION, final=False) + encoded(b"", CONTINUATION))
    assert read_frame(echo) == Frame(PONG, b"there?")
    assert read_frame(echo) == Frame(TEXT, "ä".encode())


def test_bytes_one_by_one_become_a_message(echo: Line) -> None:
    for byte in encoded("dribble ä".encode()):
        echo.send(bytes((byte,)))
    assert read_frame(echo).payload == "dribble ä".encode()


def test_a_pong_that_nobody_asked_for_is_ignored(echo: Line) -> None:
    echo.send(encoded(b"unasked", PONG) + encoded(b"after"))
    assert read_frame(echo).payload == b"after"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (encoded(b"bare", mask=None), 1002),
        (encoded(b"x" * 126, PING), 1002),
        (encoded(b"", PING, final=False), 1002),
        (encoded(b"", CONTINUATION), 1002),
        (encoded(b"", 3), 1002),
        (encoded(b"", 11), 1002),
        (bytes((0xC1,)) + encoded(b"hi")[1:], 1002),  # a reserved bit, and no extension
        (encoded(b"one", final=False) + encoded(b"two"), 1002),
        (encoded(b"x", CLOSE), 1002),
        (encoded((999).to_bytes(2, "big"), CLOSE), 1002),
        (encoded((1005).to_bytes(2, "big"), CLOSE), 1002),
        (encoded(b"\xff\xfe"), 1007),
        (encoded(b"\xc3"), 1007),
        (encoded((1000).to_bytes(2, "big") + b"\xff", CLOSE), 1007),
    ],
)
@pytest.mark.parametrize("path", ["topic", "echo"])
def test_a_broken_frame_is_answered_with_a_close_that_says_why(room: Room, path: str, frame: bytes, code: int) -> None:
    with open_websocket(room.server.port, "/echo" if path == "echo" else f"{room.path}/ws") as line:
        line.send(frame)
        close = read_frame(line)
        assert close.code == code
        assert line.read_to_end() == b""


# -- the end --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [b"", (1000).to_bytes(2, "big"), (4321).to_bytes(2, "big") + b"bye"])
def test_a_close_is_echoed_and_the_connection_ends(websocket: Line, payload: bytes) -> None:
    websocket.send(encoded(payload, CLOSE))
    answer = read_frame(websocket)
    assert (answer.opcode, answer.payload[:2]) == (CLOSE, payload[:2])
    assert websocket.read_to_end() == b""


def test_after_a_close_nothing_more_is_sent_or_done(room: Room, websocket: Line) -> None:
    reply(websocket, {"key": room.key})
    websocket.send(encoded(b"", CLOSE) + said({"publish": {"data": "too late"}}))
    assert read_frame(websocket).opcode == CLOSE
    room.publish("news")
    websocket.send(said({"publish": {"data": "much too late"}}))
    assert websocket.read_to_end() == b""
    assert [event["data"] for event in room.ask(after=0)["events"]] == ["news"]


def test_a_client_that_leaves_is_noticed(room: Room, websocket: Line) -> None:
    until(lambda: room.present().get("websocket") == 1, "one socket")
    websocket.close()
    until(lambda: not room.present().get("websocket"), "no socket")


def test_a_message_over_the_limit_is_closed_with_1009(room: Room, websocket: Line) -> None:
    websocket.send(encoded(json.dumps({"ping": "x" * 33_000}).encode()))
    assert read_frame(websocket).code == 1009


def test_fragments_together_over_the_limit_are_closed_with_1009(room: Room, websocket: Line) -> None:
    websocket.send(encoded(b"x" * 20_000, final=False) + encoded(b"x" * 20_000, CONTINUATION, final=False))
    assert read_frame(websocket).code == 1009


def test_a_frame_that_promises_too_much_is_closed_when_too_much_has_come(room: Room, websocket: Line) -> None:
    head = bytes((0x80 | TEXT, 0xFF)) + (2**40).to_bytes(8, "big") + b"\0\0\0\0"
    websocket.send(head + b"x" * 40_000)
    assert read_frame(websocket).code == 1009


# -- limits, on a server where they are small ---------------------------------------------------------


@pytest.fixture(scope="module")
def strict(site: None) -> Iterator[Server]:
    """A server that pings twice a second, takes two messages a second, twenty at once, and echoes a thousand bytes."""
    limits = {"LIMIT_PING_S": "0.5", "LIMIT_MESSAGES_PER_S": "2", "LIMIT_ECHO_MESSAGE_BYTES": "1000"}
    with Server(env=limits) as running:
        yield running


def test_a_silent_client_is_pinged_and_dropped_when_it_answers_nothing(strict: Server) -> None:
    with Room(strict) as room, open_websocket(strict.port, f"{room.path}/ws") as line:
        assert read_frame(line).opcode == PING
        assert read_frame(line).opcode == PING
        assert line.read_to_end() == b""
        dropped = figures(strict, "realtime_dropped_total", "reason")
        assert dropped["it answers no ping"] >= 1


def test_a_silent_client_that_answers_pings_stays(strict: Server) -> None:
    with Room(strict) as room, open_websocket(strict.port, f"{room.path}/ws") as line:
        for _ in range(3):  # one more than may go unanswered
            ping = read_frame(line)
            assert ping.opcode == PING
            line.send(encoded(ping.payload, PONG))
        line.send(said({"ping": "still here"}))
        assert read_answer(line).json["pong"] == "still here"


def test_messages_that_come_too_fast_are_closed_with_1008(strict: Server) -> None:
    with Room(strict) as room, open_websocket(strict.port, f"{room.path}/ws") as line:
        line.send(said({"ack": 1}) * 60)
        assert read_answer(line).code == 1008


def test_echo_takes_messages_as_fast_as_they_come(strict: Server) -> None:
    with open_websocket(strict.port, "/echo") as line:
        line.send(encoded(b"again") * 300)
        frames = [read_frame(line) for _ in range(300)]
    assert {frame.payload for frame in frames if frame.opcode == TEXT} == {b"again"}


def test_echo_takes_messages_up_to_its_own_limit(strict: Server) -> None:
    with open_websocket(strict.port, "/echo") as line:
        line.send(encoded(b"x" * 1_000))
        assert read_answer(line).payload == b"x" * 1_000
        line.send(encoded(b"x" * 1_001))
        assert read_answer(line).code == 1009


def read_answer(line: Line) -> Frame:
    """The next frame that is no ping, of which this server sends many."""
    while (frame := read_frame(line)).opcode == PING:
        pass
    return frame
