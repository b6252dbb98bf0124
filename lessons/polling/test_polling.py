"""The lesson on polling, gone through as a learner would, and what its demos owe to everybody."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.learner import answer, button, lock_number, put_in_order, recall, says

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LESSON = "/lessons/polling"
RUN_MS = 60_000  # twenty events, on a machine that has other things to do


# A learner watches an event in two seconds on average. The rules are the same for ten times as many, polled sooner.
HURRIED = """
new MutationObserver((_, observer) => {
  const stage = document.querySelector("live-stage");
  if (!stage) return;
  stage.setAttribute("interval", "1100");
  stage.setAttribute("rate", "5");
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def figure(place: "Locator", name: str) -> "Locator":
    """A figure of a read-out, by its title."""
    return place.locator(".readout > div").filter(has=place.page.get_by_text(name, exact=True)).locator("dd")


def rows(demo: "Locator") -> "Locator":
    return demo.locator("tbody").get_by_role("row")


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    assert 'interval="2000" rate="0.5"' in page.request.get(LESSON).text()
    page.add_init_script(HURRIED)
    page.goto(LESSON)
    predicts(page)
    sees_the_waits(page)
    asks_in_three_ways(page)
    halves_the_interval(page)
    finds_the_interval_that_can_be_afforded(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(3)
    answers_the_checks(page)
    axe(page, include=".lesson-body")  # with its demos at work


def predicts(page: "Page") -> None:
    stage = page.locator("stage-gate")
    stage.scroll_into_view_if_needed()
    for name, key in (("mean-wait", "Home"), ("empty-share", "End")):
        expect(button(stage, "Run R")).to_be_disabled()
        expect(stage.get_by_role("link", name="the prediction")).to_have_attribute("href", f"#predict-{name}")
        lock_number(page, name, key)
        expect(page.locator(f"#predict-{name}")).to_contain_text("locked")


def sees_the_waits(page: "Page") -> None:
    stage = page.locator("stage-gate")
    button(stage, "Run R").click()
    against = page.locator("#against-mean-wait")
    expect(against).to_contain_text("You said 0", timeout=RUN_MS)
    expect(against).to_contain_text(re.compile(r"Measured mean: [\d,.]+\s*ms"))
    waits = page.locator("polling-waits")
    expect(figure(waits, "the rule says")).to_have_text(re.compile(r"550\s*ms"))
    expect(figure(waits, "empty answers")).to_contain_text("%")
    expect(waits.get_by_role("img")).to_have_attribute("aria-label", re.compile("events measured"))
    expect(page.locator("#against-empty-share")).to_contain_text("You said 100", timeout=RUN_MS)


def asks_in_three_ways(page: "Page") -> None:
    demo = page.locator("polling-bytes")
    button(demo, "Ask all three ways").click()
    expect(says(demo)).to_have_text("Asked. Nothing was new.", timeout=RUN_MS)
    expect(rows(demo).nth(0)).to_contain_text("200, 12 events")
    expect(rows(demo).nth(1)).to_contain_text("200, nothing in it")
    expect(rows(demo).nth(2)).to_contain_text("304 Not Modified")
    button(demo, "Publish one event").click()
    expect(says(demo)).to_contain_text("Published.", timeout=RUN_MS)
    button(demo, "Ask all three ways").click()
    expect(rows(demo).nth(0)).to_contain_text("200, 13 events", timeout=RUN_MS)
    expect(rows(demo).nth(1)).to_contain_text("200, one event")
    expect(rows(demo).nth(2)).to_contain_text("200, one event")
    expect(page.locator("#modify-ask-again")).to_contain_text("done")


def halves_the_interval(page: "Page") -> None:
    stage = page.locator("stage-gate")
    stage.get_by_role("slider", name="Poll every").fill("30")
    expect(page.locator("#modify-halve")).to_contain_text("done", timeout=RUN_MS)
    expect(figure(page.locator("polling-waits"), "the rule says")).to_have_text(re.compile(r"4\d\d\s*ms"))
    button(stage, "Stop").click()


def finds_the_interval_that_can_be_afforded(page: "Page") -> None:
    demo = page.locator("polling-model")
    expect(figure(demo, "requests a second")).to_have_text("167")
    expect(demo).to_contain_text(re.compile(r"Measured on this page: \d+\s*B up"))
    demo.get_by_role("slider", name="Users").fill("75")
    demo.get_by_role("slider", name="Poll every").fill("11")
    expect(figure(demo, "requests a second")).to_have_text("1,000")
    expect(figure(demo, "mean wait")).to_have_text(re.compile(r"50\s*s"))
    expect(page.locator("#modify-budget")).to_contain_text("done")
    before = figure(demo, "into the server").inner_text()
    demo.get_by_role("slider", name="Cookies in each question").press("End")
    expect(figure(demo, "into the server")).not_to_have_text(before)


def answers_the_checks(page: "Page") -> None:
    answer(page, {"requests": [1], "ten-seconds": [1], "not-modified": [0], "good-enough": [0, 2, 4]})
    put_in_order(page.locator("#check-loop"), [0, 0, 1, 1, 1, 1, 0], left_out=[7, 8])
    recall(page)


def test_a_wrong_answer_says_why(page: "Page") -> None:
    page.goto(LESSON)
    check = page.locator("#check-ten-seconds")
    check.get_by_role("radio", name="about half a second").check()
    button(check, "Check").click()
    expect(check).to_contain_text("It is spent before the question is even asked.")


def test_the_demos_say_what_they_lack_before_anything_was_measured(page: "Page") -> None:
    page.goto(LESSON)
    expect(page.locator("polling-waits")).to_contain_text("Run the stage")
    expect(figure(page.locator("polling-waits"), "empty answers")).to_have_text("after your prediction")
    expect(page.locator("polling-model")).to_contain_text("not measured yet")
    expect(figure(page.locator("polling-model"), "into the server")).to_have_text("–")


def test_a_server_that_cannot_be_reached_is_told(page: "Page", silence: Any) -> None:
    silence.allow("ERR_FAILED|failed: POST")
    page.goto(LESSON)
    page.route("**/rooms", lambda route: route.abort())
    demo = page.locator("polling-bytes")
    button(demo, "Ask all three ways").click()
    expect(says(demo)).to_have_text("The server could not be reached.", timeout=RUN_MS)
    page.unroute("**/rooms")
    button(demo, "Ask all three ways").click()
    expect(says(demo)).to_have_text("Asked. Nothing was new.", timeout=RUN_MS)
