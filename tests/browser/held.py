"""Answers that a page waits for until a test lets them go."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route


class Held:
    """Holds what is asked for by a pattern of addresses: `Held(page, "**/*.woff2")`.

    That it is asked for, a test waits for by itself: `with page.expect_request(held.pattern): …`.
    """

    def __init__(self, place: "Page | BrowserContext", pattern: str) -> None:
        self.pattern = pattern
        self._waiting: list[Route] | None = []
        place.route(pattern, self._hold)

    def _hold(self, route: "Route") -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self) -> None:
        """All that wait, and all that come later."""
        waiting, self._waiting = self._waiting or [], None
        for route in waiting:
            route.continue_()
