"""Conditions: the simulated network between a room's readers and this server, as a description. Pure.

`realtime/server/network.py` applies them. As JSON they are an object of what is in force, such as
`{"delay_down_ms": 200, "jitter_ms": 50}`, or a script of timed steps, each of which says all that is in force from
then on: `{"steps": [{"at_s": 2, "cut": true}, {"at_s": 5}]}` cuts at 2 s and restores at 5 s. What is said of one lane,
a transport by its name, holds there besides: `{"delay_down_ms": 80, "lanes": {"sse": {"cut": true}}}`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from realtime.errors import Refused, shown

BOUNDS: dict[str, tuple[float, float, str]] = {  # name → least, most, what it is; 0 is always "none"
    "delay_up_ms": (1, 10_000, "ms added on the way to the server"),
    "delay_down_ms": (1, 10_000, "ms added on the way to the client"),
    "jitter_ms": (1, 10_000, "at most so many ms more, at random, each way; the order of bytes stays"),
    "bytes_per_s": (100, 100_000_000, "bytes a second that one connection gets, each way"),
    "idle_s": (0.2, 600, "seconds after which a silent connection is closed"),
    "duplicate": (0.01, 1, "share of events that come twice"),
    "reorder": (0.01, 1, "share of neighbours among events that come the other way round"),
}
SWITCHES = ("cut", "black_hole")
BUFFER_BYTES = 64 * 1024  # what a proxy holds back at most; nginx passes a stream on by the buffer, 4 or 8 KiB
ANSWERS = ("503", "204", "redirect", "wrong-type")
MOST_REQUESTS = 1_000  # that a status may be given to
MOST_STEPS = 50
LONGEST_S = 3_600.0  # of a script
LANE = re.compile(r"[a-z0-9-]{1,40}\Z")
MOST_LANES = 8
WORDS = (*BOUNDS, *SWITCHES, "buffer", "status", "lanes")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is in force at one time; by default nothing. Units are in BOUNDS.

    cut: connections are reset, and so is who comes; black_hole: nothing arrives and nobody closes;
    buffer: bytes that a proxy gathers before it passes them on, BUFFER_BYTES for "until the end";
    status: what the next `requests` requests are answered with; lanes: (name, all that is in force there), by name.
    """

    delay_up_ms: float = 0
    delay_down_ms: float = 0
    jitter_ms: float = 0
    bytes_per_s: float = 0
    idle_s: float = 0
    duplicate: float = 0
    reorder: float = 0
    cut: bool = False
    black_hole: bool = False
    buffer: int = 0
    status: str = ""
    requests: int = 0
    lanes: tuple[tuple[str, "Conditions"], ...] = ()

    def of(self, lane: str) -> "Conditions":
        """What is in force for one transport."""
        return next((there for name, there in self.lanes if name == lane), self)

    @property
    def clear(self) -> bool:
        """Whether this is the network as it is."""
        return self == NONE

    def json(self) -> dict[str, Any]:
        """What is in force, without what is not."""
        said = {name: value for name, value in self._words().items() if value}
        if self.lanes:
            said["lanes"] = {name: there.besides(self) for name, there in self.lanes}
        return said

    def besides(self, everywhere: "Conditions") -> dict[str, Any]:
        """What is said of a lane where `everywhere` holds in all of them."""
        usual = everywhere._words()
        return {name: value for name, value in self._words().items() if value != usual[name]}

    def _words(self) -> dict[str, Any]:
        """Each word but `lanes`, with what it says."""
        return {name: getattr(self, name) for name in (*BOUNDS, *SWITCHES)} | {
            "buffer": "end" if self.buffer == BUFFER_BYTES else self.buffer,
            "status": {"answer": self.status, "requests": self.requests} if self.status else None,
        }


NONE = Conditions()


@dataclass(frozen=True, slots=True)
class Script:
    """Timed conditions: (seconds from its start, what is in force from then on), in order."""

    steps: tuple[tuple[float, Conditions], ...]

    def step_at(self, elapsed_s: float) -> int:
        """The step that is in force, -1 before the first."""
        return sum(at_s <= elapsed_s for at_s, _ in self.steps) - 1

    def in_force(self, step: int) -> Conditions:
        """The conditions of a step, in all lanes."""
        return self.steps[step][1] if step >= 0 else NONE

    def json(self) -> dict[str, Any]:
        """`{"steps": [...]}`."""
        return {"steps": [{"at_s": at_s, **conditions.json()} for at_s, conditions in self.steps]}


def script_of(value: object) -> Script | None:
    """Conditions or a script from JSON; None for nothing at all. Raises Refused, which names value, reason, remedy."""
    if value is None:
        return None
    if not isinstance(value, dict):
        _refuse(f"{shown(value)} is not an object")
    if "steps" not in value:
        conditions = conditions_of(value)
        return None if conditions.clear else Script(((0.0, conditions),))
    if len(value) > 1:
        _refuse(f"beside steps it says {shown(sorted(value.keys() - {'steps'})[0])}; say it inside a step")
    steps = value["steps"]
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        _refuse(f"steps is {shown(steps)}, not a list of 1 to {MOST_STEPS}")
    return Script(_timed(steps))


def _timed(steps: Sequence[object]) -> tuple[tuple[float, Conditions], ...]:
    timed: list[tuple[float, Conditions]] = []
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict):
            _refuse(f"step {number} is {shown(step)}, not an object")
        at_s: Any = step.get("at_s")
        if not _is_number(at_s) or not 0 <= at_s <= LONGEST_S:
            _refuse(f"at_s of step {number} is {shown(at_s)}, not seconds from 0 to {LONGEST_S:,.0f}")
        if timed and at_s <= timed[-1][0]:
            _refuse(f"step {number} is at {at_s:g} s, not after the one before it at {timed[-1][0]:g} s")
        said = {name: content for name, content in step.items() if name != "at_s"}
        timed.append((float(at_s), conditions_of(said)))
    return tuple(timed)


def conditions_of(said: Mapping[str, Any]) -> Conditions:
    """Conditions from a JSON object; raises Refused."""
    for name in said:
        if name not in WORDS:
            _refuse(f"{shown(name)} is not known")
    fields: dict[str, Any] = {name: _number(name, said[name]) for name in BOUNDS if name in said}
    for name in SWITCHES:
        if name in said:
            if not isinstance(said[name], bool):
                _refuse(f"{name} is {shown(said[name])}, not true or false")
            fields[name] = said[name]
    if "buffer" in said:
        fields["buffer"] = _buffer(said["buffer"])
    if said.get("status") is not None:
        fields["status"], fields["requests"] = _status(said["status"])
    if fields.get("cut") and fields.get("black_hole"):
        _refuse("cut and black_hole exclude each other: what is cut is closed, and a black hole closes nothing")
    if said.get("lanes") is not None:
        fields["lanes"] = _lanes(said)
    return Conditions(**fields)


def _lanes(said: Mapping[str, Any]) -> tuple[tuple[str, Conditions], ...]:
    lanes = said["lanes"]
    if not isinstance(lanes, dict) or len(lanes) > MOST_LANES:
        _refuse(f"lanes is {shown(lanes)}, not an object of at most {MOST_LANES} transports, each with its conditions")
    everywhere = {name: content for name, content in said.items() if name != "lanes"}
    usual, found = conditions_of(everywhere), []
    for name, besides in sorted(lanes.items()):
        if not LANE.match(name):
            _refuse(f"{shown(name)} in lanes is not a transport's name, such as sse")
        if not isinstance(besides, dict) or "lanes" in besides:
            _refuse(f"{name} in lanes is {shown(besides)}, not an object of conditions")
        there = conditions_of(everywhere | besides)
        if there != usual:
            found.append((name, there))
    return tuple(found)


def _number(name: str, value: Any) -> float:
    least, most, what = BOUNDS[name]
    if not _is_number(value) or not (value == 0 or least <= value <= most):
        _refuse(f"{name} is {shown(value)}, not 0 or {least:,g} to {most:,.10g} ({what})")
    return float(value)


def _buffer(value: Any) -> int:
    if value == "end":
        return BUFFER_BYTES
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= BUFFER_BYTES:
        _refuse(f'buffer is {shown(value)}, not "end" or a number of bytes up to {BUFFER_BYTES:,}')
    return value


def _status(value: Any) -> tuple[str, int]:
    if not isinstance(value, dict) or value.keys() != {"answer", "requests"}:
        _refuse(f'status is {shown(value)}, not {{"answer", "requests"}}')
    answer, requests = value["answer"], value["requests"]
    if answer not in ANSWERS:
        _refuse(f"the answer of status is {shown(answer)}, not one of {', '.join(ANSWERS)}")
    if not isinstance(requests, int) or isinstance(requests, bool) or not 1 <= requests <= MOST_REQUESTS:
        _refuse(f"the requests of status are {shown(requests)}, not 1 to {MOST_REQUESTS:,}")
    return answer, requests


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse(why: str) -> NoReturn:
    raise Refused(
        400,
        "bad-conditions",
        f"These conditions cannot be had: {why}.",
        'Send for example {"delay_down_ms": 200}, {"steps": [{"at_s": 2, "cut": true}, {"at_s": 5}]}, or null for none. '
        f"There are {', '.join(WORDS)}.",
    )


class Pace:
    """When the bytes of one direction of one connection arrive. Times are seconds of any steady clock.

    They leave one after the other at the bandwidth, then travel for the delay and some jitter. What was sent later
    never arrives earlier: TCP keeps its bytes in order.
    """

    __slots__ = ("_arrived_at", "_free_at")

    def __init__(self) -> None:
        self._free_at = self._arrived_at = 0.0

    def arrival(self, now: float, size: int, delay_ms: float, conditions: Conditions, chance: float) -> float:
        """When the last of `size` bytes that are sent now arrives; `chance`, 0 to 1, is the luck with jitter."""
        self._free_at = max(now, self._free_at)
        if conditions.bytes_per_s:
            self._free_at += size / conditions.bytes_per_s
        travel_s = (delay_ms + conditions.jitter_ms * chance) / 1000
        self._arrived_at = max(self._arrived_at, self._free_at + travel_s)
        return self._arrived_at


def disturbed(events: Sequence[T], first: int, conditions: Conditions) -> tuple[list[T], int]:
    """(`events` as a careless relay above the transport passes them on, how many of them; a late one waits for the next).

    `first` is the id of the first. An event's fate depends on its id alone, so all transports and nodes agree on it.
    """
    passed: list[T] = []
    used = 0
    while used < len(events):
        id = first + used
        pair = _late(id, conditions.reorder)
        if pair and used + 1 == len(events):
            break
        for offset in (1, 0) if pair else (0,):
            copies = 2 if _drawn(id + offset, conditions.duplicate, salt=2) else 1
            passed += [events[used + offset]] * copies
        used += 2 if pair else 1
    return passed, used


def _late(id: int, share: float) -> bool:
    """Whether the event comes after the next one. Only odd ones do: two in a row would wait for each other."""
    return id % 2 == 1 and _drawn(id, share, salt=1)


def _drawn(id: int, share: float, *, salt: int) -> bool:
    """Whether `id` is among the `share` of ids: by a multiplicative hash, so that it looks like chance (Knuth 6.4)."""
    return bool(share) and ((id * 2 + salt) * 2_654_435_761 % 2**32) / 2**32 < share
