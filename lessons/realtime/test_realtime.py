"""The first lesson, gone through as a learner would, and what its demos owe to everybody."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.learner import answer, button, lock, lock_number, put_in_order, recall

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

LESSON = "/lessons/realtime"
HOPS = ("On phone A", "Up", "In the server", "Down", "On the screen")
SLOW_MS = 30_000  # ten messages on a machine that has other things to do


def phone(page: "Page", name: str) -> "Locator":
    return page.get_by_role("group", name=f"Phone {name}")


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    page.goto(LESSON)
    predicts(page)
    sends_messages(page)
    reads_the_hops(page)
    turns_the_delay_up(page)
    places_eight_products(page)  # while the event is held for ten seconds
    answers_the_checks(page)
    judges_the_late_score(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(2)
    axe(page, include=".lesson-body")  # with its demos at work


def predicts(page: "Page") -> None:
    demo = page.locator("message-journey")
    expect(button(demo, "Run")).to_be_disabled()
    expect(demo).to_contain_text("Run is locked until you answer the prediction.")
    lock_number(page, "journey", "End")
    button(demo, "Run").click()
    expect(button(phone(page, "A"), "Send")).to_be_enabled(timeout=SLOW_MS)


def sends_messages(page: "Page") -> None:
    phone(page, "A").get_by_role("textbox").fill("Hello you")
    phone(page, "A").get_by_role("textbox").press("Enter")
    expect(phone(page, "B")).to_contain_text("Hello you")
    expect(phone(page, "A").get_by_label("The other phone has it.")).to_have_count(1)
    phone(page, "B").get_by_role("textbox").fill("Hello back")
    button(phone(page, "B"), "Send").click()
    expect(phone(page, "A")).to_contain_text("Hello back")
    button(page.locator("message-journey"), "Send ten").click()
    against = page.locator("#against-journey")
    expect(against).to_contain_text(
        re.compile(r"You said 10,000.ms\. The median of 1\d messages was [\d.,]+.ms"), timeout=SLOW_MS
    )


def reads_the_hops(page: "Page") -> None:
    demo = page.locator("message-journey")
    rows = demo.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(len(HOPS))
    for row, name in zip(rows.all(), HOPS, strict=True):
        expect(row.get_by_role("rowheader")).to_contain_text(name)
        expect(row.locator("td").last).to_have_text(re.compile(r"^(under )?[\d.,]+.ms$"))
    expect(demo.locator(".hop-says")).to_contain_text("from the tap to the other screen; the longest hop was")


def turns_the_delay_up(page: "Page") -> None:
    demo = page.locator("delay-dial")
    button(demo, "Run").click()
    expect(page.locator("message-journey")).to_contain_text("Stopped, because something else was started.")
    happens = button(demo, "Something happens")
    expect(happens).to_be_enabled(timeout=SLOW_MS)
    dial = demo.get_by_role("slider")
    dial.press("ArrowRight")
    happens.click()
    chat = demo.get_by_role("region", name="Chat")
    expect(chat).to_contain_text(re.compile(r"You had the answer ([2-9]|\d,\d)\d\d.ms after you asked\."))
    chat.get_by_label("yes").check()
    for _ in range(4):
        dial.press("ArrowRight")
    expect(dial).to_have_attribute("aria-valuetext", re.compile("10.s"))
    happens.click()
    expect(demo).to_contain_text("Next door, somebody cheers.")
    expect(demo).to_contain_text(re.compile(r"Held on this page, sent in \d\.\d.s\."))


def judges_the_late_score(page: "Page") -> None:
    demo = page.locator("delay-dial")
    score = demo.get_by_role("region", name="Live score")
    expect(score).to_contain_text(
        re.compile(r"You heard the cheer 1\d\.\d.s before your screen said so\."), timeout=SLOW_MS
    )
    score.get_by_label("no").check()
    verdicts = demo.get_by_role("table", name="Your verdicts")
    expect(verdicts.get_by_role("row", name="Chat")).to_contain_text("useful")
    expect(verdicts.get_by_role("row", name="Live score")).to_contain_text("too late")
    expect(page.locator("#modify-limits")).to_have_attribute("data-done", "")


def places_eight_products(page: "Page") -> None:
    demo = page.locator("tolerable-delay")
    expect(button(demo, "Compare")).to_be_disabled()
    for slider in demo.get_by_role("slider").all():
        expect(slider).to_have_attribute("aria-valuetext", "not placed yet")
        slider.press("ArrowRight")
    button(demo, "Compare").click()
    inbox = demo.get_by_role("listitem").filter(has_text="A mail inbox")
    expect(inbox).to_contain_text("within the band")
    expect(demo.get_by_role("listitem").filter(has_text="cursor")).to_contain_text("times more patient")
    expect(page.locator("#modify-placed")).to_have_attribute("data-done", "")


def answers_the_checks(page: "Page") -> None:
    answer(page, {"definition": [1], "near": [0, 2, 4], "hourly": [2]})
    put_in_order(page.locator("#check-hops"), [0] * len(HOPS))
    recall(page)


def test_the_demos_are_accessible_and_fit_on_a_phone(
    new_context: Callable[..., "BrowserContext"], axe: Callable[..., None]
) -> None:
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(LESSON)
    lock(page, "journey")
    button(page.locator("message-journey"), "Run").click()
    button(phone(page, "A"), "Send").click()
    expect(phone(page, "B")).to_contain_text("On my way")
    axe(page, include=".lesson-body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_hidden_tab_holds_no_connection(page: "Page") -> None:
    page.goto(LESSON)
    lock(page, "journey")
    button(page.locator("message-journey"), "Run").click()
    expect(button(phone(page, "A"), "Send")).to_be_enabled(timeout=SLOW_MS)
    [phones] = page.workers
    with phones.expect_event("close"):
        page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("message-journey")).to_contain_text("Stopped, because the tab was hidden.")
    expect(button(phone(page, "A"), "Send")).to_be_disabled()


def test_the_page_is_complete_without_javascript(new_context: Callable[..., "BrowserContext"]) -> None:
    page: Any = new_context(java_script_enabled=False).new_page()
    page.goto(LESSON)
    for name in ("message-journey", "delay-dial", "tolerable-delay"):
        expect(page.locator(name)).to_contain_text("It needs JavaScript.")
    page.get_by_text("The answer, and why").first.click()
    expect(page.locator("#check-definition")).to_contain_text("measured against the use")
