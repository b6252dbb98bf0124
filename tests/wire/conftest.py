"""Fixtures for tests over sockets."""

from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.wire.frames import open_websocket
from tests.wire.line import Line
from tests.wire.relay import Relay
from tests.wire.rooms import Room


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    """A room of the test's own on the shared server."""
    with Room(server) as made:
        yield made


@pytest.fixture
def relay(room: Room) -> Iterator[Relay]:
    """A relay before the room's server, which counts and keeps what passes."""
    with Relay(room.server.port) as running:
        yield running


@pytest.fixture
def websocket(room: Room) -> Iterator[Line]:
    """A WebSocket of the room's topic that hears what is new."""
    opened = open_websocket(room.server.port, f"{room.path}/ws")
    yield opened
    opened.close()
