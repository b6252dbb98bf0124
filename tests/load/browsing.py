"""A stage in a real browser, for minutes: script a frame, long tasks, and whether it grows.

The browser is spoken to in its own protocol (CDP) and told no more than this needs. Playwright has it follow the network,
for which a page keeps every answer: up to 100 MB, which would be taken for the stage's.
"""

import contextlib
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests import chromium
from tests.load.servers import Ours

QUERY = "interval=1000&rate=50&run=1"
FULL_S = 150  # the trace keeps two minutes: only what grows after that, grows
EVERY_S = 15
BEGUN_S = 8  # the start is another figure
SETTLE_S = 0.5  # until the memory of what was collected is given back
READY_S = 20

WATCH = """
  window.watched = { script: [], between: [], long: [] };
  const request = window.requestAnimationFrame.bind(window);
  let last = 0;
  const keep = (list, value) => list.push(value) > 3600 && list.shift();
  window.requestAnimationFrame = (callback) => request((time) => {
    if (last && time > last) keep(watched.between, time - last);
    last = time;
    const began = performance.now();
    callback(time);
    queueMicrotask(() => keep(watched.script, performance.now() - began));
  });
  new PerformanceObserver((list) => watched.long.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: "longtask" });
"""
EVENTS = """
  Math.min(...[...document.querySelectorAll("stage-lane")].map(
    ({ look, scene }) => scene.trace.lane(look.name).totals.events))
"""


@dataclass(frozen=True)
class Watched:
    """What a stage cost. Milliseconds, and KB of the processes that hold the page and its worker."""

    frame_ms: float  # script, median
    between_ms: float  # from frame to frame, median
    long_tasks: int
    longest_ms: float
    kb_a_minute: float  # growth once the trace is full
    kb: float  # at the end
    events: int  # that reached each lane


def stage(minutes: float) -> Watched:
    """Four lanes at 50 events a second, watched for so many minutes."""
    with Ours() as server, _browser() as browser:
        page = Page(browser)
        page.order("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        page.order("Page.navigate", url=f"http://127.0.0.1:{server.port}/stage?{QUERY}")
        time.sleep(BEGUN_S)
        page.value("watched.long = []")
        sizes = _sizes(page, minutes)
        watched, events = page.value("watched"), page.value(EVENTS)
    slope = linear_regression(*zip(*sizes, strict=True)).slope if len(sizes) > 1 else 0.0
    return Watched(
        median(watched["script"]), median(watched["between"]), len(watched["long"]), max(watched["long"], default=0.0),
        slope * 60, sizes[-1][1], events,
    )  # fmt: skip


class Page:
    """A page of the browser, and its workers."""

    def __init__(self, browser: ClientConnection) -> None:
        self._browser = browser
        self._number = 0
        self._session: str | None = None
        self._workers: list[str] = []
        target = self.order("Target.createTarget", url="about:blank", width=1440, height=900)["targetId"]
        self._session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.order("Page.enable")
        self.order("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def order(self, method: str, /, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Have the page, or the worker of another session, do something; its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session or self._session:
            message["sessionId"] = session or self._session
        self._browser.send(json.dumps(message))
        while (heard := json.loads(self._browser.recv(READY_S))).get("id") != self._number:
            if heard.get("method") == "Target.attachedToTarget":
                self._workers.append(heard["params"]["sessionId"])
        if "error" in heard:
            raise RuntimeError(f"{method}: {heard['error']['message']}")
        result = heard["result"]
        assert isinstance(result, dict)
        return result

    def value(self, expression: str) -> Any:
        """What a script on the page is worth."""
        return self.order("Runtime.evaluate", expression=expression, returnByValue=True)["result"]["value"]

    def collect(self) -> None:
        """Collect the garbage of the page and of its worker, whose heap is its own and may wait for minutes."""
        self.order("HeapProfiler.collectGarbage")
        assert self._workers, "the stage has no worker whose garbage could be collected"
        for worker in self._workers:
            self.order("HeapProfiler.collectGarbage", worker)
        time.sleep(SETTLE_S)


def _sizes(page: Page, minutes: float) -> list[tuple[float, float]]:
    """(seconds, KB) every now and then, from when the trace is full to the end."""
    begun, sizes = time.monotonic(), []
    full_s = min(FULL_S, minutes * 60 / 2)
    while (passed := time.monotonic() - begun) < minutes * 60:
        time.sleep(EVERY_S)
        if passed >= full_s:
            page.collect()
            sizes.append((time.monotonic() - begun, _renderers_kb()))
    return sizes


@contextlib.contextmanager
def _browser() -> Iterator[ClientConnection]:
    """A running Chromium, by the line on which it takes orders."""
    program = chromium.find()
    if program is None:
        raise RuntimeError(chromium.remedy())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(program), *chromium.ARGUMENTS, "--headless", "--remote-debugging-port=0", "about:blank"]
        process = subprocess.Popen([*command, f"--user-data-dir={profile}"], stderr=subprocess.DEVNULL)
        try:
            with connect(_address(Path(profile)), max_size=None, compression=None) as line:
                yield line
                line.send(json.dumps({"id": 0, "method": "Browser.close"}))
                process.wait(READY_S)
        finally:
            process.kill()


def _address(profile: Path) -> str:
    """Where the browser listens, once it says so in a file of its profile."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError, IndexError):
            port = (profile / "DevToolsActivePort").read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version") as answer:
                return str(json.load(answer)["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise RuntimeError(f"Chromium said no port within {READY_S} s.")


def _renderers_kb() -> float:
    """What Chromium's renderers have of the memory, shared parts divided (Pss). On this machine no other is running."""
    kb = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                rollup = (process / "smaps_rollup").read_text()
                kb += next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return kb
