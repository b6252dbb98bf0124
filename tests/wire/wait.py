"""Waiting for a condition instead of sleeping."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

SCALE = float(os.environ.get("TEST_TIME_SCALE", "1"))  # more on a slow machine; the bounds of all tests grow with it
PATIENCE_S = 10.0 * SCALE
LOOK_EVERY_S = 0.005

T = TypeVar("T")


def until(condition: Callable[[], T], what: str, within_s: float = PATIENCE_S) -> T:
    """What `condition` answers, once that is true; AssertionError that it never came to `what`, and what it was instead."""
    deadline = time.monotonic() + within_s
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"within {within_s:g} s it did not come to this: {what} (last: {answer!r})"
        time.sleep(LOOK_EVERY_S)
    return answer
