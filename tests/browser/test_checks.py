"""Quick checks in a real browser: each kind is answered, judged, and told why; orders and programs by keyboard too."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_wrong_choice_says_why_and_one_may_try_again(learn: Callable[..., "Page"]) -> None:
    check = learn().locator("#check-one")
    answer = check.get_by_role("button", name="Check")
    expect(answer).to_be_disabled()
    check.get_by_role("radio", name="Many").check()
    answer.click()
    expect(check).to_contain_text("not quite")
    expect(check).to_contain_text("Too many.")
    check.get_by_role("radio", name="Few").check()
    expect(check.locator(".told")).to_have_count(0)
    answer.click()
    expect(check.locator(".check-says")).to_contain_text("right")
    expect(check).to_contain_text("Yes, few.")


def test_of_several_choices_what_is_missing_is_said(learn: Callable[..., "Page"]) -> None:
    check = learn().locator("#check-some")
    check.get_by_role("checkbox", name="A cursor").check()
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_contain_text("Something right is still missing.")
    check.get_by_role("checkbox", name="A log").check()
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_have_text(" right")


def test_an_order_is_made_by_keyboard(learn: Callable[..., "Page"]) -> None:
    page = learn()
    check = page.locator("#check-order")
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_contain_text("Move what is not at its place")
    check.get_by_role("button", name=re.compile("Move “Ask”")).focus()
    page.keyboard.press("ArrowUp")
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_have_text(" right")


def test_a_program_is_put_together_by_keyboard(learn: Callable[..., "Page"]) -> None:
    page = learn()
    check = page.locator("#check-program")

    def texts() -> list[str]:
        return [text.strip() for text in check.locator(".choices > li").all_inner_texts()]

    def move(line: str, key: str, until: Callable[[], bool]) -> None:
        check.get_by_role("button", name=re.compile(f"Move “{re.escape(line)}")).focus()
        for _ in range(5):
            if until():
                return
            page.keyboard.press(key)
        assert until(), texts()

    move("shout();", "ArrowDown", lambda: texts()[-1] == "shout();")
    move("while (open) {", "ArrowUp", lambda: texts()[0] == "while (open) {")
    move("}", "ArrowDown", lambda: texts().index("}") == 2)
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_contain_text("Line 2 is at the right place, but its indentation is not.")
    check.get_by_role("button", name=re.compile(r"Move “ask\(\);")).focus()
    page.keyboard.press("ArrowRight")
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_have_text(" right")
    expect(check).to_contain_text("Nobody hears it.")


def test_an_order_is_made_by_dragging(learn: Callable[..., "Page"]) -> None:
    page = learn()
    check = page.locator("#check-order")
    check.scroll_into_view_if_needed()
    grip = check.get_by_role("button", name=re.compile("Move “Ask”")).bounding_box()
    other = check.get_by_role("button", name=re.compile("Move “Answer”")).bounding_box()
    assert grip
    assert other
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(other["x"] + 10, other["y"] + 5, steps=5)
    page.mouse.up()
    assert [text.strip() for text in check.locator(".choice").all_inner_texts()] == ["Ask", "Answer"]
