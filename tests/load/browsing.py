"""A stage in a real browser, for minutes: script a frame, long tasks, and whether it grows."""

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

from tests.devtools import Browser, Page, browser
from tests.load.servers import Ours

QUERY = "interval=1000&rate=50&run=1"
FULL_S = 150  # the trace keeps two minutes: only what grows after that, grows
EVERY_S = 15
BEGUN_S = 8  # the start is another figure
SETTLE_S = 0.5  # until the memory of what was collected is given back

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
    heap_kb_a_minute: float  # growth once the trace is full, of what scripts hold
    kb_a_minute: float  # the same, of the processes
    heap_kb: float  # at the end
    kb: float
    events: int  # that reached each lane


def stage(minutes: float) -> Watched:
    """Four lanes at 50 events a second, watched for so many minutes."""
    with Ours() as server, browser() as running:
        page = Page(running)
        page.open(f"http://127.0.0.1:{server.port}/stage?{QUERY}", WATCH)
        time.sleep(BEGUN_S)
        page.value("watched.long = []")
        sizes, long = _watch(running, page, minutes)
        watched, events = page.value("watched"), page.value(EVENTS)
    heap_kb, kb = ([size[part] for size in sizes] for part in (1, 2))
    return Watched(
        median(watched["script"]), median(watched["between"]), len(long), max(long, default=0.0),
        _a_minute(sizes, heap_kb), _a_minute(sizes, kb), heap_kb[-1], kb[-1], events,
    )  # fmt: skip


def _watch(running: Browser, page: Page, minutes: float) -> tuple[list[tuple[float, float, float]], list[float]]:
    """(seconds, KB of heap, KB of processes) every now and then, from when the trace is full to the end; and long tasks.

    A collection that is ordered stops the page for as long as it takes. Such tasks are ours, and are not counted.
    """
    begun = time.monotonic()
    sizes: list[tuple[float, float, float]] = []
    long: list[float] = []
    full_s = min(FULL_S, minutes * 60 / 2)
    while (passed := time.monotonic() - begun) < minutes * 60:
        time.sleep(EVERY_S)
        if passed >= full_s:
            long += page.value("watched.long.splice(0)")
            _collect(page)
            sizes.append((time.monotonic() - begun, _heap_kb(page), _renderers_kb(running)))
            page.value("watched.long = []")
    return sizes, long + page.value("watched.long")


def _a_minute(sizes: list[tuple[float, float, float]], kb: list[float]) -> float:
    """How fast one of the sizes grew: KB a minute."""
    return linear_regression([seconds for seconds, *_ in sizes], kb).slope * 60 if len(sizes) > 1 else 0.0


def _collect(page: Page) -> None:
    """Collect the garbage of the page and of its worker, whose heap is its own and may wait for minutes."""
    assert page.workers, "the stage has no worker whose garbage could be collected"
    for session in (None, *page.workers):
        page.order("HeapProfiler.collectGarbage", session)
    time.sleep(SETTLE_S)


def _heap_kb(page: Page) -> float:
    """What the scripts of the page and of its worker hold."""
    return sum(page.order("Runtime.getHeapUsage", session)["usedSize"] for session in (None, *page.workers)) / 1024


def _renderers_kb(running: Browser) -> float:
    """What the browser's renderers have of the memory, shared parts divided (Pss)."""
    kb = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            ours = os.getsid(int(process.name)) == running.session
            if ours and b"--type=renderer" in (process / "cmdline").read_bytes():
                rollup = (process / "smaps_rollup").read_text()
                kb += next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return kb
