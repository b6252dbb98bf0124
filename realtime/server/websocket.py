"""WebSocket (RFC 6455) on adopted connections: frames going out, and messages coming in (`handshake.py` opens them).

Going out, a frame is bytes made once. Coming in, bytes are parsed by wsproto, whose object is made when bytes come and
dropped when the line is idle. Extensions are not offered: compression costs 100 KB a connection (see ARCHITECTURE.md).
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import gevent
from wsproto import ConnectionType
from wsproto.connection import Connection, ConnectionState
from wsproto.events import CloseConnection, Message, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason

from realtime.rate import Bucket
from realtime.room import short
from realtime.server.stream import Stream
from realtime.server.wire import now_ms

if TYPE_CHECKING:
    pass

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10  # opcodes, RFC 6455 section 5.2
SERVICE_RESTART = 1012  # IANA's registry of close codes: come back later
INBOX = 64  # messages that may wait for their handler before the client is made to wait
PINGS_UNANSWERED = 2

log = logging.getLogger(__name__)

OnMessage = Callable[
    ["WebSocketStream", str | bytes, float], None
]  # (stream, message, server-clock ms when it was read)


def encode(payload: bytes, opcode: int = TEXT) -> bytes:
    """One unmasked, unfragmented frame from the server (RFC 6455 section 5.2): 2, 4 or 10 bytes of header."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big") + payload


def encode_close(code: int, reason: str = "") -> bytes:
    """A close frame: the code, and at most 123 bytes of reason (RFC 6455 section 5.5)."""
    return encode(code.to_bytes(2, "big") + reason.encode()[:123].decode(errors="ignore").encode(), CLOSE)


class WebSocketStream(Stream):
    """An adopted WebSocket. `on_message` runs in a greenlet of its own, one message at a time, in order."""

    __slots__ = (
        "_at_work", "_budget", "_connection", "_heard_at", "_inbox", "_message", "_per_s", "_size", "_unanswered",
        "max_bytes", "on_closed", "on_message",
    )  # fmt: skip

    hears = True

    def __init__(self, *stream: Any, on_message: OnMessage, max_bytes: int, per_s: float | None) -> None:
        super().__init__(*stream)
        self.on_message: OnMessage | None = on_message
        self.on_closed: Callable[[], None] | None = None
        self.max_bytes = max_bytes
        self._per_s = per_s  # messages a second; None for as many as the client likes
        self._budget: Bucket | None = None
        self._connection: Connection | None = None
        self._message: StringIO | BytesIO | None = None  # what has come of an unfinished message
        self._size = 0  # its bytes
        self._inbox: deque[tuple[str | bytes | CloseConnection, float]] | None = None
        self._at_work = False  # whether its greenlet is there
        self._heard_at = self.opened_at
        self._unanswered = 0

    # -- messages from the client ----------------------------------------------

    def received(self, data: bytes) -> None:
        """Parse what came, and answer what the protocol itself answers."""
        at = now_ms()
        self._heard_at, self._unanswered = time.monotonic(), 0
        connection = self._connection
        if connection is None:
            connection = self._connection = Connection(ConnectionType.SERVER)
        connection.receive_data(data)
        for event in connection.events():
            self._handle(event, at)
            if self.closing_at or self.sock is None:
                return
        if self._message is None and _is_idle(connection):
            self._connection = None

    @property
    def between_messages(self) -> bool:
        """Whether no part of a frame or message has come."""
        return self._connection is None

    def _handle(self, event: Any, at: float) -> None:
        if isinstance(event, Message):
            self._gather(event, at)
        elif isinstance(event, Ping):
            self.send(encode(bytes(event.payload), PONG))
        elif isinstance(event, CloseConnection):
            self._close_in_turn(event, at)
        elif not isinstance(event, Pong):
            raise AssertionError(f"wsproto said {event!r} on an open connection")

    def _gather(self, event: Message[Any], at: float) -> None:
        is_text = isinstance(event, TextMessage)
        if self._message is None:
            self._message = StringIO() if is_text else BytesIO()
        self._message.write(event.data)
        self._size += len(event.data.encode() if is_text else event.data)
        if self._size > self.max_bytes:
            self.say_close(CloseReason.MESSAGE_TOO_BIG, f"over {self.max_bytes} bytes")
        elif event.message_finished:
            whole, self._message, self._size = self._message.getvalue(), None, 0
            self._deliver(whole, at)

    def _deliver(self, message: str | bytes, at: float) -> None:
        if self._per_s is not None and not self._within_budget(self._per_s):
            self.say_close(CloseReason.POLICY_VIOLATION, f"over {self._per_s} messages a second")
            return
        if self.exchange is not None:
            self.streams.ledger.note_upward(self.exchange, at)
        if self._inbox is None:
            self._inbox = deque()
        self._inbox.append((message, at))
        self._go_on()
        if len(self._inbox) >= INBOX:
            self.pause_reading()

    def _within_budget(self, per_s: float) -> bool:
        if self._budget is None:
            self._budget = Bucket(per_s, per_s * 10, self._heard_at)
        return self._budget.take(self._heard_at)

    def _go_on(self) -> None:
        """Have the inbox emptied, unless answers wait: then `flushed` goes on."""
        if not self._at_work and not self.rest:
            self._at_work = True
            gevent.spawn(self._work)

    def _work(self) -> None:
        try:
            while self._inbox and self.on_message is not None and not self.rest:
                message, at = self._inbox.popleft()
                if isinstance(message, CloseConnection):
                    self._answer_close(message)
                else:
                    self.on_message(self, message, at)
        except Exception:
            log.exception("%s of room %s: its handler failed", self.transport, short(self.room))
            self.say_close(CloseReason.INTERNAL_ERROR, "the server failed on this message")
            self._inbox = None
        self._at_work = False
        if self._inbox and self.on_message is not None:
            return
        self._inbox = None
        if not self.rest and not self.closing_at:
            self.resume_reading()

    def keep(self, rest: bytes) -> None:
        """While our answers wait, the client's questions wait too."""
        super().keep(rest)
        self.pause_reading()

    def flushed(self) -> None:
        """The client reads again, so it may ask again."""
        if self._inbox is None:
            self.resume_reading()
        else:
            self._go_on()
        super().flushed()

    # -- the closing handshake (RFC 6455 section 7) ------------------------------

    def _close_in_turn(self, event: CloseConnection, at: float) -> None:
        """What was said before the end is answered before it."""
        if self._inbox is None:
            self._answer_close(event)
        else:
            self._inbox.append((event, at))
            self.pause_reading()

    def _answer_close(self, event: CloseConnection) -> None:
        """The client's close is echoed; a broken frame (wsproto says so with its own code) is answered with that code."""
        if event.code == CloseReason.NO_STATUS_RCVD:
            self.finish(encode(b"", CLOSE), "closed by the client")
            return
        ours = self._connection is not None and self._connection.state is not ConnectionState.REMOTE_CLOSING
        why = f"protocol error: {event.reason}" if ours else "closed by the client"
        self.finish(encode_close(int(event.code), event.reason or ""), why)

    def say_close(self, code: int, reason: str) -> None:
        """Close from our side, with a code and the reason in words."""
        self.finish(encode_close(code, reason), f"{int(code)} {reason}")

    def close(self, reason: str) -> None:
        """Give everything back, and tell whoever follows this connection."""
        super().close(reason)
        self._connection, self._message, self._inbox = None, None, None
        on_closed, self.on_closed, self.on_message = self.on_closed, None, None
        if on_closed is not None:
            on_closed()

    # -- is anyone there? ------------------------------------------------------

    def tick(self, now: float) -> None:
        """Ping a silent client (RFC 6455 section 5.5.2); one that answers nothing is gone."""
        super().tick(now)
        if self.closing_at or self.rest or self.sock is None:
            return
        if now - self._heard_at > self.streams.limits.ping_s * (self._unanswered + 1):
            if self._unanswered >= PINGS_UNANSWERED:
                self.drop("it answers no ping")
            else:
                self._unanswered += 1
                self.send(encode(b"", PING))


class EchoStream(WebSocketStream):
    """Its answer may be as large as its largest message."""

    __slots__ = ()

    @property
    def outbox_bytes(self) -> int:
        """Room for one whole message and the small answers that ping and close need."""
        return self.max_bytes + super().outbox_bytes


def _is_idle(connection: Connection) -> bool:
    """Whether wsproto holds no part of a frame or message, so that a new object would do as well.

    wsproto has no public word for it; these names are of the version that requirements.txt pins, and a test holds them.
    """
    frames, messages = connection._proto._frame_decoder, connection._proto._message_decoder
    return not len(frames.buffer) and frames.header is None and messages.opcode is None
