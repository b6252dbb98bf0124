"""Checks: one expectation about a trace, with its verdict and the evidence.

A trace is what a stage exports: `{"version": 1, "clock": {"offset_ms", "error_ms"}, "published": [{"id", "sent_at"}],
"lanes": {NAME: {"deliveries": [{"id", "sent_at", "arrived_at", "latency_ms"}], "requests": [{"opened_at", "answered_at",
"closed_at", "status", "bytes_up", "bytes_down", "events"}]}}}`, times in server-clock ms. Keys beside these are allowed;
a lane's `gaps` (`[{"first", "last"}]`) and a request's `after` (its cursor) are used where they are present.

Run `well_formed` first: the others take the shape for granted. Evidence names events by id, and times in seconds since
the first event was published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf
from typing import Any

Trace = Mapping[str, Any]

SHOWN = 3  # of many things that are wrong, how many the evidence spells out
ROUNDING_MS = 1.0  # how far a latency may be from the difference of its two times


@dataclass(frozen=True, slots=True)
class Check:
    """name: what was called, `in_order(sse)`; expectation: a sentence; evidence: what in the trace decided it."""

    name: str
    expectation: str
    passed: bool
    evidence: str

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}: {self.name}. {self.expectation} {self.evidence}"


# -- one lane -----------------------------------------------------------------------------------------


def exactly_once(trace: Trace, lane: str, patience_ms: float = 0.0) -> Check:
    """Every event that the lane is owed arrived once. Events younger than `patience_ms` at the end may be on their way."""
    counts = Counter(delivery["id"] for delivery in trace["lanes"][lane]["deliveries"])
    owed = _owed(trace, lane, patience_ms)
    wrong = [_absence(trace, lane, id) for id in owed if not counts[id]]
    wrong += [_repetition(trace, lane, id, times) for id, times in sorted(counts.items()) if times > 1]
    return _check(
        f"exactly_once({lane})", "Every event arrives exactly once.", wrong, f"{_events(len(owed))}, each once."
    )


def nothing_lost(trace: Trace, lane: str, patience_ms: float = 0.0) -> Check:
    """Every event that the lane is owed arrived, once or more often. An announced gap is a loss, said out loud."""
    arrived = {delivery["id"] for delivery in trace["lanes"][lane]["deliveries"]}
    owed = _owed(trace, lane, patience_ms)
    wrong = [_absence(trace, lane, id) for id in owed if id not in arrived]
    return _check(f"nothing_lost({lane})", "Every event arrives.", wrong, f"{_events(len(owed))} owed, all arrived.")


def in_order(trace: Trace, lane: str) -> Check:
    """Events arrived in the order of their ids; a repeat of what was there before does not count."""
    firsts = _firsts(trace, lane)
    wrong = [
        f"Event {late['id']} arrived {_at(trace, late['arrived_at'])}, after event {early['id']}."
        for early, late in pairwise(firsts)
        if late["id"] < early["id"]
    ]
    return _check(
        f"in_order({lane})", "Events arrive in order.", wrong, f"{_events(len(firsts))}, each after the last."
    )


def latency_under(trace: Trace, lane: str, ms: float, quantile: float = 1.0) -> Check:
    """Of all events, the share `quantile` (0 to 1; by nearest rank) arrived in less than `ms` after it was published."""
    name = f"latency_under({lane}, {ms:g} ms, {quantile:g})"
    expectation = f"{quantile:.4g} of all events arrive in less than {ms:g} ms."
    ranked = sorted(_firsts(trace, lane), key=lambda delivery: float(delivery["latency_ms"]))
    if not ranked:
        return Check(name, expectation, False, "No event arrived.")
    deciding = ranked[max(1, ceil(quantile * len(ranked))) - 1]
    return Check(
        name, expectation, deciding["latency_ms"] < ms,
        f"Event {deciding['id']} took {deciding['latency_ms']:,.1f} ms and arrived {_at(trace, deciding['arrived_at'])}, "
        f"of {_events(len(ranked))}; the clock is known to {trace['clock']['error_ms']:.1f} ms.",
    )  # fmt: skip


def requests_at_most(trace: Trace, lane: str, most: int) -> Check:
    """The lane made no more than `most` requests."""
    times = [_at(trace, request["opened_at"]) for request in trace["lanes"][lane]["requests"]]
    evidence = f"{len(times):,} made" + (f", the first {times[0]}, the last {times[-1]}." if times else ".")
    return Check(f"requests_at_most({lane}, {most})", f"At most {most:,} are made.", len(times) <= most, evidence)


# -- the whole trace ----------------------------------------------------------------------------------


def same_events(trace: Trace, lanes: Iterable[str], patience_ms: float = 0.0) -> Check:
    """What is owed to all of these lanes arrived on all of them or on none."""
    names = list(lanes)
    arrived = {name: {delivery["id"] for delivery in trace["lanes"][name]["deliveries"]} for name in names}
    shared = set.intersection(*(set(_owed(trace, name, patience_ms)) for name in names))
    wrong = []
    for id in sorted(shared):
        with_it = [name for name in names if id in arrived[name]]
        if 0 < len(with_it) < len(names):
            without = [name for name in names if name not in with_it]
            wrong.append(f"Event {id} arrived on {', '.join(with_it)}, but not on {', '.join(without)}.")
    name = f"same_events({', '.join(names)})"
    return _check(name, "All lanes get the same events.", wrong, f"{_events(len(shared))}, and no difference.")


def well_formed(trace: Trace) -> Check:
    """The trace has the shape of version 1, and its times make sense: nothing arrives before it was sent."""
    name, expectation = "well_formed", "The trace has the shape of version 1, and its times make sense."
    try:
        right = f"{_events(len(trace['published']))} in {len(trace['lanes'])} lanes."
        return _check(name, expectation, list(_faults(trace)), right)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return Check(name, expectation, False, f"It cannot be read: {type(error).__name__} {error}.")


def _faults(trace: Trace) -> Iterable[str]:
    if trace["version"] != 1:
        yield f"Its version is {trace['version']!r}, not 1."
    error_ms = float(trace["clock"]["error_ms"])
    for early, late in pairwise(trace["published"]):
        if not early["id"] < late["id"] or early["sent_at"] > late["sent_at"]:
            yield f"Event {late['id']} is listed after event {early['id']}, sent {_at(trace, early['sent_at'])}."
    sent_at = {event["id"]: event["sent_at"] for event in trace["published"]}
    for name, lane in trace["lanes"].items():
        for one in lane["deliveries"]:
            yield from (f"On {name}, event {one['id']} {fault}." for fault in _delivery_faults(one, sent_at, error_ms))
        for index, request in enumerate(lane["requests"], 1):
            times = [request[key] for key in ("opened_at", "answered_at", "closed_at") if request[key] is not None]
            if any(early > late + 2 * error_ms + ROUNDING_MS for early, late in pairwise(times)):
                yield f"On {name}, request {index}, opened {_at(trace, times[0])}, has times that go backwards."
            if min(request["bytes_up"], request["bytes_down"], request["events"]) < 0:
                yield f"On {name}, request {index} counts less than nothing."


def _delivery_faults(delivery: Mapping[str, Any], sent_at: Mapping[int, float], error_ms: float) -> Iterable[str]:
    took_ms = delivery["arrived_at"] - delivery["sent_at"]
    if abs(took_ms - delivery["latency_ms"]) > ROUNDING_MS:
        yield f"took {took_ms:,.1f} ms by its times and {delivery['latency_ms']:,.1f} ms by its latency"
    if took_ms < -error_ms - ROUNDING_MS:
        yield f"arrived {-took_ms:,.1f} ms before it was sent; the clock is known to {error_ms:.1f} ms"
    if abs(sent_at.get(delivery["id"], delivery["sent_at"]) - delivery["sent_at"]) > ROUNDING_MS:
        yield "was sent at another time than it was published"


# -- what they share ----------------------------------------------------------------------------------


def _check(name: str, expectation: str, wrong: list[str], right: str) -> Check:
    more = f" And {len(wrong) - SHOWN:,} more." if len(wrong) > SHOWN else ""
    return Check(name, expectation, not wrong, " ".join(wrong[:SHOWN]) + more if wrong else right)


def _owed(trace: Trace, lane: str, patience_ms: float) -> list[int]:
    """The ids of the published events that the lane had to get.

    From the cursor of its first good request on; without one, those sent after its answer, and those that follow one it
    got: an event sent while the request travelled may be on either side. A lane that never asked is owed everything.
    """
    requests, deliveries = trace["lanes"][lane]["requests"], trace["lanes"][lane]["deliveries"]
    good = (request for request in requests if request["answered_at"] and (request["status"] or 200) < 400)
    first = next(good, requests[0] if requests else {"after": 0})
    cursor, until = first.get("after"), _end(trace) - patience_ms
    sent = [event for event in trace["published"] if event["sent_at"] <= until]
    if cursor is not None:
        return [event["id"] for event in sent if event["id"] > cursor]
    began = first["answered_at"] or first["opened_at"]
    got = min((delivery["id"] for delivery in deliveries), default=inf)
    return [event["id"] for event in sent if event["sent_at"] > began or event["id"] >= got]


def _firsts(trace: Trace, lane: str) -> list[Mapping[str, Any]]:
    """The first delivery of each event, in the order of arrival."""
    firsts: dict[int, Mapping[str, Any]] = {}
    for delivery in sorted(trace["lanes"][lane]["deliveries"], key=lambda delivery: float(delivery["arrived_at"])):
        firsts.setdefault(delivery["id"], delivery)
    return list(firsts.values())


def _absence(trace: Trace, lane: str, id: int) -> str:
    sent_at = next(event["sent_at"] for event in trace["published"] if event["id"] == id)
    announced = any(gap["first"] <= id <= gap["last"] for gap in trace["lanes"][lane].get("gaps", ()))
    return f"Event {id}, sent {_at(trace, sent_at)}, never arrived{', as a gap announced' if announced else ''}."


def _repetition(trace: Trace, lane: str, id: int, times: int) -> str:
    arrivals = (one["arrived_at"] for one in trace["lanes"][lane]["deliveries"] if one["id"] == id)
    return f"Event {id} arrived {times} times: {', '.join(_at(trace, at) for at in arrivals)}."


def _end(trace: Trace) -> float:
    """When the last thing in the trace happened."""
    times = [event["sent_at"] for event in trace["published"]]
    for lane in trace["lanes"].values():
        times += [delivery["arrived_at"] for delivery in lane["deliveries"]]
        times += [request["closed_at"] or request["opened_at"] for request in lane["requests"]]
    return max(times, default=0.0)


def _at(trace: Trace, ms: float) -> str:
    beginning = trace["published"][0]["sent_at"] if trace["published"] else ms
    return f"at {(ms - beginning) / 1000:.3f} s"


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"
