"""How late this machine wakes what waits: the part of a measured latency that is neither the network's nor the stage's.

Between a relay and the script in the browser three things are woken one after the other: Chromium's network process, the
I/O thread of the page's process, and the worker. Here a stamp goes the same way through three plain processes and nothing
else happens, so what it takes is the machine's. On a virtual machine with two cores the 99th percentile of it alone is
1 to 2 ms; on a machine with cores to spare it is next to nothing.

Run as a process beside what is measured: `python -m tests.browser.wakeups`. At the end of its input it prints the
milliseconds that each stamp took, as a JSON list.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from typing import IO

EVERY_S = 0.05  # on average, at random
STAMP = "{:20.6f}"
PASS_ON = "import os\nwhile data := os.read(0, 4096): os.write(1, data)"


def main() -> None:
    """Sends stamps down the chain until the input ends."""
    with ExitStack() as stack:
        first = stack.enter_context(_link(subprocess.PIPE))
        second = stack.enter_context(_link(first.stdout))
        taken: list[float] = []
        reader = threading.Thread(target=_read, args=(second.stdout, taken))
        reader.start()
        over = threading.Event()
        threading.Thread(target=_await_end, args=(over,), daemon=True).start()
        assert first.stdin is not None
        while not over.wait(random.expovariate(1 / EVERY_S)):
            os.write(first.stdin.fileno(), STAMP.format(time.time() * 1000).encode())
        first.stdin.close()
        reader.join()
    print(json.dumps(taken))


def _await_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def _link(source: IO[bytes] | int | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", PASS_ON], stdin=source, stdout=subprocess.PIPE)


def _read(source: IO[bytes] | None, taken: list[float]) -> None:
    assert source is not None
    while stamp := os.read(source.fileno(), len(STAMP.format(0))):
        taken.append(time.time() * 1000 - float(stamp))


if __name__ == "__main__":
    main()
