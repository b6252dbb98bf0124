"""Several tabs of the site at once. Over HTTP/1.1 a browser has six connections for all of them, and one stays free."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page


def says_that_it_gave_way(page: "Page") -> "Locator":
    return page.get_by_text("Another tab was started")


def test_what_was_started_last_runs_and_the_site_stays_usable(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    context = new_context()
    first = Stage(context.new_page(), "interval=500&run=1")
    first.publish()
    first.wait_for_deliveries(1)

    second = Stage(context.new_page(), "interval=500&run=1")
    expect(says_that_it_gave_way(first.page)).to_be_visible()
    expect(first.page.locator("stage-lane .lane-state")).to_have_text(["paused for another tab"] * 4)
    second.publish()
    second.wait_for_deliveries(1)

    for path in ("/lessons/polling", "/glossary", "/"):  # one that stalled would load for ever
        page = context.new_page()
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    first.button("Go on here").click()
    expect(says_that_it_gave_way(second.page)).to_be_visible()
    expect(says_that_it_gave_way(first.page)).to_be_hidden()
    first.publish()
    first.wait_for_deliveries(2)

    chats = [context.new_page() for _ in range(2)]  # two streams each: with the three of the stage too many
    for page in chats:
        page.goto("/lessons/websocket")
        page.get_by_role("button", name="Connect Ada and Ben").click()
        expect(page.locator("two-chats").get_by_role("status")).to_contain_text("All four connections are open")
        expect(page.locator("two-chats connection-meter")).to_have_text("2 of 6 connections in use, and 3 WebSockets")
    expect(says_that_it_gave_way(first.page)).to_be_visible()
    first.button("Go on here").click()
    expect(says_that_it_gave_way(chats[0])).to_be_visible()
    expect(chats[0].get_by_role("button", name="Connect Ada and Ben")).to_be_visible()
    expect(chats[1].locator("two-chats connection-meter")).to_be_visible()
    chats[0].goto("/glossary")
    expect(chats[0].get_by_role("heading", level=1)).to_be_visible()


def test_two_stages_that_leave_a_connection_free_run_beside_each_other(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    context = new_context()
    first = Stage(context.new_page(), "interval=500&run=1&lanes=sse,websocket")
    second = Stage(context.new_page(), "interval=500&run=1&lanes=polling,long-polling,websocket")
    for stage, lanes in ((first, ["sse", "websocket"]), (second, ["polling", "long-polling", "websocket"])):
        stage.publish()
        stage.wait_for_deliveries(1, lanes=lanes)
    expect(says_that_it_gave_way(first.page)).to_be_hidden()
    expect(says_that_it_gave_way(second.page)).to_be_hidden()
