"""The WebSocket lesson, gone through as a learner would; and its demo's server, held to the bytes that a client sent."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from tests.browser.learner import answer, button, put_in_order
from tests.server import Server
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import CLOSE, PONG, encoded
from tests.wire.rooms import Room, http

if TYPE_CHECKING:
    from playwright.sync_api import Page

LESSON = "/lessons/websocket"
SLOW_MS = 30_000  # on a machine that has other things to do


# -- the demo's server ------------------------------------------------------------------------------


class Told:
    """What a control socket was told of the bytes of a demo's connection."""

    def __init__(self, room: Room) -> None:
        self.control = ControlSocket(room, "t")
        self.records: list[dict[str, Any]] = []

    def sent(self, up: bool, size: int) -> bytes:
        """The first `size` bytes of one direction, the head of the handshake's answer left out."""
        while len(data := self._all(up)) < size:
            self.records += self.control.hear("bytes")
        return data[:size]

    def _all(self, up: bool) -> bytes:
        data = b"".join(bytes.fromhex(record["hex"]) for record in self.records if record["up"] == up)
        return data if up else data.partition(b"\r\n\r\n")[2]


@pytest.fixture
def room(server: Server) -> Any:
    with Room(server) as made:
        yield made


def demo(room: Room) -> Any:
    """A client of the demo's WebSocket."""
    url = f"{room.server.ws_url}{LESSON}/frames/{room.id}?tag=t"
    return connect(url, compression=None, proxy=None)


def test_the_page_is_told_the_bytes_of_both_directions_as_they_were(room: Room) -> None:
    told = Told(room)
    with told.control, demo(room) as socket:
        socket.send("hello")
        assert socket.recv() == "hello"
        assert told.sent(up=False, size=7) == b"\x81\x05hello"
        up = told.sent(up=True, size=11)
    assert up[:2] == b"\x81\x85"
    assert bytes(byte ^ up[2 + place % 4] for place, byte in enumerate(up[6:])) == b"hello"


def test_a_message_in_pieces_is_one_message_of_two_frames(room: Room) -> None:
    told = Told(room)
    with told.control, demo(room) as socket:
        socket.send("/pieces hello")
        assert socket.recv() == "hello"
        assert told.sent(up=False, size=9) == b"\x01\x02he" + b"\x80\x03llo"


def test_a_ping_is_sent_when_asked_for_and_its_pong_is_told(room: Room) -> None:
    told = Told(room)
    with told.control, demo(room) as socket:
        socket.send("/ping")
        assert told.sent(up=False, size=8) == b"\x89\x06there?"
        assert told.sent(up=True, size=23)[11] == 0x80 | PONG


def test_a_close_is_answered_by_a_close(room: Room) -> None:
    told = Told(room)
    with told.control:
        with demo(room) as socket:
            socket.close(1000, "bye")
        assert told.sent(up=False, size=7) == encoded(b"\x03\xe8bye", CLOSE, mask=None)
        assert told.sent(up=True, size=1)[0] == 0x80 | CLOSE


def test_the_request_that_the_handshake_is_computed_from_is_told(room: Room) -> None:
    with ControlSocket(room, "t") as control, demo(room):
        [asked] = control.hear("request")
    fields = dict(asked["fields"])
    assert asked["line"] == f"GET {LESSON}/frames/{room.id}?tag=t HTTP/1.1"
    assert asked["size"] > len(asked["line"])
    assert (fields["Upgrade"], fields["Sec-WebSocket-Version"]) == ("websocket", "13")
    assert re.fullmatch(r"[A-Za-z0-9+/]{22}==", fields["Sec-WebSocket-Key"])


def test_a_post_with_a_tag_is_told_with_its_bytes(room: Room) -> None:
    with ControlSocket(room, "t") as control, http(room.server.url) as client:
        headers = {"Authorization": f"Bearer {room.key}"}
        answer = client.post(f"{room.path}?tag=t", json={"data": "hello"}, headers=headers)
        control.until(lambda: control.wire)
    [record] = control.wire.values()
    assert (record["transport"], record["status"]) == ("publish", answer.status_code)
    assert record["up"] > 100
    assert record["down"] > len(answer.content)


# -- the page ---------------------------------------------------------------------------------------


def predict(page: "Page", name: str, choice: int | None = None) -> None:
    card = page.locator(f"#predict-{name}")
    if choice is None:
        button(card, "I do not know").click()
    else:
        card.get_by_role("radio").nth(choice).check()
        button(card, "Lock my answer").click()


def test_a_learner_goes_through_the_whole_lesson(page: "Page", axe: Callable[..., None]) -> None:
    page.goto(LESSON)
    runs_the_two_open_connections(page)
    computes_the_handshake(page)
    takes_frames_apart(page)
    lets_two_people_chat(page)
    answers_the_checks(page)
    expect(page.locator("modify-step[data-done]")).to_have_count(3)
    axe(page, include=".lesson-body")  # with its demos at work


def runs_the_two_open_connections(page: "Page") -> None:
    run = button(page.locator("stage-gate"), "Run R")
    expect(run).to_be_disabled()
    predict(page, "sooner", choice=2)
    expect(run).to_be_enabled()
    run.click()
    button(page, "10/s").click()
    expect(page.locator("#against-sooner[data-state=measured]")).to_contain_text(
        "Both wait for nothing", timeout=SLOW_MS
    )


def computes_the_handshake(page: "Page") -> None:
    demo = page.locator("websocket-handshake")
    button(demo, "Open a WebSocket").click()
    expect(button(demo, "Next step")).to_be_visible(timeout=SLOW_MS)
    for _ in range(5):
        button(demo, "Next step").click()
    expect(demo).to_contain_text("the same letters")
    expect(button(page.locator("stage-gate"), "Run R")).to_be_visible()  # one demo at a time holds connections
    other = demo.get_by_label("Another key")
    expect(demo.locator("output")).to_have_text("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")  # RFC 6455 section 1.3
    other.fill("too short")
    expect(demo.locator("output")).to_contain_text("no key")


def takes_frames_apart(page: "Page") -> None:
    demo = page.locator("websocket-frames")
    expect(button(demo, "Send")).to_be_disabled()
    predict(page, "hello-up")
    predict(page, "hello-down")
    button(demo, "Send").click()
    expect(page.locator("#against-hello-up")).to_contain_text("The server read 11")
    expect(page.locator("#against-hello-down")).to_contain_text("The server wrote 7")
    rows = demo.locator(".frame-row")
    expect(rows).to_have_count(2)
    expect(demo.locator(".frame-view")).to_contain_text("Text frame, browser to server")
    expect(demo.locator(".masking .message td")).to_have_text(list("hello"))
    rows.nth(1).press("Enter")
    expect(demo.locator(".frame-view")).to_contain_text("Payload, not masked")
    button(demo, "Answer in pieces").click()
    expect(rows.last).to_contain_text("continuation, last piece")
    button(demo, "Ask for a ping").click()
    expect(rows.last).to_contain_text("pong")
    button(demo, "Make it 126").click()
    demo.get_by_label("Message").press("Enter")
    expect(demo.locator(".frame-view")).to_contain_text("00 7e")
    button(demo, "Close").click()
    expect(demo.get_by_role("status")).to_contain_text("closed")
    expect(rows.last).to_contain_text("close")


def lets_two_people_chat(page: "Page") -> None:
    demo = page.locator("two-chats")
    button(demo, "Connect Ada and Ben").click()
    demo.get_by_label("Ada says").fill("hello Ben")
    demo.get_by_label("Ada says").press("Enter")
    for way in ("WebSocket", "SSE and POST"):
        heard = demo.get_by_role("list", name=f"Heard over {way}")
        expect(heard).to_contain_text(re.compile(r"Ada hello Ben.*ms"))
    button(demo, "Send 40").click()
    expect(demo.get_by_role("status")).to_contain_text("40 lines went both ways", timeout=30_000)
    cells = demo.locator("tbody tr", has_text="bytes up").locator("td").all_inner_texts()
    over_websocket, over_post = (int(re.sub(r"\D", "", cell)) for cell in cells)
    assert over_websocket * 4 < over_post
    assert demo.locator("tbody tr", has_text="requests").locator("td").all_inner_texts() == ["2", "43"]


def answers_the_checks(page: "Page") -> None:
    answer(page, {"faster": [1], "mask": [2], "origin": [2], "takeover": [0, 2, 5]})
    put_in_order(page.locator("#check-lifecycle"), [0] * 7)
    put_in_order(page.locator("#check-accept"), [0, 1, 1, 1], left_out=[4, 5])


def test_a_hidden_tab_holds_no_connection(page: "Page") -> None:
    page.goto(LESSON)
    demo = page.locator("two-chats")
    button(demo, "Connect Ada and Ben").click()
    expect(demo.get_by_role("status")).to_contain_text("All four connections are open")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(demo.get_by_role("status")).to_contain_text("closed")
    expect(button(demo, "Connect Ada and Ben")).to_be_visible()
