"""What a node counts about itself, and that Prometheus' own parser reads it."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from realtime.server.metrics import BUCKETS_S, Histogram, Metrics, exposition


def read(metrics: Metrics, streams: Counter[str] | None = None) -> dict[tuple[str, tuple[str, ...]], float]:
    """(name, values of its labels by their names) → value, as Prometheus reads them."""
    node = SimpleNamespace(
        metrics=metrics,
        streams=SimpleNamespace(open_by_transport=lambda: streams or Counter()),
        connections=SimpleNamespace(total=7),
        rooms=SimpleNamespace(published=9, broker=SimpleNamespace(room_count=lambda: 3)),
    )
    text = exposition(cast(Any, node)).decode()
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_new_node_has_counted_nothing() -> None:
    found = read(Metrics())
    assert found["realtime_bytes_up_total", ()] == found["realtime_bytes_down_total", ()] == 0
    assert found["realtime_gap_events_total", ()] == 0


def test_what_the_node_knows_is_read_when_asked() -> None:
    found = read(Metrics(), Counter(sse=2, websocket=1))
    assert found["realtime_connections", ("sse",)] == 2
    assert found["realtime_connections", ("websocket",)] == 1
    assert found["realtime_tcp_connections", ()] == 7
    assert found["realtime_rooms", ()] == 3
    assert found["realtime_events_total", ()] == 9


def test_deliveries_are_counted_by_transport_with_their_delay() -> None:
    metrics = Metrics()
    metrics.delivered("sse", 0.0007, 2)
    metrics.delivered("sse", 0.3, 1)
    metrics.delivered("websocket", 9.0, 1)
    found = read(metrics)
    assert found["realtime_deliveries_total", ("sse",)] == 3
    assert found["realtime_delivery_seconds_count", ("sse",)] == 3
    assert found["realtime_delivery_seconds_sum", ("sse",)] == pytest.approx(0.3014)
    assert found["realtime_delivery_seconds_bucket", ("0.0005", "sse")] == 0
    assert found["realtime_delivery_seconds_bucket", ("0.001", "sse")] == 2
    assert found["realtime_delivery_seconds_bucket", ("0.5", "sse")] == 3
    assert found["realtime_delivery_seconds_bucket", ("2.5", "websocket")] == 0
    assert found["realtime_delivery_seconds_bucket", ("+Inf", "websocket")] == 1


def test_requests_and_drops_are_counted_by_kind() -> None:
    metrics = Metrics()
    metrics.requests["2xx"] += 5
    metrics.dropped["it does not read"] += 1
    metrics.bytes_up, metrics.bytes_down, metrics.gap_events = 10, 20, 4
    found = read(metrics)
    assert found["realtime_requests_total", ("2xx",)] == 5
    assert found["realtime_dropped_total", ("it does not read",)] == 1
    assert found["realtime_bytes_up_total", ()] == 10
    assert found["realtime_bytes_down_total", ()] == 20
    assert found["realtime_gap_events_total", ()] == 4


@given(st.lists(st.tuples(st.floats(-0.01, 10), st.integers(1, 5))))
def test_a_histogram_counts_what_is_at_most_each_bound(observed: list[tuple[float, int]]) -> None:
    histogram = Histogram()
    for seconds, times in observed:
        histogram.observe(seconds, times)
    for (bound, count), limit in zip(histogram.cumulative(), (*BUCKETS_S, float("inf")), strict=True):
        assert float(bound) == limit
        assert count == sum(times for seconds, times in observed if seconds <= limit)
    assert histogram.sum_s == pytest.approx(sum(max(0.0, seconds) * times for seconds, times in observed))
