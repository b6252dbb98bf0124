"""A stage in a real browser, for minutes: script a frame, long tasks, and whether it grows."""

import contextlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.stage import Stage
from tests.load.servers import Ours

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

QUERY = "interval=1000&rate=50&run=1"
FULL_S = 150  # the trace keeps two minutes: only what grows after that, grows
EVERY_S = 15
SETTLE_MS = 500  # until the memory of what was collected is given back

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
    with Ours() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        page = browser.new_page(base_url=f"http://127.0.0.1:{server.port}", viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        shown = Stage(page, QUERY)
        shown.wait_for_deliveries(100)
        page.evaluate("watched.long = []")  # the start is another figure
        sizes = _sizes(page, minutes)
        watched = page.evaluate("watched")
        events = page.evaluate(
            "Math.min(...[...document.querySelectorAll('stage-lane')].map("
            "({ look, scene }) => scene.trace.lane(look.name).totals.events))"
        )
        browser.close()
    slope = linear_regression(*zip(*sizes, strict=True)).slope if len(sizes) > 1 else 0.0
    return Watched(
        median(watched["script"]), median(watched["between"]), len(watched["long"]), max(watched["long"], default=0.0),
        slope * 60, sizes[-1][1], events,
    )  # fmt: skip


def _sizes(page: "Page", minutes: float) -> list[tuple[float, float]]:
    """(seconds, KB) every now and then, from when the trace is full to the end."""
    begun, sizes = time.monotonic(), []
    collect = _Collector(page)
    full_s = min(FULL_S, minutes * 60 / 2)
    while (passed := time.monotonic() - begun) < minutes * 60:
        page.wait_for_timeout(EVERY_S * 1000)
        if passed >= full_s:
            collect()
            sizes.append((time.monotonic() - begun, _renderers_kb()))
    return sizes


class _Collector:
    """Collects the garbage of a page and of its worker, so that what is left is kept.

    The worker's is a heap of its own, and at 50 events a second it may wait for minutes before it is collected. Playwright
    gives no session to a worker, so its orders go through the page's.
    """

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._workers: list[str] = []
        self._devtools.on("Target.attachedToTarget", lambda target: self._workers.append(target["sessionId"]))
        self._devtools.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False})

    def __call__(self) -> None:
        method = "HeapProfiler.collectGarbage"
        self._devtools.send(method)
        assert self._workers, "the stage has no worker whose garbage could be collected"
        for worker in self._workers:
            self._devtools.send(
                "Target.sendMessageToTarget", {"sessionId": worker, "message": json.dumps({"id": 1, "method": method})}
            )
        self._page.wait_for_timeout(SETTLE_MS)


def _renderers_kb() -> float:
    """What Chromium's renderers have of the memory, shared parts divided (Pss). On this machine no other is running."""
    kb = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                rollup = (process / "smaps_rollup").read_text()
                kb += next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return kb
