"""A client of a room's control socket, which remembers what it was told."""

import base64
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.wire.rooms import Room
from tests.wire.wait import PATIENCE_S


class ControlSocket:
    """Connects and hears `hello`. `wire` has the latest record of each exchange, by its number."""

    def __init__(self, room: Room, tag: str | None = None) -> None:
        query = "" if tag is None else f"?tag={tag}"
        url = f"{room.server.ws_url}/rooms/{room.id}/control{query}"
        self._connecting = connect(url, compression=None, proxy=None)
        self._socket = self._connecting.__enter__()
        self.wire: dict[int, dict[str, Any]] = {}
        self.published: list[dict[str, Any]] = []
        self.upward: list[dict[str, Any]] = []
        self.presence: dict[str, int] = {}
        self.hello: dict[str, Any] = self.hear("hello")

    def send(self, message: object) -> None:
        """`message` as JSON."""
        self._socket.send(json.dumps(message))

    def hear(self, word: str) -> Any:
        """What the next message that starts with `word` says; others are remembered meanwhile."""
        while True:
            [(first, content)] = self._next().items()
            if first == word:
                return content

    def ask(self, message: object, word: str) -> Any:
        """Send `message`; what the answer, which starts with `word`, says."""
        self.send(message)
        return self.hear(word)

    def recorded(self, number: int) -> list[dict[str, Any]]:
        """All that is recorded of an exchange, once the socket has asked to record; `data` as bytes."""
        places = {"up": 0, "down": 0}
        pieces: list[dict[str, Any]] = []
        more = True
        while more:
            answer = self.ask({"bytes": {"number": number, **places}}, "bytes")
            more = answer["more"]
            for piece in answer["pieces"]:
                places["up" if piece["up"] else "down"] = piece["to"]
                pieces.append(piece | {"data": base64.b64decode(piece["data"])})
        return pieces

    def until(self, condition: Callable[[], object]) -> None:
        """Listen until what was told makes `condition` true."""
        while not condition():
            self._next()

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv(PATIENCE_S))
        for record in message.get("wire", []):
            self.wire[record["number"]] = record
        self.published += message.get("published", [])
        self.upward += message.get("upward", [])
        self.presence = message.get("presence", self.presence)
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connecting.__exit__(kind, error, trace)
