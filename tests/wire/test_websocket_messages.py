"""What a client may say on a topic's WebSocket, in JSON, and what it is answered."""

import pytest

from tests.wire.frames import BINARY, CLOSE, TEXT, encoded, open_websocket, read_frame, reply, said
from tests.wire.line import Line
from tests.wire.rooms import Room


def test_an_event_is_one_text_frame(room: Room, websocket: Line) -> None:
    receipt = room.publish({"a": "ä"}, type="note")
    frame = read_frame(websocket)
    assert frame.opcode == TEXT
    event = f'{{"id":1,"topic":"{room.topic}","type":"note","data":{{"a":"ä"}},"sent_at":{receipt["sent_at"]:.3f}}}'
    assert frame.payload == f'{{"event":{event}}}'.encode()


def test_the_key_unlocks_publishing_on_its_socket(room: Room, websocket: Line) -> None:
    assert reply(websocket, {"publish": {"data": 1}})["error"]["code"] == "no-key"
    assert reply(websocket, {"key": "wrong"})["error"]["code"] == "wrong-key"
    assert reply(websocket, {"publish": {"data": 1}})["error"]["code"] == "no-key"
    assert reply(websocket, {"key": room.key}) == {"keyed": True}
    websocket.send(said({"publish": {"type": "note", "data": 1}}))
    frames = [read_frame(websocket).json for _ in range(2)]  # the receipt, and the event itself, in either order
    receipt = next(frame["published"] for frame in frames if "published" in frame)
    event = next(frame["event"] for frame in frames if "event" in frame)
    assert receipt == {"id": 1, "sent_at": event["sent_at"]}
    assert (event["type"], event["data"]) == ("note", 1)
    with open_websocket(room.server.port, f"{room.path}/ws") as other:
        assert reply(other, {"publish": {"data": 1}})["error"]["code"] == "no-key"


def test_a_ping_is_answered_with_its_words_and_the_server_s_time(websocket: Line) -> None:
    first = reply(websocket, {"ping": {"any": ["json", None]}})
    second = reply(websocket, {"ping": 2})
    assert first["pong"] == {"any": ["json", None]}
    assert 0 <= second["at"] - first["at"] < 10_000


def test_an_ack_is_taken_in_silence(websocket: Line) -> None:
    websocket.send(said({"ack": 1}))
    assert reply(websocket, {"ping": 1})["pong"] == 1


def test_a_message_may_come_in_a_binary_frame(websocket: Line) -> None:
    websocket.send(encoded(b'{"ping": 3}', BINARY))
    assert read_frame(websocket).json["pong"] == 3


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
    websocket: Line, message: bytes, code: str
) -> None:
    websocket.send(encoded(message))
    error = read_frame(websocket).json["error"]
    assert error["code"] == code
    assert error.keys() == {"code", "message", "hint"}
    assert reply(websocket, {"ping": 1})["pong"] == 1


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
def test_a_publish_is_held_to_the_same_rules_as_over_http(
    websocket: Line, room: Room, publish: object, code: str
) -> None:
    reply(websocket, {"key": room.key})
    assert reply(websocket, {"publish": publish})["error"]["code"] == code


def test_messages_in_one_packet_are_answered_in_order(websocket: Line) -> None:
    websocket.send(b"".join(said({"ping": n}) for n in range(200)))
    assert [read_frame(websocket).json["pong"] for n in range(200)] == list(range(200))


def test_what_was_said_before_a_close_in_the_same_packet_is_answered_before_it(websocket: Line) -> None:
    websocket.send(said({"ping": 1}) + encoded((1000).to_bytes(2, "big"), CLOSE))
    assert read_frame(websocket).json["pong"] == 1
    assert read_frame(websocket).code == 1000
