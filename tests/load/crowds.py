"""What one run of one server shows: a crowd that listens, the highest rate it keeps up with, and polls in a row."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.load.readers import Readers
from tests.load.servers import PATHS, Ours, Peer

SETTLE_S = 1.5  # until everything in flight has arrived, unless the server is hopelessly behind


@dataclass(frozen=True)
class Crowd:
    """Readers of one topic: how they were taken in, what each costs, and how late one event a second reached them."""

    accept_s: float
    kb_a_reader: float
    p50_ms: float
    p99_ms: float
    lost: int
    cpu_us: float  # a delivery


def crowd(server: Ours | Peer, transport: str, count: int, seconds: float, at_once: int = 100) -> Crowd:
    """Start `server`, connect `count` readers, and publish one event a second for `seconds`."""
    with server, Readers(server.port) as readers:
        before_kb = server.memory_kb()
        readers.add(transport, server.base() + PATHS[transport], count)
        accept_s = readers.connect(at_once)
        time.sleep(SETTLE_S)
        kb_a_reader = (server.memory_kb() - before_kb) / count
        cpu_s = server.cpu_s()
        heard = listen(server, readers, 1, seconds)[transport]
        cpu_us = (server.cpu_s() - cpu_s) / heard["events"] * 1e6
    return Crowd(accept_s, kb_a_reader, heard["p50_ms"], heard["p99_ms"], missed(heard), cpu_us)


def listen(server: Ours | Peer, readers: Readers, per_s: float, seconds: float) -> dict[str, Any]:
    """What the readers counted while the server published `per_s` events a second, once all of it has arrived."""
    readers.forget()
    server.rate(per_s)
    time.sleep(seconds)
    server.rate(0)
    time.sleep(SETTLE_S)
    return readers.report()


def missed(heard: dict[str, int]) -> int:
    """Events that some reader did not get, or got twice. All of one kind follow one topic, so they get equally many."""
    return heard["lost"] + heard["again"] + heard["most"] * heard["open"] - heard["events"]


def highest(server: Peer, transport: str, count: int = 1000, start: float = 40, seconds: float = 2) -> float:
    """The most deliveries a second with p99 under a second, nothing lost, and 97 % on time.

    The rate is doubled until a step fails twice, then halved in three times between the last two.
    """
    with server, Readers(server.port) as readers:
        readers.add(transport, server.base() + PATHS[transport], count)
        readers.connect()
        best, low, high = 0.0, 0.0, start
        while low + 1 < high and (reached := _keeps_up(server, readers, transport, high, seconds)):
            best, low, high = max(best, reached), high, high * 2
        for _ in range(3):
            middle = (low + high) / 2
            if reached := _keeps_up(server, readers, transport, middle, seconds):
                best, low = max(best, reached), middle
            else:
                high = middle
    return best


def _keeps_up(server: Peer, readers: Readers, transport: str, per_s: float, seconds: float) -> float:
    """Deliveries a second at this rate, 0 if the server does not keep up with it; tried twice, for the machine's hiccups."""
    for _ in range(2):
        readers.forget()
        server.rate(per_s)
        begun = time.monotonic()
        time.sleep(seconds)
        on_time = readers.report()[transport]["events"]
        took_s = time.monotonic() - begun
        server.rate(0)
        time.sleep(SETTLE_S)
        heard = readers.report()[transport]
        if (
            heard["p99_ms"] < 1000
            and not missed(heard)
            and on_time >= 0.97 * per_s * heard["open"] * took_s - heard["open"]
        ):
            return float(on_time / took_s)
    return 0.0


@dataclass(frozen=True)
class Polls:
    """64 connections that ask again as soon as they are answered, about one event in the log."""

    per_s: float
    cpu_us: float  # a poll
    segments: float  # TCP segments an answer


def polls(server: Ours | Peer, seconds: float) -> Polls:
    """The median of windows of half a second."""
    with server, Readers(server.port) as readers:
        base = server.base()
        server.rate(1)
        time.sleep(1.2)
        server.rate(0)
        readers.add("asking", base + PATHS["polling"].replace("{cursor}", "0"), 64)
        readers.connect()
        rates, begun, cpu_s, asked = [], time.monotonic(), server.cpu_s(), 0
        while time.monotonic() < begun + seconds:
            readers.forget()
            window = time.monotonic()
            time.sleep(0.5)
            answers = readers.report()["asking"]["answers"]
            rates.append(answers / (time.monotonic() - window))
            asked += answers
        cpu_us = (server.cpu_s() - cpu_s) / asked * 1e6
        segments = readers.report()["asking"]["segments_an_answer"]
        return Polls(median(rates), cpu_us, segments)
