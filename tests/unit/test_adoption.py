"""Taking a connection from the HTTP server, when the client is gone by then."""

import socket
from collections.abc import Callable
from io import BufferedReader, BytesIO
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask, Response
from werkzeug.datastructures import Headers

from realtime.server.response import Adopted, adopt_socket
from tests.unit.lines import FakeStreams


class Streams(FakeStreams):
    """And who comes and goes."""

    def admit(self, room: str) -> None:
        """See `Streams.admit`."""

    def joined(self, stream: Any) -> None:
        """See `Streams.joined`."""


def adopted(make: Callable[[], Response], streams: Streams, sock: socket.socket) -> None:
    """Have the connection adopted by what the view `make` answers."""
    node = SimpleNamespace(streams=streams, limits=streams.limits)
    given = {"realtime.node": node, "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ=="}
    with Flask(__name__).test_request_context("/", environ_base=given):
        answer = cast(Adopted, make())
    handler: Any = SimpleNamespace(
        socket=sock, rfile=BufferedReader(BytesIO(b"early")), client_address=("192.0.2.1", 5), environ={}, up=7, down=0
    )
    answer.take(handler, Headers())


def test_a_socket_whose_client_hung_up_in_the_handshake_is_never_opened() -> None:
    """Whoever opens it would wait for a close that has been already, and be told of the room for as long as it lives."""
    heard: list[str] = []
    streams = Streams()
    ours, theirs = socket.socketpair()
    theirs.close()
    adopted(
        lambda: adopt_socket(
            "room", on_message=lambda *_: heard.append("message"), on_open=lambda _: heard.append("opened")
        ),
        streams,
        ours,
    )
    assert heard == []
    assert streams.said == ["broken"]
    assert len(streams.forgotten) == 1
