"""Checks over traces: each passes on a good trace, and fails on the fault it is there for, with evidence."""

import copy
from typing import Any

import pytest

from realtime import check

Trace = dict[str, Any]


def delivery(id: int, latency_ms: float = 5.0, sent_at: float | None = None) -> dict[str, Any]:
    """Event `id`, sent `id` seconds after the beginning unless told otherwise."""
    sent_at = id * 1000.0 if sent_at is None else sent_at
    return {"id": id, "sent_at": sent_at, "arrived_at": sent_at + latency_ms, "latency_ms": latency_ms}


def request(opened_at: float, answered_at: float | None = None, **more: Any) -> dict[str, Any]:
    """A request that was answered at once and is still open."""
    plain = {"closed_at": None, "status": 200, "bytes_up": 500, "bytes_down": 900, "events": 5}
    return {
        "opened_at": opened_at,
        "answered_at": opened_at + 2 if answered_at is None else answered_at,
        **plain,
        **more,
    }


def good() -> Trace:
    """Five events, one a second; two lanes that got them all."""
    return {
        "version": 1,
        "clock": {"offset_ms": 12.0, "error_ms": 0.4},
        "published": [{"id": id, "sent_at": id * 1000.0} for id in range(1, 6)],
        "lanes": {
            "sse": {"deliveries": [delivery(id) for id in range(1, 6)], "requests": [request(500)]},
            "polling": {
                "deliveries": [delivery(id, 300.0) for id in range(1, 6)],
                "requests": [request(300 + 1000 * turn, closed_at=303 + 1000 * turn) for turn in range(6)],
            },
        },
    }


@pytest.fixture
def trace() -> Trace:
    """A good trace, to be spoiled."""
    return good()


def deliveries(trace: Trace, lane: str = "sse") -> list[dict[str, Any]]:
    """The lane's deliveries."""
    found: list[dict[str, Any]] = trace["lanes"][lane]["deliveries"]
    return found


@pytest.mark.parametrize(
    "verdict",
    [
        check.well_formed(good()),
        check.exactly_once(good(), "sse"),
        check.nothing_lost(good(), "polling"),
        check.in_order(good(), "polling"),
        check.latency_under(good(), "sse", 5.1),
        check.requests_at_most(good(), "polling", 6),
        check.same_events(good(), ["sse", "polling"]),
    ],
    ids=lambda verdict: verdict.name,
)
def test_a_good_trace_passes(verdict: check.Check) -> None:
    assert verdict.passed, verdict
    assert verdict
    assert str(verdict).startswith(f"passed: {verdict.name}. ")


def test_a_check_reads_as_name_expectation_and_evidence(trace: Trace) -> None:
    del deliveries(trace)[2]
    assert str(check.exactly_once(trace, "sse")) == (
        "FAILED: exactly_once(sse). Every event arrives exactly once. Event 3, sent at 2.000 s, never arrived."
    )


# -- nothing lost, exactly once -----------------------------------------------------------------------


def test_a_lost_event_fails_with_its_id_and_time(trace: Trace) -> None:
    del deliveries(trace)[3]
    verdict = check.nothing_lost(trace, "sse")
    assert not verdict
    assert verdict.evidence == "Event 4, sent at 3.000 s, never arrived."


def test_a_loss_that_a_gap_announced_is_still_a_loss_and_says_so(trace: Trace) -> None:
    del deliveries(trace)[1:3]
    trace["lanes"]["sse"]["gaps"] = [{"at": 4000.0, "size": 2, "first": 2, "last": 3}]
    verdict = check.nothing_lost(trace, "sse")
    assert not verdict
    assert verdict.evidence.count("never arrived, as a gap announced") == 2


def test_a_repeated_event_is_not_lost_but_not_once(trace: Trace) -> None:
    deliveries(trace).append(delivery(2, 4000.0))
    assert check.nothing_lost(trace, "sse")
    verdict = check.exactly_once(trace, "sse")
    assert not verdict
    assert verdict.evidence == "Event 2 arrived 2 times: at 1.005 s, at 5.000 s."


def test_a_silent_lane_has_lost_everything_after_its_first_answer(trace: Trace) -> None:
    trace["lanes"]["sse"]["deliveries"] = []
    trace["lanes"]["sse"]["requests"] = [request(2500)]
    assert check.nothing_lost(trace, "sse").evidence == (
        "Event 3, sent at 2.000 s, never arrived. Event 4, sent at 3.000 s, never arrived. "
        "Event 5, sent at 4.000 s, never arrived."
    )


def test_a_lane_that_never_asked_has_lost_everything(trace: Trace) -> None:
    trace["lanes"]["sse"] = {"deliveries": [], "requests": []}
    verdict = check.nothing_lost(trace, "sse")
    assert not verdict
    assert verdict.evidence.endswith(" And 2 more.")


def test_what_was_sent_before_a_lane_began_is_not_owed_to_it(trace: Trace) -> None:
    del deliveries(trace)[:2]
    trace["lanes"]["sse"]["requests"] = [request(2500)]
    assert check.exactly_once(trace, "sse").evidence == "3 events, each once."


def test_a_refused_request_does_not_begin_a_lane(trace: Trace) -> None:
    del deliveries(trace)[:2]
    trace["lanes"]["sse"]["requests"] = [request(500, status=503), request(2500)]
    assert check.nothing_lost(trace, "sse")


def test_what_was_sent_while_the_first_request_was_held_is_owed_from_the_first_delivery_on(trace: Trace) -> None:
    held = trace["lanes"]["sse"]["requests"] = [request(500, answered_at=4500)]
    assert check.nothing_lost(trace, "sse")
    del deliveries(trace)[1]
    assert not check.nothing_lost(trace, "sse")
    held[0]["answered_at"] = None
    assert not check.nothing_lost(trace, "sse")


def test_a_lane_with_a_cursor_is_owed_what_follows_it(trace: Trace) -> None:
    trace["lanes"]["sse"]["requests"] = [request(4900, after=0)]
    assert check.nothing_lost(trace, "sse")
    del deliveries(trace)[0]
    assert not check.nothing_lost(trace, "sse")
    trace["lanes"]["sse"]["requests"][0]["after"] = 1
    assert check.nothing_lost(trace, "sse")


def test_events_younger_than_the_patience_may_be_on_their_way(trace: Trace) -> None:
    del deliveries(trace, "polling")[4]
    assert not check.nothing_lost(trace, "polling")
    assert not check.nothing_lost(trace, "polling", patience_ms=300)
    assert check.nothing_lost(trace, "polling", patience_ms=400)
    assert check.exactly_once(trace, "polling", patience_ms=400)


# -- order, delay, requests ---------------------------------------------------------------------------


def test_events_out_of_order_fail_with_both_ids(trace: Trace) -> None:
    deliveries(trace)[1:3] = [delivery(3), delivery(2, 1500.0)]
    verdict = check.in_order(trace, "sse")
    assert not verdict
    assert verdict.evidence == "Event 2 arrived at 2.500 s, after event 3."


def test_a_repeat_is_not_out_of_order(trace: Trace) -> None:
    deliveries(trace).append(delivery(2, 4000.0))
    assert check.in_order(trace, "sse")


def test_one_late_event_fails_the_maximum_and_passes_the_median(trace: Trace) -> None:
    deliveries(trace)[3] = delivery(4, 80.0)
    verdict = check.latency_under(trace, "sse", 50)
    assert not verdict
    assert verdict.evidence == (
        "Event 4 took 80.0 ms and arrived at 3.080 s, of 5 events; the clock is known to 0.4 ms."
    )
    assert check.latency_under(trace, "sse", 50, 0.5)
    assert check.latency_under(trace, "sse", 50, 0.8)
    assert not check.latency_under(trace, "sse", 50, 0.81)


def test_a_lane_without_events_proves_no_delay(trace: Trace) -> None:
    trace["lanes"]["sse"]["deliveries"] = []
    assert check.latency_under(trace, "sse", 50).evidence == "No event arrived."
    assert not check.latency_under(trace, "sse", 50)


def test_one_request_too_many_fails(trace: Trace) -> None:
    verdict = check.requests_at_most(trace, "polling", 5)
    assert not verdict
    assert verdict.evidence == "6 made, the first at -0.700 s, the last at 4.300 s."
    trace["lanes"]["polling"]["requests"] = []
    assert check.requests_at_most(trace, "polling", 0).evidence == "0 made."


# -- the whole trace ----------------------------------------------------------------------------------


def test_an_event_on_one_lane_only_fails_with_both_lanes(trace: Trace) -> None:
    del deliveries(trace, "polling")[1]
    verdict = check.same_events(trace, ["sse", "polling"])
    assert not verdict
    assert verdict.evidence == "Event 2 arrived on sse, but not on polling."


def test_lanes_that_lost_the_same_event_are_the_same(trace: Trace) -> None:
    del deliveries(trace, "polling")[1], deliveries(trace)[1]
    assert check.same_events(trace, ["sse", "polling"])


def test_lanes_are_compared_where_both_were_there(trace: Trace) -> None:
    del deliveries(trace)[:2]
    trace["lanes"]["sse"]["requests"] = [request(2500)]
    assert check.same_events(trace, ["sse", "polling"]).evidence == "3 events, and no difference."


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("version",), 2, "Its version is 2, not 1."),
        (("clock",), None, "It cannot be read: TypeError"),
        (("lanes", "sse", "deliveries"), [{"id": 1}], "It cannot be read: KeyError 'arrived_at'."),
        (("published", 3, "id"), 3, "Event 3 is listed after event 3, sent at 2.000 s."),
        (("published", 3, "sent_at"), 2000.0, "Event 4 is listed after event 3, sent at 2.000 s."),
        (("lanes", "sse", "deliveries", 0, "latency_ms"), 9.0, "event 1 took 5.0 ms by its times and 9.0 ms by its"),
        (("lanes", "sse", "deliveries", 0), delivery(1, -7.0), "On sse, event 1 arrived 7.0 ms before it was sent"),
        (("lanes", "sse", "deliveries", 0), delivery(1, 5.0, 900.0), "event 1 was sent at another time"),
        (
            ("lanes", "sse", "requests", 0, "answered_at"),
            400.0,
            "request 1, opened at -0.500 s, has times that go back",
        ),
        (("lanes", "sse", "requests", 0, "bytes_up"), -1, "On sse, request 1 counts less than nothing."),
    ],
)
def test_a_trace_that_makes_no_sense_is_not_well_formed(
    trace: Trace, path: tuple[Any, ...], value: object, said: str
) -> None:
    spoiled: Any = copy.deepcopy(trace)
    *way, last = path
    part = spoiled
    for step in way:
        part = part[step]
    part[last] = value
    verdict = check.well_formed(spoiled)
    assert not verdict
    assert said in verdict.evidence


def test_times_may_differ_by_the_error_of_the_clock(trace: Trace) -> None:
    deliveries(trace)[0] = delivery(1, -1.2)
    assert check.well_formed(trace)
