"""The lesson on request and response, gone through as a learner would; and the theatre's server."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.learner import answer, button, lock, put_in_order, recall
from tests.server import Server
from tests.wire.rooms import Room, http

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

LESSON = "/lessons/request-response"
SLOW_MS = 30_000


def server_side(page: "Page") -> "Locator":
    return page.get_by_role("region", name="At the server")


def page_side(page: "Page") -> "Locator":
    return page.get_by_role("region", name="On the page")


def rows(page: "Page") -> "Locator":
    return page.locator("stale-page tbody").get_by_role("row")


def opens_the_theatre(page: "Page") -> None:
    lock(page, "who-speaks")
    button(page.locator("stale-page"), "Run").click()
    expect(page_side(page)).to_contain_text("200 seats left", timeout=SLOW_MS)


# -- the theatre's server -------------------------------------------------------------------------


def test_the_theatre_counts_its_seats_when_asked(server: Server) -> None:
    with Room(server, "tickets") as room, http(server.url) as client:
        tickets = f"{LESSON}/rooms/{room.id}/tickets"
        assert client.get(tickets).json()["left"] == 200
        room.publish("sold")
        answer = client.get(tickets)
    assert answer.json()["left"] == 199
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_theatre_that_is_gone_says_so(server: Server) -> None:
    with http(server.url) as client:
        answer = client.get(f"{LESSON}/rooms/nowhere/tickets")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "no-such-room"


# -- the lesson -----------------------------------------------------------------------------------


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    page.goto(LESSON)
    predicts(page)
    sees_a_page_grow_old(page)
    asks_in_vain(page)
    lets_it_grow(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(2)
    answers_the_checks(page)
    axe(page, include=".lesson-body")  # with its demos at work


def predicts(page: "Page") -> None:
    expect(button(page.locator("stale-page"), "Run")).to_be_disabled()
    lock(page, "who-speaks", 0)
    button(page.locator("stale-page"), "Run").click()
    expect(page_side(page)).to_contain_text("200 seats left", timeout=SLOW_MS)


def sees_a_page_grow_old(page: "Page") -> None:
    button(server_side(page), "Sell a ticket").click()
    expect(server_side(page)).to_contain_text("199 seats left")
    expect(page_side(page)).to_contain_text(re.compile(r"Wrong for [1-9][\d.]*.s\."))
    expect(page_side(page)).to_contain_text("200 seats left")
    button(page_side(page), "Refresh").click()
    expect(page_side(page)).to_contain_text("199 seats left")
    expect(page_side(page)).to_contain_text("Still true.")
    expect(page.locator("#against-who-speaks")).to_contain_text("The page was told the moment you asked")
    expect(rows(page).last).to_contain_text("one ticket sold")
    expect(rows(page).last).to_contain_text(re.compile(r"open already|new"))
    for cell in (3, 4):
        expect(rows(page).last.locator("td").nth(cell - 1)).to_have_text(re.compile(r"^\d{3}.B$"))


def asks_in_vain(page: "Page") -> None:
    for number in (3, 4):
        button(page_side(page), "Refresh").click()
        expect(rows(page)).to_have_count(number)
        expect(rows(page).last).to_contain_text("nothing new")
    expect(page.locator("#modify-in-vain")).to_have_attribute("data-done", "")


def lets_it_grow(page: "Page") -> None:
    # A learner leaves it alone for half a minute; the page is as wrong in three seconds.
    page.locator("stale-page").evaluate("(demo) => demo.setAttribute('long', '3')")
    page.get_by_label("Tickets sell by themselves").check()
    expect(page_side(page)).to_contain_text("Wrong for", timeout=SLOW_MS)
    expect(page.locator("#modify-let-it-grow")).to_have_attribute("data-done", "", timeout=SLOW_MS)
    expect(page_side(page)).to_contain_text("199 seats left")
    expect(rows(page)).to_have_count(4)


def answers_the_checks(page: "Page") -> None:
    answer(page, {"first": [1], "over": [1], "right-tool": [0, 1, 3]})
    put_in_order(page.locator("#check-order"), [0] * 5)
    recall(page)


def test_the_demo_is_accessible_and_fits_on_a_phone(
    new_context: Callable[..., "BrowserContext"], axe: Callable[..., None]
) -> None:
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(LESSON)
    opens_the_theatre(page)
    button(server_side(page), "Sell a ticket").click()
    expect(server_side(page)).to_contain_text("199 seats left")
    axe(page, include=".lesson-body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_hidden_tab_holds_no_connection(page: "Page") -> None:
    page.goto(LESSON)
    opens_the_theatre(page)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("stale-page")).to_contain_text("Stopped, because the tab was hidden.")
    expect(button(page_side(page), "Refresh")).to_be_disabled()


def test_the_page_is_complete_without_javascript(new_context: Callable[..., "BrowserContext"]) -> None:
    page: Any = new_context(java_script_enabled=False).new_page()
    page.goto(LESSON)
    expect(page.locator("stale-page")).to_contain_text("It needs JavaScript.")
    page.get_by_text("What happens", exact=True).first.click()
    expect(page.locator("#predict-who-speaks")).to_contain_text("nobody has asked")
