"""The lesson on long polling, gone through as a learner would, and what its demos owe to everybody."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.learner import answer, button, lock, put_in_order, recall, says

if TYPE_CHECKING:
    from playwright.sync_api import Page

LESSON = "/lessons/long-polling"
RUN_MS = 30_000  # some polls every two seconds, on a machine that has other things to do


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    page.goto(LESSON)
    runs_the_two_lanes(page)
    counts_the_requests_of_five_events(page)
    shortens_the_hold(page)
    finds_the_crossover(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(2)
    answers_the_checks(page)
    axe(page, include=".lesson-body")  # with its demos at work


def runs_the_two_lanes(page: "Page") -> None:
    stage = page.locator("stage-gate")
    stage.scroll_into_view_if_needed()
    expect(button(stage, "Run R")).to_be_disabled()
    expect(button(page.locator("long-poll-burst"), "Five events in one second")).to_be_disabled()
    lock(page, "delay")
    expect(button(stage, "Run R")).to_be_disabled()
    lock(page, "requests", "5 and 30")
    button(stage, "Run R").click()
    button(stage, "10/s").click()
    expect(page.locator("#against-delay")).to_contain_text(re.compile(r"Measured median: \d"), timeout=RUN_MS)


def counts_the_requests_of_five_events(page: "Page") -> None:
    demo = page.locator("long-poll-burst")
    # A learner waits for a whole minute; the rule is the same in three seconds.
    demo.evaluate("(demo) => demo.setAttribute('long', '3')")
    button(demo, "Five events in one second").click()
    expect(says(demo)).to_contain_text("Now the other one", timeout=RUN_MS)
    button(demo, "Five events in one minute").click()
    expect(says(demo)).to_have_text("Both runs are in.", timeout=RUN_MS)
    cells = demo.locator("tbody td:last-child b")
    expect(cells).to_have_text([re.compile("^[45] requests$")] * 2)  # events close to each other share an answer
    expect(demo).to_contain_text(re.compile(r"Without a question at the server, after each answer: [\d., and]+\s*ms"))
    against = page.locator("#against-requests")
    expect(against).to_contain_text("About one request an event, both times.")
    expect(against).to_contain_text("not quite")


def shortens_the_hold(page: "Page") -> None:
    stage = page.locator("stage-gate")
    stage.get_by_role("slider", name="Hold up to").fill("1")
    expect(page.locator("#modify-hold")).to_contain_text("done", timeout=RUN_MS)
    empty = "() => document.querySelector('live-stage').scene.trace.statistics('long-polling').empty >= 2"
    page.wait_for_function(empty, timeout=RUN_MS)


def finds_the_crossover(page: "Page") -> None:
    race = page.locator("request-race")
    race.evaluate("(race) => race.setAttribute('seconds', '1')")
    for rate, verdict in (("5", "long polling makes more"), ("0.2", "long polling makes fewer")):
        button(race, rate).click()
        button(race, "Measure this rate").click()
        expect(says(race)).to_contain_text(verdict, timeout=RUN_MS)
    expect(race.locator("tbody").get_by_role("row")).to_have_count(2)
    expect(page.locator("#modify-crossover")).to_contain_text("done")
    expect(button(page.locator("stage-gate"), "Run R")).to_be_visible()  # the stage gave its connections back


def answers_the_checks(page: "Page") -> None:
    answer(page, {"connections": [1], "unlucky": [2], "busy": [1], "obsolete": [1], "proxy": [2]})
    put_in_order(page.locator("#check-cycle"), [0] * 5)
    put_in_order(page.locator("#check-loop"), [0, 1, 1, 2, 2, 1, 2, 1, 0], left_out=[9, 10])
    recall(page)


def test_a_hidden_tab_stops_a_measurement_and_says_so(page: "Page") -> None:
    page.goto(LESSON)
    race = page.locator("request-race")
    button(race, "Measure this rate").click()
    expect(says(race)).to_contain_text("Measuring")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(says(race)).to_contain_text("the tab was hidden")
    expect(race.locator("tbody")).to_have_count(0)


def test_the_stage_stops_a_measurement_for_their_connections_are_few(page: "Page") -> None:
    page.goto(LESSON)
    for name in ("delay", "requests"):
        lock(page, name)
    race = page.locator("request-race")
    button(race, "Measure this rate").click()
    expect(says(race)).to_contain_text("Measuring")
    button(page.locator("stage-gate"), "Run R").click()
    expect(says(race)).to_contain_text("something else was started")
