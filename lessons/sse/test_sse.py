"""The lesson as a learner goes through it: predict, run, take a stream apart, feed the browser's reader, change, check."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import answer, button, done, lock, put_in_order, recall, says

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

ENDINGS = ("LF", "CR LF", "CR")
TRICKY = (
    "id: 1\ndata: a\n\nid\ndata: b\n\n",  # an empty id takes the last one back
    "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n",  # a NUL in an id has it ignored
    "event: open\ndata: x\n\nevent: error\ndata: y\n\n",  # named like the source's own events
    "event: price\n\ndata: x\n\n",  # a type does not outlive its block
    "data\n\n",  # a field without a colon has an empty value
    "data:\ndata:\n\n",
    "data: \ufeffx\n\n",  # a mark within the stream is a character
    "\n\n\ndata: grüße 🎉\n\n\n\n",
)
WHOLE_MS = 30_000  # an answer of four seconds, on a machine that has other things to do
AGAIN_MS = 30_000  # the same, a pause of three seconds, and the beginning of another


@pytest.fixture
def lesson(page: "Page") -> "Page":
    page.goto("/lessons/sse")
    return page


def demo(page: "Page", tag: str) -> "Locator":
    element = page.locator(tag)
    element.scroll_into_view_if_needed()
    return element


def test_a_learner_goes_through_the_whole_lesson(lesson: "Page", axe: "Callable[..., None]") -> None:
    counts_one_request(lesson)
    takes_a_stream_apart(lesson)
    feeds_the_reader(lesson)
    makes_the_changes(lesson)
    sees_the_first_word_long_before_the_last(lesson)
    leaves_an_ended_stream_open(lesson)
    expect(lesson.locator("modify-step[data-done]")).to_have_count(3)
    axe(lesson, include=".lesson-body")  # with its demos as they are now


def counts_one_request(page: "Page") -> None:
    gate = page.locator("stage-gate")
    gate.scroll_into_view_if_needed()
    expect(button(gate, "Run R")).to_be_disabled()
    lock(page, "hundredth", "own lines, and nothing else.")
    button(gate, "Run R").click()
    button(gate, "10/s").click()
    measured = page.locator("#against-hundredth")
    expect(measured).to_have_attribute("data-state", "measured", timeout=60_000)
    expect(measured.locator(".choice").nth(2)).to_contain_text("right")
    requests = page.evaluate("document.querySelector('live-stage').scene.trace.statistics('sse').requests")
    assert requests == 1
    button(gate, "Stop").click()


def takes_a_stream_apart(page: "Page") -> None:
    bytes_ = demo(page, "stream-bytes")
    button(bytes_, "Open the stream").click()
    expect(says(bytes_)).to_contain_text("Open.")
    bytes_.get_by_label("Data").fill("grüße")
    bytes_.get_by_label("Data").press("Enter")
    expect(says(bytes_)).to_contain_text("One event fired.")
    rows = bytes_.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_contain_text("id: 1")
    expect(rows.nth(3)).to_contain_text("Fires “message”. The id 1 is committed.")
    expect(bytes_.locator(".fired li")).to_contain_text("grüße")


def feeds_the_reader(page: "Page") -> None:
    """The prediction of the seven blocks is answered by the browser itself."""
    parser = demo(page, "stream-parser")
    expect(button(parser, "Send it")).to_be_disabled()
    lock(page, "blocks")
    button(parser, "Send it").click()
    expect(says(parser)).to_have_text("Your browser fired four events, as the rules say.")
    expect(page.locator("#against-blocks")).to_contain_text("measured 4")
    expect(parser.locator("tbody").get_by_role("row").last).to_contain_text("thrown away")


def makes_the_changes(page: "Page") -> None:
    parser = demo(page, "stream-parser")
    endings = page.locator("#modify-endings")
    parser.get_by_role("radio", name="CR LF").check()
    button(parser, "Send it").click()
    expect(says(parser)).to_contain_text("as the rules say")
    expect(endings).not_to_have_attribute("data-done", "")
    parser.get_by_label("byte order mark").check()
    button(parser, "Send it").click()
    expect(endings).to_have_attribute("data-done", "")
    parser.get_by_label("Your stream").fill("event: goal\ndata: 2 : 1\ndata: Ada\n\n")
    button(parser, "Send it").click()
    expect(page.locator("#modify-goal")).to_have_attribute("data-done", "")


def sees_the_first_word_long_before_the_last(page: "Page") -> None:
    typed = demo(page, "typed-answer")
    expect(button(typed, "Ask")).to_be_disabled()
    lock(page, "first-word")
    button(typed, "Ask").click()
    streamed, whole = typed.locator(".typed").nth(0), typed.locator(".typed").nth(1)
    expect(streamed).to_contain_text("An event stream")
    expect(whole).to_be_empty()
    expect(says(typed)).to_contain_text("Both are complete.", timeout=WHOLE_MS)
    assert streamed.inner_text() == whole.inner_text()
    expect(page.locator("#against-first-word")).to_have_attribute("data-state", "measured")


def leaves_an_ended_stream_open(page: "Page") -> None:
    """It is asked for again some seconds later; meanwhile there are checks to answer."""
    typed = demo(page, "typed-answer")
    typed.get_by_label("Close the stream at its end").uncheck()
    button(typed, "Ask").click()
    answer(page, {"late-id": [1], "silent": [1], "gone": [1], "deploy": [1], "seventh": [1], "says": [0, 4]})
    done(page, "again", AGAIN_MS)
    button(typed, "Stop").click()  # before it has been asked three times, and ends by itself
    expect(button(typed, "Ask")).to_be_enabled()
    put_in_order(page.locator("#check-generator"), [0, 1, 2, 2, 1], left_out=[5, 6, 7])
    recall(page)


def test_a_slow_reader_holds_the_line_in_hand_until_its_blank_line(lesson: "Page") -> None:
    bytes_ = demo(lesson, "stream-bytes")
    bytes_.get_by_role("radio", name="20 bytes a second").check()
    bytes_.get_by_role("button", name="Open the stream").click()
    expect(says(bytes_)).to_contain_text("Open.")
    bytes_.get_by_role("button", name="Publish").click()
    expect(bytes_.locator(".hand")).to_contain_text("message")
    expect(bytes_.locator(".fired li")).to_have_count(0)
    bytes_.get_by_role("radio", name="as it comes").check()
    expect(bytes_.locator(".fired li")).to_have_count(1)
    bytes_.get_by_role("button", name="Close the stream").click()
    expect(says(bytes_)).to_have_text("Closed.")


def test_browser_and_rules_agree_on_every_example_and_line_ending(lesson: "Page") -> None:
    lock(lesson, "blocks")
    parser = demo(lesson, "stream-parser")
    for example in parser.get_by_role("option").all_inner_texts():
        parser.get_by_role("combobox").select_option(example)
        for ending in ENDINGS:
            parser.get_by_role("radio", name=ending, exact=True).check()
            parser.get_by_role("button", name="Send it").click()
            expect(says(parser), f"{example}, {ending}").to_contain_text("as the rules say")


def test_browser_and_rules_agree_where_it_is_tricky(lesson: "Page") -> None:
    lock(lesson, "blocks")
    parser = demo(lesson, "stream-parser")
    parser.get_by_label("byte order mark").check()
    for stream in TRICKY:
        parser.get_by_label("Your stream").fill(stream)
        parser.get_by_role("button", name="Send it").click()
        expect(says(parser), stream).to_contain_text("as the rules say")


def test_one_demo_at_a_time_holds_connections(lesson: "Page") -> None:
    lock(lesson, "first-word")
    bytes_ = demo(lesson, "stream-bytes")
    bytes_.get_by_role("button", name="Open the stream").click()
    expect(says(bytes_)).to_contain_text("Open.")
    demo(lesson, "typed-answer").get_by_role("button", name="Ask").click()
    expect(says(bytes_)).to_have_text("Stopped, because something else was started.")


def test_a_wrong_answer_is_told_why(lesson: "Page") -> None:
    check = lesson.locator("#check-deploy")
    check.get_by_role("radio", name="It has gone on trying").check()
    check.get_by_role("button", name="Check").click()
    chosen = check.locator(".choice").first
    expect(chosen).to_contain_text("not quite")
    expect(chosen).to_contain_text("A 503 is an answer, and it is not an event stream.")


def test_the_lesson_is_complete_without_a_script(new_context: "Callable[..., BrowserContext]") -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/lessons/sse")
    expect(page.get_by_text("Here you write an event stream")).to_be_visible()
    expect(page.get_by_role("heading", name="Where the facts come from")).to_be_visible()
