"""Fixtures for tests in a browser."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.course_folder import make_course
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


@pytest.fixture(scope="session")
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
