"""The record: bytes as they passed the server's sockets, for whoever asked to see them, and for nobody else.

Recording belongs to a room and a tag, and is off until a control socket asks. A connection that is recorded has a
`RecordedSocket` before its socket; all others have none, so they pay nothing for it. Pieces travel through the broker to
the control sockets with the same tag, which keep them in a `Record`, bounded. Each piece says where it lies in its
direction of the exchange, so that what is missing shows as a hole and is never taken for the whole.
"""

import base64
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from socket import MSG_PEEK
from typing import TYPE_CHECKING, Any

from realtime.broker import Broker, NoSuchRoom
from realtime.errors import Refused

if TYPE_CHECKING:
    from realtime.server.stream import Stream
    from realtime.server.wire import Ledger

HEAD_BYTES = 4 * 1024  # the first bytes each way, a head mostly, stay when later ones have to go
EXCHANGE_BYTES = 64 * 1024
TAG_BYTES = 256 * 1024
GIVEN_BYTES = 24 * 1024  # in one answer: as base64 in JSON, less than what may wait for a slow reader
LASTS_S, RENEWED_S = 15, 5  # a node that is gone renews nothing, and its recordings end
UNGUESSABLE = 22  # characters of a tag that can be recorded: 128 bits

Piece = dict[str, Any]
"""`{"number", "up", "from", "to", "at", "begins", "data"}`: of which exchange, whether from the client, its place in that
direction (bytes), server-clock ms, whether a request, answer, block or frame is known to begin with it, and base64."""


def pieces_of(number: int, up: bool, start: int, data: bytes, at: float, begins: bool) -> Iterator[Piece]:
    """`data` in pieces that can be dropped one by one."""
    for first in range(0, len(data), HEAD_BYTES):
        part = data[first : first + HEAD_BYTES]
        yield {
            "number": number,
            "up": up,
            "from": start + first,
            "to": start + first + len(part),
            "at": round(at, 3),
            "begins": begins and not first,
            "data": base64.b64encode(part).decode(),
        }


class Record:
    """Pieces of one tag's exchanges. Of an exchange, its first bytes each way stay, and of the rest the latest; of all
    exchanges, those that had bytes last.
    """

    def __init__(self) -> None:
        self.size = 0  # bytes, before base64
        self._kept: dict[int, _Kept] = {}  # by number, the one that had bytes last at the end

    def add(self, piece: Piece) -> None:
        """Keep one more, and let go of what is too much."""
        number = piece["number"]
        kept = self._kept.pop(number, None) or _Kept()
        self._kept[number] = kept
        self.size -= kept.size
        kept.add(piece)
        self.size += kept.size
        while self.size > TAG_BYTES:
            self.size -= self._kept.pop(next(iter(self._kept))).size

    def after(self, number: int, up: int, down: int) -> tuple[list[Piece], bool]:
        """(pieces of an exchange from these places on, at most GIVEN_BYTES of them; whether there are more)."""
        given: list[Piece] = []
        size = 0
        for piece in self._kept.get(number, _NOTHING).pieces():
            if piece["from"] >= (up if piece["up"] else down):
                size += piece["to"] - piece["from"]
                if given and size > GIVEN_BYTES:
                    return given, True
                given.append(piece)
        return given, False

    def drain(self) -> list[Piece]:
        """All of them; nothing is left."""
        kept, self._kept, self.size = self._kept, {}, 0
        return [piece for one in kept.values() for piece in one.pieces()]


class _Kept:
    """What is kept of one exchange."""

    __slots__ = ("_heads", "_rest", "size")

    def __init__(self) -> None:
        self.size = 0
        self._heads: list[Piece] = []
        self._rest: deque[Piece] = deque()

    def add(self, piece: Piece) -> None:
        self.size += piece["to"] - piece["from"]
        (self._rest if piece["from"] else self._heads).append(piece)
        while self.size > EXCHANGE_BYTES and self._rest:
            dropped = self._rest.popleft()
            self.size -= dropped["to"] - dropped["from"]

    def pieces(self) -> Iterator[Piece]:
        yield from self._heads
        yield from self._rest


_NOTHING = _Kept()


class Recordings:
    """Which rooms and tags the control sockets of this node want recorded. The broker tells it to the other nodes."""

    def __init__(self, broker: Broker, most: int) -> None:
        self._broker = broker
        self._most = most
        self._asked = Counter[tuple[str, str]]()

    def begin(self, room: str, tag: str) -> None:
        """One more control socket wants it; or Refused."""
        if len(tag) < UNGUESSABLE:
            raise Refused(
                400,
                "tag-too-short",
                f"A tag of {len(tag)} characters could be guessed, and with it what others send.",
                f"Take {UNGUESSABLE} to 32 random characters.",
            )
        if self._asked.total() >= self._most:
            raise Refused(
                503,
                "recording-full",
                f"This server records the bytes of {self._most:,} pages, as many as are allowed.",
                "Close a stage that you do not need, or try again later.",
                retry_after_s=30,
            )
        self._broker.set_recorded(room, tag, time.time() + LASTS_S)
        self._asked[room, tag] += 1

    def end(self, room: str, tag: str) -> None:
        """One less. Another node that wants it still has the time to say so, even if it has just done so."""
        self._asked[room, tag] -= 1
        if not self._asked[room, tag]:
            del self._asked[room, tag]
            with suppress(NoSuchRoom):
                self._broker.set_recorded(room, tag, time.time() + 2 * RENEWED_S)

    def renew(self) -> None:
        """Called every RENEWED_S seconds, so that recording goes on."""
        for room, tag in list(self._asked):  # a broker on the network lets others have a turn
            with suppress(NoSuchRoom):
                self._broker.set_recorded(room, tag, time.time() + LASTS_S)


class RecordedSocket:
    """A stream's socket, with a look at all bytes that pass it. What it does not do itself, the socket does."""

    __slots__ = ("_cut", "_down", "_ledger", "_stream", "_up", "sock")

    def __init__(self, ledger: "Ledger", stream: "Stream", sock: Any, *, up: int, down: int) -> None:
        """`up` and `down` are how many bytes have passed so far."""
        self._ledger = ledger
        self._stream = stream
        self.sock = sock
        self._up, self._down = up, down
        self._cut = bool(stream.rest) or stream.pending > 0  # the next bytes are in the middle of something

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def send(self, data: bytes) -> int:
        taken: int = self.sock.send(data)
        self._note(False, self._down, data[:taken], not self._cut)
        self._down += taken
        self._cut = taken < len(data)
        return taken

    def recv(self, size: int, flags: int = 0) -> bytes:
        data: bytes = self.sock.recv(size, flags)
        if not flags & MSG_PEEK:
            self._note(True, self._up, data, self._stream.between_messages)
            self._up += len(data)
        return data

    def _note(self, up: bool, start: int, data: bytes, begins: bool) -> None:
        """A simulated network cuts bytes where it likes, so behind one nothing is known to begin anywhere."""
        if self._stream.exchange is not None:
            self._ledger.note_bytes(self._stream.exchange, up, start, data, begins and self._stream.sock is self)
