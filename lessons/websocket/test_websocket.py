"""The WebSocket lesson, gone through as a learner would; and its demo's server, held to its frames."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import answer, button, done, lock, put_in_order, recall
from tests.server import Server
from tests.wire.control_socket import ControlSocket
from tests.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, Frame, encoded, open_websocket, read_frame
from tests.wire.line import Line
from tests.wire.rooms import Room, http

if TYPE_CHECKING:
    from playwright.sync_api import Page

LESSON = "/lessons/websocket"
TAG = "a-tag-that-nobody-can-guess"
SLOW_MS = 30_000  # on a machine that has other things to do


# -- the demo's server ------------------------------------------------------------------------------


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    with Room(server) as made:
        yield made


def demo(room: Room) -> Line:
    """A line after the handshake of the demo's WebSocket."""
    return open_websocket(room.server.port, f"{LESSON}/frames/{room.id}?tag={TAG}")


def test_a_message_comes_back_as_one_frame_in_pieces_or_behind_a_ping(room: Room) -> None:
    with demo(room) as line:
        for message, opcode in ((b"hello", TEXT), (b"\xff", BINARY)):
            line.send(encoded(message, opcode))
            assert read_frame(line) == Frame(opcode, message)
        line.send(encoded(b"/pieces hello"))
        assert read_frame(line) == Frame(TEXT, b"he", final=False)
        assert read_frame(line) == Frame(CONTINUATION, b"llo")
        line.send(encoded(b"/ping"))
        assert read_frame(line) == Frame(PING, b"there?")


def test_its_handshake_and_its_close_are_recorded_with_all_between(room: Room) -> None:
    with ControlSocket(room, TAG) as control:
        control.ask({"record": True}, "recording")
        with demo(room) as line:
            line.send(encoded(b"hello") + encoded(b"\x03\xe8bye", CLOSE))
            frames = [read_frame(line), read_frame(line)]
            line.say_no_more()
            line.read_to_end()
        control.until(lambda: any(record["closed_at"] for record in control.wire.values()))
        [number] = control.wire
        pieces = control.recorded(number)
    assert frames == [Frame(TEXT, b"hello"), Frame(CLOSE, b"\x03\xe8bye")]
    up, down = (b"".join(piece["data"] for piece in pieces if piece["up"] == way) for way in (True, False))
    assert up.startswith(f"GET {LESSON}/frames/{room.id}?tag={TAG} HTTP/1.1\r\n".encode())
    assert up.endswith(encoded(b"hello") + encoded(b"\x03\xe8bye", CLOSE))
    assert down.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert down.endswith(b"\x81\x05hello" + b"\x88\x05\x03\xe8bye")


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
    lock(page, "sooner", 2)
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
    expect(demo).to_contain_text("13 is the version of the standard")  # each line has its meaning
    demo.get_by_text("play no part here").click()
    expect(demo.get_by_text("User-Agent")).to_be_visible()
    expect(button(page.locator("stage-gate"), "Run R")).to_be_visible()  # one demo at a time holds connections
    other = demo.get_by_label("Another key")
    expect(demo.locator("output")).to_have_text("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")  # RFC 6455 section 1.3
    other.fill("too short")
    expect(demo.locator("output")).to_contain_text("no key")


def takes_frames_apart(page: "Page") -> None:
    demo = page.locator("websocket-frames")
    for name in ("hello-up", "hello-down"):
        expect(button(demo, "Send")).to_be_disabled()
        lock(page, name)
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
    expect(page.locator("#modify-longer")).not_to_have_attribute("data-done", "")
    button(demo, "Make it 125 bytes").click()
    demo.get_by_label("Message").press("Enter")
    done(page, "longer", SLOW_MS)
    button(demo, "Close").click()
    expect(demo.get_by_role("status")).to_contain_text("closed")
    closes = rows.filter(has_text="close")
    expect(closes).to_have_count(2)
    for close in closes.all():
        close.click()
    done(page, "goodbye", SLOW_MS)


def lets_two_people_chat(page: "Page") -> None:
    demo = page.locator("two-chats")
    button(demo, "Connect Ada and Ben").press("Enter")
    expect(demo.get_by_label("Ada says")).to_be_focused()
    demo.get_by_label("Ada says").fill("hello Ben")
    demo.get_by_label("Ada says").press("Enter")
    for way in ("WebSocket", "SSE and POST"):
        heard = demo.get_by_role("list", name=f"Heard over {way}")
        expect(heard).to_contain_text(re.compile(r"Ada hello Ben.*ms"))
    button(demo, "Send 40").click()
    expect(demo.get_by_role("status")).to_contain_text("40 lines went both ways", timeout=30_000)
    expect(demo.locator("tbody tr", has_text="requests").locator("td")).to_have_text(["2", "43"])
    cells = demo.locator("tbody tr", has_text="bytes up").locator("td").all_inner_texts()
    over_websocket, over_post = (int(re.sub(r"\D", "", cell)) for cell in cells)
    assert over_websocket * 4 < over_post


def answers_the_checks(page: "Page") -> None:
    answer(page, {"faster": [1], "mask": [2], "origin": [2], "takeover": [0, 2, 5]})
    put_in_order(page.locator("#check-lifecycle"), [0] * 7)
    put_in_order(page.locator("#check-accept"), [0, 1, 1, 1], left_out=[4, 5])
    recall(page)


def test_a_hidden_tab_holds_no_connection(page: "Page") -> None:
    page.goto(LESSON)
    demo = page.locator("two-chats")
    button(demo, "Connect Ada and Ben").click()
    expect(demo.get_by_role("status")).to_contain_text("All four connections are open")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(demo.get_by_role("status")).to_contain_text("closed")
    expect(button(demo, "Connect Ada and Ben")).to_be_visible()
