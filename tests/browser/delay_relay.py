"""A relay that delays each direction by a known time, and notes when it passed each event on: the truth about latency.

Run as a process of its own, so that nothing else delays it: `python -m tests.browser.delay_relay PORT UP_MS DOWN_MS`.
It prints the port it listens on. From the first line of its input on it delays: a page of many files need not be waited
for. At the end of its input it prints what it noted, `[[path, id, from_ms, to_ms], …]`: the event went to the browser
between those two times of the machine's wall clock, which is also the server's.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Callable

HOST = "127.0.0.1"
REQUEST = re.compile(rb"^GET /rooms/[^/]+/topics/[^/]+/([a-z-]+)[? ]", re.MULTILINE)
EVENT = re.compile(rb'"id":(\d+),"topic":"stage"')

Note = tuple[str, int, float, float]
Passed = Callable[[bytes, float], None]  # (bytes that were written just now, ms since 1970 just before the write)


class Line:
    """One connection: what the browser asked on it last, and what passed down it."""

    def __init__(self, notes: list[Note]) -> None:
        self.path = ""
        self._notes = notes

    def passed_up(self, data: bytes, _: float) -> None:
        """A request tells which transport this connection serves now."""
        for path in REQUEST.findall(data):
            self.path = path.decode()

    def passed_down(self, data: bytes, before: float) -> None:
        """Note the events in bytes that were written to the browser just now."""
        after = time.time() * 1000
        self._notes += [(self.path, int(id), before, after) for id in EVENT.findall(data)]


async def main(port: int, up_ms: float, down_ms: float) -> None:
    """Relay until the input ends."""
    notes: list[Note] = []
    loop = asyncio.get_running_loop()
    delaying = asyncio.Event()

    async def serve(browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(HOST, port)
        line = Line(notes)
        await asyncio.gather(
            carry(browser, to_server, lambda: up_ms / 1000 * delaying.is_set(), line.passed_up),
            carry(server, to_browser, lambda: down_ms / 1000 * delaying.is_set(), line.passed_down),
        )

    listener = await asyncio.start_server(serve, HOST, 0)
    print(listener.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    delaying.set()
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(notes), flush=True)
    os._exit(0)  # the lines still open need no farewell


async def carry(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, delay_s: Callable[[], float], passed: Passed
) -> None:
    """Pass everything on, `delay_s()` after it came, in order."""
    loop = asyncio.get_running_loop()

    def pass_on(data: bytes) -> None:
        if not target.is_closing():
            before = time.time() * 1000
            target.write(data)  # goes to the socket at once, unless the other side does not read
            passed(data, before)

    try:
        while data := await source.read(65_536):
            loop.call_later(delay_s(), pass_on, data)
    except OSError:
        pass
    loop.call_later(delay_s(), target.close)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
