"""The way of requests that are answered at once through a simulated network, to the millisecond."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from realtime.conditions import NONE, Conditions
from realtime.server import passage as module
from realtime.server.passage import Cut, Gone, Passage
from realtime.server.shaped import PIECE_BYTES, RESET
from tests.unit.clock import Clock

TIMED = module  # whose time `clock` holds

TURN_S = 0.002  # the shortest wait is a millisecond
LOOK_S = module.WATCH_S + 0.001  # how late a change of the conditions may be noticed


class Way:
    """A network whose conditions follow a script: `then` at so many seconds."""

    def __init__(self, clock: Clock, now: Conditions, then: Conditions | None = None, at_s: float = 0) -> None:
        self._clock, self._began = clock, clock.at
        self._now, self._then, self._at_s = now, then, at_s

    @property
    def now(self) -> Conditions:
        over = self._then is not None and self._clock.at >= self._began + self._at_s
        return self._then if over and self._then is not None else self._now


class Socket:
    """The client's connection. `sent`: (when, how many bytes); `passed`: the bytes."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._began = clock, clock.at
        self.gone = False
        self.sent: list[tuple[float, int]] = []
        self.passed: list[bytes] = []
        self.options: tuple[Any, ...] = ()
        self._sock = self

    def send_now(self, data: bytes) -> None:
        self.sent.append((round(self._clock.at - self._began, 2), len(data)))
        self.passed.append(data)

    def recv(self, *_: int) -> bytes:
        if self.gone:
            return b""
        raise BlockingIOError

    def setsockopt(self, *option: Any) -> None:
        self.options = option


def through(clock: Clock, *way: Any) -> tuple[Passage, Socket, list[bytes]]:
    """A passage, its socket, and what has passed it."""
    sock, made = Socket(clock), cast(Any, Way(clock, *way))
    return Passage(made, sock, sock.send_now), sock, sock.passed


def took(clock: Clock, what: Callable[[], object]) -> float:
    """For how long it waited, in s."""
    began = clock.at
    what()
    return clock.at - began


@pytest.mark.parametrize(
    ("conditions", "up_s", "down_s"),
    [
        (Conditions(delay_up_ms=150), 0.150, 0),
        (Conditions(delay_down_ms=150), 0, 0.150),
        (Conditions(jitter_ms=200), 0.100, 0.100),  # half the luck
        (Conditions(bytes_per_s=1_000), 0.500, 0.500),
        (Conditions(delay_up_ms=150, delay_down_ms=250, jitter_ms=200, bytes_per_s=1_000), 0.750, 0.850),
        (NONE, 0, 0),
    ],
)
def test_a_request_and_its_answer_take_as_long_as_they_should(
    clock: Clock, conditions: Conditions, up_s: float, down_s: float
) -> None:
    passage, _, passed = through(clock, conditions)
    assert took(clock, lambda: passage.arrive(500)) == pytest.approx(up_s, abs=TURN_S)
    assert took(clock, lambda: passage.send(b"x" * 500)) == pytest.approx(down_s, abs=TURN_S)
    assert passed == [b"x" * 500]


def test_a_long_answer_drips_in_pieces(clock: Clock) -> None:
    passage, sock, _ = through(clock, Conditions(bytes_per_s=PIECE_BYTES, delay_down_ms=100))
    passage.send(b"x" * 3 * PIECE_BYTES)
    assert sock.sent == [(1.1, PIECE_BYTES), (2.1, PIECE_BYTES), (3.1, PIECE_BYTES)]


def test_a_request_meets_what_was_in_force_when_it_left(clock: Clock) -> None:
    left = Conditions(delay_up_ms=500, status="503", requests=1)
    passage, _, _ = through(clock, left, NONE, 0.2)
    assert passage.arrive(1) == left


@pytest.mark.parametrize("way", ["arrive", "send"])
def test_in_a_black_hole_it_waits_until_that_ends(clock: Clock, way: str) -> None:
    passage, sock, _ = through(clock, Conditions(black_hole=True), NONE, 30)
    waited = took(clock, lambda: passage.arrive(1) if way == "arrive" else passage.send(b"x"))
    assert 30 <= waited <= 30 + LOOK_S
    assert len(sock.sent) == (way == "send")


@pytest.mark.parametrize("under_way", [Conditions(delay_up_ms=1_000, delay_down_ms=1_000), Conditions(black_hole=True)])
@pytest.mark.parametrize("way", ["arrive", "send"])
def test_a_cut_resets_who_is_under_way(clock: Clock, way: str, under_way: Conditions) -> None:
    passage, sock, passed = through(clock, under_way, Conditions(cut=True), 0.3)
    began = clock.at
    with pytest.raises(Cut):
        passage.arrive(1) if way == "arrive" else passage.send(b"x")
    assert clock.at - began <= 0.3 + LOOK_S
    assert sock.options[-1] == RESET
    assert passed == []


@pytest.mark.parametrize("under_way", [Conditions(delay_up_ms=1_000), Conditions(black_hole=True)])
def test_a_client_that_hangs_up_is_not_waited_for(clock: Clock, under_way: Conditions) -> None:
    passage, sock, _ = through(clock, under_way)
    sock.gone = True
    with pytest.raises(Gone):
        passage.arrive(1)
