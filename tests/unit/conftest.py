"""Fixtures of the feed's and the simulated network's tests, and how laws are tried."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from realtime.server import feed as feed_module
from tests.unit.clock import Clock
from tests.unit.feed_scene import Scene

# Laws are tried on many examples; how long one takes says more about the machine than about the law.
settings.register_profile("unit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")


@pytest.fixture
def scene() -> Scene:
    """A feed without readers."""
    return Scene()


@pytest.fixture(scope="module")
def small_turns() -> Iterator[None]:
    """A walk yields after every reader and stops after a few frames, so that a test meets what else takes thousands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_module, "WRITES_A_TURN", 1)
        yield


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time for the code that a test's file calls TIMED; it passes when the test says so, or while something waits."""
    made = Clock()
    made.hold(request.module.TIMED, monkeypatch)
    return made
