"""What a node counts about itself, and the same as Prometheus text (exposition format 0.0.4)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

if TYPE_CHECKING:
    from realtime.server.node import Node

BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Histogram:
    """Counts by bucket, and their sum. Cheap enough to be fed from inside the fan-out."""

    __slots__ = ("counts", "sum_s")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS_S) + 1)
        self.sum_s = 0.0

    def observe(self, seconds: float, times: int = 1) -> None:
        """`times` observations of the same value."""
        self.counts[bisect_left(BUCKETS_S, seconds)] += times
        self.sum_s += max(0.0, seconds) * times

    def cumulative(self) -> list[tuple[str, float]]:
        """(upper bound, observations up to it), as the exposition format wants them."""
        total, pairs = 0, []
        for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), self.counts, strict=True):
            total += count
            pairs.append((bound, float(total)))
        return pairs


class Metrics:
    """The node's counters. Dictionaries are by transport."""

    def __init__(self) -> None:
        self.deliveries: Counter[str] = Counter()
        self.latency: dict[str, Histogram] = {}
        self.bytes_up = 0
        self.bytes_down = 0
        self.requests: Counter[str] = Counter()  # by status class: "2xx"
        self.dropped: Counter[str] = Counter()  # streams the server closed, by reason
        self.gap_events = 0

    def delivered(self, transport: str, latency_s: float, events: int) -> None:
        """`events` events were written to a reader's socket, the newest `latency_s` after it was published."""
        self.deliveries[transport] += events
        histogram = self.latency.get(transport)
        if histogram is None:
            histogram = self.latency[transport] = Histogram()
        histogram.observe(latency_s, events)


class _Collector:
    """Reads a node when Prometheus asks, so that counting costs nothing in between."""

    def __init__(self, node: "Node") -> None:
        self._node = node

    def collect(self) -> Iterator[Metric]:
        """Every family this node has."""
        node, metrics = self._node, self._node.metrics
        open_now = GaugeMetricFamily("realtime_connections", "Adopted connections open now.", labels=["transport"])
        for transport, count in node.streams.open_by_transport().items():
            open_now.add_metric([transport], count)
        yield open_now
        yield GaugeMetricFamily("realtime_tcp_connections", "TCP connections open now.", node.connections.total)
        yield GaugeMetricFamily("realtime_rooms", "Rooms that have not expired.", node.rooms.broker.room_count())
        yield CounterMetricFamily("realtime_events", "Events published, seen by this node.", node.rooms.published)
        yield _by("realtime_deliveries", "Events written to readers.", "transport", metrics.deliveries)
        yield _by("realtime_requests", "HTTP requests answered.", "status", metrics.requests)
        yield _by("realtime_dropped", "Streams closed by the server.", "reason", metrics.dropped)
        yield CounterMetricFamily("realtime_gap_events", "Events announced as lost to readers.", metrics.gap_events)
        yield CounterMetricFamily("realtime_bytes_up", "Bytes received.", metrics.bytes_up)
        yield CounterMetricFamily("realtime_bytes_down", "Bytes sent.", metrics.bytes_down)
        latency = HistogramMetricFamily(
            "realtime_delivery_seconds", "From publish to the reader's socket.", labels=["transport"]
        )
        for transport, histogram in metrics.latency.items():
            latency.add_metric([transport], histogram.cumulative(), histogram.sum_s)
        yield latency


def _by(name: str, help: str, label: str, counts: Counter[str]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def exposition(node: "Node") -> bytes:
    """The node's figures as Prometheus text."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(node))
    return generate_latest(registry)
