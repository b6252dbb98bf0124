"""The stage: publish, and watch the same event arrive four times."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import expect

from tests.browser.stage import LANES, TITLES, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

# As Safari does; Chromium's own limit is off where Playwright starts it.
FEW_ADDRESSES = """(() => {
  const replace = history.replaceState.bind(history);
  let left = 100;
  history.replaceState = (...values) => {
    if (left-- === 0) throw new DOMException("Too many calls", "SecurityError");
    replace(...values);
  };
})()"""


def test_nothing_is_connected_before_the_first_click(page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    stage = Stage(page)
    expect(page.get_by_text("Nothing has happened yet.")).to_be_visible()
    stage.says("Publish an event, and see when each lane hears of it.")
    assert not [url for url in asked if "/rooms" in url]


def test_space_publishes_an_event_that_reaches_all_four_lanes(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    expect(page.locator("stage-table tbody tr")).to_have_count(1)
    expect(page.locator("stage-table tbody td").filter(has_text=re.compile(r"\d.ms"))).to_have_count(len(LANES))
    [[event, _, *latencies]] = stage.rows()
    assert event == "#1"
    assert len(latencies) == len(LANES)
    assert all(re.fullmatch(r"(under )?[\d,.]+.ms", latency) for latency in latencies), latencies
    expect(page.get_by_text("1 sent")).to_be_visible()
    for title in TITLES:
        expect(stage.figure(title, "last event")).to_have_text(re.compile(r"^(under )?[\d,.]+ms$"))


def test_fifty_events_arrive_in_order_and_exactly_once_on_all_lanes(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish()
    stage.button("50/s").click()
    stage.wait_for_deliveries(50)
    stage.button("off").click()
    stage.wait("(stage) => !stage.scene.trace.auto?.rate")
    last = max(stage.published())
    stage.wait_for_deliveries(last)
    trace = stage.export()
    assert [event["id"] for event in trace["published"]] == list(range(1, last + 1))
    for lane in LANES:
        deliveries = trace["lanes"][lane]["deliveries"]
        assert [delivery["id"] for delivery in deliveries] == list(range(1, last + 1)), lane
        assert all(abs(one["arrived_at"] - one["sent_at"] - one["latency_ms"]) < 0.01 for one in deliveries)


def test_requests_and_bytes_are_counted_at_the_servers_socket(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish(3)
    stage.wait_for_deliveries(3)
    stage.wait("(stage, _, lanes) => lanes.every((lane) => stage.scene.trace.lane(lane).requests[0].matched)")
    lanes: dict[str, Any] = stage.export()["lanes"]
    assert len(lanes["sse"]["requests"]) == len(lanes["websocket"]["requests"]) == 1
    assert len(lanes["long-polling"]["requests"]) >= 3
    for lane in LANES:
        first = lanes[lane]["requests"][0]
        assert first["bytes_up"] > 100, lane
        assert first["bytes_down"] > 50, lane
        assert first["opened_at"] <= first["answered_at"]


def test_the_server_publishes_by_itself_at_the_chosen_rate(page: "Page") -> None:
    stage = Stage(page)
    stage.button("10/s").click()
    stage.wait_for_deliveries(5, lanes=("sse", "websocket"))
    expect(stage.button("10/s")).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**rate=10*")
    stage.button("at random").click()
    stage.wait("(stage) => stage.scene.trace.auto?.pattern === 'poisson'")
    stage.button("off").click()
    stage.wait("(stage) => !stage.scene.trace.auto?.rate")


def test_a_lane_folds_gives_its_connection_back_and_returns(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    stage.press("3")
    expect(page.locator("stage-lane")).to_have_count(1)
    page.get_by_role("button", name="Hide SSE").click()
    expect(page.locator("stage-lane")).to_have_count(len(LANES))  # not the hidden one alone
    expect(page.get_by_text("hidden, its connection is closed")).to_be_visible()
    stage.wait("(stage) => stage.scene.trace.presence.sse === 0 || !('sse' in stage.scene.trace.presence)")
    stage.publish()
    stage.wait_for_deliveries(2, lanes=("polling", "long-polling", "websocket"))
    page.get_by_role("button", name="Show SSE").click()
    stage.wait("(stage) => stage.scene.trace.lane('sse').state.is === 'open'")
    stage.publish()
    stage.wait("(stage) => stage.scene.trace.lane('sse').delivery(3) !== undefined")
    trace = stage.export()
    assert [one["id"] for one in trace["lanes"]["sse"]["deliveries"]] == [1, 3]
    expect(stage.cell("#2", "SSE")).to_have_text("–")


def test_the_poll_interval_acts_at_once(page: "Page") -> None:
    page.add_init_script(FEW_ADDRESSES)
    stage = Stage(page, "interval=30000&lanes=polling")
    stage.publish()
    page.get_by_label("Poll every").press("Home")
    stage.wait_for_deliveries(1, lanes=("polling",))
    expect(page.get_by_label("Poll every")).to_have_attribute("aria-valuetext", re.compile("200.ms"))
    page.wait_for_url("**interval=200*")
    drag = """(slider) => {
      for (let i = 0; i < 400; i++) slider.dispatchEvent(new CustomEvent("slide", { bubbles: true, detail: i % 50 }));
      slider.dispatchEvent(new CustomEvent("slide", { bubbles: true, detail: 100 }));
    }"""
    page.locator("stage-slider").first.evaluate(drag)
    page.wait_for_url("**interval=30000*")


def test_clear_begins_the_counts_anew_and_keeps_the_lines_open(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish(2)
    stage.wait_for_deliveries(2)
    stage.button("Clear").click()
    expect(page.locator("stage-table tbody tr")).to_have_count(0)
    stage.publish()
    stage.wait_for_deliveries(1)
    trace = stage.export()
    assert [one["id"] for one in trace["published"]] == [3]
    assert len(trace["lanes"]["sse"]["requests"]) == 1


def test_what_of_a_link_cannot_be_had_is_said_until_it_is_dismissed(page: "Page", axe: Callable[..., None]) -> None:
    stage = Stage(page, "rate=abc&interval=500&hold=-1&conditions=garbage&run=1")
    said = page.locator("stage-notice").get_by_role("status")
    expect(said).to_contain_text("“rate=abc” cannot be: rate is 0, or 0.2 to 50 events a second. Here it is 0.")
    expect(said).to_contain_text("“hold=-1” cannot be: hold is 1 to 55 s. Here it is 1.")
    axe(page)
    stage.button("Hide Long polling").focus()
    expect(said.locator("p")).to_have_css("opacity", "0")  # It does not lie over what has the focus.
    stage.publish()
    stage.wait_for_deliveries(1)  # It is in nobody's way.
    said.get_by_role("button", name="Next, 2 of 2").press("Enter")
    expect(said).to_contain_text("“conditions=garbage” cannot be")
    said.get_by_role("button", name="Dismiss").press("Enter")
    expect(said).to_be_empty()
    expect(stage.button("Publish Space")).to_be_focused()

    page.goto(page.evaluate("() => document.querySelector('live-stage').address()"))  # as Copy link has it
    stage.publish()
    expect(said).to_be_empty()

    page.goto("/stage?run=1&room=abcdefgh12345678")
    expect(said).to_contain_text("“room=abcdefgh12345678” is not there")
    said.get_by_role("button", name="Dismiss").click()
    stage.publish()
    stage.wait_for_deliveries(1, lanes=("sse", "websocket"))


def test_a_link_to_somebody_elses_room_is_watched_and_changes_nothing_there(page: "Page", server: Any) -> None:
    room = httpx.post(f"{server.url}/rooms").json()
    stage = Stage(page, f"interval=500&room={room['room']}")
    stage.button("Watch").click()
    stage.wait("(stage) => stage.scene.trace.lane('sse').state?.is === 'open'")
    key = {"Authorization": f"Bearer {room['key']}"}
    httpx.post(f"{server.url}/rooms/{room['room']}/topics/stage", json={"data": 1}, headers=key).raise_for_status()
    stage.wait_for_deliveries(1)
    stage.button("50/s").click()
    expect(page.locator("stage-notice")).to_contain_text("This room can only be watched")
    expect(stage.button("off")).to_have_attribute("aria-pressed", "true")
    assert "rate" not in page.url


def test_a_refused_room_is_said_in_words(fresh_server: Any, new_context: Any, silence: Any) -> None:
    silence.allow("429|503")
    server = fresh_server(env={"LIMIT_ROOMS": "1"})
    httpx.post(f"{server.url}/rooms").raise_for_status()
    stage = Stage(new_context(base_url=server.url).new_page())
    stage.press("Space")
    expect(stage.page.locator("stage-notice")).to_contain_text("room")
    assert not stage.published()
