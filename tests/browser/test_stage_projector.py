"""A stage on a projector: large enough for the last row, whole in a window of any shape, and left with a key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.first_load import FRAMES
from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


def test_a_projected_stage_is_accessible(
    new_context: Callable[..., "BrowserContext"], axe: Callable[..., None]
) -> None:
    stage = Stage(new_context(viewport={"width": 1920, "height": 1080}).new_page(), "interval=500&projector=1")
    stage.publish()
    stage.wait_for_deliveries(1)
    axe(stage.page)


def test_the_projector_fills_the_window_and_is_left_with_esc(new_context: Callable[..., "BrowserContext"]) -> None:
    page = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    stage = Stage(page, "interval=500")
    stage.button("Projector").click()
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    stage.publish()
    expect(page.locator(".stage-heads")).to_contain_text("event #1 took")
    stage.press(",", ",")
    stage.wait("(stage) => stage.scene.playhead.speed === 1 / 20 && stage.scene.edge < stage.scene.live")
    expect(page.get_by_text("1/20 speed", exact=True)).to_be_visible()
    stage.press(".", ".")
    stage.wait("(stage) => stage.scene.playhead.live")
    expect(page.locator(".caption-pace")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert page.evaluate("getComputedStyle(document.querySelector('live-stage')).getPropertyValue('--k')") == "2"
    stage.press("Escape")
    expect(page.get_by_role("navigation", name="Site")).to_be_visible()


@pytest.mark.parametrize("lanes", ["polling", "sse,websocket"])
def test_few_lanes_fill_a_projector_too_and_their_names_stand_at_their_rails(
    new_context: Callable[..., "BrowserContext"], lanes: str
) -> None:
    page = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    Stage(page, f"projector=1&lanes={lanes}")
    box = page.locator(".stage-lanes").bounding_box()
    assert box
    assert box["height"] > 0.75 * 1080
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    rails = """(count) => {
      const canvas = document.querySelector("stage-plot canvas");
      const { data } = canvas.getContext("2d").getImageData(40, 0, 1, canvas.height);
      const { top, height } = canvas.getBoundingClientRect();
      const dark = (y) => Math.min(...[-2, -1, 0, 1, 2].map((by) => data[4 * (Math.round(y) + by)])) < 150;
      const labels = [...document.querySelectorAll(".lane-rail")];
      return labels.length === count && labels.every((label) => {
        const box = label.getBoundingClientRect();
        const y = (((box.top + box.bottom) / 2 - top) * canvas.height) / height;
        return dark(y) && !dark(y + 24);
      });
    }"""
    page.wait_for_function(rails, arg=2 * len(lanes.split(",")))  # the picture takes its size a frame after its place


@pytest.mark.parametrize("path", ["/stage", "/embed/stage"])
def test_the_longest_sentence_fits_a_projector_of_any_size(page: "Page", path: str) -> None:
    conditions = '{"delay_down_ms":120,"delay_up_ms":80,"jitter_ms":30}'
    stage = Stage(page, f"projector=1&lanes=sse&run=1&conditions={conditions}", path=path)
    stage.says("The network from now on: ")
    stage.press("p")
    expect(page.get_by_text("paused", exact=True)).to_be_visible()
    for width, height in ((1920, 1080), (1280, 800), (1024, 768), (800, 450), (1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".stage-clock")).to_contain_text("jitter 30")
        expect(page.locator(".stage-clock")).to_be_visible()
        page.evaluate(FRAMES)  # the picture takes its size a frame after its place
        assert page.evaluate("document.documentElement.scrollHeight") <= height, f"{width} by {height}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} by {height}"
