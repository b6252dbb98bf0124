"""A class: each learner has the four transports side by side, and a control socket that is told of their wire."""

import time
from dataclasses import dataclass

from tests.load.readers import Readers
from tests.load.servers import PATHS, Ours, new_room, set_auto

WARM_S = 120.0  # until every buffer and cache has had its use


@dataclass(frozen=True)
class Class:
    """What a class cost and got, over its whole time."""

    p99_ms: dict[str, float]  # by transport: from publish to the learner; for polls from question to answer
    lost: int
    cpu: float  # of one core
    kb_a_minute: float  # growth
    minutes: float


def classroom(learners: int, minutes: float) -> Class:
    """One room, one event a second, `learners` learners who poll once a second, all of them recorded by tag."""
    server = Ours()
    with server, Readers(server.port) as readers:
        base = server.base()
        for number in range(learners):
            for transport, path in PATHS.items():
                readers.add(transport, f"{base}{path}{'&' if '?' in path else '?'}tag=learner{number}")
            readers.add("control", f"{base.partition('/topics')[0]}/control?tag=learner{number}")
        readers.connect()
        server.rate(1)
        time.sleep(WARM_S)
        readers.forget()
        memory_kb, cpu_s, begun = server.memory_kb(), server.cpu_s(), time.monotonic()
        time.sleep(minutes * 60)
        report, took_s = readers.report(), time.monotonic() - begun
        cpu, growth_kb = (server.cpu_s() - cpu_s) / took_s, server.memory_kb() - memory_kb
    late = {transport: report[transport]["p99_ms"] for transport in PATHS if transport != "polling"}
    late["polling"] = report["polling"]["answer_p99_ms"]
    lost = sum(_lost(report[transport], took_s) for transport in PATHS)
    return Class(late, lost, cpu, growth_kb / took_s * 60, took_s / 60)


def _lost(heard: dict[str, int], events: float) -> int:
    """Ids that were skipped or came twice, and what the worst reader lacks of `events`, two of which may be under way."""
    return heard["lost"] + heard["again"] + max(0, int(events) - 2 - heard["fewest"])


@dataclass(frozen=True)
class Shared:
    """How one event a second reached readers, and what a delivery cost."""

    p99_ms: float
    cpu_us: float
    lost: int


def rooms(count: int, readers_each: int, seconds: float) -> Shared:
    """`count` rooms with as many SSE readers each, one event a second in every room."""
    server = Ours()
    with server, Readers(server.port) as readers:
        made = [new_room(server.port) for _ in range(count)]
        for room in made:
            readers.add("sse", f"/rooms/{room['room']}/topics/bench/sse", readers_each)
        readers.connect()
        for room in made:
            set_auto(server.port, room, 1)
        time.sleep(2)
        readers.forget()
        cpu_s = server.cpu_s()
        time.sleep(seconds)
        heard = readers.report()["sse"]
        cpu_us = (server.cpu_s() - cpu_s) / heard["events"] * 1e6
    return Shared(heard["p99_ms"], cpu_us, _lost(heard, seconds))
