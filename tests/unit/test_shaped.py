"""A simulated network before a stream's socket: what it does to bytes, to the millisecond, and that it leaves nothing behind."""

from typing import Any

import pytest

from realtime.conditions import NONE, Conditions
from realtime.server import shaped as module
from realtime.server.shaped import PIECE_BYTES, PIECES_UP, ShapedSocket
from realtime.server.stream import READ, Stream
from tests.unit.clock import Clock
from tests.unit.lines import FakeStreams, Line

TIMED = module  # whose time `clock` holds

SOON = 0.001  # s: sooner than anything here is due


class Shaped(Line):
    """A line of whose client a ShapedSocket can learn, and which it may have reset."""

    gone = False  # whether the client has hung up
    options: tuple[int, ...] = ()

    def recv(self, size: int, flags: int = 0) -> bytes:
        return b"" if flags and self.gone else super().recv(size)

    def setsockopt(self, _: int, *option: Any) -> None:
        self.options += option


class Talk(Stream):
    """A stream whose client may speak, as a WebSocket's."""

    hears = True
    heard = b""

    def received(self, data: bytes) -> None:
        self.heard += data


class Held(Stream):
    """A stream that brings one whole answer, as a held poll."""

    is_whole = True
    has_passed = False

    def drained(self) -> None:
        self.has_passed = True


class Scene:
    """A stream behind a simulated network."""

    def __init__(self, conditions: Conditions, of: type[Stream] = Stream, **limits: float) -> None:
        self.streams, self.line, self.left = FakeStreams(**limits), Shaped(), list[object]()
        self.stream: Any = self.streams.stream(self.line, of)
        self.shaped = ShapedSocket(self.stream, leave=lambda one, _: self.left.append(one))
        self.stream.reroute(self.shaped)
        self.follow(conditions)

    def follow(self, conditions: Conditions, cut: bool = False) -> None:
        self.conditions = conditions
        self.shaped.follow(conditions, cut)

    def hear(self, data: bytes) -> None:
        """The client's bytes reach the socket."""
        self.line.incoming.append(data)
        assert self.streams.ready(self.line, READ)

    @property
    def sent(self) -> bytes:
        return self.line.sent


# -- to the client ------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [Stream, Talk, Held])
@pytest.mark.parametrize(
    ("conditions", "after_s"),
    [
        (Conditions(delay_down_ms=150), 0.150),
        (Conditions(jitter_ms=200), 0.100),  # half the luck
        (Conditions(bytes_per_s=1_000), 0.500),
        (Conditions(delay_down_ms=150, jitter_ms=200, bytes_per_s=1_000), 0.750),
        (Conditions(delay_up_ms=150), 0),
    ],
)
def test_bytes_arrive_when_they_are_due_and_not_before(
    clock: Clock, of: type[Stream], conditions: Conditions, after_s: float
) -> None:
    scene = Scene(conditions, of)
    scene.stream.send(b"x" * 500)
    if after_s:
        clock.go_on(after_s - SOON)
        assert scene.sent == b""
        assert (scene.stream.down, scene.stream.pending) == (500, 500)
    clock.go_on(2 * SOON)
    assert scene.sent == b"x" * 500
    assert scene.stream.pending == 0


def test_a_narrow_line_drips_in_pieces(clock: Clock) -> None:
    scene = Scene(Conditions(bytes_per_s=PIECE_BYTES))
    scene.stream.send(b"x" * 3 * PIECE_BYTES)
    for n in range(4):
        assert len(scene.sent) == n * PIECE_BYTES
        clock.go_on(1 + SOON)


def test_other_conditions_hold_for_what_comes_then_and_nothing_overtakes(clock: Clock) -> None:
    scene = Scene(Conditions(delay_down_ms=500))
    scene.stream.send(b"late")
    scene.follow(Conditions(delay_down_ms=100))
    scene.stream.send(b", then soon")
    clock.go_on(0.5 - SOON)
    assert scene.sent == b""
    clock.go_on(2 * SOON)
    assert scene.sent == b"late, then soon"


def test_a_proxy_gathers_so_many_bytes_and_gives_what_it_has_at_the_end(clock: Clock) -> None:
    scene = Scene(Conditions(buffer=100))
    scene.stream.send(b"x" * 99)
    clock.go_on(60)
    assert scene.sent == b""
    assert not scene.shaped.idle
    scene.stream.send(b"y")
    assert scene.sent == b"x" * 99 + b"y"
    scene.stream.finish(b"bye", "the end")
    assert scene.sent.endswith(b"ybye")
    assert scene.line.ended


def test_a_proxy_s_memory_ends_where_the_stream_s_does(clock: Clock) -> None:
    scene = Scene(Conditions(buffer=64 * 1024), outbox_bytes=1_000)
    scene.stream.send(b"x" * 1_000)
    assert len(scene.sent) == 1_000


def test_a_whole_answer_is_not_gathered(clock: Clock) -> None:
    scene = Scene(Conditions(buffer=64 * 1024), Held)
    scene.stream.send(b"whole")
    assert scene.sent == b"whole"


def test_a_held_poll_is_told_when_its_answer_has_passed(clock: Clock) -> None:
    scene = Scene(Conditions(delay_down_ms=100), Held)
    scene.stream.has_passed = False  # so far there was no answer
    scene.stream.send(b"x" * 3 * PIECE_BYTES)
    clock.go_on(0.1 - SOON)
    assert not scene.stream.has_passed
    clock.go_on(2 * SOON)
    assert scene.stream.has_passed


def test_only_so_much_is_under_way_and_the_rest_waits_for_it(clock: Clock) -> None:
    scene = Scene(Conditions(delay_down_ms=1_000), outbox_bytes=1_000)
    scene.stream.send(b"a" * 1_500)
    assert (scene.shaped.queued, len(scene.stream.rest)) == (1_000, 500)
    clock.go_on(1 + SOON)
    assert scene.sent == b"a" * 1_000
    clock.go_on(1 + SOON)
    assert scene.sent == b"a" * 1_500


def test_who_does_not_read_at_the_end_of_a_long_way_is_waited_for(clock: Clock) -> None:
    scene = Scene(Conditions(delay_down_ms=100))
    scene.line.space = 3
    scene.stream.send(b"slowly")
    clock.go_on(0.2)
    assert (scene.sent, scene.shaped.queued) == (b"slo", 3)
    scene.line.space = 100
    assert scene.streams.ready(scene.line)
    assert (scene.sent, scene.shaped.idle) == (b"slowly", True)


# -- from the client ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "after_s"),
    [
        (Conditions(delay_up_ms=150), 0.150),
        (Conditions(jitter_ms=200), 0.100),
        (Conditions(bytes_per_s=1_000), 0.500),
        (Conditions(delay_down_ms=150), 0),
    ],
)
def test_the_client_s_bytes_arrive_when_they_are_due_and_not_before(
    clock: Clock, conditions: Conditions, after_s: float
) -> None:
    scene = Scene(conditions, Talk)
    scene.hear(b"x" * 500)
    assert not scene.shaped.idle
    if after_s:
        clock.go_on(after_s - SOON)
        assert (scene.stream.heard, scene.shaped.unread) == (b"", 500)
    clock.go_on(2 * SOON)
    assert (scene.stream.heard, scene.shaped.unread) == (b"x" * 500, 0)
    assert scene.shaped.idle


def test_the_client_s_end_arrives_after_its_last_words(clock: Clock) -> None:
    scene = Scene(Conditions(delay_up_ms=150), Talk)
    scene.hear(b"bye")
    scene.hear(b"")
    clock.go_on(0.15 - SOON)
    assert not scene.line.closed
    clock.go_on(2 * SOON)
    assert (scene.stream.heard, scene.line.closed) == (b"bye", True)


def test_only_so_much_of_the_client_s_is_under_way(clock: Clock) -> None:
    scene = Scene(Conditions(delay_up_ms=1_000), Talk)
    for _ in range(PIECES_UP):
        scene.hear(b"x")
    assert not scene.streams.ready(scene.line, READ), "the rest waits in its own kernel"
    clock.go_on(1 + SOON)
    assert len(scene.stream.heard) == PIECES_UP
    scene.hear(b"y")


# -- trouble ------------------------------------------------------------------------------------------


def test_in_a_black_hole_nothing_passes_either_way_and_when_it_ends_everything_does(clock: Clock) -> None:
    scene = Scene(Conditions(delay_up_ms=100), Talk)
    scene.hear(b"under way")
    scene.follow(Conditions(black_hole=True))
    scene.stream.send(b"down")
    assert not scene.streams.ready(scene.line, READ), "nothing is taken from the client any more"
    clock.go_on(60)
    assert (scene.sent, scene.stream.heard, scene.line.closed) == (b"", b"", False)
    scene.follow(NONE)
    clock.go_on(SOON)
    assert (scene.sent, scene.stream.heard) == (b"down", b"under way")
    scene.hear(b", and more")
    clock.go_on(SOON)
    assert scene.stream.heard == b"under way, and more"


@pytest.mark.parametrize(("conditions", "in_between"), [(Conditions(cut=True), False), (NONE, True)])
def test_a_cut_resets_even_if_it_lay_between_two_looks(clock: Clock, conditions: Conditions, in_between: bool) -> None:
    scene = Scene(Conditions(delay_down_ms=100))
    scene.stream.send(b"lost")
    scene.follow(conditions, in_between)
    assert scene.line.options[-1] == module.RESET
    assert scene.line.closed
    clock.go_on(1)
    assert scene.sent == b""


@pytest.mark.parametrize("says", ["nothing", "down", "up"])
def test_a_line_that_was_silent_for_too_long_is_closed_and_a_byte_either_way_begins_anew(
    clock: Clock, says: str
) -> None:
    scene = Scene(Conditions(idle_s=3), Talk)
    clock.go_on(2.9)
    if says == "down":
        scene.stream.send(b"beat")
    elif says == "up":
        scene.hear(b"beat")
    clock.go_on(0.2)
    scene.follow(scene.conditions)
    assert scene.line.closed == (says == "nothing")
    clock.go_on(2.7)
    scene.follow(scene.conditions)
    assert scene.line.closed == (says == "nothing")
    clock.go_on(0.2)
    scene.follow(scene.conditions)
    assert scene.line.closed


@pytest.mark.parametrize("gone", [True, False])
def test_in_a_black_hole_a_client_that_hung_up_is_let_go_after_a_while(clock: Clock, gone: bool) -> None:
    scene = Scene(Conditions(black_hole=True), stalled_s=60)
    scene.line.gone = gone
    clock.go_on(59)
    scene.follow(scene.conditions)
    assert not scene.line.closed
    clock.go_on(2)
    scene.follow(scene.conditions)
    assert scene.line.closed == gone


# -- and its end --------------------------------------------------------------------------------------


def test_when_the_conditions_end_an_idle_stream_gets_its_own_socket_back(clock: Clock) -> None:
    scene = Scene(Conditions(black_hole=True))
    scene.stream.send(b"late")
    assert (scene.sent, scene.shaped.idle) == (b"", False)
    scene.follow(NONE)
    assert (scene.sent, scene.shaped.idle) == (b"late", True)
    scene.shaped.leave()
    assert scene.stream.sock is scene.line
    assert scene.left == [scene.shaped]
    scene.stream.send(b", at once")
    assert scene.sent == b"late, at once"
    assert scene.streams.ready(scene.line, READ)
