"""The stage and time: pausing, scrubbing, slow motion, and the trace that is taken away and brought back."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.stage import LANES, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

EDGE = "document.querySelector('live-stage').scene.edge"


@pytest.fixture
def stage(page: "Page") -> Stage:
    """Five events, which all four lanes have had."""
    stage = Stage(page, "interval=500")
    stage.publish(5)
    stage.wait_for_deliveries(5)
    return stage


def edge(stage: Stage) -> float:
    """The time at the right edge of the picture, server-clock ms."""
    value = stage.page.evaluate(EDGE)
    assert isinstance(value, (int, float))
    return value


def test_pausing_stops_the_picture_and_not_the_recording(stage: Stage) -> None:
    stage.press("p")
    expect(stage.button("Paused P")).to_have_attribute("aria-pressed", "true")
    stood = edge(stage)
    stage.page.evaluate("document.querySelector('live-stage').scene.session.publish(1)")
    stage.wait_for_deliveries(6)
    assert edge(stage) == stood
    expect(stage.page.get_by_text("1 new")).to_be_visible()
    stage.button("Back to now").click()
    stage.wait("(stage, stood) => stage.scene.edge > stood", stood)
    expect(stage.button("Pause P")).to_be_visible()


def test_arrows_go_from_event_to_event_and_all_speaks_of_that_event(stage: Stage) -> None:
    stage.press("ArrowLeft")
    expect(stage.page.locator(".stage-heads")).to_contain_text("event #5")
    stage.press("ArrowLeft", "ArrowLeft")
    expect(stage.page.locator(".stage-heads")).to_contain_text("event #3")
    stage.says("Event 3 reached the browser by")
    stage.press("ArrowDown")
    stage.says("Polling: event 3 came after")
    stage.press("ArrowUp", "ArrowUp")
    stage.says("SSE: event 3 came after")
    stage.press("Escape")
    expect(stage.page.locator(".stage-heads")).to_contain_text("last event")


def test_a_click_on_an_event_selects_it(stage: Stage) -> None:
    stage.press("ArrowLeft", "ArrowLeft", "Escape")  # event 4 is on show, however long ago it was, and nothing selected
    expect(stage.page.locator(".stage-heads")).to_contain_text("last event")
    # The place of event 4 on its server rail, from the scale of the picture: 14 px are left free at its right end.
    at = stage.page.evaluate(
        """() => {
          const { scene } = document.querySelector("live-stage");
          const { width } = document.querySelector("stage-plot canvas").getBoundingClientRect();
          const right = width - 14;
          return right - ((scene.edge - scene.trace.event(4).published.sent_at) / scene.playhead.span_ms) * right;
        }"""
    )
    stage.picture.click(position={"x": at, "y": 36 + 20})
    expect(stage.page.locator(".stage-heads")).to_contain_text("event #4")


def test_the_last_two_minutes_can_be_scrubbed_by_hand_and_by_keys(stage: Stage) -> None:
    track = stage.page.get_by_role("slider", name="Last 2 minutes")
    expect(track).to_have_attribute("aria-valuetext", "now")
    track.focus()
    stage.page.keyboard.press("ArrowLeft")
    expect(track).to_have_attribute("aria-valuetext", re.compile(r"^[\d.]+.s ago"))
    stage.page.keyboard.press("Home")
    expect(track).to_have_attribute("aria-valuetext", re.compile(r"^(2.min 0|1.min 5\d).s ago"))
    stage.page.keyboard.press("End")
    expect(track).to_have_attribute("aria-valuetext", "now")
    box = track.bounding_box()
    assert box
    stage.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2, steps=4)
    stage.page.mouse.up()
    expect(track).to_have_attribute("aria-valuetext", re.compile(r"1.min [1-5]\d.s ago"))  # 17, and the present goes on


def test_slow_motion_replays_what_was_recorded_on_a_longer_axis(stage: Stage) -> None:
    first = stage.page.evaluate("document.querySelector('live-stage').scene.trace.event(2).published.sent_at")
    stage.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    stage.button("1/20").click()
    assert stage.page.evaluate("document.querySelector('live-stage').scene.playhead.span_ms") == 300
    stage.wait("(stage, first) => stage.scene.edge > first", first)
    assert edge(stage) < first + 3_000
    stage.button("1×").click()
    expect(stage.page.get_by_role("slider", name="Last 2 minutes")).to_have_attribute("aria-valuetext", "now")


def test_brackets_change_how_much_time_is_on_show(stage: Stage) -> None:
    stage.press("[")
    stage.page.wait_for_url("**window=9*")
    stage.press("]", "]")
    stage.page.wait_for_url("**window=4.5*")


def test_an_exported_trace_plays_again_and_is_called_recorded(stage: Stage, tmp_path: Path) -> None:
    exported = stage.export()
    assert exported["version"] == 1
    assert set(exported["lanes"]) == set(LANES)
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(exported), "utf-8")
    stage.button("Clear").click()
    import_trace(stage, file)
    expect(stage.page.get_by_text("Recorded trace")).to_be_visible()
    expect(stage.page.locator("stage-aside")).to_contain_text(exported["browser"])
    stage.wait("(stage) => !stage.scene.moving")
    expect(stage.page.locator("stage-table tbody th")).to_have_text(["#5", "#4", "#3", "#2", "#1"])
    again = stage.export()
    for lane in LANES:
        assert again["lanes"][lane]["deliveries"] == exported["lanes"][lane]["deliveries"]
    for where_and_when in ("exported_at", "browser", "room"):
        assert again[where_and_when] == exported[where_and_when]
    stage.button("Back to live").click()
    expect(stage.page.get_by_text("Recorded trace")).to_be_hidden()


def test_the_contract_alone_is_enough_for_a_trace_to_be_played(page: "Page", tmp_path: Path) -> None:
    """Only the keys that every exporter must write, and only one lane."""
    request = {"opened_at": 1_000, "answered_at": 1_010, "closed_at": None, "status": 200}
    counts = {"bytes_up": 500, "bytes_down": 300, "events": 1}
    delivery = {"id": 7, "sent_at": 1_500, "arrived_at": 1_580, "latency_ms": 80}
    trace: dict[str, Any] = {
        "version": 1,
        "room": "abcdefgh",
        "topic": "stage",
        "clock": {"offset_ms": 0, "error_ms": 1},
        "published": [{"id": 7, "sent_at": 1_500}],
        "lanes": {"sse": {"deliveries": [delivery], "requests": [request | counts]}},
    }
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(trace), "utf-8")
    stage = Stage(page)
    import_trace(stage, file)
    expect(page.locator("stage-table tbody tr")).to_have_count(1)
    expect(page.locator("stage-lane")).to_have_count(1)
    expect(page.locator("stage-table tbody td").last).to_have_text(re.compile("80.ms"))


def test_files_that_are_no_trace_are_refused_in_words(page: "Page", tmp_path: Path) -> None:
    contents = {
        "empty.json": "",
        "list.json": "[]",
        "later.json": '{"version": 2}',
        "laneless.json": '{"version": 1, "lanes": {}}',
        "binary.json": "\x00" * 100,
        "progress.json": '{"version": 1, "lessons": {}, "cards": {}}',
        "huge.json": " " * 20_000_001,
    }
    stage = Stage(page)
    for name, content in contents.items():
        file = tmp_path / name
        file.write_text(content, "utf-8")
        import_trace(stage, file)
        expect(page.get_by_role("alert")).to_contain_text(f"{name}: ")
        expect(page.get_by_text("Recorded trace")).to_be_hidden()
    expect(page.get_by_role("alert")).to_contain_text("It has 20,000,001 bytes, and at most 20,000,000 are read.")

    nothing_yet = tmp_path / "nothing.json"
    nothing_yet.write_text(json.dumps(stage.export()), "utf-8")
    import_trace(stage, nothing_yet)
    expect(page.get_by_text("Recorded trace")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


def import_trace(stage: Stage, file: Path) -> None:
    """Chooses a file as a person would."""
    with stage.page.expect_file_chooser() as chooser:
        stage.button("Import trace").click()
    chooser.value.set_files(file)
