"""This project's server with one route more, `/rate?r=N&room=R`: N events a second into the room's topic `bench`.

The auto-publisher stops at 50 a second; the highest rates need more. With UNBATCHED=1 each event gets a write of its
own, as in servers that do not batch. It prints its port.
"""

from app import raise_descriptor_limit  # it patches gevent, so it comes first  # isort: skip

import os
import time

import gevent
from flask import request

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from realtime.server import Node, feed
from tutorial import create_app
from tutorial.settings import Settings


class Pace:
    """Publishes at a rate, and does not catch up when it is over a second late."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._rate = self._next = 0.0
        self._room = ""

    def set(self) -> str:
        """The route."""
        self._rate, self._room, self._next = float(request.args["r"]), request.args["room"], time.monotonic()
        return "ok"

    def run(self) -> None:
        """Publish until the end of the process."""
        count = 0
        while True:
            wait_s = self._next - time.monotonic() if self._rate else 0.02
            if wait_s > 0.0005:
                gevent.sleep(min(wait_s, 0.02))
                continue
            self._next += 1 / self._rate if wait_s > -1 else 1 / self._rate - wait_s
            count += 1
            self._rooms.publish(self._room, "bench", {"type": "auto", "data": {"count": count}})
            gevent.sleep(0)


def main() -> None:
    """Serve until SIGTERM."""
    raise_descriptor_limit()
    if os.environ.get("UNBATCHED") == "1":
        feed.WRITE_BYTES = 0
    limits = Limits.from_environ({"LIMIT_PUBLISHES_PER_S": "1000000", **os.environ})
    rooms = Rooms(open_broker("memory", limits), limits)
    site = create_app(rooms, Settings.from_environ(os.environ))
    pace = Pace(rooms)
    site.add_url_rule("/rate", view_func=pace.set)
    node = Node(site, rooms)
    node.start()
    gevent.spawn(pace.run)
    print(node.port, flush=True)
    node.serve_forever()


if __name__ == "__main__":
    main()
