"""The lesson on recovery, gone through as a learner would; and its two servers, asked by a foreign client."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.learner import answer, button, done, lock, put_in_order, recall, says
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

LESSON = "/lessons/sse-recovery"
RUN_MS = 40_000  # two pauses of a browser, on a machine that has other things to do


class Room:
    """A room of the lesson, over plain HTTP."""

    def __init__(self, server: Server) -> None:
        self.client = httpx.Client(base_url=server.url, timeout=60)
        made = self.client.post("/rooms").json()
        self.id, self.headers = made["room"], {"Authorization": f"Bearer {made['key']}"}

    def publish(self, topic: str = "news") -> None:
        """One event."""
        path = f"/rooms/{self.id}/topics/{topic}"
        assert self.client.post(path, json={"data": 1}, headers=self.headers).status_code == 201

    def blocks(self, path: str, last_event_id: str | None = None, topic: str = "news") -> Iterator[str]:
        """The blocks of a stream, as they come."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        address = f"{LESSON}/rooms/{self.id}/topics/{topic}/{path}"
        with self.client.stream("GET", address, headers=headers) as answer:
            assert answer.status_code == 200, answer.read()
            rest = ""
            for text in answer.iter_text():
                *whole, rest = (rest + text).split("\n\n")
                yield from whole

    def status(self, path: str, last_event_id: str = "") -> int:
        """What a request is answered with that is refused."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        with self.client.stream("GET", f"{LESSON}/rooms/{self.id}/topics/news/{path}", headers=headers) as answer:
            return answer.status_code


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    here = Room(server)
    yield here
    here.client.close()


# -- the two servers ------------------------------------------------------------------------------


def test_one_server_replays_what_came_after_the_last_id_and_the_other_begins_anew(room: Room) -> None:
    life = room.id[:4]
    for _ in range(5):
        room.publish()
    replayed = room.blocks("replays?retry=700", f"{life}-2")
    assert next(replayed) == "retry: 700"
    assert [next(replayed).partition("\n")[0] for _ in range(3)] == [f"id: {life}-{number}" for number in (3, 4, 5)]
    anew = room.blocks("forgets?retry=700", f"{life}-2")
    assert next(anew) == "retry: 700"
    room.publish()
    assert next(anew).startswith(f"id: {life}-6\n")


def test_an_id_from_another_life_is_told_of_and_one_from_the_future_refused(room: Room) -> None:
    room.publish()
    reset = room.blocks("replays", "else-7")
    assert next(reset).startswith("event: reset\n")
    assert next(reset).startswith(f"id: {room.id[:4]}-1\n")
    assert room.status("replays", f"{room.id[:4]}-9") == 400
    assert room.status("replays", f"{room.id[:4]}-x") == 400
    assert room.status("replays", "no id of ours") == 200, "another life, as far as we can tell"
    assert room.status("replays?retry=1e9") == 400


def test_a_log_that_does_not_reach_back_says_how_much_is_gone(room: Room) -> None:
    said = room.client.post(f"{LESSON}/rooms/{room.id}/history", headers=room.headers).json()
    assert said == {"first": 101, "last": 1_100}
    blocks = room.blocks("replays", f"{room.id[:4]}-40", topic="history")
    assert next(blocks) == f'id: {room.id[:4]}-100\nevent: gap\ndata: {{"gap":60}}'
    assert next(blocks).startswith(f"id: {room.id[:4]}-101\n")
    assert room.client.post(f"{LESSON}/rooms/{room.id}/history").status_code == 401


# -- the lesson -----------------------------------------------------------------------------------


def test_a_learner_goes_through_the_whole_lesson(page: "Page", silence: Any, axe: Any) -> None:
    silence.allow("ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|503|204|text/html|MIME|400")
    page.goto(LESSON)
    sees_which_endings_come_back(page)
    cuts_the_line(page)
    asks_a_log_that_does_not_reach_back(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(4)
    axe(page, include=".lesson-body")  # with its demos as they are now


def test_the_streams_of_a_server_that_begins_anew_are_refused_and_do_not_come_back(
    new_context: Callable[..., "BrowserContext"], fresh_server: Callable[..., Server], silence: Any
) -> None:
    silence.allow("ERR_|404|WebSocket")
    first = fresh_server()
    page = new_context(base_url=first.url).new_page()
    page.goto(LESSON)
    lock(page, "gap")
    demo = page.locator("cut-stream")
    button(demo, "Run").click()
    expect(says(demo).last).to_contain_text("Both are open")
    first.stop()
    expect(says(demo).last).to_have_text("The line broke. The browser tries again by itself.")
    expect(demo).to_contain_text("One attempt failed.", timeout=RUN_MS)
    fresh_server("--port", str(first.port))
    expect(says(demo).first).to_contain_text("A stream was refused, and is closed for good.", timeout=RUN_MS)
    expect(says(demo).last).to_have_text("")


def sees_which_endings_come_back(page: "Page") -> None:
    demo = page.locator("four-endings")
    expect(button(demo, "Run all four")).to_be_disabled()
    lock(page, "endings", "All four")
    button(demo, "Run all four").click()
    expect(says(demo)).to_contain_text("2 of 4 came back", timeout=RUN_MS)
    rows = demo.locator("tbody tr")
    for row, did in enumerate(("is open again", "is open again", "closed for good", "closed for good")):
        expect(rows.nth(row).locator("td").first).to_contain_text(did)
    expect(rows.nth(0)).to_contain_text("Last-Event-ID 1, answered 200")
    expect(rows.nth(2)).to_contain_text("Last-Event-ID 1, answered 503")
    expect(rows.nth(3)).to_contain_text("Last-Event-ID 1, answered 204")
    expect(page.locator("#against-endings")).to_contain_text("not quite")
    button(demo, "Run two more").click()
    expect(says(demo)).to_contain_text("0 of 2 came back", timeout=RUN_MS)


def cuts_the_line(page: "Page") -> None:
    demo = page.locator("cut-stream")
    expect(button(demo, "Run")).to_be_disabled()
    lock(page, "gap")
    button(demo, "Run").click()
    expect(says(demo).last).to_contain_text("Both are open")
    expect(demo.get_by_role("region", name="Without replay")).to_contain_text(re.compile(r"[2-9] events heard"))
    button(demo, "Cut the line for 2 s").click()
    expect(says(demo).last).to_contain_text(re.compile(r"Back after .* never came"), timeout=RUN_MS)
    breaks = demo.locator("tbody tr")
    expect(breaks).to_have_count(2, timeout=RUN_MS)
    expect(breaks.nth(0).locator("td").nth(2)).not_to_have_text(re.compile("^[0-3]$"))  # they come one after the other
    replays, forgets = (breaks.nth(row).locator("td").all_inner_texts() for row in (0, 1))
    assert int(replays[2]) >= 4, "the events of the pause, replayed"
    assert replays[3] == "0"
    assert int(forgets[3]) >= 4
    assert forgets[2] == "0"
    assert re.fullmatch(r".{4}-\d+", forgets[1]), "it said where it had stopped, and nobody looked"
    expect(demo.locator("svg .lost").first).to_be_attached()
    expect(page.locator("#against-gap")).to_contain_text(f"Measured: {forgets[3]}")

    button(demo, "Stop").click()
    demo.get_by_role("radio", name="retry: 500").check()
    button(demo, "Run").click()
    expect(says(demo).last).to_contain_text("Both are open")
    expect(demo.get_by_role("region", name="Without replay")).to_contain_text(re.compile(r"[2-9] events heard"))
    button(demo, "Cut the line for 2 s").click()
    done(page, "retry", RUN_MS)
    expect(page.locator("#modify-long-cut")).not_to_have_attribute("data-done", "")
    button(demo, "Cut it for 8 s").click()
    answer(page, {"deploy": [1], "missing": [1], "ended": [1], "same-gap": [1], "epoch": [1, 2]})
    put_in_order(page.locator("#check-replay"), indents=(0, 1, 1, 1, 2, 2, 2, 1, 2), left_out=(9, 10, 11))
    recall(page)
    done(page, "long-cut", RUN_MS)
    button(demo, "Stop").click()


def asks_a_log_that_does_not_reach_back(page: "Page") -> None:
    demo = page.locator("stopped-at")
    button(demo, "Publish 1,100 events").click()
    expect(says(demo)).to_contain_text("The log holds 101 to 1,100", timeout=RUN_MS)
    for place, meaning in (
        ("three events ago", "Three events replayed."),
        ("long ago", "A gap: 60 events can no longer be had; 1,000 events replayed."),
        ("in another life", "A reset"),
        ("in the future", "Answered 400."),
    ):
        button(demo, f"I stopped {place}").click()
        expect(says(demo)).to_contain_text(meaning)
