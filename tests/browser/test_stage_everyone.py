"""The stage for everyone: keyboards, readers of the screen, phones, calm eyes, and no JavaScript at all."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.stage import LANES, TITLES, Stage
from tests.conftest import Silence
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("path", ["/stage", "/embed/stage"])
def test_a_running_stage_is_accessible(page: "Page", axe_in_every_look: Callable[["Page"], None], path: str) -> None:
    stage = Stage(page, "interval=500", path)
    stage.publish()
    stage.wait_for_deliveries(1)
    axe_in_every_look(page)


@pytest.mark.parametrize("width", [360, 390, 600, 768, 900, 1024, 1440, 3840])
def test_nothing_is_wider_than_the_window(new_context: Callable[..., "BrowserContext"], width: int) -> None:
    stage = Stage(new_context(viewport={"width": width, "height": 800}).new_page(), "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= width
    for title in TITLES:
        expect(stage.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(stage.page.get_by_text(re.compile("one clock, ±")).filter(visible=True)).to_have_count(1)


def test_touch_targets_are_large_enough(new_context: Callable[..., "BrowserContext"]) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    stage = Stage(page)
    for button in stage.page.locator("stage-toolbar button, stage-scrub button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.text_content()


def test_the_keys_are_listed_and_each_of_them_acts(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("publish an event")
    expect(keys).to_contain_text("play slower, or faster")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    stage.press("3")
    expect(page.get_by_text("Only SSE is shown.")).to_be_visible()
    expect(page.locator("stage-lane")).to_have_count(1)
    stage.press("3")
    expect(page.locator("stage-lane")).to_have_count(4)


def test_keys_do_nothing_while_a_control_has_the_focus(page: "Page") -> None:
    stage = Stage(page)
    page.get_by_label("Hold up to").focus()
    page.keyboard.press("p")
    page.keyboard.press("1")
    expect(stage.button("Pause P")).to_be_visible()
    expect(page.locator("stage-lane")).to_have_count(4)


def test_what_was_pressed_may_go_but_not_the_focus(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    page.locator("stage-notice").get_by_role("button", name="Publish").press("Enter")
    expect(stage.button("Publish Space")).to_be_focused()
    stage.wait_for_deliveries(1)
    for pressed, heir in (("Hide Polling", "Show Polling"), ("Show Polling", "Hide Polling")):
        stage.button(pressed).press("Enter")
        expect(stage.button(heir)).to_be_focused()
    stage.button("Pause P").press("Enter")
    stage.button("Back to now").press("Enter")
    expect(stage.button("Pause P")).to_be_focused()


def test_in_forced_colours_the_picture_has_ink_and_ground(new_context: Callable[..., "BrowserContext"]) -> None:
    stage = Stage(new_context(forced_colors="active").new_page())
    stage.wait("() => document.querySelector('stage-plot').frame().colours.ink !== undefined")
    colours = stage.page.evaluate("document.querySelector('stage-plot').frame().colours")
    assert colours["ink"] == colours["sse"] == "rgb(0, 0, 0)"
    assert colours["stage"] == "rgb(255, 255, 255)"


def test_the_picture_is_named_by_its_sentence_and_told_as_a_table(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    expect(stage.picture).to_have_attribute("aria-label", re.compile("Event 1 "))
    table = page.get_by_role("table", name=re.compile("The last event"))
    expect(table.get_by_role("columnheader")).to_have_text(["Event", "Published", *TITLES])
    stage.button("Show as table").click()
    expect(table).to_be_in_viewport()
    stage.button("Hide the table").click()
    expect(table).not_to_be_in_viewport(ratio=0.1)


def test_the_live_region_keeps_a_humane_pace(page: "Page") -> None:
    stage = Stage(page, "interval=500")
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector("stage-caption [role=status]");
          // By the time of the frame, as the stage reckons: what a crowded machine adds within a frame is not its pace.
          new MutationObserver(() => window.said.push(document.timeline.currentTime))
            .observe(region, { characterData: true, childList: true, subtree: true });
        }"""
    )
    stage.publish()
    stage.button("10/s").click()
    stage.wait_for_deliveries(80)
    stage.says("In the last 3")
    said = page.evaluate("window.said")
    assert all(later - earlier > 2_500 for earlier, later in pairwise(said)), said


def wait_for_events(stage: Stage, server: Server, count: int) -> None:
    """Waits at the server, as another reader of the room, until so many more events have happened."""
    room = stage.page.evaluate("document.querySelector('live-stage').scene.session.place.room")
    for _ in range(count):
        heard = httpx.get(f"{server.url}/rooms/{room}/topics/stage/long-poll", params={"hold": 10}, timeout=30).json()
        assert heard["events"]


def test_a_hidden_tab_gives_its_connections_back_and_says_what_it_missed(page: "Page", server: Server) -> None:
    stage = Stage(page, "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    stage.button("10/s").click()
    stage.wait_for_deliveries(5)
    page.evaluate(HIDE, True)
    stage.wait("(stage) => stage.scene.trace.pauses.length === 1")
    wait_for_events(stage, server, 5)
    page.evaluate(HIDE, False)
    stage.wait("(stage) => stage.scene.trace.pauses[0].to !== null")
    [pause] = stage.export()["pauses"]
    assert min(pause["missed"][lane] for lane in LANES) >= 5
    stage.wait("(stage) => stage.scene.trace.lane('sse').state.is === 'open'")
    lost = page.evaluate("document.querySelector('live-stage').scene.trace.statistics('sse').lost")
    assert lost == 0


def test_what_one_lane_alone_missed_is_not_denied(page: "Page") -> None:
    """Polling asks once in thirty seconds, so it has not had what the others had before the tab was hidden."""
    stage = Stage(page, "interval=30000&run=1")
    stage.wait("(stage) => stage.scene.trace.lane('polling').state?.is === 'waiting'")
    stage.publish()
    stage.wait_for_deliveries(1, lanes=["long-polling", "sse", "websocket"])
    page.evaluate(HIDE, True)
    stage.wait("(stage) => stage.scene.trace.pauses.length === 1")
    page.evaluate(HIDE, False)
    stage.says("Not fetched: one event by polling.")
    stage.button("Show as table").click()
    expect(stage.cell("#1", "Polling")).to_have_text("not fetched")


def test_a_tab_that_was_opened_in_the_background_starts_when_it_is_looked_at(page: "Page") -> None:
    page.add_init_script(f"({HIDE})(true)")
    stage = Stage(page, "run=1&rate=2&interval=500")
    expect(page.get_by_text("Nothing has happened yet.")).to_be_visible()
    assert not page.evaluate("document.querySelector('live-stage').scene.session.running")
    page.evaluate(HIDE, False)
    stage.wait_for_deliveries(1)
    assert stage.export()["pauses"] == [], "it was not there before, so it missed nothing"


def test_a_copied_link_brings_back_all_settings(new_context: Callable[..., "BrowserContext"]) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    stage = Stage(context.new_page(), "interval=500&hold=10")
    stage.page.get_by_role("button", name="Hide Polling").click()
    stage.button("at random").click()
    stage.press("]")
    stage.page.get_by_role("radio", name="Dark theme").check(force=True)
    stage.button("Copy link").click()
    expect(stage.button("Copied")).to_be_visible()
    link = stage.page.evaluate("navigator.clipboard.readText()")
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_text("hidden, its connection is closed")).to_be_visible()
    expect(page.get_by_role("button", name="at random")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Hold up to")).to_have_attribute("aria-valuetext", re.compile("10.s"))
    assert page.evaluate("document.querySelector('live-stage').scene.playhead.window_ms") == 4_500
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(stage.button("Copy link")).to_be_visible()


@pytest.mark.parametrize("secure", [True, False])
def test_a_link_that_the_browser_does_not_copy_is_shown_instead(page: "Page", secure: bool) -> None:
    """The browser forbids it, and is asked in the way that it has on secure pages or on all others."""
    forbid = (
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
        if secure
        else "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false"
    )
    page.add_init_script(forbid)
    stage = Stage(page, "interval=500")
    stage.button("Copy link").click()
    alert = page.locator("stage-foot").get_by_role("alert")
    expect(alert).to_contain_text("The browser lets this page copy nothing. Select the link here, and copy it: ")
    expect(alert).to_contain_text("/stage?interval=500")
    expect(stage.button("Copied")).to_have_count(0)


@pytest.mark.parametrize(
    ("button", "script", "says"),
    [
        ("Export trace", "filing.js", "What writes and reads traces could not be loaded."),
        ("Network", "stage-network.js", "What simulates a network could not be loaded."),
    ],
)
def test_a_part_that_cannot_be_fetched_says_so(
    page: "Page", silence: Silence, button: str, script: str, says: str
) -> None:
    silence.allow("ERR_FAILED")
    page.route(f"**/{script}", lambda route: route.abort())
    stage = Stage(page)
    stage.button(button).click()
    expect(page.locator("stage-foot").get_by_role("alert")).to_contain_text(says)
    expect(stage.page.locator("stage-network")).to_have_count(0)


def test_a_class_that_reads_over_plain_http_has_the_whole_stage(page: "Page", server: Server, silence: Silence) -> None:
    silence.allow("Cross-Origin-Opener-Policy header has been ignored")
    stage = Stage(page, "interval=500&run=1", path=f"http://class.test:{server.port}/stage")
    assert not page.evaluate("isSecureContext")
    stage.publish()
    stage.wait_for_deliveries(1)
    stage.button("Copy link").click()
    expect(stage.button("Copied")).to_be_visible()


def test_what_conditions_add_to_one_line_can_be_read_whole(page: "Page") -> None:
    conditions = '{"lanes":{"sse":{"status":{"answer":"wrong-type","requests":10}}}}'
    Stage(page, f"run=1&conditions={conditions}")
    words = page.locator("stage-lane").get_by_text("the wrong type to ten requests")
    expect(words).to_be_visible()
    assert words.evaluate("""(words) => {
      const tools = words.closest("stage-lane").querySelector(".lane-tools").getBoundingClientRect();
      const rail = words.closest("stage-lane").querySelector(".lane-rail.browser").getBoundingClientRect();
      const { right, bottom } = words.getBoundingClientRect();
      return words.scrollWidth <= words.clientWidth && bottom <= tools.top + 2 && right <= rail.left;
    }""")


def test_a_slide_shows_the_lanes_that_were_asked_for_and_no_others(page: "Page") -> None:
    Stage(page, "lanes=sse,websocket", path="/embed/stage")
    expect(page.locator("stage-lane h2")).to_have_text(["SSE", "WebSocket"])
    expect(page.get_by_text("hidden, its connection is closed")).to_have_count(0)


def test_with_reduced_motion_time_fills_a_page(new_context: Callable[..., "BrowserContext"]) -> None:
    stage = Stage(new_context(reduced_motion="reduce").new_page(), "interval=500")
    stage.publish()
    stage.wait_for_deliveries(1)
    needless = """async () => {
      const { trace } = document.querySelector("live-stage").scene;
      const plot = document.querySelector("stage-plot");
      const paint = plot.paint.bind(plot);
      let [version, painted_at, needless] = [-1, 0, 0];
      plot.paint = () => {
        const now = performance.now();
        if (trace.version === version && now - painted_at < 900) needless++;
        [version, painted_at] = [trace.version, now];
        paint();
      };
      for (let frame = 0; frame < 60; frame++) await new Promise(requestAnimationFrame);
      return needless;
    }"""
    assert stage.page.evaluate(needless) < 5  # it is painted on change and once a second, not with every frame


def test_without_javascript_the_page_says_what_it_is_and_what_to_type(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/stage")
    # Found by place, not by role or text: Playwright looks for neither within <noscript>.
    words = page.locator("noscript .without-script")
    expect(words).to_be_visible()
    said = words.inner_text()
    assert "It needs JavaScript" in said
    assert "curl" in said
    assert all(title in said for title in TITLES)
    expect(page.locator("live-stage")).to_be_hidden()
