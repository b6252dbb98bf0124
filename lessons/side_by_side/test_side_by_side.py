"""The lesson side by side, gone through as a learner would, and as somebody who presents it."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.learner import answer, button, done, put_in_order, recall

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LESSON = "/lessons/side-by-side"
RUN_MS = 30_000  # some events by hand, on a machine that has other things to do
TABLES = ("polling-and-long-polling", "long-polling-and-sse", "sse-and-websocket", "websocket-and-pub-sub", "a-million")


def vote(page: "Page") -> None:
    card = page.locator("#predict-busy")
    card.get_by_role("radio").nth(1).check()
    button(card, "Lock my answer").click()


def run(page: "Page") -> None:
    start = button(page.locator("stage-gate"), "Run R")
    expect(start).to_be_disabled()
    vote(page)
    start.click()


def table(page: "Page", name: str) -> "Locator":
    return page.locator(f"measured-table[of={name}]")


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    page.goto(LESSON)
    run(page)
    expect(page.locator("#against-busy[data-state=measured]")).to_contain_text("has to ask again", timeout=RUN_MS)
    exchanges_lines(page)
    finds_every_cell_measured(page)
    turns_the_dials(page)
    answers_the_checks(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(3)
    axe(page, include=".lesson-body")  # with its demos at work


def exchanges_lines(page: "Page") -> None:
    button(page, "Exchange lines").click()
    expect(page.locator("who-hears")).to_contain_text("Done", timeout=RUN_MS)
    rows = table(page, "websocket-and-pub-sub").locator("tbody tr")
    expect(rows.nth(2)).to_contain_text("reached 1 of 3")
    expect(rows.nth(2)).to_contain_text("reached 3 of 3, over two transports")
    expect(rows.nth(3)).to_contain_text("0 of 5")
    expect(rows.nth(3)).to_contain_text("5 of 5")


def finds_every_cell_measured(page: "Page") -> None:
    for name in TABLES:
        expect(table(page, name).locator("[data-empty]")).to_have_count(0)
    expect(table(page, "polling-and-long-polling").locator("tbody tr").first).to_contain_text("Long polling asks")


def turns_the_dials(page: "Page") -> None:
    button(page.locator("live-stage"), "off").click()
    page.get_by_role("slider", name="Poll every").press("Home")
    polls_go_by(page, 5)  # what comes within half a second of a change is not counted
    for _ in range(3):
        expect(page.locator("#modify-quiet")).not_to_have_attribute("data-done", "")
        button(page.locator("live-stage"), "Publish Space").click()
        polls_go_by(page, 4)
    done(page, "quiet", RUN_MS)
    head = table(page, "polling-and-long-polling").locator("caption")
    expect(head).to_contain_text("by hand, polling every 200")
    first = table(page, "polling-and-long-polling").locator("tbody tr").first
    expect(first).to_contain_text("most of its questions find nothing")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page.locator("live-stage"), "Copy link").click()
    expect(button(page.locator("live-stage"), "Copied")).to_be_visible()
    assert re.search(r"/stage\?.*interval=200\b", page.evaluate("navigator.clipboard.readText()"))


def polls_go_by(page: "Page", count: int) -> None:
    """Waits until polling has asked so many times more: events apart from each other, as a person publishes."""
    asked = "document.querySelector('live-stage').scene.trace.lane('polling').totals.requests"
    page.wait_for_function(f"least => {asked} >= least", arg=page.evaluate(asked) + count)


def answers_the_checks(page: "Page") -> None:
    answer(page, {"always": [1], "notify": [1], "pair": [0, 2], "kind": [1]})
    put_in_order(page.locator("#check-ladder"), [0] * 4)
    recall(page)


def test_what_is_counted_is_what_is_shown(page: "Page") -> None:
    page.goto(LESSON)
    shown = page.locator("details[data-code=sse] figure.code").first.locator(".line-text")
    said = page.locator("code-count tbody tr").first.locator("td").nth(2)
    code = [text for text in shown.all_text_contents() if re.sub(r"//.*|^\s*/?\*.*", "", text).strip()]
    expect(said).to_have_text(str(len(code)))
    [broken] = page.locator("code-count tr", has_text="a line that breaks").all()
    assert broken.locator("td").all_inner_texts() == ["this code", "this code", "the browser", "this code"]


def test_somebody_presents_it_with_a_clicker(page: "Page") -> None:
    page.goto(LESSON)
    button(page, "Present it").click()
    bar = page.get_by_role("region", name="Walkthrough", exact=True)
    expect(bar).to_contain_text("1 of 10")
    page.keyboard.press("PageDown")
    expect(bar).to_contain_text("lock an answer")
    page.keyboard.press("PageUp")
    vote(page)
    page.keyboard.press("PageDown")
    expect(bar).to_contain_text("Press Space")
    expect(page.locator("live-stage")).to_contain_text("Nothing has happened yet.")
    page.keyboard.press("Space")  # to the stage, and not to the bar's Next
    expect(page.locator("stage-caption")).to_contain_text("Event 1")
    expect(bar).to_contain_text("2 of 10")
    page.keyboard.press("PageDown")
    expect(page.locator("live-stage")).to_contain_text("Only Polling is shown")
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(bar).to_contain_text("A proxy in between")
    ruler = page.locator("live-stage .stage-ruler")
    expect(ruler).to_contain_text(re.compile(r"a proxy holds 1,024\s*B"))
    page.keyboard.press("Escape")
    expect(ruler).not_to_contain_text("proxy")
    expect(bar).to_be_hidden()
    expect(button(page, "Present it")).to_be_focused()
