"""Two nodes over one memory broker, in one process: `python -m tests.wire.two_nodes` prints their two ports.

On its standard input it takes orders: `crash 0` ends the first node as a power cut would, without a word to the broker.
"""

# ruff: noqa: E402 - gevent patches before anything else is imported

from gevent import monkey

monkey.patch_all()

import sys
from typing import Any

import gevent
from gevent.fileobject import FileObject

from realtime.broker import Broker
from realtime.broker.memory import MemoryBroker
from realtime.limits import Limits
from realtime.room import Rooms
from realtime.server import Node
from tutorial import create_app
from tutorial.settings import Settings


class Cable:
    """A broker as one node reaches it. Cut, nothing that the node still does arrives."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._cut = False
        self._ends: list[Any] = []

    def listen(self, *arguments: Any) -> Any:
        """As the broker's; and remembered, because whoever is gone hears nothing."""
        end = self._broker.listen(*arguments)
        self._ends.append(end)
        return end

    def cut(self) -> None:
        """From now on this node is not there."""
        self._cut = True
        for end in self._ends:
            end()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name) if not self._cut else lambda *_: None


def crash(node: Node, cable: Cable) -> None:
    """End the node's connections and work, with its cable cut first: it gives back nothing, its lease least of all."""
    cable.cut()
    node._server.stop(timeout=0)
    for stream in list(node.streams.open):
        stream.close("crash")
    node.auto.stop()


def main() -> None:
    """Serve until standard input ends."""
    limits = Limits()
    broker = MemoryBroker(limits)
    cables = [Cable(broker), Cable(broker)]
    nodes = []
    for cable in cables:
        rooms = Rooms(cable, limits)
        node = Node(create_app(rooms, Settings.from_environ({})), rooms)
        node.start()
        nodes.append(node)
    print(*(node.port for node in nodes), flush=True)
    for line in FileObject(sys.stdin.buffer, "rb"):
        order, number = line.split()
        if order == b"crash":
            crash(nodes[int(number)], cables[int(number)])
        print("done", flush=True)
    gevent.get_hub().destroy()


if __name__ == "__main__":
    main()
