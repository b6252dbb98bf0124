"""The course for everyone: readers of the screen, every look, phones, paper, and no JavaScript at all."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import lock_number
from tests.server import ROOT, Server
from tutorial.catalogue import Lesson, read_catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.parametrize("path", ["/lessons/polling", "/course", "/review", "/progress", "/search?q=timer"])
def test_a_page_of_the_course_is_accessible(
    learn: Callable[..., "Page"], axe_in_every_look: Callable[["Page"], None], path: str
) -> None:
    page = learn(path)
    page.get_by_role("radiogroup", name="Theme").wait_for()
    axe_in_every_look(page)


def test_a_lesson_in_the_middle_of_its_work_is_accessible(
    learn: Callable[..., "Page"], axe: Callable[..., None]
) -> None:
    page = learn()
    lock_number(page, "mean-wait", "ArrowRight")
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.locator("#against-mean-wait").locator(".predict-after")).to_contain_text("Measured")
    check = page.locator("#check-one")
    check.get_by_role("radio", name="Many").check()
    check.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Stop").click()
    axe(page)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_lesson_reads_whole_without_javascript_and_never_scrolls_sideways(
    learn: Callable[..., "Page"], width: int
) -> None:
    page = learn(java_script_enabled=False, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for reasons in page.locator("details.reasons").all():
        assert reasons.is_visible()
    page.locator("#check-one summary").click()
    assert page.get_by_text("Too many.").is_visible()
    assert page.get_by_text("Something to press.").is_visible()
    assert not page.locator("live-stage").is_visible()
    assert page.locator(".without-stage").is_visible()


@pytest.fixture(scope="module")
def plain_page(browser: "Browser", server: Server) -> Iterator["Page"]:
    """A phone without JavaScript, one for all lessons."""
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lesson", read_catalogue(ROOT / "lessons").pages, ids=lambda lesson: lesson.slug)
def test_on_a_phone_without_javascript_no_lesson_has_anything_empty_or_dead(plain_page: "Page", lesson: Lesson) -> None:
    plain_page.goto(lesson.href)  # with its sheets
    found = plain_page.evaluate("""() => {
      const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
      const named = (element) => element.outerHTML.slice(0, 120);
      return {
        width: document.documentElement.scrollWidth,
        demos: document.querySelectorAll(".demo > *, live-stage").length,
        empty: [...document.querySelectorAll(".demo > *, stage-gate")].filter((demo) => !demo.innerText.trim()).map(named),
        dead: [...document.querySelectorAll("button, input, select, textarea, [role=button], [role=slider]")]
          .filter((control) => shown(control) && !control.closest("form[action]")).map(named),
      };
    }""")
    assert found["demos"]
    assert (found["width"], found["empty"], found["dead"]) == (390, [], [])


def test_a_lesson_can_be_printed(browser: "Browser", course: Server) -> None:
    page = browser.new_page(base_url=course.url)
    page.goto("/lessons/polling")
    page.emulate_media(media="print")
    assert not page.locator(".step-rail").is_visible()
    assert page.get_by_role("heading", name="Half the interval").is_visible()
    assert page.get_by_role("button").all_inner_texts() == []
    assert not page.get_by_role("radiogroup", name="Theme").is_visible()
    assert page.locator("predict-card").filter(visible=True, has_text="Measured, against").count() == 0
    page.close()
