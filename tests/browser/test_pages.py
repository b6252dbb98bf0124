"""The pages in a real browser: the policy, the theme, the size, and how they read for everyone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.first_load import LIMIT_BYTES, SCRIPT_LIMIT_BYTES, FirstLoad

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PAGES = ("/", "/stage", "/embed/stage", "/glossary")


@pytest.mark.parametrize("path", ["/", "/glossary", "/nowhere"])
def test_a_page_is_accessible(
    page: "Page", silence: Any, axe_in_every_look: Callable[["Page"], None], path: str
) -> None:
    silence.allow("404")
    page.goto(path)
    page.get_by_role("radiogroup", name="Theme").wait_for()
    axe_in_every_look(page)


@pytest.mark.parametrize("path", ["/", "/stage?run=1"])
def test_a_first_load_stays_small(new_context: Callable[..., "BrowserContext"], path: str) -> None:
    page = new_context().new_page()
    loading = FirstLoad(page)
    with page.expect_event(
        "requestfinished", lambda request: request.url.endswith("/client.js")
    ):  # all are asked for at once
        page.goto(path, wait_until="load")
    loading.settle()
    assert sum(loading.scripts().values()) < SCRIPT_LIMIT_BYTES, loading.scripts()
    assert sum(loading.sizes().values()) < LIMIT_BYTES, loading.sizes()


def test_the_policy_lets_a_page_open_its_own_websocket_and_nobody_elses(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    page = new_context().new_page()
    page.goto("/glossary")
    said = """async (url) => {
      const blocked = new Promise((resolve) => document.addEventListener("securitypolicyviolation", () => resolve("blocked")));
      const socket = new WebSocket(url);
      const opened = new Promise((resolve) => { socket.onopen = () => { socket.close(); resolve("open"); }; });
      return Promise.race([blocked, opened]);
    }"""
    assert page.evaluate(said, "/echo") == "open"


def test_time_on_a_page_is_fine_grained(new_context: Callable[..., "BrowserContext"]) -> None:
    page = new_context().new_page()
    page.goto("/glossary")
    assert page.evaluate("crossOriginIsolated")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_there_before_the_first_paint(
    new_context: Callable[..., "BrowserContext"], theme: str
) -> None:
    page = new_context(color_scheme="light" if theme == "dark" else "dark").new_page()
    page.goto("/glossary")
    page.get_by_role("radio", name=f"{theme} theme").check()
    page.reload(wait_until="commit")
    page.wait_for_selector(".top-bar")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.get_by_role("radio", name=f"{theme} theme").is_checked()


def test_the_theme_in_the_address_wins(new_context: Callable[..., "BrowserContext"]) -> None:
    page = new_context(color_scheme="light").new_page()
    page.goto("/glossary?theme=dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_page_reads_whole_without_javascript_and_never_scrolls_sideways(
    new_context: Callable[..., "BrowserContext"], path: str, width: int
) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": width, "height": 800}).new_page()
    page.goto(path)
    box = page.locator("main").bounding_box()
    assert box
    assert box["width"] <= width
    assert page.get_by_role("heading", level=1).count() == 1
    if path != "/glossary":
        assert page.locator(".without-script h2").is_visible()
        assert not page.locator("live-stage").is_visible()
