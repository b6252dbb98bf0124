"""WebSocket's opening handshake (RFC 6455 section 4): who may connect, what is agreed on, and each refusal."""

import pytest

from tests.wire.frames import FIELDS, open_websocket, read_frame, said
from tests.wire.line import Line, ask, request
from tests.wire.rooms import Room


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


def test_http_1_0_cannot_ask_for_another_protocol(room: Room) -> None:
    asked = request("GET", f"{room.path}/ws", *FIELDS).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    answer = ask(room.server.port, asked)
    assert (answer.status, answer.error) == (426, "websocket-only")
    assert "HTTP/1.1" in answer.json["error"]["hint"], "most such requests come from a proxy that is not set up for it"


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
