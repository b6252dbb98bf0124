"""Fixtures for every test: the real site as a process, and a browser that must stay silent."""

import atexit
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from script import vendor
from tests import chromium
from tests.server import ROOT, Server
from tests.tools import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

# Playwright keeps an event loop running in the thread once a browser has been asked for, so browsers come last;
# and what is quick and near the cause comes first.
ORDER = ("unit", "js", "", "wire", "browser", "load")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EXPECT_MS = 30_000  # what is bound to come may be late on a crowded machine; what does not come costs this once
COLOUR_RULES = ("color-contrast", "link-in-text-block")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pure tests first, then sockets, then the browser; of these a whole lesson first, so that none is begun at the end."""
    items.sort(key=lambda item: (ORDER.index(_kind(item)), "whole_lesson" not in item.name))


def _kind(item: pytest.Item) -> str:
    if "browser" in getattr(item, "fixturenames", ()):  # wherever its file is: a lesson's test is in its folder
        return "browser"
    return next((kind for kind in ORDER if kind and kind in item.path.relative_to(ROOT).parts), "")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A traceback in the log of any running server fails the test that caused it."""
    yield
    for running in Server.running:
        running.check()


# -- the site -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def site() -> None:
    """The browser libraries are built; where they cannot be, the remedy is said."""
    if not vendor.is_built() and vendor.find_node() is None:
        missing("browser libraries not built, and no Node.js to build them: run script/vendor, which installs one")
    try:
        vendor.ensure()
    except vendor.VendorError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def server(site: None) -> Iterator[Server]:
    """The site, started once for all tests that do not change it."""
    with Server() as running:
        yield running


@pytest.fixture
def fresh_server(site: None) -> Iterator[Callable[..., Server]]:
    """Starts sites of the test's own: `fresh_server("--workers", "2", env={"LIMIT_ROOMS": "2"})`."""
    started: list[Server] = []

    def start(*args: str, env: dict[str, str] | None = None) -> Server:
        running = Server(*args, env=env).__enter__()
        started.append(running)
        return running

    yield start
    for running in reversed(started):
        running.__exit__(None, None, None)


# -- the browser --------------------------------------------------------------------------------------


class Silence:
    """What a page said though it should say nothing: console messages, uncaught errors, failed requests.

    A test that means to provoke one says so first: `silence.allow("503")`.
    """

    def __init__(self) -> None:
        self.broken: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Lets messages that match the regular expression pass, earlier ones too."""
        self._allowed.append(re.compile(pattern))

    def watch(self, page: "Page") -> None:
        """Listens to one page and its workers."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.broken.append(f"uncaught: {error.stack or error}"))
        page.on("requestfailed", self._failed)

    def check(self) -> None:
        """AssertionError that lists what was said and not allowed."""
        said = [one for one in self.broken if not any(pattern.search(one) for pattern in self._allowed)]
        assert not said, "The page was not silent:\n" + "\n".join(said)

    def _heard(self, message: "ConsoleMessage") -> None:
        # Left in the middle of its handshake, as a page may be at any time. A fetch or a stream is given up in silence;
        # for a WebSocket the standard knows no way but to fail it, and Chromium says so whoever wished it.
        if "WebSocket is closed before the connection is established" in message.text:
            return
        self.broken.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: "Request") -> None:
        # Aborted: a stream closed on leaving, as it should be. Blocked by policy: the console says it too, but not
        # where JavaScript is off and Chromium fetches no modules.
        if request.failure not in ("net::ERR_ABORTED", "csp"):
            self.broken.append(f"failed: {request.method} {request.url} {request.failure}")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests; where there is none, the remedy is said."""
    program = chromium.find()
    if program is None:
        missing(chromium.remedy())
    running = _playwright().chromium.launch(executable_path=program, args=chromium.ARGUMENTS)
    yield running
    running.close()


@cache
def _playwright() -> "Playwright":
    """Playwright, started once: a thread can hold only one, and lessons' tests have this module's fixtures too."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=EXPECT_MS)
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright


@pytest.fixture
def silence() -> Iterator[Silence]:
    """The watch over all pages of the test; broken silence fails it."""
    watch = Silence()
    yield watch
    watch.check()


@pytest.fixture
def new_context(
    browser: "Browser", server: Server, fresh_server: Callable[..., Server], silence: Silence
) -> Iterator[Callable[..., "BrowserContext"]]:
    """Makes browser contexts: `new_context(color_scheme="dark", viewport={"width": 390, "height": 844})`.

    They are closed before any server of the test's own stops: a page would ask it for its stream again, in vain and aloud.
    """
    opened: list[BrowserContext] = []

    def make(**options: Any) -> "BrowserContext":
        context = browser.new_context(**{"base_url": server.url, "viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(EXPECT_MS)
        context.on("page", silence.watch)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., "BrowserContext"]) -> "Page":
    """An empty page at 1440 by 900; addresses are relative to the server: `page.goto("/stage")`."""
    return new_context().new_page()


@pytest.fixture
def axe() -> Callable[..., None]:
    """Checks a page's accessibility: `axe(page)`. Fails with each broken rule, why, and where.

    `only` and `disable` name rules; `look` says in the failure how the page looked.
    """
    if not AXE.is_file():
        missing("axe-core is not installed: run script/vendor --checks")
    source = AXE.read_text("utf-8")

    def check(
        page: "Page",
        *,
        include: str | None = None,
        only: tuple[str, ...] = (),
        disable: tuple[str, ...] = (),
        look: str = "",
    ) -> None:
        if not page.evaluate("'axe' in globalThis"):
            page.evaluate(
                source + "; undefined"
            )  # through the debugger: the page's own policy allows no foreign script
        options = {
            "preload": False,  # style sheets by themselves, which no rule in force reads and the policy forbids
            "rules": {rule: {"enabled": False} for rule in disable},
            **({"runOnly": only} if only else {}),
        }
        found = page.evaluate("([include, options]) => axe.run(include ?? document, options)", [include, options])
        broken = "\n".join(_broken_rule(rule) for rule in found["violations"])
        assert not broken, f"{look}: {broken}" if look else broken

    return check


@pytest.fixture
def axe_in_every_look(axe: Callable[..., None]) -> Callable[["Page"], None]:
    """Checks a page in light, dark and forced colours, and on a phone: each look for what it can break."""

    def check(page: "Page") -> None:
        page.emulate_media(reduced_motion="reduce")  # or colours would be judged on their way from one look to the next
        axe(page, look="light")
        page.emulate_media(color_scheme="dark")
        axe(page, only=COLOUR_RULES, look="dark")
        page.emulate_media(color_scheme="light", forced_colors="active")
        axe(page, only=COLOUR_RULES, look="forced colours")
        page.emulate_media(forced_colors="none")
        page.set_viewport_size({"width": 390, "height": 844})
        axe(page, disable=COLOUR_RULES, look="phone")

    return check


def _broken_rule(rule: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['target'][0]}: {node['failureSummary']}" for node in rule["nodes"][:5])
    return f"{rule['id']} ({rule['impact']}): {rule['help']}\n{places}"
