"""The lesson on dead lines, gone through as a learner would."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.learner import answer, button, done, lock, put_in_order, recall

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Silence
    from tests.server import Server

LESSON = "/lessons/liveness"
RUN_MS = 45_000  # for some seconds, on a machine that has other things to do


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., Any], silence: "Silence") -> None:
    silence.allow("ERR_CONNECTION_RESET")  # of the storm: a request that is cut is an error, and Chromium says so
    page.goto(LESSON)
    tries_the_proxy(page)
    makes_a_storm(page)
    answers_the_checks(page)
    hides_the_tab(page)
    axe(page, include=".lesson-body")  # with its demos as they are now


def test_both_sides_of_a_dead_line_notice_when_they_miss_something(
    page: "Page", fresh_server: "Callable[..., Server]", axe: Callable[..., Any]
) -> None:
    """The server loses patience sooner than usual, so that nobody waits a minute."""
    page.goto(fresh_server(env={"LIMIT_PING_S": "1"}).url + LESSON)
    digs_a_hole(page)
    axe(page, include=".lesson-body")


def digs_a_hole(page: "Page") -> None:
    demo = page.locator("black-hole")
    for name in ("alone", "server"):
        expect(button(demo, "Run")).to_be_disabled()
        lock(page, name)
    demo.evaluate("(demo) => demo.setAttribute('patience', '3')")
    button(demo, "Run").click()
    verdict = re.compile(r"Three observers of six noticed\. Then the hole was filled, and .* events? came at once")
    expect(demo.get_by_role("status").last).to_have_text(verdict, timeout=RUN_MS)
    rows = demo.get_by_role("listitem")
    for title in ("EventSource, left alone", "WebSocket, left alone", "SSE: it writes"):
        expect(rows.filter(has_text=title)).to_contain_text(re.compile(r"noticed nothing in \d"))
    for title in ("expects an event", "sends a ping", "WebSocket: it pings"):
        expect(rows.filter(has_text=title)).to_contain_text(re.compile(r"noticed after \d"))
    for name in ("alone", "server"):
        expect(page.locator(f"#against-{name}")).to_have_attribute("data-state", "measured")


def tries_the_proxy(page: "Page") -> None:
    demo = page.locator("idle-proxy")
    demo.evaluate("(demo) => demo.setAttribute('seconds', '5')")  # a learner waits for fifteen
    rows = demo.locator("tbody").get_by_role("row")
    for choice, stands_for, closed in (("1.5 s", "30 s", "0"), ("3 s", "60 s", "[1-6]"), ("2.8 s", "56 s", "[0-6]")):
        expect(page.locator("#modify-half")).not_to_have_attribute("data-done", "")
        demo.get_by_role("radio", name=choice, exact=True).check()
        button(demo, "Run").click()
        row = rows.filter(has_text=f"{stands_for} against 60 s")
        expect(row).to_contain_text(re.compile(f"{closed} of 6"), timeout=RUN_MS)
    done(page, "equal", RUN_MS)
    done(page, "half", RUN_MS)


def makes_a_storm(page: "Page") -> None:
    """Two real outages; nobody waits for the last client that comes back from the second."""
    demo = page.locator("reconnect-storm")
    expect(button(demo, "Run")).to_be_disabled()
    lock(page, "storm")
    verdict = demo.locator(".demo-says")
    demo.get_by_role("radio", name="1.4 s").check()
    button(demo, "Run").click()
    expect(verdict).to_have_text("All 60 clients are back.", timeout=RUN_MS)
    rows = demo.locator(".storm-figures")
    for row in rows.all():
        expect(row).to_contain_text(re.compile(r"the server received at most \d+ within 250 ms"))
    attempts = [int(words.split()[0]) for words in rows.all_inner_texts()]
    assert sum(attempts) > 60, "nobody was refused, so nothing was cut"
    expect(page.locator("#against-storm")).to_have_attribute("data-state", "measured")
    expect(page.locator("#modify-outage")).not_to_have_attribute("data-done", "")
    demo.evaluate("(demo) => demo.setAttribute('seconds', '2')")
    demo.get_by_role("radio", name="4.6 s").check()
    button(demo, "Run").click()
    expect(verdict).to_have_text(re.compile("60 of 60 clients were not back"), timeout=RUN_MS)
    done(page, "outage", RUN_MS)


def answers_the_checks(page: "Page") -> None:
    answer(page, {"sleep": [1], "online": [1], "comment": [1], "number": [2], "probe": [1]})
    put_in_order(page.locator("#check-hangup"), [0] * 5)
    put_in_order(page.locator("#check-loop"), [0, 1, 1, 0], left_out=[4, 5])
    recall(page)


def hides_the_tab(page: "Page") -> None:
    demo = page.locator("idle-proxy")
    demo.evaluate("(demo) => demo.removeAttribute('seconds')")  # it is not to end by itself, nor to lose a line
    demo.get_by_role("radio", name="1.5 s", exact=True).check()
    button(demo, "Run").click()
    expect(demo.get_by_role("img")).to_have_attribute("aria-label", re.compile("6 still open"))
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(demo).to_contain_text("the tab was hidden")
    expect(button(demo, "Run")).to_be_visible()
