"""The auto-publisher: its settings, its rhythm, and who runs it; on a clock of the test's own."""

import random
from collections.abc import Callable
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any

import pytest
from gevent.event import Event as Signal
from hypothesis import given
from hypothesis import strategies as st

from realtime.auto import LEASE_S, AutoPublisher, auto_settings, gap_s
from realtime.broker.memory import MemoryBroker
from realtime.errors import Refused
from realtime.event import Event
from realtime.limits import Limits
from realtime.room import Rooms

# -- settings -----------------------------------------------------------------------------------------


def test_settings_have_defaults() -> None:
    assert auto_settings({"rate": 2}) == {"topic": "stage", "rate": 2.0, "pattern": "steady"}
    assert auto_settings({"rate": 0.2, "topic": "chat", "pattern": "poisson"}) == {
        "topic": "chat",
        "rate": 0.2,
        "pattern": "poisson",
    }


@pytest.mark.parametrize("rate", [0, 0.0, -0.0])
def test_a_rate_of_nothing_is_off(rate: float) -> None:
    assert auto_settings({"rate": rate}) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "off",
        {},
        {"rate": None},
        {"rate": True},
        {"rate": "2"},
        {"rate": -1},
        {"rate": 0.1},
        {"rate": 50.1},
        {"rate": float("nan")},
        {"rate": 10**300},
        {"rate": 2, "pattern": "waltz"},
        {"rate": 2, "pattern": ["steady"]},
        {"rate": 2, "topic": 5},
        {"rate": 0, "topic": 5},
    ],
    ids=repr,
)
def test_settings_that_make_no_sense_are_refused_with_what_would(value: object) -> None:
    with pytest.raises(Refused, match="The auto-publisher cannot run") as refusal:
        auto_settings(value)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-auto")
    assert "0.2 to 50 a second" in refusal.value.hint
    assert len(refusal.value.message) < 120


def test_its_topic_is_checked_like_any_other() -> None:
    with pytest.raises(Refused) as refusal:
        auto_settings({"rate": 2, "topic": "No topic"})
    assert refusal.value.code == "bad-topic"


# -- the rhythm ---------------------------------------------------------------------------------------


@given(st.floats(0.2, 50))
def test_a_steady_rhythm_has_equal_gaps(rate: float) -> None:
    assert gap_s({"rate": rate, "pattern": "steady"}) == 1 / rate


@pytest.mark.parametrize("rate", [0.2, 2.0, 50.0])
def test_poisson_gaps_have_the_mean_and_the_spread_of_chance(rate: float) -> None:
    chance = random.Random(6)
    gaps = [gap_s({"rate": rate, "pattern": "poisson"}, chance.random) for _ in range(20_000)]
    assert fmean(gaps) * rate == pytest.approx(1, rel=0.03)
    assert stdev(gaps) * rate == pytest.approx(1, rel=0.03)  # an exponential law's spread is its mean
    share = sum(gap * rate > 1 for gap in gaps) / len(gaps)
    assert share == pytest.approx(0.368, abs=0.015)  # exp(-1)


@given(st.floats(0, 1, exclude_max=True))
def test_every_poisson_gap_is_a_time(drawn: float) -> None:
    assert 0 <= gap_s({"rate": 2.0, "pattern": "poisson"}, lambda: drawn) < 20


# -- running ------------------------------------------------------------------------------------------


class Scene:
    """A room, its auto-publisher, and a clock that only waiting moves. `plan` says what happens at which second."""

    def __init__(self, **limits: float) -> None:
        self.at = 1_000.0
        self.began = self.at
        self.plan: list[tuple[float, Callable[[], object]]] = []
        self.heard: list[tuple[float, int]] = []
        self.listening = True
        bounds = Limits(**limits)  # type: ignore[arg-type]  # as the environment would set them
        self.broker = MemoryBroker(bounds, lambda: self.at)
        self.rooms = Rooms(self.broker, bounds, lambda: self.at, lambda: self.at)
        self.room = self.rooms.create("192.0.2.1").room
        self.broker.listen(self.room, "events", self._hear)
        self.publisher = AutoPublisher(self.rooms, "node-1", lambda: self.at, self._wait)

    def set(self, rate: float, pattern: str = "steady") -> None:
        """New settings for the room."""
        self.broker.set_auto(self.room, auto_settings({"rate": rate, "pattern": pattern}))

    def run(self, seconds: float) -> list[float]:
        """Run for so long; the seconds at which events were published."""
        self.plan.append((seconds, lambda: self.broker.set_auto(self.room, None)))
        self.plan.sort(key=lambda step: step[0])
        self.broker.lease("auto:" + self.room, "node-1", LEASE_S)
        self.publisher._run(self.room)
        return [at for at, _ in self.heard]

    def _hear(self, event: Event) -> None:
        self.heard.append((round(self.at - self.began, 3), event.id))

    def _wait(self, changed: Signal, seconds: float) -> None:
        assert 0 < seconds < LEASE_S  # the lease is renewed after each wait
        end = self.at + seconds
        while not changed.is_set() and self.at < end:
            planned = self.began + self.plan[0][0] if self.plan else end
            self.at = max(self.at, min(end, planned))
            self.rooms.expire(lambda _: self.listening)
            while self.plan and self.began + self.plan[0][0] <= self.at:
                self.plan.pop(0)[1]()


@pytest.fixture
def scene() -> Scene:
    """Nothing set yet."""
    return Scene()


def test_a_steady_publisher_keeps_its_rate(scene: Scene) -> None:
    scene.set(2)
    assert scene.run(3.1) == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert [id for _, id in scene.heard] == [1, 2, 3, 4, 5, 6]


def test_its_events_say_that_they_are_automatic_and_are_counted(scene: Scene) -> None:
    scene.set(2)
    scene.run(1.1)
    events = scene.broker.log(scene.room, "stage").after(0).events
    assert [event.type for event in events] == ["auto", "auto"]
    assert '"data":{"count":2}' in events[1].json
    assert scene.rooms.published == 2


def test_a_new_rate_is_followed_at_once(scene: Scene) -> None:
    scene.set(0.2)
    scene.plan.append((1.0, lambda: scene.set(2)))
    times = scene.run(2.7)
    assert times == [1.5, 2.0, 2.5]


def test_a_publisher_that_was_a_little_late_catches_up(scene: Scene) -> None:
    def oversleep() -> None:
        scene.at += 0.6

    scene.set(2)
    scene.plan.append((0.9, oversleep))
    times = scene.run(3.1)
    assert len(times) == 6
    assert times[-1] == 3.0


def test_a_publisher_that_stood_still_does_not_make_up_for_it(scene: Scene) -> None:
    def stand_still() -> None:
        scene.at += 2.5

    scene.set(2)
    scene.plan.append((0.9, stand_still))
    times = scene.run(5)
    assert max(later - earlier for earlier, later in pairwise(times)) > 2.5
    assert len(times) <= 6


def test_it_stops_when_nobody_has_listened_for_a_while() -> None:
    scene = Scene(auto_idle_s=2)
    scene.set(2)

    def leave() -> None:
        scene.listening = False

    scene.plan.append((1.3, leave))
    assert scene.run(60) == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert scene.broker.room(scene.room).auto is None


def test_it_goes_on_for_who_comes_back_in_time() -> None:
    scene = Scene(auto_idle_s=2)

    def come_or_go() -> None:
        scene.listening = not scene.listening

    scene.set(2)
    scene.plan += [(at, come_or_go) for at in (1.0, 2.5, 3.0, 4.5)]
    assert len(scene.run(5.1)) == 10


def test_it_ends_with_its_room_and_gives_its_lease_back(scene: Scene) -> None:
    scene.set(2)
    scene.plan.append((1.1, lambda: scene.broker.remove_room(scene.room)))
    scene.plan.append((60, lambda: pytest.fail("it still runs")))
    scene.run(61)
    assert scene.broker.lease("auto:" + scene.room, "node-2", 1)


def test_it_ends_when_another_node_has_taken_over(scene: Scene) -> None:
    def stand_still_while_another_takes_over() -> None:
        scene.at += LEASE_S + 1
        assert scene.broker.lease("auto:" + scene.room, "node-2", LEASE_S)

    scene.set(2)
    scene.plan.append((1.1, stand_still_while_another_takes_over))
    scene.plan.append((60, lambda: pytest.fail("it still runs")))
    assert scene.run(61) == [0.5, 1.0]
    assert not scene.broker.lease("auto:" + scene.room, "node-1", 1)


def test_a_room_has_one_publisher_whoever_adopts_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr("gevent.spawn", lambda run, room: started.append(room))
    other = AutoPublisher(scene.rooms, "node-2")
    scene.set(2)
    scene.publisher.adopt(scene.room)
    scene.publisher.adopt(scene.room)
    other.adopt_orphans()
    assert started == [scene.room]
    scene.at += LEASE_S + 0.1  # the first node renews it no more
    other.adopt_orphans()
    assert started == [scene.room, scene.room]
