"""The figures that script/bench prints: what is measured, with what it is compared, and what it should be."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from tests.load import browsing, crowds
from tests.load.classroom import classroom, rooms
from tests.load.readers import Readers
from tests.load.servers import PATHS, Ours, Paced, floor, naive, node

STREAMS = ("sse", "websocket")
CROWD = 5_000


@dataclass(frozen=True)
class Figure:
    """One line of the table. `met` is None where there is no target, as for a peer's figure."""

    name: str
    measured: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Effort:
    """How often each comparison is repeated, how long one run listens, and how long the class and the stage last."""

    repeats: int = 3
    seconds: float = 10
    minutes: float = 10


def cold_start(effort: Effort) -> Iterator[Figure]:
    """From the command to the first page."""
    times = []
    for _ in range(effort.repeats):
        begun = time.monotonic()
        with Ours() as server:
            server.get("/")
            times.append(time.monotonic() - begun)
    yield Figure("cold start, to the first page", f"{median(times):.2f} s", "under 1.5 s", median(times) < 1.5)


def big_crowd(effort: Effort) -> Iterator[Figure]:
    """5,000 readers of one topic: memory, being taken in, and how late an event is, next to the floor."""
    for transport in STREAMS:
        run = partial(crowds.crowd, transport=transport, count=CROWD, seconds=effort.seconds)
        ours, ground, simple = map(_medians, _in_turn(effort, [Ours, floor, naive], run))
        yield from _crowd_figures(transport, ours, ground, simple)


def _crowd_figures(
    transport: str, ours: dict[str, float], ground: dict[str, float], simple: dict[str, float]
) -> Iterator[Figure]:
    kb = ours["kb_a_reader"]
    yield Figure(
        f"memory a reader, {transport}", f"{kb:.2f} KB (naive {simple['kb_a_reader']:.0f})", "at most 2 KB", kb <= 2
    )
    for name, bound in (("p50_ms", 1.2), ("p99_ms", 1.3)):
        ratio = ours[name] / ground[name]
        yield Figure(
            f"{name[:3]} to {CROWD:,} readers, {transport}",
            f"{ours[name]:.0f} ms, {ratio:.2f} x the floor's {ground[name]:.0f} (naive {simple[name]:.0f})",
            f"at most {bound} x the floor", ratio <= bound,
        )  # fmt: skip
    accept = ours["accept_s"]
    yield Figure(
        f"accepting {CROWD:,}, {transport}",
        f"{accept:.2f} s (floor {ground['accept_s']:.2f}, naive {simple['accept_s']:.2f})",
        "at most 1.2 s", accept <= 1.2,
    )  # fmt: skip
    yield Figure(f"lost or doubled, {transport}", f"{ours['lost']:.0f}", "0", not ours["lost"])


def most_deliveries(effort: Effort) -> Iterator[Figure]:
    """The highest rates to 1,000 readers."""
    for transport in STREAMS:
        peers = {"naive": naive, "node": node} if transport == "sse" and node() else {"naive": naive}
        makers: dict[str, Callable[[], Any]] = {
            "ours": Paced, "one by one": lambda: Paced(batched=False), "floor": floor, **peers
        }  # fmt: skip
        runs = _in_turn(effort, makers.values(), partial(crowds.highest, transport=transport))
        most = {name: median(run) for name, run in zip(makers, runs, strict=True)}
        best = max(most[name] for name in peers)
        peer = f"{', '.join(f'{name} {most[name]:,.0f}' for name in peers)}"
        yield Figure(
            f"most deliveries/s, {transport}, batching", f"{most['ours']:,.0f} ({peer})", "at least 3 x the best peer",
            most["ours"] >= 3 * best,
        )  # fmt: skip
        yield Figure(
            f"most deliveries/s, {transport}, a write an event", f"{most['one by one']:,.0f} (floor {most['floor']:,.0f})",
            "at least the floor's", most["one by one"] >= most["floor"],
        )  # fmt: skip


def many_polls(effort: Effort) -> Iterator[Figure]:
    """Polls through Flask."""
    runs = _in_turn(effort, [Ours, naive], partial(crowds.polls, seconds=effort.seconds / 2))
    ours, simple = map(_medians, runs)
    ratio = ours["per_s"] / simple["per_s"]
    yield Figure(
        "polls a second", f"{ours['per_s']:,.0f}, {ratio:.1f} x the naive {simple['per_s']:,.0f}", "at least 5 x the naive",
        ratio >= 5,
    )  # fmt: skip
    yield Figure("processor time a poll", f"{ours['cpu_us']:.0f} us (naive {simple['cpu_us']:.0f})")
    segments = ours["segments"]
    yield Figure("TCP segments an answer", f"{segments:.2f} (naive {simple['segments']:.2f})", "1", segments < 1.01)


def held_polls(effort: Effort) -> Iterator[Figure]:
    """1,000 long polls that wait for the same event."""
    makers = {"ours": Ours, "naive": naive, **({"node": node} if node() else {})}
    runs = _in_turn(
        effort, makers.values(), partial(crowds.crowd, transport="long-polling", count=1000, seconds=effort.seconds)
    )
    late = {name: _medians(run) for name, run in zip(makers, runs, strict=True)}
    shown = ", ".join(f"{name} {late[name]['p50_ms']:.0f} / {late[name]['p99_ms']:.0f}" for name in makers)
    met = late["ours"]["p99_ms"] <= 1.5 * late["node"]["p99_ms"] if "node" in late else None
    yield Figure("1,000 held polls answered, p50 / p99 ms", shown, "p99 at most 1.5 x node's", met)


def multitude(effort: Effort) -> Iterator[Figure]:
    """10,000 readers on one node."""
    for transport in STREAMS:
        run = crowds.crowd(Ours(), transport, 10_000, effort.seconds)
        shown = (
            f"{run.accept_s:.1f} s to connect, p99 {run.p99_ms:.0f} ms, {run.kb_a_reader:.2f} KB each, {run.lost} lost"
        )
        yield Figure(f"10,000 readers, {transport}", shown, "all connected, none lost", not run.lost)


def rush(effort: Effort) -> Iterator[Figure]:
    """3,000 connecting at once, as a class does when its page is opened on a command."""
    for transport in STREAMS:
        run = crowds.crowd(Ours(), transport, 3_000, effort.seconds / 2, at_once=3_000)
        met = run.accept_s < 3 and not run.lost
        yield Figure(
            f"3,000 at once, {transport}", f"{run.accept_s:.2f} s, {run.lost} lost", "under 3 s, none lost", met
        )


def whole_class(effort: Effort) -> Iterator[Figure]:
    """300 learners with four transports each, recorded."""
    run = classroom(300, effort.minutes)
    for transport, p99_ms in run.p99_ms.items():
        yield Figure(f"class of 300, p99 of {transport}", f"{p99_ms:.1f} ms", "under 25 ms", 0 <= p99_ms < 25)
    yield Figure("class of 300, processor", f"{run.cpu:.0%} of a core", "under 60 %", run.cpu < 0.6)
    yield Figure("class of 300, lost", f"{run.lost}", "0", not run.lost)
    growth = run.kb_a_minute
    yield Figure(
        f"class of 300, growth over {run.minutes:.0f} min",
        f"{growth:+.0f} KB a minute",
        "under 250 KB: the log fills",
        growth < 250,
    )


def many_rooms(effort: Effort) -> Iterator[Figure]:
    """200 rooms of 25 against one of 5,000, the same deliveries."""
    apart, together = rooms(200, 25, effort.seconds), rooms(1, 5_000, effort.seconds)
    ratio = apart.cpu_us / together.cpu_us
    shown = f"{apart.cpu_us:.1f} us a delivery, {ratio:.2f} x one topic's; p99 {apart.p99_ms:.0f} ms, {apart.lost} lost"
    yield Figure("200 rooms with events of their own", shown, "within 1.5 x", ratio <= 1.5 and not apart.lost)


def page_during_fan_out(effort: Effort) -> Iterator[Figure]:
    """How long a poll waits while 5,000 readers are served four events a second."""
    server = Ours()
    with server, Readers(server.port) as readers:
        base = server.base()
        readers.add("sse", base + PATHS["sse"], CROWD)
        readers.connect()
        readers.add("polling", base + PATHS["polling"], 50)
        readers.connect()
        heard = crowds.listen(server, readers, 4, effort.seconds)
    shown = f"p50 {heard['polling']['answer_p50_ms']:.0f}, p99 {heard['polling']['answer_p99_ms']:.0f} ms"
    yield Figure("a poll during 20,000 deliveries/s", shown)


def watched_stage(effort: Effort) -> Iterator[Figure]:
    """A stage with four lanes and 50 events a second, in a real browser."""
    run = browsing.stage(effort.minutes)
    yield Figure("stage, script a frame", f"{run.frame_ms:.1f} ms at the median", "at most 4 ms", run.frame_ms <= 4)
    yield Figure("stage, from frame to frame", f"{run.between_ms:.1f} ms at the median")
    yield Figure(
        "stage, tasks over 50 ms", f"{run.long_tasks} (longest {run.longest_ms:.0f} ms)", "none", not run.long_tasks
    )
    for what, growth, kb in (("heap", run.heap_kb_a_minute, run.heap_kb), ("process", run.kb_a_minute, run.kb)):
        yield Figure(
            f"stage, growth of its {what} over {effort.minutes:.0f} min",
            f"{growth:+.0f} KB a minute of {kb:,.0f}; {run.events:,} events a lane",
            "under 100 KB a minute",
            growth < 100,
        )


FIGURES = {
    "start": cold_start, "crowd": big_crowd, "most": most_deliveries, "polls": many_polls, "held": held_polls,
    "multitude": multitude, "rush": rush, "class": whole_class, "rooms": many_rooms, "during": page_during_fan_out,
    "stage": watched_stage,
}  # fmt: skip
QUICK = ("start", "polls", "crowd", "held", "rush")  # what --quick measures, once each: two minutes


def _in_turn(effort: Effort, makers: Iterable[Callable[[], Any]], run: Callable[[Any], Any]) -> list[list[Any]]:
    """The results of `run` on each server, which take turns, so that a slow minute of the machine hits all of them."""
    turns = [[run(make()) for make in makers] for _ in range(effort.repeats)]
    return [list(results) for results in zip(*turns, strict=True)]


def _medians(results: list[Any]) -> dict[str, float]:
    """Field by field, of dataclasses of numbers."""
    return {name: median(getattr(result, name) for result in results) for name in vars(results[0])}


def machine() -> str:
    """What this was measured on, in a line."""
    uname = os.uname()
    return f"{uname.sysname} {uname.release}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"
