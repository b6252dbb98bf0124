"""The load client counts what it should: without that, no figure of script/bench is worth its table."""

import shutil
import sys
import time
from collections.abc import Iterator

import pytest

from tests.load.readers import Readers
from tests.load.servers import PATHS, Ours

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(
        sys.platform != "linux" or not any(map(shutil.which, ("cc", "gcc", "clang"))),
        reason="the load client needs Linux and a C compiler",
    ),
]

PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def server() -> Iterator[Ours]:
    with Ours() as running:
        yield running


def test_readers_of_every_transport_hear_every_event_once(server: Ours) -> None:
    with Readers(server.port) as readers:
        base = server.base()
        for transport, path in PATHS.items():
            readers.add(transport, base + path, 20)
        readers.every(100)
        readers.connect()
        server.rate(10)
        deadline = time.monotonic() + PATIENCE_S
        while min(heard["fewest"] for heard in by_transport(readers).values()) < 5:
            assert time.monotonic() < deadline, by_transport(readers)
            time.sleep(0.1)
        server.rate(0)
        while len({heard[word] for heard in by_transport(readers).values() for word in ("fewest", "most")}) > 1:
            assert time.monotonic() < deadline, by_transport(readers)
            time.sleep(0.1)
        for transport, heard in by_transport(readers).items():
            assert (heard["open"], heard["lost"], heard["again"]) == (20, 0, 0), transport
            assert 0 < heard["p50_ms"] <= heard["p99_ms"] <= heard["max_ms"] < 5_000, transport


def test_an_answer_is_one_segment(server: Ours) -> None:
    with Readers(server.port) as readers:
        readers.add("asking", server.base() + "poll?after=0", 4)
        readers.connect()
        deadline = time.monotonic() + PATIENCE_S
        while (heard := readers.report()["asking"])["answers"] < 200:
            assert time.monotonic() < deadline, heard
            time.sleep(0.05)
    assert heard["segments_an_answer"] == pytest.approx(1, abs=0.05)


def by_transport(readers: Readers) -> dict[str, dict[str, float]]:
    report = readers.report()
    return {transport: report[transport] for transport in PATHS}
