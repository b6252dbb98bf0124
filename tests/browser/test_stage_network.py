"""The simulated network on the stage: what a reader sets, sees on the lanes, and takes away in a link."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.stage import LANES, Stage

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

IS = "(stage, is) => stage.scene.trace.lane('sse').state.is === is"


def conditions_in(url: str) -> Any:
    """What a link says of the network."""
    return json.loads(parse_qs(urlsplit(url).query)["conditions"][0])


def test_a_reader_cuts_a_line_watches_it_come_back_and_changes_the_network(
    page: "Page", axe: Callable[..., None], silence: Any
) -> None:
    silence.allow("ERR_|WebSocket|503")  # lines are cut here, and the browser says so
    link = {"delay_up_ms": 40, "delay_down_ms": 40}
    stage = Stage(page, f"run=1&rate=10&interval=500&conditions={json.dumps(link)}")
    stage.wait_for_deliveries(3)
    expect(page.locator(".stage-clock")).to_contain_text(re.compile("40.ms each way"))
    trace = stage.export()
    # 40 ms or more; the clock's first exchanges, on a crowded machine, may have been some milliseconds wrong.
    assert all(one["latency_ms"] > 30 for lane in LANES for one in trace["lanes"][lane]["deliveries"])

    page.get_by_role("button", name="Cut SSE").click()
    stage.wait(IS, "retrying")
    expect(page.locator("stage-lane.sse .lane-state")).to_contain_text("reconnecting")
    page.wait_for_url(lambda url: conditions_in(url) == {**link, "lanes": {"sse": {"cut": True}}})
    page.get_by_role("button", name="Mend SSE").click()
    stage.wait(IS, "open")
    stage.wait("(stage) => stage.scene.trace.lane('sse').deliveries.some(({ kind }) => kind === 'replayed')")
    stage.says("The SSE line was cut for")
    cut = stage.export()["lanes"]["sse"]
    assert cut["totals"]["lost"] == cut["totals"]["duplicates"] == 0
    [[began, ended]] = [[one["from"], one["to"]] for one in cut["conditions"] if one["said"].get("cut")]
    assert began < ended

    stage.button("Network").press("Enter")
    expect(page.get_by_text("Not simulated:")).to_be_visible()
    axe(page)
    page.get_by_role("group", name="Change").get_by_role("button", name="WebSocket").click()
    page.get_by_label("Sent twice").press("End")
    stage.wait("(stage) => stage.scene.trace.statistics('websocket').duplicates > 0")
    expect(page.locator("stage-lane.ws .lane-state")).to_contain_text("duplicate")
    stage.button("As it is").click()
    stage.wait("(stage) => stage.scene.trace.conditions === null")
    page.wait_for_url(lambda url: "conditions" not in url)

    stage.press("x")
    stage.wait("(stage, _, lanes) => lanes.every((lane) => stage.scene.trace.lane(lane).cuts.at(-1)?.to === null)")
    stage.press("x")
    stage.wait("(stage, _, lanes) => lanes.every((lane) => stage.scene.trace.lane(lane).cuts.at(-1).to !== null)")


def test_the_network_can_be_set_by_touch(
    new_context: Callable[..., "BrowserContext"], axe: Callable[..., None]
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    stage = Stage(page)
    stage.button("Network").tap()
    for button in page.locator("stage-network button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    stage.button("black hole").tap()
    page.wait_for_url("**conditions=*")
    assert conditions_in(page.url) == {"black_hole": True}
    axe(page)
