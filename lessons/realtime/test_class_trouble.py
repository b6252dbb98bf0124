"""A class that is over, full, cut off or cannot be joined says so, and what to do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lessons.realtime.class_steps import LESSON, SEND, answer_of, axis, place_all, publish, start
from tests.browser.learner import button
from tests.server import Server
from tests.wire.rooms import figures, http
from tests.wire.wait import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.conftest import Silence


def test_a_class_that_is_over_says_so_and_what_to_do(page: "Page", silence: "Silence") -> None:
    silence.allow("404")
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto(f"{LESSON}#class=AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBB")
    expect(axis(page).get_by_text("This class is over.")).to_be_in_viewport()
    expect(button(axis(page), "Listen again")).to_be_visible()
    button(axis(page), "Start a new class").click()
    expect(axis(page)).not_to_contain_text("This class is over.")
    expect(axis(page)).to_contain_text("0 answers so far.")
    assert "AAAA" not in page.url


def test_a_class_that_is_over_is_told_of_once(page: "Page", silence: "Silence") -> None:
    silence.allow("404")
    start(page)
    over = "#class=AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBB"
    page.evaluate("(hash) => { location.hash = hash; }", over)
    expect(axis(page)).to_contain_text("This class is over.")
    page.goto("/glossary")
    page.goto(LESSON)
    expect(button(axis(page), "Compare with a class")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_link_that_is_not_whole_says_so(page: "Page", server: Server, silence: "Silence") -> None:
    page.goto(f"{LESSON}#class=AAAA")
    expect(axis(page).get_by_text("This link to a class is not whole.")).to_be_in_viewport()
    expect(button(axis(page), "Start a new class")).to_be_visible()

    silence.allow("403")
    with http(server.url) as client:
        made = client.post("/rooms").json()
    room = made["room"]
    whole = f"{LESSON}#class={room}.{made['key']}"
    page.goto(f"{LESSON}#class={room}.BBBB")  # cut within its key: what others sent can be read
    expect(axis(page)).to_contain_text("0 answers so far.")
    place_all(page, "Home")
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("Not sent; yours are still here. This link is not whole")

    page.evaluate("(link) => { location.href = link; }", whole)  # into the same tab
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")


def test_a_class_that_cannot_be_started_says_why(
    new_context: Callable[..., "BrowserContext"], fresh_server: Callable[..., Server], silence: "Silence"
) -> None:
    silence.allow("503")
    full = fresh_server(env={"LIMIT_ROOMS": "1"})
    with http(full.url) as client:
        client.post("/rooms").raise_for_status()
    page = new_context(base_url=full.url).new_page()
    page.goto(LESSON)
    button(axis(page), "Compare with a class").click()
    expect(axis(page)).to_contain_text("All 1 rooms are in use.")
    expect(button(axis(page), "Start a new class")).to_be_focused()


def test_without_the_network_nothing_is_lost_and_sending_works_again_later(page: "Page", silence: "Silence") -> None:
    silence.allow("ERR_")
    start(page)
    place_all(page, "Home")
    page.context.set_offline(True)
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("Not sent; yours are still here. The server cannot be reached.")
    page.context.set_offline(False)
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")


def test_a_class_that_is_full_or_too_long_for_the_log_says_so(
    new_context: Callable[..., "BrowserContext"], fresh_server: Callable[..., Server], silence: "Silence"
) -> None:
    small = fresh_server(env={"LIMIT_CONNECTIONS_PER_ROOM": "1", "LIMIT_TOPIC_EVENTS": "3"})
    teacher, late = (new_context(base_url=small.url).new_page() for _ in range(2))
    link = start(teacher)
    for number in range(5):
        publish(small, link, answer_of(number, 2))
    expect(axis(teacher)).to_contain_text("5 answers so far.")
    silence.allow("503")
    late.goto(link)
    expect(axis(late)).to_contain_text("This class is full")
    teacher.goto("/glossary")
    until(lambda: not figures(small, "realtime_connections", "transport").get("sse"), "the teacher's place is free")
    button(axis(late), "Listen again").click()
    expect(axis(late)).to_contain_text("3 answers so far.")
    expect(axis(late)).to_contain_text("older ones are missing here")
