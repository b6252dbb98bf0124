"""Conditions: what is in force and when, what is refused, and when bytes arrive."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.conditions import BUFFER_BYTES, NONE, Conditions, Pace, Script, disturbed, script_of
from realtime.errors import Refused

CUT = {"steps": [{"at_s": 2, "cut": True}, {"at_s": 5}]}


def script(value: object) -> Script:
    """A script that is one."""
    made = script_of(value)
    assert made is not None
    return made


@pytest.mark.parametrize("nothing", [None, {}, {"delay_up_ms": 0}, {"cut": False, "buffer": 0, "status": None}])
def test_nothing_is_no_conditions(nothing: object) -> None:
    assert script_of(nothing) is None


@pytest.mark.parametrize(
    "said",
    [
        {"delay_up_ms": 100, "delay_down_ms": 200.5, "jitter_ms": 10, "bytes_per_s": 5_000},
        {"cut": True},
        {"black_hole": True, "idle_s": 30},
        {"buffer": 4_096},
        {"buffer": "end"},
        {"status": {"answer": "503", "requests": 3}, "duplicate": 0.5, "reorder": 0.25},
        {"delay_up_ms": 80, "lanes": {"sse": {"cut": True}, "websocket": {"delay_up_ms": 0}}},
    ],
)
def test_conditions_say_as_json_what_they_were_made_of(said: dict[str, Any]) -> None:
    assert json.loads(json.dumps(script(said).json())) == {"steps": [{"at_s": 0, **said}]}
    assert script(script(said).json()) == script(said)


def test_what_is_said_of_a_lane_holds_there_besides() -> None:
    said = script({"delay_up_ms": 80, "lanes": {"sse": {"cut": True}, "polling": {"delay_up_ms": 80}}}).in_force(0)
    assert said.of("sse") == Conditions(delay_up_ms=80, cut=True)
    assert said.of("websocket") == said.of("polling")
    assert (said.of("polling").delay_up_ms, said.of("polling").cut) == (80, False)
    assert script_of({"lanes": {"sse": {}}}) is None


def test_until_the_end_is_as_much_as_a_proxy_holds() -> None:
    assert script({"buffer": "end"}).in_force(0).buffer == BUFFER_BYTES


def test_a_script_has_its_steps_at_their_times() -> None:
    cut = script(CUT)
    steps = [cut.step_at(s) for s in (0, 1.99, 2, 4.99, 5, 999)]
    assert steps == [-1, -1, 0, 0, 1, 1]
    assert [cut.in_force(step).cut for step in steps] == [False, False, True, True, False, False]
    assert cut.in_force(-1) is NONE
    assert cut.in_force(1).clear


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ([], "[]"),
        ("cut", "'cut'"),
        ({"delay": 5}, "'delay'"),
        ({"delay_up_ms": "5"}, "'5'"),
        ({"delay_up_ms": True}, "True"),
        ({"delay_down_ms": -1}, "-1"),
        ({"delay_down_ms": 10_001}, "10001"),
        ({"jitter_ms": float("nan")}, "nan"),
        ({"bytes_per_s": 99}, "99"),
        ({"idle_s": 0.1}, "0.1"),
        ({"duplicate": 1.1}, "1.1"),
        ({"cut": 1}, "cut is 1"),
        ({"cut": True, "black_hole": True}, "exclude"),
        ({"buffer": "all"}, "'all'"),
        ({"buffer": -1}, "-1"),
        ({"buffer": BUFFER_BYTES + 1}, str(BUFFER_BYTES + 1)),
        ({"status": "503"}, "'503'"),
        ({"status": {"answer": "500", "requests": 1}}, "'500'"),
        ({"status": {"answer": ["503"], "requests": 1}}, "['503']"),
        ({"status": {"answer": "503", "requests": 0}}, "0"),
        ({"status": {"answer": "503", "requests": True}}, "True"),
        ({"lanes": ["sse"]}, "['sse']"),
        ({"lanes": {"SSE": {}}}, "'SSE'"),
        ({"lanes": {"sse": {"lanes": {}}}}, "sse in lanes"),
        ({"black_hole": True, "lanes": {"sse": {"cut": True}}}, "exclude"),
        ({"steps": []}, "[]"),
        ({"steps": [{"at_s": 0}] * 51}, "steps"),
        ({"steps": [1]}, "step 1"),
        ({"steps": [{"cut": True}]}, "at_s of step 1"),
        ({"steps": [{"at_s": -1}]}, "-1"),
        ({"steps": [{"at_s": 4_000}]}, "4000"),
        ({"steps": [{"at_s": 1}, {"at_s": 1}]}, "step 2"),
        ({"steps": [{"at_s": 1, "steps": []}]}, "'steps'"),
        ({"steps": [{"at_s": 1}], "cut": True}, "'cut'"),
    ],
)
def test_what_cannot_be_had_is_refused_by_value_reason_and_remedy(value: object, named: str) -> None:
    with pytest.raises(Refused) as refused:
        script_of(value)
    assert (refused.value.status, refused.value.code) == (400, "bad-conditions")
    assert named in refused.value.message
    assert "delay_down_ms" in refused.value.hint


# -- when bytes arrive --------------------------------------------------------------------------------


def test_bytes_arrive_after_the_delay() -> None:
    assert Pace().arrival(10.0, 100, 250, Conditions(), 0.5) == 10.25


def test_a_narrow_line_sends_one_byte_after_the_other() -> None:
    pace, narrow = Pace(), Conditions(bytes_per_s=1_000)
    assert [pace.arrival(10.0, 500, 100, narrow, 0.0) for _ in range(3)] == pytest.approx([10.6, 11.1, 11.6])
    assert pace.arrival(20.0, 500, 100, narrow, 0.0) == pytest.approx(20.6), "an idle line saves nothing up"


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(1, 5_000), st.floats(0, 500), st.floats(0, 1), st.floats(0, 500)),
        max_size=30,
    )
)
def test_nothing_overtakes_whatever_the_jitter_and_the_changes(
    sent: list[tuple[float, int, float, float, float]],
) -> None:
    pace, now, last = Pace(), 0.0, 0.0
    for later, size, delay_ms, chance, jitter_ms in sent:
        now += later
        arrival = pace.arrival(now, size, delay_ms, Conditions(jitter_ms=jitter_ms), chance)
        assert arrival >= max(last, now + delay_ms / 1000 - 1e-9)
        last = arrival


# -- above the transport ------------------------------------------------------------------------------


def test_every_event_twice() -> None:
    assert disturbed("abc", 1, Conditions(duplicate=1)) == (list("aabbcc"), 3)


def test_a_late_event_waits_for_the_next_and_comes_after_it() -> None:
    assert disturbed("abcd", 1, Conditions(reorder=1)) == (list("badc"), 4)
    assert disturbed("abc", 1, Conditions(reorder=1)) == (list("ba"), 2)
    assert disturbed("c", 3, Conditions(reorder=1)) == ([], 0)


@given(st.integers(1, 10_000), st.integers(0, 60), st.floats(0.01, 1), st.floats(0.01, 1))
def test_however_disturbed_none_is_lost(first: int, count: int, duplicate: float, reorder: float) -> None:
    events = range(first, first + count)
    passed, used = disturbed(events, first, Conditions(duplicate=duplicate, reorder=reorder))
    assert set(passed) == set(events[:used])
    assert used >= count - 1


def test_about_the_share_that_was_asked_for() -> None:
    passed, _ = disturbed(range(1, 2_001), 1, Conditions(duplicate=0.3))
    assert 2_450 < len(passed) < 2_750
