"""The course in a real browser: predict before the run, notice changes, remember, search, find the way, load little."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.first_load import LIMIT_BYTES, SCRIPT_LIMIT_BYTES, FirstLoad
from tests.browser.held import Held
from tests.browser.learner import lock_number
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

WITH_STAGE_BYTES = 96 * 1024  # of script, once the stage is fetched, because the reader comes near it


def card(page: "Page", name: str) -> "Locator":
    """One of the elements that ask, by its id."""
    return page.locator(f"#{name}")


def test_run_is_locked_until_the_prediction_is_in(learn: Callable[..., "Page"]) -> None:
    page = learn()
    run = page.get_by_role("button", name=re.compile("^Run"))
    expect(run).to_be_disabled()
    expect(page.locator(".stage-gate-says")).to_contain_text("locked until you answer the prediction")
    lock_number(page, "mean-wait", "ArrowRight")
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
    lock_number(page, "mean-wait", "ArrowRight")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Run")).click()
    against = card(page, "against-mean-wait")
    after = against.locator(".predict-after")
    expect(after).to_contain_text(re.compile(r"You said 500.ms\. Measured over \d+ events: \d+"))
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
    lock_number(page, "mean-wait", "ArrowRight")
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.locator("#modify-slower .modify-state")).to_have_text("the page notices when it is done")
    slider = page.get_by_role("slider", name=re.compile("Poll every"))
    slider.focus()
    page.keyboard.press("End")
    expect(card(page, "modify-slower")).to_contain_text("The waits grew.")
    page.get_by_role("button", name="Press", exact=True).click()
    expect(card(page, "modify-told")).to_contain_text("It was pressed.")


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


def test_back_to_the_map_shows_what_was_done_meanwhile(learn: Callable[..., "Page"]) -> None:
    page = learn()
    page.locator("#change-it").evaluate("heading => heading.scrollIntoView()")
    expect(page.locator('.step-rail [data-step="modify"] a')).to_have_attribute("aria-current", "step")
    kept = page.evaluate("localStorage.progress")
    page.evaluate("localStorage.clear()")
    page.goto("/course")
    on = page.locator(".course-map [data-next]")
    expect(page.locator(".course-map")).to_contain_text("Polling")
    expect(on).to_have_count(0)
    # A browser that is followed keeps no page: this is what one that kept it tells a page on Back.
    back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page.evaluate(f"(kept) => {{ localStorage.progress = kept; {back}; }}", kept)
    expect(on).to_contain_text("continue")


def test_a_lesson_that_is_open_begins_anew_when_all_is_erased_in_another_tab(learn: Callable[..., "Page"]) -> None:
    page = learn()
    for name in ("predict-mean-wait", "predict-first"):
        card(page, name).get_by_role("button", name="I do not know").click()
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_be_enabled()
    other = page.context.new_page()
    other.goto("/progress")
    other.get_by_role("button", name="Erase", exact=True).click()
    other.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_be_disabled()
    expect(card(page, "predict-mean-wait")).to_have_attribute("data-state", "open")
    expect(card(page, "predict-first").locator(".told")).to_have_count(0)


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
    lock_number(page, "mean-wait", "ArrowRight")
    page.goto("/progress")
    expect(page.locator("prediction-list")).to_contain_text(re.compile("You said 500.ms. Not run yet."))
    dark = page.get_by_role("radio", name="Dark theme")
    dark.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    page.get_by_role("button", name="Erase", exact=True).click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.locator("prediction-list")).to_contain_text("No prediction yet.")
    expect(dark).not_to_be_checked()
    assert page.evaluate("() => Object.keys(localStorage)") == []
    import_progress(page, file)
    expect(page.locator("prediction-list")).to_contain_text("You said 500")
    expect(dark).to_be_checked()

    trace = tmp_path / "trace.json"
    trace.write_text('{"version": 1, "room": "a", "topic": "stage", "published": [], "lanes": {"sse": {}}}', "utf-8")
    import_progress(page, trace)
    expect(page.get_by_text("trace.json cannot be used. This is a trace")).to_be_visible()
    trace.write_text(" " * 1_000_001, "utf-8")
    import_progress(page, trace)
    expect(page.get_by_text("It has 1,000,001 bytes, and at most 1,000,000 are read.")).to_be_visible()
    expect(page.locator("prediction-list")).to_contain_text("You said 500")


def import_progress(page: "Page", file: Path) -> None:
    """Chooses a file as a person would."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import").click()
    chooser.value.set_files(file)


def test_search_opens_with_a_slash_and_finds_while_one_types(
    new_context: Callable[..., "BrowserContext"], course: Server
) -> None:
    page = new_context(base_url=course.url).new_page()
    panel = Held(page, "**/search-panel.js")
    page.goto("/lessons/polling")
    page.keyboard.type("/n")  # by itself, N leads to the next lesson
    panel.let_go()
    expect(page.get_by_role("searchbox")).to_have_value("n")
    expect(page.get_by_role("searchbox")).to_be_focused()
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
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    with page.expect_navigation(url="**/lessons/polling"):
        page.evaluate(CLOSE_AND_PRESS, "p")


# A dialog that has closed holds the focus until the next frame; the key comes before it.
CLOSE_AND_PRESS = """(key) => {
  document.querySelector("dialog[open]").close();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""


def test_the_heaviest_lesson_loads_little(new_context: Callable[..., "BrowserContext"]) -> None:
    page = new_context().new_page()
    loading = FirstLoad(page)
    page.goto("/lessons/websocket", wait_until="load")
    loading.settle()
    scripts = loading.scripts()
    assert not any(url.endswith("live-stage.js") for url in scripts), "its stage is far down"
    assert sum(scripts.values()) < SCRIPT_LIMIT_BYTES, scripts
    assert sum(loading.sizes().values()) < LIMIT_BYTES, loading.sizes()


def test_a_stage_is_fetched_when_the_reader_comes_near_and_is_small(
    new_context: Callable[..., "BrowserContext"], course: Server
) -> None:
    page = new_context(base_url=course.url).new_page()
    loading = FirstLoad(page)
    page.goto("/lessons/polling", wait_until="load")
    page.locator("live-stage").first.scroll_into_view_if_needed()
    page.evaluate("customElements.whenDefined('live-stage').then(() => {})")
    loading.settle()
    assert sum(loading.scripts().values()) < WITH_STAGE_BYTES, loading.scripts()
    assert sum(loading.sizes().values()) < LIMIT_BYTES, loading.sizes()


def test_a_stage_that_cannot_be_fetched_says_so_when_it_is_run(
    new_context: Callable[..., "BrowserContext"], course: Server, silence: Any
) -> None:
    silence.allow("ERR_FAILED")
    context = new_context(base_url=course.url)
    context.route("**/whole-stage.js", lambda route: route.abort())
    page = context.new_page()
    page.goto("/lessons/polling")
    lock_number(page, "mean-wait", "ArrowRight")
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded. When you are online again")


def test_a_stage_that_is_run_before_it_is_there_says_that_it_comes(
    new_context: Callable[..., "BrowserContext"], course: Server
) -> None:
    context = new_context(base_url=course.url)
    stage = Held(context, "**/whole-stage.js")
    page = context.new_page()
    page.goto("/lessons/polling")
    lock_number(page, "mean-wait", "ArrowRight")
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.locator(".stage-gate-says")).to_have_text("The stage is on its way, and runs when it is here.")
    stage.let_go()
    expect(page.locator(".stage-gate-says")).to_contain_text(re.compile(r"\d of \d+ events"))
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
