"""The latencies on the stage, held against a relay that knows when each event passed it.

What is judged is the stage's clock and stamps, not how busy this machine is. So the picture is still (reduced motion), one
lane runs at a time, and beside each run goes another of plain processes (wakeups.py), which tells what the machine itself
adds when it wakes as many of them: 2 ms at the 99th percentile are allowed beyond that. If one round is not enough, more
are put together with it. Where other work keeps the machine so busy that single events tell nothing, the median alone is
judged. An arrival shown before it happened would be the stage's fault, whatever the machine does.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.stage import Stage
from tests.server import ROOT, Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PATHS = {"poll": "polling", "long-poll": "long-polling", "sse": "sse", "ws": "websocket"}
EVENTS = 120
WITHIN_MS = 2.0  # displayed latency against truth
QUIET_MS = 2.5  # 99 of 100 wake-ups take no longer, or the machine is busy with something else
ROUNDS = 4
RUN = "rate=40&pattern=poisson&interval=200&run=1"
LOOK_MS = 500  # how often the page is asked whether it has enough: each time is work beside what is measured

pytestmark = pytest.mark.alone

NewContext = Callable[..., "BrowserContext"]


@dataclass
class Round:
    """What one run showed, and what the relay knew. Milliseconds."""

    errors: list[float]  # displayed arrival minus true arrival, one an event
    wakeups: list[float]  # what this machine took meanwhile to wake as many processes
    offset: float
    bound: float

    @property
    def typical(self) -> float:
        """The median error."""
        return median(self.errors)

    @property
    def rare(self) -> float:
        """The error at the 99th percentile, beyond what the machine took at its own; nan on a busy machine."""
        machine = percentile_99(self.wakeups)
        return percentile_99(self.errors) - machine if machine <= QUIET_MS else nan

    @property
    def is_true(self) -> bool:
        return self.typical <= WITHIN_MS and not self.rare > WITHIN_MS

    def __str__(self) -> str:
        return (
            f"median {self.typical:.2f} ms, p99 {percentile_99(self.errors):.2f} ms, "
            f"the machine's {percentile_99(self.wakeups):.2f} ms"
        )


def together(rounds: list[Round]) -> Round:
    """All rounds as one, with the clock of the last."""
    errors, wakeups = ([value for one in rounds for value in getattr(one, name)] for name in ("errors", "wakeups"))
    return Round(errors, wakeups, rounds[-1].offset, rounds[-1].bound)


def percentile_99(values: list[float]) -> float:
    """What 99 of 100 values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[98]


@contextmanager
def beside(module: str, *words: float) -> Iterator[tuple[Callable[[], str], Callable[[], list[Any]]]]:
    """A running process of this folder: a function that reads a line of it, and one that ends it and gives its notes."""
    command = [sys.executable, "-m", f"tests.browser.{module}", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None

        def notes() -> list[Any]:
            out, _ = process.communicate()
            found = json.loads(out)
            assert isinstance(found, list)
            return found

        try:
            yield process.stdout.readline, notes
        finally:
            process.kill()


def run(server: Server, new_context: NewContext, lane: str, up_ms: float, down_ms: float) -> Round:
    """Open the stage with one lane through a relay, let events flow, and compare."""
    port = int(server.url.rpartition(":")[2])
    with beside("delay_relay", port, up_ms, down_ms) as (read, notes), beside("wakeups") as (_, wakeups):
        context = new_context(
            base_url=f"http://127.0.0.1:{int(read())}",
            reduced_motion="reduce",
            viewport={"width": 1000, "height": 500},
        )
        stage = Stage(context.new_page(), f"{RUN}&lanes={lane}")
        stage.wait_for_deliveries(EVENTS, lanes=[lane], every_ms=LOOK_MS)
        trace = stage.export()
        context.close()
        passed = {id: (start, end) for path, id, start, end in notes() if PATHS.get(path) == lane}
        machine = wakeups()
    shown = trace["lanes"][lane]["deliveries"]
    assert len(shown) >= EVENTS
    errors = [beyond(one["sent_at"] + one["latency_ms"], *passed[one["id"]]) for one in shown]
    return Round(errors, machine, trace["clock"]["offset_ms"], trace["clock"]["error_ms"])


def beyond(at: float, start: float, end: float) -> float:
    """How far `at` lies outside the time in which the event passed the relay; 0 within."""
    return min(at - start, 0.0) + max(at - end, 0.0)


@pytest.mark.parametrize(
    ("lane", "delay_ms"), [("websocket", 0), ("polling", 20), ("long-polling", 80), ("sse", 200), ("websocket", 200)]
)
def test_displayed_latencies_are_true_when_both_ways_take_equally_long(
    server: Server, new_context: NewContext, lane: str, delay_ms: float
) -> None:
    rounds: list[Round] = []
    while not rounds or (len(rounds) < ROUNDS and not together(rounds).is_true):
        found = run(server, new_context, lane, delay_ms, delay_ms)
        assert min(found.errors) >= -found.bound, "an event was shown before it came"
        assert abs(found.offset) <= found.bound  # browser and server share this machine's clock: the true offset is 0
        rounds.append(found)
    assert together(rounds).is_true, [str(one) for one in rounds]


@pytest.mark.parametrize(("up_ms", "down_ms"), [(0, 100), (150, 20)])
def test_the_error_bound_covers_the_truth_when_one_way_takes_longer(
    server: Server, new_context: NewContext, up_ms: float, down_ms: float
) -> None:
    found = run(server, new_context, "websocket", up_ms, down_ms)
    assert abs(found.offset) == pytest.approx(abs(up_ms - down_ms) / 2, abs=5), "the relay made no difference"
    assert abs(found.offset) <= found.bound
    assert abs(found.typical) <= found.bound + WITHIN_MS
