"""The lesson on the lost message, gone through as a learner would; and its two servers, asked by a foreign client."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.learner import answer, button, lock, put_in_order, recall, says
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LESSON = "/lessons/lost-message"
RUN_MS = 30_000


class Room:
    """A room of the lesson, over plain HTTP."""

    def __init__(self, server: Server) -> None:
        self.client = httpx.Client(timeout=60)
        made = self.client.post(f"{server.url}/rooms").json()
        self.headers = {"Authorization": f"Bearer {made['key']}"}
        self.base = f"{server.url}{LESSON}/rooms/{made['room']}"

    def burst(self, **order: Any) -> httpx.Response:
        """Send a burst."""
        return self.client.post(f"{self.base}/burst", json=order, headers=self.headers)

    def ask(self, server: str, **query: Any) -> Any:
        """One question to one of the servers, and its answer."""
        return self.client.get(f"{self.base}/{server}", params=query).json()


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    here = Room(server)
    yield here
    here.client.close()


def ids(answer: Any) -> list[int]:
    return [event["id"] for event in answer["events"]]


# -- the two servers ------------------------------------------------------------------------------


def test_the_textbook_tells_only_who_is_waiting_and_the_log_who_comes_later_too(room: Room) -> None:
    first, event = hears(room, "textbook")
    assert first["since"] <= event["sent_at"] <= first["until"]
    missed = room.burst(events=3, apart_ms=0).json()["published"]
    again, later = hears(room, "textbook")
    assert later["id"] > missed[-1]["id"]
    owed = room.ask("log", after=missed[0]["id"] - 1)
    assert owed["events"][:3] == missed
    assert (owed["cursor"], owed["gap"]) == (owed["events"][-1]["id"], 0)
    assert again["events"] == [later]


def hears(room: Room, server: str) -> tuple[Any, Any]:
    """An answer to a question that was waiting, and its event: something is published until it is answered."""
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(room.ask, server)
        while not waiting.done():
            room.burst(events=1, apart_ms=0)
        return waiting.result(), waiting.result()["events"][0]


@pytest.mark.parametrize("apart_ms", [0, 1])
def test_a_reader_with_a_cursor_has_all_of_a_burst_once_and_in_order(room: Room, apart_ms: int) -> None:
    heard: list[int] = []
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(room.burst, events=200, apart_ms=apart_ms)
        while len(heard) < 200:
            heard += ids(room.ask("log", after=heard[-1] if heard else 0))
        assert sending.result().status_code == 200
    assert heard == list(range(1, 201))


@pytest.mark.parametrize(
    "order",
    [{}, {"events": 201, "apart_ms": 0}, {"events": True, "apart_ms": 0}, {"events": 1, "apart_ms": 21}, {"events": 1}],
)
def test_a_burst_has_its_bounds(room: Room, order: dict[str, Any]) -> None:
    answer = room.burst(**order)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad-burst"


def test_a_burst_needs_the_key_and_too_many_of_them_are_refused(room: Room) -> None:
    assert room.client.post(f"{room.base}/burst", json={"events": 1, "apart_ms": 0}).status_code == 401
    statuses = [room.burst(events=200, apart_ms=0).status_code]
    while statuses[-1] == 200 and len(statuses) < 20:  # a slow machine's bursts take time, in which more is allowed
        statuses.append(room.burst(events=200, apart_ms=0).status_code)
    assert (statuses[0], statuses[-1]) == (200, 429)


# -- the lesson -----------------------------------------------------------------------------------


def upper(page: "Page") -> "Locator":
    return page.locator(".demo-side").first


def send(page: "Page", **choices: str) -> int:
    """Sends a burst with these choices, and says how many the upper reader has received; the lower one has all."""
    demo = page.locator("lost-message")
    for name, choice in choices.items():
        demo.get_by_role("group", name=name.replace("_", " ")).get_by_role("radio", name=choice, exact=True).check()
    button(demo, "Send 200 events").click()
    expect(says(demo)).to_contain_text(re.compile(r"\d+ of 200 arrived"), timeout=RUN_MS)
    lower = demo.get_by_role("region", name="Below: A log and a cursor")
    expect(lower).to_contain_text("200 of 200")
    expect(lower).to_contain_text("none lost")
    return int(upper(page).locator("b").inner_text())


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Any) -> None:
    page.goto(LESSON)
    demo = page.locator("lost-message")
    expect(button(demo, "Send 200 events")).to_be_disabled()
    lock(page, "how-many")

    received = send(page)
    assert 0 < received < 200
    expect(upper(page)).to_contain_text(f"{200 - received} lost")
    expect(demo.locator("svg .lost")).to_have_count(200 - received)
    expect(page.locator("#against-how-many")).to_contain_text(f"Measured: {received}")
    demo.get_by_text("The gaps as a table").click()
    rows = demo.get_by_role("group", name="Gaps").locator("tbody tr")
    lost = ",".join(cell for cell in rows.locator("td:last-child").all_inner_texts())
    assert len([one for one in lost.split(",") if one.strip()]) == 200 - received, "every lost event is in a gap"

    lock(page, "where", "At the server, in a queue")
    expect(page.locator("#predict-where")).to_contain_text("nothing was kept")

    assert send(page, Events_apart="0 ms") < 200
    send(page, Events_apart="5 ms")
    assert send(page, Added_to_each_round_trip="100 ms") < 150
    assert send(page, The_upper_server_keeps="a log, no cursor") < 200
    assert send(page, The_upper_server_keeps="a log and a cursor") == 200
    expect(page.locator("modify-step[data-done]")).to_have_count(3)
    answer(page, {"share": [0], "test": [1], "repair": [1], "holes": [0, 2, 3]})
    put_in_order(page.locator("#check-handler"), indents=(0, 1, 2, 2, 3, 3, 1), left_out=(7, 8))
    recall(page)
    axe(page, include=".lesson-body")  # with its demo as it is now
