"""A class compares where it placed the products: several browsers, one room, and what may go wrong between them."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import expect

from tests.browser.learner import button, says
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Route

    from tests.conftest import Silence

LESSON = "/lessons/realtime"
SEND = "Send my eight delays to the class"
CHANGES = "Send my changes to the class"
PRODUCTS = ("report", "score", "inbox", "cursor", "ride", "stock", "chat", "follow")
CHAT = "A chat message"
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


def axis(page: "Page") -> "Locator":
    return page.locator("tolerable-delay")


def row(page: "Page", product: str) -> "Locator":
    return axis(page).get_by_role("listitem").filter(has_text=product)


def start(page: "Page") -> str:
    """Starts a class; its link."""
    page.goto(LESSON)
    button(axis(page), "Compare with a class").click()
    link = axis(page).locator("details code")
    expect(link).to_contain_text("#class=")
    return link.inner_text()


def place_all(page: "Page", *keys: str) -> None:
    """Places every product by the same keys on its slider."""
    for slider in axis(page).get_by_role("slider").all():
        for key in keys:
            slider.press(key)


def publish(server: Server, link: str, data: Any) -> None:
    """Puts something into a class's room, as anybody with its link can."""
    found = re.search(r"#class=([\w-]+)\.([\w-]+)$", link)
    assert found
    room, key = found.groups()
    url = f"{server.url}/rooms/{room}/topics/tolerable-delay"
    answer = httpx.post(url, headers={"Authorization": f"Bearer {key}"}, json={"type": "delays", "data": data})
    assert answer.status_code == 201, answer.text


def answer_of(number: int, seconds: float) -> dict[str, Any]:
    return {"shows": f"{number:032x}", "changes": 0, "delays": dict.fromkeys(PRODUCTS, seconds)}


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


def test_what_was_sent_comes_back_beside_what_was_placed_meanwhile(page: "Page") -> None:
    start(page)
    place_all(page, "Home")
    button(axis(page), SEND).click()
    expect(axis(page)).to_contain_text("1 answer so far, yours among them.")
    held: list[Route] = []
    page.route("**/sse?*", lambda route: held.append(route))
    page.reload()
    expect(axis(page)).to_contain_text("0 answers so far.")
    axis(page).get_by_role("slider", name=CHAT).press("End")
    held.pop().continue_()
    expect(axis(page)).to_contain_text("You have moved yours since")
    button(axis(page), CHANGES).click()
    expect(row(page, CHAT)).to_contain_text(re.compile(r"Class median 1.day"))
    expect(row(page, "A mail inbox")).to_contain_text(re.compile(r"Class median 10.ms"))


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


def test_a_link_that_is_not_whole_says_so(page: "Page", server: Server, silence: "Silence") -> None:
    page.goto(f"{LESSON}#class=AAAA")
    expect(axis(page).get_by_text("This link to a class is not whole.")).to_be_in_viewport()
    expect(button(axis(page), "Start a new class")).to_be_visible()

    silence.allow("403")
    made = httpx.post(f"{server.url}/rooms").json()
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
    httpx.post(f"{full.url}/rooms")
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
    button(axis(late), "Listen again").click()
    expect(axis(late)).to_contain_text("3 answers so far.")
    expect(axis(late)).to_contain_text("older ones are missing here")


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
    drawn = httpx.post(f"{server.url}{LESSON}/qr", content=f"{server.url}{LESSON}#class=room.key")
    assert drawn.status_code == 200
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "<path" in drawn.text
    assert httpx.post(f"{server.url}{LESSON}/qr", content="x" * 301).status_code == 400
    assert httpx.get(f"{server.url}{LESSON}/qr").status_code == 405
