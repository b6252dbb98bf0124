"""The drawer of bytes: opened from a lane, from an event and by a mark; linked both ways; and exact."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.held import Held
from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

ALL_THERE = """() => {
  const sizes = { up: 0, down: 0 };
  for (const row of document.querySelectorAll("wire-drawer .frame-row")) {
    const up = row.querySelector("[aria-label]").getAttribute("aria-label") === "to the server";
    sizes[up ? "up" : "down"] += Number.parseInt(row.querySelector(".wire-size").textContent.replace(",", ""));
  }
  const [{ up, down }] = document.querySelector("live-stage").scene.trace.lane("sse").requests;
  return sizes.up === up && sizes.down === down;
}"""
MARK = """(stage, lane) => {
  const { scene } = stage;
  const delivery = scene.trace.lane(lane).delivery(scene.selected);
  const plot = stage.querySelector("stage-plot");
  const from = scene.edge - scene.playhead.span_ms;
  const index = scene.shown.findIndex(({ name }) => name === lane);
  const x = ((delivery.arrived_at - from) / scene.playhead.span_ms) * (plot.clientWidth - 14);
  return { x, y: 36 + 112 * index + 66 };
}"""


def test_the_bytes_of_a_stream_are_opened_annotated_linked_and_left(page: "Page", axe: Callable[..., None]) -> None:
    asked: list[str] = []

    def note(request: "Request") -> None:
        asked.append(request.url)

    page.on("request", note)
    stage = Stage(page, "interval=500")
    stage.publish(2)
    stage.wait_for_deliveries(2)
    assert not [url for url in asked if "/wire" in url], "fetched when it is opened first"

    stage.page.get_by_role("button", name="Wire SSE", exact=True).click()
    drawer = page.get_by_role("region", name="Wire: SSE")
    expect(drawer.get_by_role("heading", name="Event #2 on the stream")).to_be_visible()
    expect(page.locator("stage-lane")).to_have_count(1)
    expect(drawer.locator(".frame-row")).to_have_text(
        [re.compile(words) for words in ("GET sse", "200 OK", "#1", "#2")]
    )
    page.wait_for_function(ALL_THERE)  # every byte the server counted is in one of the rows, and none besides

    # The meaning and the bytes are one: pointed at, chosen, by the keyboard.
    parts, hex_bytes = drawer.get_by_role("list", name="Its parts"), drawer.locator(".wire-hex")
    hex_bytes.locator("[data-span='0']").first.hover()
    expect(parts.get_by_role("listitem").nth(0)).to_have_attribute("data-lit", "over")
    hex_bytes.locator("[data-span='0']").first.click()
    expect(parts.get_by_role("button", pressed=True)).to_contain_text("id: 2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(parts.get_by_role("button", pressed=True)).to_be_focused()
    lit = hex_bytes.locator(".hex-text [data-lit=chosen]").all_text_contents()
    assert "".join(lit).startswith('data: {"id":2')
    expect(parts).to_contain_text("The id 2 is committed.")

    axe(page)
    page.keyboard.press("j")
    expect(drawer.get_by_role("heading", name="Event #1 on the stream")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Wire SSE", exact=True)).to_be_focused()
    expect(page.locator("stage-lane")).to_have_count(4)


def test_a_selected_event_is_opened_by_enter_and_by_its_marks(page: "Page") -> None:
    stage = Stage(page, "interval=500&controls=full", path="/embed/stage")
    stage.publish()
    stage.wait_for_deliveries(1)
    drawer = page.get_by_role("region", name=re.compile("Wire"))
    script, sheet = Held(page, "**/wire-drawer*.js"), Held(page, "**/wire.css")
    with page.expect_request(script.pattern):
        stage.press("ArrowLeft", "Enter")
    with page.expect_request(sheet.pattern):
        script.let_go()
    expect(drawer).to_be_hidden()  # without its look it is wider than a phone
    stage.press("Escape")  # before the drawer is there: it stays away, and the event stays selected
    sheet.let_go()
    page.wait_for_function("() => [...document.styleSheets].some(({ href }) => href?.endsWith('/wire.css'))")
    expect(drawer).to_be_hidden()
    expect(page.locator(".stage-heads")).to_contain_text("event #1")

    stage.press("Enter")
    expect(drawer).to_have_attribute("aria-label", "Wire: Polling")
    expect(drawer.get_by_role("heading", name="Answer, server to browser")).to_be_visible()
    expect(drawer.get_by_role("list", name="Its parts")).to_contain_text('{"id":1')
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert page.evaluate("() => document.querySelector('live-stage').scene.selected") == 1

    place: Any = page.locator("live-stage").evaluate(MARK, "websocket")
    stage.picture.click(position=place)
    expect(drawer).to_have_attribute("aria-label", "Wire: WebSocket")
    expect(drawer.get_by_role("heading", name="Text frame, server to browser")).to_be_visible()
    drawer.locator(".frame-row", has_text="ack 1").click()
    expect(drawer.get_by_role("heading", name="Text frame, browser to server")).to_be_visible()
    expect(drawer.locator(".masking .message")).to_have_text(re.compile(r'message\{"ack":1\}'))
    expect(drawer.get_by_role("list", name="Its parts")).to_contain_text("MASK 1: masked")


def test_on_a_phone_the_bytes_fit_and_what_is_missing_is_said(new_context: Callable[..., "BrowserContext"]) -> None:
    phone = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "reduced_motion": "reduce",
    }
    stage = Stage(new_context(**phone).new_page(), "interval=500")
    page = stage.page
    stage.publish()
    stage.wait_for_deliveries(1)
    page.get_by_role("button", name="Wire WebSocket", exact=True).click()
    drawer = page.get_by_role("region", name="Wire: WebSocket")
    expect(drawer.get_by_role("heading", name=re.compile("frame"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert drawer.locator("div.wire-item").evaluate("(item) => item.scrollWidth <= item.clientWidth")
    # As if recording had begun after the stream: then nobody has these bytes, and the drawer does not pretend.
    page.keyboard.press("Escape")
    page.evaluate(
        "() => { document.querySelector('live-stage').scene.session.recording = { since: null, message: 'Full.' } }"
    )
    page.evaluate(
        "() => { for (const one of document.querySelector('live-stage').scene.trace.lane('sse').requests) one.number = 1 }"
    )
    page.get_by_role("button", name="Wire SSE", exact=True).click()
    expect(page.get_by_role("region", name="Wire: SSE")).to_contain_text("Full.")


def test_bytes_that_the_browser_does_not_copy_are_there_to_be_selected(page: "Page") -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    stage = Stage(page, "lanes=sse&run=1")
    stage.publish()
    stage.publish()  # so that there is a block after the one that is looked at
    stage.wait_for_deliveries(2, lanes=["sse"])
    stage.press("ArrowLeft", "ArrowLeft", "Enter")
    drawer = page.get_by_role("region", name=re.compile("Wire"))
    drawer.get_by_role("button", name="Copy hex").click()
    nothing = drawer.get_by_role("status").filter(has_text="copy nothing. Select the bytes below")
    expect(nothing).to_be_visible()
    expect(drawer.get_by_role("button", name="Copied")).to_have_count(0)
    drawer.get_by_role("button", name="Next").click()
    expect(nothing).to_be_hidden()
