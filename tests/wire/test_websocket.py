"""WebSocket (RFC 6455): the handshake and its refusals, frames of every shape, limits, and the closing handshake."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server import Server
from tests.wire.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIELDS,
    PING,
    PONG,
    TEXT,
    Frame,
    encoded,
    open_websocket,
    read_frame,
    said,
)
from tests.wire.line import Line, ask, request
from tests.wire.rooms import Room, figures
from tests.wire.wait import until


@pytest.fixture
def line(room: Room) -> Iterator[Line]:
    """A socket of the room's topic that hears what is new."""
    opened = open_websocket(room.server.port, f"{room.path}/ws")
    yield opened
    opened.close()


@pytest.fixture
def echo(server: Server) -> Iterator[Line]:
    """A socket to /echo."""
    opened = open_websocket(server.port, "/echo")
    yield opened
    opened.close()


def reply(line: Line, message: object) -> Any:
    """What the server answers to `message`."""
    line.send(said(message))
    return read_frame(line).json


# -- the opening handshake ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "instead", "status", "code"),
    [
        (None, "Origin: https://evil.example", 403, "foreign-origin"),
        (None, "Origin: null", 403, "foreign-origin"),
        (None, "Origin: http://test.evil.example", 403, "foreign-origin"),
        (None, "Origin: http://test:8000", 403, "foreign-origin"),
        ("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8", 426, "bad-version"),
        ("Sec-WebSocket-Version", None, 426, "bad-version"),
        ("Sec-WebSocket-Key", None, 400, "bad-key"),
        ("Sec-WebSocket-Key", "Sec-WebSocket-Key: short", 400, "bad-key"),
        ("Sec-WebSocket-Key", "Sec-WebSocket-Key: ????????????????????????", 400, "bad-key"),
        ("Upgrade", None, 426, "websocket-only"),
        ("Connection", None, 426, "websocket-only"),
        ("Connection", "Connection: keep-alive", 426, "websocket-only"),
    ],
)
@pytest.mark.parametrize("path", ["topic", "/rooms/ROOM/control", "/echo"])
def test_a_handshake_that_is_none_is_refused(
    room: Room, path: str, without: str | None, instead: str | None, status: int, code: str
) -> None:
    target = f"{room.path}/ws" if path == "topic" else path.replace("ROOM", room.id)
    fields = [field for field in FIELDS if without is None or not field.startswith(without + ":")]
    answer = ask(room.server.port, request("GET", target, *fields, *([instead] if instead else [])))
    assert (answer.status, answer.error) == (status, code)
    if status == 426:
        assert answer.fields["upgrade"] == "websocket"
        assert "Upgrade" in answer.fields["connection"]
        assert answer.fields["sec-websocket-version"] == "13"


@pytest.mark.parametrize("origin", ["http://test", "https://test"])
def test_a_page_of_the_same_host_may_connect(room: Room, origin: str) -> None:
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/ws", *FIELDS, f"Origin: {origin}"))
        assert line.answer(body=False).status == 101


def test_header_words_are_read_in_any_case_and_among_others(room: Room) -> None:
    fields = ("upgrade: WebSocket", "connection: keep-alive, UPGRADE", *FIELDS[2:])
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/ws", *fields))
        assert line.answer(body=False).status == 101


def test_no_extension_and_no_subprotocol_is_agreed_on(room: Room) -> None:
    with Line(room.server.port) as line:
        offer = ("Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: chat")
        line.send(request("GET", f"{room.path}/ws", *FIELDS, *offer))
        answer = line.answer(body=False)
    assert answer.status == 101
    assert not answer.fields.keys() & {"sec-websocket-extensions", "sec-websocket-protocol"}


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD"])
def test_only_get_opens_a_websocket(room: Room, method: str) -> None:
    with Line(room.server.port) as line:
        line.send(request(method, f"{room.path}/ws", *FIELDS))
        assert line.answer(body=False).status == 405


def test_a_websocket_handshake_elsewhere_is_refused(room: Room) -> None:
    answer = ask(room.server.port, request("GET", f"{room.path}/poll", *FIELDS))
    assert (answer.status, answer.error) == (400, "no-websocket-here")


def test_frames_in_the_same_packet_as_the_handshake_are_answered(room: Room) -> None:
    early = said({"ping": 1}) + said({"ping": 2})
    with open_websocket(room.server.port, f"{room.path}/ws", early=early) as line:
        assert [read_frame(line).json["pong"] for _ in range(2)] == [1, 2]


def test_half_a_frame_in_the_same_packet_as_the_handshake_is_not_lost(room: Room) -> None:
    frame = said({"ping": "whole"})
    with open_websocket(room.server.port, f"{room.path}/ws", early=frame[:7]) as line:
        line.send(frame[7:])
        assert read_frame(line).json["pong"] == "whole"


# -- what a client may say --------------------------------------------------------------------------


def test_an_event_is_one_text_frame(room: Room, line: Line) -> None:
    receipt = room.publish({"a": "ä"}, type="note")
    frame = read_frame(line)
    assert frame.opcode == TEXT
    event = f'{{"id":1,"topic":"{room.topic}","type":"note","data":{{"a":"ä"}},"sent_at":{receipt["sent_at"]:.3f}}}'
    assert frame.payload == f'{{"event":{event}}}'.encode()


def test_the_key_unlocks_publishing_on_its_socket(room: Room, line: Line) -> None:
    assert reply(line, {"publish": {"data": 1}})["error"]["code"] == "no-key"
    assert reply(line, {"key": "wrong"})["error"]["code"] == "wrong-key"
    assert reply(line, {"publish": {"data": 1}})["error"]["code"] == "no-key"
    assert reply(line, {"key": room.key}) == {"keyed": True}
    line.send(said({"publish": {"type": "note", "data": 1}}))
    frames = [read_frame(line).json for _ in range(2)]  # the receipt, and the event itself, in either order
    receipt = next(frame["published"] for frame in frames if "published" in frame)
    event = next(frame["event"] for frame in frames if "event" in frame)
    assert receipt == {"id": 1, "sent_at": event["sent_at"]}
    assert (event["type"], event["data"]) == ("note", 1)
    with open_websocket(room.server.port, f"{room.path}/ws") as other:
        assert reply(other, {"publish": {"data": 1}})["error"]["code"] == "no-key"


def test_a_ping_is_answered_with_its_words_and_the_server_s_time(line: Line) -> None:
    first = reply(line, {"ping": {"any": ["json", None]}})
    second = reply(line, {"ping": 2})
    assert first["pong"] == {"any": ["json", None]}
    assert 0 <= second["at"] - first["at"] < 10_000


def test_an_ack_is_taken_in_silence(line: Line) -> None:
    line.send(said({"ack": 1}))
    assert reply(line, {"ping": 1})["pong"] == 1


def test_a_message_may_come_in_a_binary_frame(line: Line) -> None:
    line.send(encoded(b'{"ping": 3}', BINARY))
    assert read_frame(line).json["pong"] == 3


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b"[" * 20_000, "bad-json"),
        (b"NaN", "bad-json"),
        (b"null", "unknown-message"),
        (b"{}", "unknown-message"),
        (b'{"ack": "one"}', "unknown-message"),
        (b'{"key": 7}', "unknown-message"),
        (b'{"hello": "there"}', "unknown-message"),
        (b'{"publish": {"data": 1}}', "no-key"),
    ],
)
def test_a_message_that_is_not_understood_is_answered_and_the_line_goes_on(
    line: Line, message: bytes, code: str
) -> None:
    line.send(encoded(message))
    error = read_frame(line).json["error"]
    assert error["code"] == code
    assert error.keys() == {"code", "message", "hint"}
    assert reply(line, {"ping": 1})["pong"] == 1


@pytest.mark.parametrize(
    ("publish", "code"),
    [
        ({}, "bad-event"),
        ([], "bad-event"),
        ({"data": 1, "x": 2}, "bad-event"),
        ({"data": 1, "type": "open"}, "reserved-type"),
        ({"data": "x" * 17_000}, "data-too-large"),
    ],
)
def test_a_publish_is_held_to_the_same_rules_as_over_http(line: Line, room: Room, publish: object, code: str) -> None:
    reply(line, {"key": room.key})
    assert reply(line, {"publish": publish})["error"]["code"] == code


def test_messages_in_one_packet_are_answered_in_order(line: Line) -> None:
    line.send(b"".join(said({"ping": n}) for n in range(200)))
    assert [read_frame(line).json["pong"] for n in range(200)] == list(range(200))


def test_what_was_said_before_a_close_in_the_same_packet_is_answered_before_it(line: Line) -> None:
    line.send(said({"ping": 1}) + encoded((1000).to_bytes(2, "big"), CLOSE))
    assert read_frame(line).json["pong"] == 1
    assert read_frame(line).code == 1000


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
def test_a_close_is_echoed_and_the_connection_ends(line: Line, payload: bytes) -> None:
    line.send(encoded(payload, CLOSE))
    answer = read_frame(line)
    assert (answer.opcode, answer.payload[:2]) == (CLOSE, payload[:2])
    assert line.read_to_end() == b""


def test_after_a_close_nothing_more_is_sent_or_done(room: Room, line: Line) -> None:
    reply(line, {"key": room.key})
    line.send(encoded(b"", CLOSE) + said({"publish": {"data": "too late"}}))
    assert read_frame(line).opcode == CLOSE
    room.publish("news")
    line.send(said({"publish": {"data": "much too late"}}))
    assert line.read_to_end() == b""
    assert [event["data"] for event in room.ask(after=0)["events"]] == ["news"]


def test_a_client_that_leaves_is_noticed(room: Room, line: Line) -> None:
    until(lambda: room.present().get("websocket") == 1, "one socket")
    line.close()
    until(lambda: not room.present().get("websocket"), "no socket")


def test_a_message_over_the_limit_is_closed_with_1009(room: Room, line: Line) -> None:
    line.send(encoded(json.dumps({"ping": "x" * 33_000}).encode()))
    assert read_frame(line).code == 1009


def test_fragments_together_over_the_limit_are_closed_with_1009(room: Room, line: Line) -> None:
    line.send(encoded(b"x" * 20_000, final=False) + encoded(b"x" * 20_000, CONTINUATION, final=False))
    assert read_frame(line).code == 1009


def test_a_frame_that_promises_too_much_is_closed_when_too_much_has_come(room: Room, line: Line) -> None:
    head = bytes((0x80 | TEXT, 0xFF)) + (2**40).to_bytes(8, "big") + b"\0\0\0\0"
    line.send(head + b"x" * 40_000)
    assert read_frame(line).code == 1009


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
        assert read_frame(line).json["pong"] == "still here"


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
