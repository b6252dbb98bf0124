"""The fixtures of the site's tests, for the tests in the lessons' folders."""

from tests.conftest import axe, browser, fresh_server, new_context, page, pytest_runtest_call, server, silence, site

__all__ = [
    "axe",
    "browser",
    "fresh_server",
    "new_context",
    "page",
    "pytest_runtest_call",
    "server",
    "silence",
    "site",
]
