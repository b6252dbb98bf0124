"""The course in a real browser: predict before the run, notice changes, judge answers, remember, search, find the way."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.course_folder import make_course
from tests.server import ROOT, Server
from tutorial.catalogue import Lesson, read_catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

SCRIPT_LIMIT_BYTES = 90 * 1024  # of a first load
WITH_STAGE_BYTES = 96 * 1024  # and once the stage is fetched, because the reader comes near it
FIRST_LOAD_LIMIT_BYTES = 300 * 1024


@pytest.fixture(scope="module")
def course(site: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site over a course made for these tests."""
    with Server(env={"LESSONS": str(make_course(tmp_path_factory.mktemp("lessons")))}) as running:
        yield running


@pytest.fixture
def learn(new_context: Callable[..., "BrowserContext"], course: Server) -> Callable[..., "Page"]:
    """Opens a page of that course as a new learner: `learn("/lessons/polling", color_scheme="dark")`."""

    def open_page(path: str = "/lessons/polling", **options: Any) -> "Page":
        page = new_context(**{"base_url": course.url, **options}).new_page()
        page.goto(path)
        return page

    return open_page


def expect(locator: "Locator") -> Any:
    """Playwright's waiting assertions; imported late, for its import starts nothing but takes time."""
    from playwright.sync_api import expect as wait_for

    return wait_for(locator)


def card(page: "Page", name: str) -> "Locator":
    """One of the elements that ask, by its id."""
    return page.locator(f"#{name}")


def lock_number(page: "Page") -> None:
    """Places the middle of the line by keyboard, and locks it."""
    line = card(page, "predict-mean-wait").get_by_role("slider")
    line.focus()
    page.keyboard.press("ArrowRight")
    card(page, "predict-mean-wait").get_by_role("button", name="Lock my answer").click()


def test_run_is_locked_until_the_prediction_is_in(learn: Callable[..., "Page"]) -> None:
    page = learn()
    run = page.get_by_role("button", name=re.compile("^Run"))
    expect(run).to_be_disabled()
    expect(page.locator(".stage-gate-says")).to_contain_text("locked until you answer the prediction")
    lock_number(page)
    expect(run).to_be_enabled()
    expect(page.locator(".stage-gate-says")).to_have_text("5 events, about 1 seconds")


def test_nothing_is_placed_before_the_learner_does(learn: Callable[..., "Page"]) -> None:
    page = learn()
    question = card(page, "predict-mean-wait")
    line = question.get_by_role("slider", name="How long does an event wait?")
    expect(line).to_have_attribute("aria-valuetext", "nothing placed yet")
    expect(question.get_by_role("button", name="Lock my answer")).to_be_disabled()
    box = line.bounding_box()
    assert box
    line.click(position={"x": box["width"] * 0.3, "y": 80})
    expect(line).to_have_attribute("aria-valuenow", "300")
    page.keyboard.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "290")
    expect(question.locator(".predict-state")).to_have_text("not locked yet")


def test_not_knowing_is_an_answer_and_unlocks_the_run(learn: Callable[..., "Page"]) -> None:
    page = learn()
    card(page, "predict-mean-wait").get_by_role("button", name="I do not know").click()
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_be_enabled()
    page.reload()
    expect(card(page, "predict-mean-wait").get_by_role("img", name="You said that you do not know")).to_be_visible()


def test_a_run_is_drawn_against_the_prediction_and_kept(learn: Callable[..., "Page"]) -> None:
    page = learn()
    lock_number(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Run")).click()
    against = card(page, "against-mean-wait")
    after = against.locator(".predict-after")
    expect(after).to_contain_text(re.compile(r"You said 500.ms\. Measured over \d+ events: \d+"), timeout=20_000)
    assert page.locator("#against-mean-wait .heap").get_attribute("d")
    page.get_by_role("button", name="Stop").click()
    page.reload()
    expect(against.locator(".predict-after")).to_contain_text("You said 500")
    expect(against.get_by_role("img", name=re.compile("You said 500.ms, measured"))).to_be_visible()


def test_a_choice_says_why_as_soon_as_it_is_locked_when_nothing_is_to_be_run(learn: Callable[..., "Page"]) -> None:
    question = card(learn(), "predict-first")
    question.get_by_role("radio", name="The server").check()
    question.get_by_role("button", name="Lock my answer").click()
    expect(question).to_contain_text("not quite")
    expect(question).to_contain_text("It cannot.")
    expect(question).to_contain_text("A server waits to be asked.")
    expect(question.get_by_role("radio", name="The browser")).to_be_disabled()


def test_the_page_notices_a_change_on_the_stage_and_in_a_demo(learn: Callable[..., "Page"]) -> None:
    page = learn()
    lock_number(page)
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.locator("#modify-slower .modify-state")).to_have_text("the page notices when it is done")
    slider = page.get_by_role("slider", name=re.compile("Poll every"))
    slider.focus()
    page.keyboard.press("End")
    expect(card(page, "modify-slower")).to_contain_text("The waits grew.")
    page.get_by_role("button", name="Press", exact=True).click()
    expect(card(page, "modify-told")).to_contain_text("It was pressed.")


def test_a_wrong_choice_says_why_and_one_may_try_again(learn: Callable[..., "Page"]) -> None:
    check = card(learn(), "check-one")
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
    check = card(learn(), "check-some")
    check.get_by_role("checkbox", name="A cursor").check()
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_contain_text("Something right is still missing.")
    check.get_by_role("checkbox", name="A log").check()
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_have_text(" right")


def test_an_order_is_made_by_keyboard(learn: Callable[..., "Page"]) -> None:
    page = learn()
    check = card(page, "check-order")
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_contain_text("Move what is not at its place")
    check.get_by_role("button", name=re.compile("Move “Ask”")).focus()
    page.keyboard.press("ArrowUp")
    check.get_by_role("button", name="Check").click()
    expect(check.locator(".check-says")).to_have_text(" right")


def test_a_program_is_put_together_by_keyboard(learn: Callable[..., "Page"]) -> None:
    page = learn()
    check = card(page, "check-program")

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
    check = card(page, "check-order")
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


def test_the_rail_follows_the_reader_and_the_map_leads_back(learn: Callable[..., "Page"]) -> None:
    page = learn()
    card(page, "predict-mean-wait").get_by_role("button", name="I do not know").click()
    card(page, "predict-first").get_by_role("button", name="I do not know").click()
    expect(page.locator('.step-rail [data-step="predict"]')).to_have_attribute("data-done", "")
    page.locator("#change-it").evaluate("heading => heading.scrollIntoView()")
    expect(page.locator('.step-rail [data-step="modify"] a')).to_have_attribute("aria-current", "step")
    page.goto("/")
    on = page.get_by_role("link", name="Continue: Polling")
    expect(on).to_have_attribute("href", "/lessons/polling#change-it")
    expect(page.locator(".course-map [data-next]")).to_contain_text("continue")


def test_a_card_comes_back_a_day_later_and_then_in_three(learn: Callable[..., "Page"]) -> None:
    page = learn()
    recalled = page.locator('[data-card^="polling/"]')
    recalled.get_by_text("Show the answer").click()
    expect(recalled.locator(".card-when")).to_have_text("Comes back tomorrow.")
    page.goto("/review")
    expect(page.get_by_role("status").first).to_have_text("Nothing is due. The next card comes tomorrow.")
    kept = json.loads(page.evaluate("localStorage.progress"))
    for state in kept["cards"].values():
        state["due_at"] = 0
    page.evaluate("text => { localStorage.progress = text; }", json.dumps(kept))
    page.reload()
    expect(page.get_by_role("status").first).to_have_text("One card waits for you.")
    recalled.get_by_text("Show the answer").click()
    recalled.get_by_role("button", name="I knew it").click()
    expect(recalled.locator(".card-when")).to_have_text("Comes back in 3 days.")


def test_progress_is_shown_taken_along_and_erased(learn: Callable[..., "Page"], tmp_path: Path) -> None:
    page = learn()
    lock_number(page)
    page.goto("/progress")
    expect(page.locator("prediction-list")).to_contain_text(re.compile("You said 500.ms. Not run yet."))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    page.get_by_role("button", name="Erase", exact=True).click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.locator("prediction-list")).to_contain_text("No prediction yet.")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import").click()
    chooser.value.set_files(file)
    expect(page.locator("prediction-list")).to_contain_text("You said 500")


def test_search_opens_with_a_slash_and_finds_while_one_types(learn: Callable[..., "Page"]) -> None:
    page = learn()
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("persim")
    expect(page.get_by_role("link", name="On The next one")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/next-one#on")


def test_keys_lead_from_lesson_to_lesson_and_are_listed(learn: Callable[..., "Page"]) -> None:
    page = learn()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("next lesson")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()  # in a dialog, letters are not keys of the page
    page.keyboard.press("n")
    page.wait_for_url("**/lessons/next-one")
    page.keyboard.press("p")
    page.wait_for_url("**/lessons/polling")


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
    lock_number(page)
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(card(page, "against-mean-wait").locator(".predict-after")).to_contain_text("Measured", timeout=20_000)
    check = card(page, "check-one")
    check.get_by_role("radio", name="Many").check()
    check.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Stop").click()
    axe(page)


def scripts(sizes: dict[str, int]) -> int:
    """Bytes of all scripts."""
    return sum(size for url, size in sizes.items() if url.endswith(".js"))


@pytest.mark.parametrize("path", ["/lessons/polling", "/lessons/websocket"], ids=["made for tests", "the heaviest"])
def test_a_lesson_loads_little_and_its_stage_too(
    new_context: Callable[..., "BrowserContext"], course: Server, server: Server, path: str
) -> None:
    made = path == "/lessons/polling"
    page = new_context(base_url=(course if made else server).url).new_page()
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(path, wait_until="load")
    if not made:  # its stage is far down
        assert scripts({request.url: request.sizes()["responseBodySize"] for request in loaded}) < SCRIPT_LIMIT_BYTES
    page.locator("live-stage").first.scroll_into_view_if_needed()
    page.evaluate("Promise.all([customElements.whenDefined('live-stage'), document.fonts.ready]).then(() => {})")
    sizes = {request.url: request.sizes()["responseBodySize"] for request in loaded}
    assert sum(sizes.values()) < FIRST_LOAD_LIMIT_BYTES, sizes
    if made:  # the other one's demos are scripts of their own
        assert scripts(sizes) < WITH_STAGE_BYTES, sizes


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
    page.close()
