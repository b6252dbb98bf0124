"""What a reader on a slow line sees first: words before the script is there, and nothing that moves when the rest comes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.first_load import FRAMES
from tests.browser.held import Held

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

WIDTHS = {390: 844, 1440: 900}
SHIFT_LIMIT = 0.02  # cumulative layout shift, as web.dev/articles/cls defines it
REFLOWN_LIMIT = 0.03  # of all blocks of text: a word may always fall on the next line

WATCH = """
globalThis.seen = { shift: 0, largest: "" };
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) seen.shift += value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => (seen.largest = list.getEntries().at(-1).element?.className ?? "")).observe({
  type: "largest-contentful-paint",
  buffered: true,
});
"""
HEIGHTS = """() => [...document.querySelectorAll("main :is(p, li, h1, h2, h3, th, td, dt)")]
  .filter((block) => !block.closest("live-stage")).map((block) => block.getBoundingClientRect().height)"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def page(request: pytest.FixtureRequest, new_context: Callable[..., "BrowserContext"]) -> "Page":
    """An empty page on a phone, and on a desk."""
    context = new_context(viewport={"width": request.param, "height": WIDTHS[request.param]})
    context.add_init_script(WATCH)
    return context.new_page()


def come_late(page: "Page", path: str) -> tuple[Any, Any]:
    """Opens a page whose typefaces come after its first paint; the heights of its blocks before and after."""
    fonts = Held(page, "**/*.woff2")
    with page.expect_request(fonts.pattern):
        page.goto(path, wait_until="domcontentloaded")
    page.wait_for_function(PAINTED)
    page.evaluate(FRAMES)
    before = page.evaluate(HEIGHTS)
    fonts.let_go()
    page.evaluate("document.fonts.ready.then(() => {})")
    page.evaluate(FRAMES)
    return before, page.evaluate(HEIGHTS)


@pytest.mark.parametrize("path", ["/", "/stage"])
def test_nothing_moves_when_the_typefaces_come(page: "Page", path: str) -> None:
    come_late(page, path)
    assert page.evaluate("seen.shift") < SHIFT_LIMIT


@pytest.mark.parametrize("path", ["/lessons/polling", "/lessons/sse", "/lessons/lost-message"])
def test_hardly_a_line_of_a_lesson_breaks_elsewhere_when_the_typefaces_come(page: "Page", path: str) -> None:
    before, after = come_late(page, path)
    reflown = sum(abs(was - now) > 2 for was, now in zip(before, after, strict=True))
    assert reflown < REFLOWN_LIMIT * len(before), f"{reflown} of {len(before)}"


def test_the_stage_says_what_is_to_come_while_it_is_fetched_and_paints_nothing_larger(page: "Page") -> None:
    script = Held(page, "**/whole-stage.js")
    with page.expect_request(script.pattern):
        page.goto("/stage", wait_until="commit")
    words = page.get_by_text("The stage that draws it is on its way.")
    expect(words).to_be_visible()
    page.wait_for_function("() => seen.largest === 'stage-to-come'")  # a function: the page may evaluate no string
    script.let_go()
    expect(page.get_by_role("button", name="Publish").first).to_be_visible()
    expect(words).to_have_count(0)
    page.evaluate(FRAMES)
    assert page.evaluate("seen.largest") == "stage-to-come"
    assert page.evaluate("seen.shift") < SHIFT_LIMIT
