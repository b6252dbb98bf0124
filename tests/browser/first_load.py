"""What a page fetches by itself, before its reader does anything: counted in bytes, as they came compressed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

LIMIT_BYTES = 300 * 1024  # with fonts
SCRIPT_LIMIT_BYTES = 90 * 1024  # each module by itself, without its comments

# What is fetched for later, when the page is idle, is never fetched for such a reader: see static/js/dom/when-idle.js.
SAVES_DATA = "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) })"
FRAMES = "new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => then())))"


class FirstLoad:
    """Watches a page that is still empty: `loading = FirstLoad(page)`, then `page.goto(…)`."""

    def __init__(self, page: "Page") -> None:
        self._asked: list[Request] = []
        self._page = page
        page.add_init_script(SAVES_DATA)
        page.on("request", lambda request: self._asked.append(request))

    def settle(self) -> None:
        """Waits until the page has asked for all that it wants where it stands: its fonts came, its observers looked."""
        self._page.evaluate("document.fonts.ready.then(() => {})")
        self._page.evaluate(FRAMES)

    def sizes(self, wanted: Callable[[str], bool] = lambda _: True) -> dict[str, int]:
        """Bytes of each file asked for up to now, by its address; waits until they are there."""
        asked = [one for one in self._asked if "/static/" in one.url and wanted(one.url)]
        return {one.url: one.sizes()["responseBodySize"] for one in asked}

    def scripts(self) -> dict[str, int]:
        """The same of scripts alone."""
        return self.sizes(lambda url: url.endswith(".js"))
