"""Who leaves the page of a class, or its tab, and comes back: to what they sent, and to the class."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lessons.realtime.class_steps import CHANGES, CHAT, LESSON, SEND, answer_of, axis, place_all, publish, row, start
from tests.browser.learner import button
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route


def test_who_loads_the_page_again_is_counted_once_and_finds_what_they_placed(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    page = new_context().new_page()
    start(page)
    place_all(page, "Home")
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")
    page.reload()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")
    expect(axis(page).get_by_role("slider", name=CHAT)).to_have_attribute("aria-valuetext", re.compile("10.ms"))
    place_all(page, "End")
    button(axis(page), CHANGES).click()
    expect(row(page, CHAT)).to_contain_text(re.compile(r"Class median 1.day"))
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")


def test_who_went_on_in_the_page_and_loads_it_again_is_in_the_class_still(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    page = new_context().new_page()
    link = start(page)
    page.locator("step-rail").get_by_role("link", name="Check").click()
    expect(page.get_by_role("heading", name="Quick checks")).to_be_in_viewport()
    page.reload()
    expect(axis(page)).to_contain_text("0 answers so far.")
    expect(axis(page).locator("details code")).to_have_text(link)
    assert page.url.endswith("#quick-checks")
    expect(axis(page)).not_to_be_in_viewport()  # nobody is taken away from where they were


def test_what_was_sent_comes_back_beside_what_was_placed_meanwhile(page: "Page") -> None:
    start(page)
    place_all(page, "Home")
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")
    held: list[Route] = []
    page.route("**/sse?*", lambda route: held.append(route))
    with page.expect_request("**/sse?*"):
        page.reload()
    expect(axis(page)).to_contain_text("0 answers so far.")
    axis(page).get_by_role("slider", name=CHAT).press("End")
    held.pop().continue_()
    expect(axis(page)).to_contain_text("You have moved yours since")
    button(axis(page), CHANGES).click()
    expect(row(page, CHAT)).to_contain_text(re.compile(r"Class median 1.day"))
    expect(row(page, "A mail inbox")).to_contain_text(re.compile(r"Class median 10.ms"))


def test_a_learner_is_in_two_classes_and_in_none_when_all_is_erased(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    context = new_context()
    morning, noon = (context.new_page() for _ in range(2))
    for page in (morning, noon):
        start(page)
        place_all(page, "Home")
        button(axis(page), SEND).click()
        expect(axis(page)).to_contain_text("1 answer so far, yours among them.")
    morning.reload()
    expect(axis(morning)).to_contain_text("1 answer so far, yours among them.")

    morning.goto("/progress")
    button(morning, "Erase").click()
    button(morning, "Erase everything").click()
    expect(morning.get_by_role("status")).to_contain_text("Erased.")
    assert morning.evaluate("Object.keys(localStorage).filter((name) => name !== 'progress').length") == 0
    morning.goto(LESSON)
    expect(button(axis(morning), "Compare with a class")).to_be_visible()
    expect(axis(morning)).not_to_contain_text("so far")


def test_a_hidden_tab_holds_no_connection_and_hears_what_it_missed(page: "Page", server: Server) -> None:
    link = start(page)
    meter = axis(page).locator("connection-meter")
    expect(meter).to_have_text("1 of 6 connections in use")
    hide = "(is) => Object.defineProperty(document, 'hidden', { configurable: true, get: () => is })"
    change = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide, True)
    page.evaluate(change)
    expect(meter).to_have_count(0)
    publish(server, link, answer_of(1, 2))
    page.evaluate(hide, False)
    page.evaluate(change)
    expect(axis(page)).to_contain_text("1 answer so far.")


def test_another_demo_of_the_page_takes_the_line_and_gives_it_back_when_asked(page: "Page", server: Server) -> None:
    link = start(page)
    button(page.locator("delay-dial"), "Run").click()
    expect(axis(page)).to_contain_text("Stopped, because something else was started.")
    publish(server, link, answer_of(1, 2))
    button(axis(page), "Listen again").click()
    expect(axis(page)).to_contain_text("1 answer so far.")
    expect(page.locator("delay-dial")).to_contain_text("Stopped, because something else was started.")
