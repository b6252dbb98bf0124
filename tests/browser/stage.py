"""The stage as a test sees it: by what stands on the page, and by the trace it exports."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LANES = ("polling", "long-polling", "sse", "websocket")
TITLES = ("Polling", "Long polling", "SSE", "WebSocket")


class Stage:
    """One `<live-stage>` on a page, with its whole set of controls unless `path` says otherwise."""

    def __init__(self, page: "Page", query: str = "", path: str = "/stage") -> None:
        self.page = page
        page.goto(f"{path}?{query}")
        self.picture = page.get_by_role("img").and_(page.locator("stage-plot canvas"))
        self.picture.wait_for()

    def press(self, *keys: str) -> None:
        """Presses keys while nothing has the focus."""
        self.page.evaluate("document.activeElement.blur()")
        for key in keys:
            self.page.keyboard.press(key)

    def button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name, exact=True)

    def publish(self, count: int = 1) -> None:
        """Presses Space, and each time waits until the server has the event."""
        for _ in range(count):
            before = len(self.published())
            self.press("Space")
            self.wait("(stage, count) => stage.scene.trace.published.length > count", before)

    def wait(self, condition: str, *values: Any, lanes: Sequence[str] = LANES, every_ms: float | None = None) -> None:
        """Waits until `condition`, a function of the element and of one more value, holds.

        It is tried in each frame, which makes the browser paint each frame; with `every_ms`, only so often.
        """
        value = values[0] if values else None
        script = f"([value, lanes]) => ({condition})(document.querySelector('live-stage'), value, lanes)"
        self.page.wait_for_function(script, arg=[value, list(lanes)], polling=every_ms or "raf")

    def wait_for_deliveries(self, count: int, lanes: Sequence[str] = LANES, *, every_ms: float | None = None) -> None:
        """Waits until every lane has had so many events."""
        held = "(stage, count, lanes) => lanes.every((lane) => stage.scene.trace.lane(lane).totals.events >= count)"
        self.wait(held, count, lanes=lanes, every_ms=every_ms)

    def published(self) -> list[int]:
        """Ids of the events of the trace on show."""
        ids = self.page.evaluate("document.querySelector('live-stage').scene.trace.published.map(({ id }) => id)")
        assert isinstance(ids, list)
        return ids

    def export(self) -> dict[str, Any]:
        """The trace as the button exports it."""
        with self.page.expect_download() as download:
            self.button("Export trace").click()
        trace = json.loads(download.value.path().read_text("utf-8"))
        assert isinstance(trace, dict)
        return trace

    def figure(self, title: str, name: str) -> "Locator":
        """One figure of a lane, by the title of the lane and of its column."""
        lane = self.page.locator("stage-lane").filter(has=self.page.get_by_role("heading", name=title, exact=True))
        return lane.locator("dl > div").filter(has=self.page.locator("dt", has_text=name)).locator("dd")

    def says(self, text: str) -> None:
        """Waits for words in the sentence under the lanes."""
        expect(self.page.locator("stage-caption p")).to_contain_text(text)

    def cell(self, event: str, title: str) -> "Locator":
        """One cell of the table, by the event and the title of its column."""
        row = self.page.locator("stage-table tbody tr").filter(has=self.page.locator("th", has_text=event))
        return row.locator("td").nth(1 + TITLES.index(title))

    def rows(self) -> list[list[str]]:
        """The table: one list of cells a row, newest event first."""
        cells = self.page.locator("stage-table tbody tr").evaluate_all(
            "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
        )
        assert isinstance(cells, list)
        return cells
