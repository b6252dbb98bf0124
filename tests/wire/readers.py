"""Four foreign clients with one shape: a reader opens at a cursor and hands out, one by one, what it hears."""

import json
import socket
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Any, ClassVar, Self

import httpx_sse
from websockets.sync.client import ClientConnection, connect

from tests.wire.rooms import Room, http
from tests.wire.wait import PATIENCE_S

Heard = dict[str, Any]  # an event, or {"gap": n}


class Reader(ABC):
    """See above. When it is made, the server has taken its request: what is published from now on is owed to it."""

    def __init__(self, room: Room, after: int | None = None) -> None:
        self.room = room
        self.cursor = after

    @abstractmethod
    def hear(self) -> Heard:
        """The next event or gap; waits for it."""

    @abstractmethod
    def cut(self) -> None:
        """End it as a lost network would: without a word."""

    def take(self, count: int) -> list[Heard]:
        """The next `count` events; a gap fails the test."""
        events = [self.hear() for _ in range(count)]
        assert all("id" in event for event in events), events
        return events

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()


class Polling(Reader):
    """Asks again and again with httpx."""

    address = "poll"
    query: ClassVar[dict[str, Any]] = {}

    def __init__(self, room: Room, after: int | None = None) -> None:
        super().__init__(room, after)
        self._client = http()
        self._heard: deque[Heard] = deque()
        if after is None:
            self._ask(hold=0)  # the first answer says where "from now on" begins

    def hear(self) -> Heard:
        while not self._heard:
            self._ask(**self.query)
        return self._heard.popleft()

    def _ask(self, **query: Any) -> None:
        if self.cursor is not None:
            query["after"] = self.cursor
        answer = self._client.get(f"{self.room.url}/{self.address}", params=query)
        assert answer.status_code == 200, answer.text
        news = answer.json()
        assert news.keys() == {"events", "cursor", "gap"}
        if news["gap"]:
            self._heard.append({"gap": news["gap"]})
        self._heard.extend(news["events"])
        self.cursor = news["cursor"]

    def cut(self) -> None:
        self._client.close()


class LongPolling(Polling):
    """Asks with httpx, and is kept waiting for at most two seconds."""

    address = "long-poll"
    query: ClassVar[dict[str, Any]] = {"hold": 2}


class ServerSentEvents(Reader):
    """Listens with httpx-sse; goes on from where it was with Last-Event-ID, as a browser does."""

    def __init__(self, room: Room, after: int | None = None, last_event_id: int | None = None) -> None:
        super().__init__(room, after)
        self._client = http()
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        self._asked = httpx_sse.connect_sse(
            self._client, "GET", f"{room.url}/sse", params={} if after is None else {"after": after}, headers=headers
        )
        source = self._asked.__enter__()
        assert source.response.status_code == 200
        self._blocks: Iterator[httpx_sse.ServerSentEvent] = source.iter_sse()

    def hear(self) -> Heard:
        block = next(self._blocks)
        heard: Heard = json.loads(block.data)
        self.cursor = int(block.id)
        if "gap" not in heard:
            assert (block.id, block.event) == (str(heard["id"]), heard["type"])
        return heard

    def cut(self) -> None:
        self._blocks.close()  # type: ignore[attr-defined]  # it is a generator
        self._asked.__exit__(None, None, None)
        self._client.close()


class WebSocket(Reader):
    """Listens with the websockets library."""

    def __init__(self, room: Room, after: int | None = None) -> None:
        super().__init__(room, after)
        query = "" if after is None else f"?after={after}"
        self._connecting = connect(f"{room.ws_url}/ws{query}", compression=None, proxy=None, close_timeout=1)
        self._socket: ClientConnection = self._connecting.__enter__()

    def hear(self) -> Heard:
        message = json.loads(self._socket.recv(PATIENCE_S))
        if "gap" in message:
            self.cursor = (self.cursor or 0) + message["gap"]
            return {"gap": message["gap"]}
        event: Heard = message["event"]
        self.cursor = event["id"]
        return event

    def cut(self) -> None:
        self._socket.socket.shutdown(socket.SHUT_RDWR)
        self._connecting.__exit__(None, None, None)


READERS = {"polling": Polling, "long-polling": LongPolling, "sse": ServerSentEvents, "websocket": WebSocket}
