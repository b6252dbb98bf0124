"""What a WebSocket's stream makes of its client's frames, and of its silence (RFC 6455)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.server.stream import READ
from realtime.server.websocket import BINARY, CLOSE, INBOX, PING, PONG, TEXT, WebSocketStream, encode
from tests.unit.lines import FakeStreams, Line
from tests.wire.frames import CONTINUATION, encoded

Message = str | bytes


class Scene:
    """One WebSocket, what its handler heard, and its greenlet, which works when the test says so."""

    def __init__(self, patch: pytest.MonkeyPatch, max_bytes: int = 1_000, per_s: float | None = None) -> None:
        self.heard: list[Message] = []
        self.on_message: Callable[[WebSocketStream, Message, float], None] = lambda _, said, __: self.heard.append(said)
        self.streams = FakeStreams(ping_s=20)
        self.line = Line()
        self.stream: WebSocketStream = self.streams.stream(
            self.line, WebSocketStream,
            on_message=lambda *said: self.on_message(*said), max_bytes=max_bytes, per_s=per_s,
        )  # fmt: skip
        self._tasks: list[Callable[[], None]] = []
        patch.setattr("gevent.spawn", self._tasks.append)

    def receive(self, data: bytes, piece: int | None = None) -> None:
        """The client's bytes come, at once or in pieces; then the handler works."""
        size = piece or len(data)
        for start in range(0, len(data), size):
            self.line.incoming.append(data[start : start + size])
            self.streams.ready(self.line, READ)
        self.work()

    def work(self) -> None:
        """The handler's greenlet has its turn."""
        while self._tasks:
            self._tasks.pop()()

    @property
    def answers(self) -> list[Any]:
        """The frames that the server sent, as (opcode, payload)."""
        frames, sent = [], self.line.sent
        while sent:
            assert sent[1] < 126, "these tests expect small answers"
            frames.append((sent[0] & 0x0F, sent[2 : 2 + sent[1]]))
            sent = sent[2 + sent[1] :]
        return frames

    @property
    def close_code(self) -> int:
        """The code of the last frame, a close."""
        opcode, payload = self.answers[-1]
        assert opcode == CLOSE
        return int.from_bytes(payload[:2], "big")


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """An open WebSocket."""
    return Scene(monkeypatch)


@given(st.lists(st.text("aé😀\r\n", max_size=40) | st.binary(max_size=40), max_size=8), st.integers(1, 50), st.data())
def test_messages_arrive_whole_and_in_order_however_they_are_cut(
    messages: list[Message], piece: int, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        scene = Scene(patch)
        wire = b"".join(_fragments(message, data.draw(st.integers(1, 10))) for message in messages)
        scene.receive(wire, piece)
    assert scene.heard == messages
    assert scene.line.sent == b""


def _fragments(message: Message, size: int) -> bytes:
    payload, opcode = (message.encode(), TEXT) if isinstance(message, str) else (message, BINARY)
    parts = [payload[start : start + size] for start in range(0, len(payload), size)] or [b""]
    return b"".join(
        encoded(part, CONTINUATION if index else opcode, final=index == len(parts) - 1)
        for index, part in enumerate(parts)
    )


def test_between_messages_nothing_is_kept_of_the_parser(scene: Scene) -> None:
    def keeps() -> bool:
        return scene.stream._connection is not None

    scene.receive(encoded(b"one") + encoded(b"two"))
    assert not keeps()
    scene.receive(encoded(b"thr", final=False))
    assert keeps()
    scene.receive(encoded(b"ee", CONTINUATION))
    assert not keeps()
    for part in encoded(b"four"):
        scene.receive(bytes([part]))
    assert scene.heard == ["one", "two", "three", "four"]


def test_a_ping_is_answered_with_its_payload_even_within_a_message(scene: Scene) -> None:
    scene.receive(encoded(b"a", final=False) + encoded(b"there?", PING) + encoded(b"b", CONTINUATION))
    assert scene.answers == [(PONG, b"there?")]
    assert scene.heard == ["ab"]


def test_a_message_may_be_as_large_as_allowed_and_no_larger(scene: Scene) -> None:
    scene.receive(encoded(b"x" * 1_000))
    assert scene.heard == ["x" * 1_000]
    scene.receive(encoded(b"x" * 1_001))
    assert scene.close_code == 1009
    assert len(scene.heard) == 1


def test_a_message_is_measured_in_bytes(scene: Scene) -> None:
    scene.receive(encoded(("é" * 501).encode()))
    assert scene.close_code == 1009


def test_fragments_of_nothing_grow_nothing(scene: Scene) -> None:
    scene.receive(encoded(b"", final=False) + encoded(b"", CONTINUATION, final=False) * 5_000)
    message = scene.stream._message
    assert message is not None
    assert message.getvalue() == ""
    scene.receive(encoded(b"end", CONTINUATION))
    assert scene.heard == ["end"]


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (encoded(b"unmasked", mask=None), 1002),
        (encoded(b"", CONTINUATION), 1002),
        (encoded(b"a", final=False) + encoded(b"b"), 1002),
        (encoded(b"x", 3), 1002),
        (encoded(b"x" * 126, PING), 1002),
        (encoded(b"x", PING, final=False), 1002),
        (b"\xc1" + encoded(b"reserved bit")[1:], 1002),
        (encoded(b"\x00", CLOSE), 1002),
        (encoded((1005).to_bytes(2, "big"), CLOSE), 1002),
        (encoded(b"\xff\xfe"), 1007),
        (encoded(b"\xc3", final=False) + encoded(b"\x28", CONTINUATION), 1007),
    ],
)  # fmt: skip
def test_broken_frames_end_the_connection_with_the_right_code(scene: Scene, wire: bytes, code: int) -> None:
    scene.receive(wire)
    assert scene.close_code == code
    assert scene.heard == []
    assert scene.line.ended


@given(st.binary(min_size=1, max_size=200), st.integers(1, 50))
def test_no_bytes_break_the_server(wire: bytes, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        scene = Scene(patch)
        scene.receive(wire, piece)
        scene.receive(encoded(b"still there?") * 2)
    assert scene.stream.sock is not None


def test_a_close_is_echoed_after_the_answers_that_it_followed(scene: Scene) -> None:
    scene.on_message = lambda stream, said, _: stream.send(encode(str(said).encode()))
    scene.receive(encoded(b"last words") + encoded((1000).to_bytes(2, "big") + b"bye", CLOSE))
    assert scene.answers == [(TEXT, b"last words"), (CLOSE, (1000).to_bytes(2, "big") + b"bye")]
    assert scene.line.ended
    assert scene.streams.said == ["closed by the client"]


def test_a_close_without_a_code_is_echoed_without_one(scene: Scene) -> None:
    scene.receive(encoded(b"", CLOSE))
    assert scene.answers == [(CLOSE, b"")]


def test_a_handler_that_fails_ends_its_connection_and_no_other(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    scene.on_message = fail
    scene.receive(encoded(b"a"))
    assert scene.close_code == 1011
    assert "its handler failed" in caplog.text


def test_who_talks_too_fast_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, per_s=2)
    scene.receive(encoded(b"a") * 20)
    assert scene.answers == []
    scene.receive(encoded(b"a") * 3)
    assert scene.close_code == 1008


def test_a_client_ahead_of_its_handler_waits_in_its_own_kernel(scene: Scene) -> None:
    scene.line.incoming.append(encoded(b"a") * INBOX)
    scene.streams.ready(scene.line, READ)
    assert not scene.streams.ready(scene.line, READ)
    scene.work()
    assert len(scene.heard) == INBOX
    assert scene.streams.ready(scene.line, READ)


def test_a_client_that_does_not_read_is_not_read_from(scene: Scene) -> None:
    scene.on_message = lambda stream, said, _: stream.send(encode(str(said).encode()))
    scene.line.space = 2
    scene.receive(encoded(b"question"))
    assert not scene.streams.ready(scene.line, READ)
    scene.line.space = 1_000
    scene.streams.ready(scene.line)
    assert scene.answers == [(TEXT, b"question")]
    assert scene.streams.ready(scene.line, READ)


def test_what_it_has_asked_already_waits_until_it_reads_the_answers(scene: Scene) -> None:
    """It is answered little by little: all at once would be more than may wait, and it would be dropped."""
    scene.on_message = lambda stream, said, _: stream.send(encode(str(said).encode()))
    scene.line.space = 2
    scene.receive(b"".join(encoded(b"%d" % n) for n in range(10)) + encoded(b"", CLOSE))
    for _ in range(20):
        assert len(scene.stream.rest) <= len(encode(b"0"))
        scene.line.space = 2
        scene.streams.ready(scene.line)
        scene.work()
    assert scene.answers == [(TEXT, b"%d" % n) for n in range(10)] + [(CLOSE, b"")]


def test_whoever_follows_a_connection_is_told_of_its_end_once(scene: Scene) -> None:
    told: list[str] = []
    scene.stream.on_closed = lambda: told.append("closed")
    scene.line.incoming.append(b"")
    scene.streams.ready(scene.line, READ)
    scene.stream.close("again")
    assert told == ["closed"]


# -- is anyone there? ---------------------------------------------------------------------------------


def test_a_silent_client_is_pinged_and_then_given_up(scene: Scene) -> None:
    began = time.monotonic()
    for second in range(1, 63):
        scene.stream.tick(began + second)
    assert scene.answers == [(PING, b"")] * 2
    assert scene.streams.metrics.dropped == {"it answers no ping": 1}
    assert scene.line.closed


def test_a_client_that_answers_is_pinged_again_and_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    now = began = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: now)
    while now - began < 200:
        now += 1
        pings = len(scene.answers)
        scene.stream.tick(now)
        if len(scene.answers) > pings:
            scene.receive(encoded(b"", PONG))
    assert 8 <= len(scene.answers) <= 10
    assert scene.streams.said == []
