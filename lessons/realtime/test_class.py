"""A class compares where it placed the products: several browsers, one room."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from lessons.realtime.class_steps import (
    CHANGES,
    CHAT,
    LESSON,
    PRODUCTS,
    SEND,
    answer_of,
    axis,
    place_all,
    publish,
    row,
    start,
)
from tests.browser.learner import button, says
from tests.server import Server
from tests.wire.rooms import http

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.conftest import Silence

LARGER = "() => document.querySelector('tolerable-delay label').getBoundingClientRect().width > 260 * 1.2"
COUNT_WHAT_IS_SAID = """(spoken) => {
    said = 0;
    new MutationObserver(() => said++).observe(spoken, { childList: true });
}"""
JUNK: tuple[Any, ...] = (
    None,
    7,
    "x" * 16_000,
    [[[]]],
    {"shows": "0" * 32, "changes": 0},
    {"shows": "0" * 32, "changes": 0, "delays": dict.fromkeys(PRODUCTS, 1e300)},
    {"shows": "0" * 32, "changes": 0, "delays": dict.fromkeys(PRODUCTS, "<b>2</b>")},
    {"shows": "0" * 32, "changes": 1e300, "delays": dict.fromkeys(PRODUCTS, 2)},
    {"shows": "<b>me</b>", "changes": 0, "delays": dict.fromkeys(PRODUCTS, 2)},
)


def test_a_class_sees_where_the_others_placed_theirs(
    new_context: Callable[..., "BrowserContext"], server: Server, axe: Callable[..., None]
) -> None:
    teacher, ada, ben = (new_context().new_page() for _ in range(3))
    link = start(teacher)
    expect(axis(teacher).get_by_alt_text("The link as a QR code")).to_be_visible()
    assert teacher.url == link

    ada.goto(link)
    expect(axis(ada)).to_be_in_viewport()
    expect(axis(ada)).to_contain_text("Nothing of yours is sent until you press Send my eight delays to the class.")
    expect(button(axis(ada), SEND)).to_have_attribute("aria-disabled", "true")
    place_all(ada, "Home")
    button(axis(ada), SEND).click()
    expect(axis(ada)).to_contain_text("1 answer so far, yours among them.")
    expect(row(ada, CHAT)).to_contain_text(re.compile(r"Class median 10.ms"))
    expect(axis(teacher)).to_contain_text("1 answer so far. They show on the axis once yours are sent.")

    ben.goto(link)  # late: the answer was there before
    expect(axis(ben)).to_contain_text("1 answer so far. They show on the axis once yours are sent.")
    expect(axis(ben)).not_to_contain_text("Class median")
    place_all(ben, "End")
    button(axis(ben), SEND).click()
    expect(axis(ben)).to_contain_text("2 answers so far, yours among them.")
    expect(row(ben, CHAT)).to_contain_text(re.compile(r"Class median 10.ms"))
    expect(axis(ada)).to_contain_text("2 answers so far")

    place_all(ada, "End", "PageDown")  # a change of mind, from the one end nearly to the other
    expect(axis(ada)).to_contain_text("the new ones replace the old")
    button(axis(ada), CHANGES).click()
    for page in (ada, ben):
        expect(row(page, CHAT)).to_contain_text(re.compile(r"Class median [\d.]+.h"))
        expect(axis(page)).to_contain_text("2 answers so far, yours among them.")

    for junk in JUNK:
        publish(server, link, junk)
    publish(server, link, answer_of(1, 2))
    publish(server, link, answer_of(2, 2))
    publish(server, link, answer_of(3, 2))
    for page in (ada, ben):
        expect(axis(page)).to_contain_text("5 answers so far, yours among them.")
    button(axis(teacher), "Look without sending").click()
    expect(row(teacher, CHAT)).to_contain_text(re.compile(r"Class median 2.s; half: 2.s to [\d.]+.h"))
    expect(axis(teacher)).to_contain_text("5 answers so far. One dot is one answer, the tick their median.")
    axe(ada, include="tolerable-delay")
    axe(teacher, include="tolerable-delay")


def test_a_class_fills_a_projector_and_is_taken_home_on_paper(
    new_context: Callable[..., "BrowserContext"], server: Server
) -> None:
    teacher = new_context().new_page()
    publish(server, start(teacher), answer_of(1, 2))
    button(axis(teacher), "Look without sending").click()
    fill = axis(teacher).locator(".class-act").get_by_role("button", name="Fill the screen")
    fill.click()
    teacher.wait_for_function(LARGER)
    for seen in (row(teacher, "A daily report"), row(teacher, CHAT), button(axis(teacher), "Back to the page")):
        expect(seen).to_be_in_viewport(ratio=1)
    button(axis(teacher), "Back to the page").click()
    expect(fill).to_be_visible()

    teacher.emulate_media(media="print")  # to take home: the answers, and nothing that speaks of the page
    expect(row(teacher, CHAT).locator(".class-strip")).to_be_visible()
    expect(axis(teacher).locator("connection-meter")).to_be_hidden()
    expect(axis(teacher)).not_to_contain_text("8 of 8 still to place.", use_inner_text=True)


def test_only_the_eight_delays_and_a_random_number_are_sent_and_the_key_in_no_address(
    new_context: Callable[..., "BrowserContext"], server: Server
) -> None:
    teacher, learner = (new_context().new_page() for _ in range(2))
    asked: list[str] = []
    sent: list[str | None] = []
    learner.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    for page in (teacher, learner):
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    link = start(teacher)
    key = link.rpartition(".")[2]
    learner.goto(link)
    place_all(learner, "ArrowRight")
    expect(axis(learner)).to_contain_text("0 answers so far.")
    assert sent == []
    button(axis(learner), SEND).click()
    expect(axis(learner)).to_contain_text("1 answer so far, yours among them.")
    (body,) = sent
    event = json.loads(body or "")
    assert event.keys() == {"type", "data"}
    assert event["data"].keys() == {"shows", "changes", "delays"}
    assert re.fullmatch("[0-9a-f]{32}", event["data"]["shows"])
    assert event["data"]["changes"] == 0
    assert event["data"]["delays"].keys() == set(PRODUCTS)
    assert asked
    assert not [url for url in asked if key in url]

    # Whoever read that can say it again, and does not speak for the learner.
    for changes in (0, 1):
        publish(server, link, {**event["data"], "changes": changes, "delays": dict.fromkeys(PRODUCTS, 86_400)})
    publish(server, link, answer_of(1, 2))
    expect(axis(learner)).to_contain_text("3 answers so far, yours among them.")  # one of them made up
    expect(row(learner, CHAT)).to_contain_text(re.compile(r"Class median 35.s"))


def test_a_teacher_starts_a_new_class_from_the_one_that_is_on_and_finds_back(page: "Page", server: Server) -> None:
    first = start(page)
    publish(server, first, answer_of(1, 2))
    expect(axis(page)).to_contain_text("1 answer so far.")
    button(axis(page), "Start a new class").click()
    expect(axis(page)).to_contain_text("0 answers so far.")
    assert page.url != first
    page.go_back()
    expect(axis(page)).to_contain_text("1 answer so far.")
    assert page.url == first


def test_a_class_on_the_local_network_copies_the_link_and_fits_on_a_phone(
    new_context: Callable[..., "BrowserContext"], server: Server, silence: "Silence", axe: Callable[..., None]
) -> None:
    silence.allow("Cross-Origin-Opener-Policy header has been ignored")
    phone = new_context(viewport={"width": 360, "height": 740}, base_url=f"http://class.test:{server.port}").new_page()
    link = start(phone)  # a page that is not secure
    assert link.startswith("http://class.test")
    expect(axis(phone)).not_to_contain_text("works on this one only")
    button(axis(phone), "Copy link").click()
    expect(button(axis(phone), "Copied")).to_be_visible()
    place_all(phone, "ArrowLeft")
    button(axis(phone), SEND).click()
    expect(axis(phone)).to_contain_text("1 answer so far, yours among them.")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    axe(phone, include="tolerable-delay")


def test_answers_are_spoken_together_and_not_one_by_one(page: "Page", server: Server) -> None:
    page.clock.install()
    link = start(page)
    spoken = says(axis(page)).last
    spoken.evaluate(COUNT_WHAT_IS_SAID)
    for number in range(30):
        publish(server, link, answer_of(number, 2))
    expect(axis(page)).to_contain_text("30 answers so far.")
    page.clock.run_for(10_500)
    expect(spoken).to_have_text("Answers of your class: 30.")
    assert page.evaluate("said") < 5


def test_a_link_is_drawn_as_a_qr_code_and_a_book_is_not(server: Server) -> None:
    with http(server.url) as client:
        drawn = client.post(f"{LESSON}/qr", content=f"{server.url}{LESSON}#class=room.key")
        too_long = client.post(f"{LESSON}/qr", content="x" * 301)
        asked = client.get(f"{LESSON}/qr")
    assert drawn.status_code == 200
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "<path" in drawn.text
    assert (too_long.status_code, asked.status_code) == (400, 405)
