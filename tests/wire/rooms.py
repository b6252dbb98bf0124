"""A room on a running server, as its maker has it."""

import ssl
from types import TracebackType
from typing import Any, Protocol, Self

import httpx

from tests.wire.wait import PATIENCE_S

TOPIC = "scores"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # shared, because httpx loads all certificates for every new client


def http(url: str = "") -> httpx.Client:
    """An HTTP client that waits as long as tests wait, and ignores the tester's proxies."""
    return httpx.Client(base_url=url, timeout=PATIENCE_S, verify=NO_TLS, trust_env=False)


class Site(Protocol):
    """Where requests go: a Server, or nodes that take turns. It is asked anew for each request."""

    @property
    def url(self) -> str: ...

    @property
    def ws_url(self) -> str: ...

    @property
    def port(self) -> int: ...


class Room:
    """Made by `POST /rooms` on a site. All its paths are of one topic."""

    def __init__(self, server: Site, topic: str = TOPIC) -> None:
        self.server = server
        self.topic = topic
        self._client = http()
        answer = self._client.post(f"{server.url}/rooms")
        assert answer.status_code == 201, answer.text
        self.id: str = answer.json()["room"]
        self.key: str = answer.json()["key"]
        self.bearer = f"Authorization: Bearer {self.key}"
        self.path = f"/rooms/{self.id}/topics/{topic}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def url(self) -> str:
        """The topic's address, for HTTP."""
        return self.server.url + self.path

    @property
    def ws_url(self) -> str:
        """The topic's address, for WebSocket."""
        return self.server.ws_url + self.path

    def publish(self, data: Any = "hello", type: str | None = None) -> dict[str, Any]:
        """Publishes one event; its receipt, `{"id", "sent_at"}`."""
        body = {"data": data} if type is None else {"data": data, "type": type}
        answer = self._client.post(self.url, json=body, headers={"Authorization": f"Bearer {self.key}"})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def publish_many(self, count: int) -> list[int]:
        """Publishes `{"n": 1}`, `{"n": 2}` and so on; the ids."""
        return [self.publish({"n": n})["id"] for n in range(1, count + 1)]

    def ask(self, transport: str = "poll", **query: Any) -> Any:
        """The JSON of one poll."""
        answer = self._client.get(f"{self.url}/{transport}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def present(self) -> dict[str, float]:
        """The connections the whole server has adopted, by transport, as its metrics tell."""
        return figures(self.server, "realtime_connections", "transport")


def figures(server: Site, family: str, label: str) -> dict[str, float]:
    """The samples of one of the server's metrics, by a label: `{"sse": 2.0}`."""
    lines = _metrics(server)
    start = f'{family}{{{label}="'
    found = (line.removeprefix(start).split('"} ') for line in lines if line.startswith(start))
    return {name: float(value) for name, value in found}


def figure(server: Site, name: str) -> float:
    """One of the server's metrics that has no label."""
    lines = _metrics(server)
    return next(float(line.split(" ")[1]) for line in lines if line.startswith(name + " "))


def _metrics(server: Site) -> list[str]:
    with http(server.url) as client:
        return client.get("/metrics").text.splitlines()
