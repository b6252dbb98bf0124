"""The token bucket: a burst, then a rate, whatever the clock does."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.rate import Bucket


def test_a_burst_passes_and_then_the_rate() -> None:
    bucket = Bucket(per_s=2, burst=3, now=100.0)
    assert [bucket.take(100.0) for _ in range(5)] == [True, True, True, False, False]
    assert [bucket.take(100.5) for _ in range(2)] == [True, False]
    assert [bucket.take(110.0) for _ in range(4)] == [True, True, True, False]


@given(st.floats(0.5, 50), st.integers(1, 50), st.lists(st.floats(0, 3), max_size=200))
def test_no_more_passes_than_the_burst_and_the_rate(per_s: float, burst: int, waits: list[float]) -> None:
    bucket, now, passed = Bucket(per_s, burst, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        passed += bucket.take(now)
    assert passed <= burst + per_s * now + 1e-6


@given(st.lists(st.floats(0.501, 10), max_size=100))
def test_who_keeps_to_the_rate_always_passes(waits: list[float]) -> None:
    bucket, now = Bucket(per_s=2, burst=1, now=0.0), 0.0
    for wait in waits:
        now += wait
        assert bucket.take(now)


def test_a_refused_attempt_costs_nothing() -> None:
    bucket = Bucket(per_s=1, burst=1, now=0.0)
    bucket.take(0.0)
    assert not any(bucket.take(0.09 * turn) for turn in range(1, 11))
    assert bucket.take(1.0)


def test_a_clock_that_is_set_back_neither_fills_nor_empties_it() -> None:
    bucket = Bucket(per_s=1, burst=2, now=1_000.0)
    assert bucket.take(0.0)
    assert bucket.take(0.0)
    assert not bucket.take(0.5)
    assert bucket.take(1.5)


def test_a_bucket_that_is_full_again_can_be_forgotten() -> None:
    bucket = Bucket(per_s=2, burst=4, now=0.0)
    assert bucket.full(0.0)
    bucket.take(0.0)
    assert not bucket.full(0.4)
    assert bucket.full(0.5)
