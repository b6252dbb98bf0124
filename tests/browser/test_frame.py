"""What the frame of the course owes to a reader: code that can be read, keys that are told, controls that tell the truth."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

COVERED = """() => [...document.querySelectorAll(".line.lettered")].filter((line) => {
    const ring = line.querySelector(".ring").getBoundingClientRect();
    const text = document.createRange();
    text.selectNodeContents(line.querySelector(".line-text"));
    return [...text.getClientRects()].some((box) => box.width > 0 && box.left < ring.right && box.right > ring.left
        && box.top < ring.bottom && box.bottom > ring.top);
}).map((line) => line.textContent.trim())"""


@pytest.mark.parametrize("width", [1440, 390])
def test_no_letter_stands_on_code(new_context: Any, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    for lesson in ("polling", "long-polling", "websocket"):
        page.goto(f"/lessons/{lesson}")
        expect(page.locator(".line.lettered").first).to_be_attached()
        assert page.evaluate(COVERED) == []


def test_on_a_wide_page_no_code_is_out_of_sight(page: "Page") -> None:
    page.goto("/lessons/long-polling")
    assert page.evaluate(
        "[...document.querySelectorAll('.code pre')].every((pre) => pre.scrollWidth <= pre.clientWidth)"
    )


@pytest.mark.parametrize("width", [1440, 1000])
def test_the_first_lessons_of_all_columns_of_the_map_stand_level(new_context: Any, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto("/course")
    tops = page.locator(".course-map li").evaluate_all("""(rows) => {
      const columns = {};
      for (const box of rows.map((row) => row.getBoundingClientRect()))
        columns[Math.round(box.left)] = Math.min(columns[Math.round(box.left)] ?? Infinity, Math.round(box.top));
      return Object.values(columns);
    }""")
    assert len(tops) > 2
    assert len(set(tops)) == 1


def test_a_long_title_stands_beside_its_picture(page: "Page") -> None:
    page.goto("/lessons/realtime")
    title = page.get_by_role("heading", level=1)
    picture = title.locator("svg").bounding_box()
    words = title.evaluate("""(heading) => {
      const range = document.createRange();
      range.selectNodeContents(heading.lastChild);
      return range.getBoundingClientRect().left;
    }""")
    assert picture
    assert words >= picture["x"] + picture["width"]


@pytest.mark.parametrize(("path", "opens_bytes"), [("/", False), ("/stage", True)])
def test_the_list_of_keys_has_those_that_act_on_this_page(page: "Page", path: str, opens_bytes: bool) -> None:
    page.goto(path)
    expect(page.locator("stage-plot canvas")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("search")
    expect(keys).to_contain_text("publish an event")
    expect(keys).not_to_contain_text("next lesson")
    expect(keys.get_by_text("see the bytes")).to_have_count(int(opens_bytes))
    expect(page.get_by_role("link", name="See its bytes on the stage")).to_have_count(int(not opens_bytes))


def test_search_and_keys_open_without_the_network_or_say_what_is_missing(
    new_context: Callable[..., "BrowserContext"], silence: Any
) -> None:
    context = new_context()
    page = context.new_page()
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/search.json")):
        page.goto("/glossary")  # nothing is pressed: it comes by itself
    context.set_offline(True)
    page.keyboard.press("/")
    search = page.get_by_role("dialog", name="Search")
    search.get_by_role("searchbox").fill("retry")
    expect(search.get_by_role("link").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(search).to_be_hidden()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("this list")
    assert keys.locator("dl > div").first.evaluate("(row) => getComputedStyle(row).display") == "grid"

    silence.allow("ERR_FAILED")  # the index cannot be had here, and the browser says so
    context.set_offline(False)
    context.route("**/search.json", lambda route: route.abort())
    page.goto("/glossary")
    page.keyboard.press("/")
    search.get_by_role("searchbox").fill("retry")
    expect(search.get_by_role("status")).to_contain_text("could not be loaded")
    context.unroute("**/search.json")
    search.get_by_role("searchbox").fill("retr")
    expect(search.get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize(
    ("key", "script", "says"),
    [
        ("/", "search-panel.js", "Search could not be loaded. When you are online again, load this page again."),
        ("?", "keys-list.js", "The list of keys could not be loaded."),
    ],
)
def test_a_dialog_that_cannot_be_fetched_says_so(page: "Page", silence: Any, key: str, script: str, says: str) -> None:
    silence.allow("ERR_FAILED")
    page.route(f"**/{script}", lambda route: route.abort())
    page.goto("/glossary")
    page.keyboard.press(key)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(says)


def test_the_rate_that_runs_is_the_one_that_is_pressed(page: "Page") -> None:
    page.goto("/stage?rate=0.5")
    rate = page.get_by_role("button", name="0.5/s", exact=True)
    expect(rate).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="off", exact=True).click()
    expect(rate).to_have_attribute("aria-pressed", "false")


def test_a_link_in_slow_motion_opens_in_slow_motion(page: "Page") -> None:
    page.goto("/stage?speed=1/4")
    slow = page.get_by_role("button", name="1/4", exact=True)
    expect(slow).to_have_attribute("aria-pressed", "true")
    assert "speed=0.25" in page.evaluate("document.querySelector('live-stage').address()")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('live-stage').scene.trace.published.length > 0")
    expect(slow).to_have_attribute("aria-pressed", "true")


def test_keys_act_on_the_stage_in_view_only(page: "Page") -> None:
    page.goto("/stage")
    page.evaluate("document.querySelector('main').append(document.createElement('live-stage'))")
    sends = "[...document.querySelectorAll('live-stage')].map((stage) => stage.scene.sends).join()"
    for stage, expected in ((0, "1,0"), (1, "1,1")):
        page.locator("live-stage").nth(stage).evaluate("(stage) => stage.scrollIntoView()")
        page.keyboard.press("Space")
        page.wait_for_function(f"() => {sends} === '{expected}'")


def test_a_stage_that_waits_for_run_says_what_run_will_do(page: "Page") -> None:
    page.goto("/lessons/polling")
    page.locator("stage-gate").scroll_into_view_if_needed()
    expect(page.locator("stage-notice")).to_contain_text("Run opens one line for each lane")


def test_the_tools_of_a_lessons_stage_stand_in_one_row(page: "Page") -> None:
    page.goto("/lessons/polling")
    page.locator("stage-gate").scroll_into_view_if_needed()
    tools = page.locator("stage-toolbar .button").filter(has_text=re.compile("Publish|Projector|Copy link"))
    expect(tools).to_have_count(3)
    bottoms = tools.evaluate_all("(tools) => tools.map((tool) => tool.getBoundingClientRect().bottom)")
    assert len(set(bottoms)) == 1, bottoms


def test_who_presses_run_by_keyboard_has_the_whole_stage_in_view(page: "Page") -> None:
    page.goto("/lessons/polling")
    for prediction in ("mean-wait", "empty-share"):
        page.locator(f"#predict-{prediction}").get_by_role("button", name="I do not know").press("Enter")
        expect(page.locator(f"#predict-{prediction} .predict-state")).to_contain_text("you do not know, locked")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run R")).to_be_focused()
    expect(page.locator("stage-caption")).to_be_in_viewport(ratio=1)


def test_a_change_leads_back_to_the_stage_and_the_next_tab_into_it(page: "Page") -> None:
    page.goto("/lessons/polling")
    page.locator("#modify-halve").get_by_role("link", name="Go to the stage").press("Enter")
    expect(page.locator("stage-gate .stage-gate-bar")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#the-stage') !== null")


def test_what_is_put_in_order_stands_beside_its_grip_on_a_phone(new_context: Any) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    page.goto("/lessons/websocket")
    lines = page.locator("quick-check .choice:has(> .grip)")
    expect(lines.first).to_be_attached()
    beside = """(lines) => lines.map((line) => {
      const grip = line.querySelector(".grip").getBoundingClientRect();
      const text = document.createRange();
      text.setStartAfter(line.querySelector(".grip"));
      text.setEndAfter(line.lastChild);
      const words = [...text.getClientRects()].find(({ width }) => width > 0);
      return words.left >= grip.right && words.top < grip.bottom && grip.height >= 44;
    })"""
    assert set(lines.evaluate_all(beside)) == {True}


def test_the_verdict_on_a_program_is_in_view_however_much_is_said_of_its_lines(new_context: Any) -> None:
    page = new_context(viewport={"width": 1440, "height": 700}).new_page()
    page.goto("/lessons/lost-message")
    check = page.locator("#check-handler")
    check.get_by_role("button", name="Check", exact=True).press("Enter")
    expect(check.get_by_role("status")).to_contain_text("not quite")
    expect(check.get_by_role("status")).to_be_in_viewport(ratio=1)
