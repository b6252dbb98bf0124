"""A Chromium that is spoken to in its own protocol (CDP), and told no more than a measurement needs.

Playwright has a browser follow the network for it: each answer and each message goes through one more process, and is kept.
Where times are judged, or memory, that would be measured with the rest.
"""

import contextlib
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests import chromium

READY_S = 60
LOOK_S = 0.5  # how often a page is asked: each time is work beside what is measured


@dataclass(frozen=True)
class Browser:
    """A running Chromium: the line on which it takes orders, and the session that all its processes belong to."""

    line: ClientConnection
    session: int


class Page:
    """A page of the browser, and its workers.

    >>> with browser() as running:
    ...     page = Page(running)
    ...     page.open("http://127.0.0.1:8000/stage")
    ...     page.wait("document.querySelector('live-stage')?.scene")
    """

    def __init__(self, browser: Browser, width: int = 1440, height: int = 900) -> None:
        self._line = browser.line
        self._number = 0
        self._session: str | None = None
        self.workers: list[str] = []  # their sessions
        target = self.order("Target.createTarget", url="about:blank", width=width, height=height)["targetId"]
        self._session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.order("Page.enable")
        self.order("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def open(self, url: str, script: str = "") -> None:
        """Go to an address; `script` runs there before any other."""
        self.order("Page.addScriptToEvaluateOnNewDocument", source=script)
        self.order("Page.navigate", url=url)

    def order(self, method: str, /, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Have the page, or the worker of another session, do something; its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session or self._session:
            message["sessionId"] = session or self._session
        self._line.send(json.dumps(message))
        while (heard := json.loads(self._line.recv(READY_S))).get("id") != self._number:
            if heard.get("method") == "Target.attachedToTarget":
                self.workers.append(heard["params"]["sessionId"])
        if "error" in heard:
            raise RuntimeError(f"{method}: {heard['error']['message']}")
        result = heard["result"]
        assert isinstance(result, dict)
        return result

    def value(self, expression: str) -> Any:
        """What a script on the page is worth; of a promise, what it is kept with. RuntimeError if it fails."""
        answer = self.order("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['exception']['description']}")
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Ask now and then until something holds."""
        until = time.monotonic() + READY_S
        while not self.value(condition):
            if time.monotonic() > until:
                raise RuntimeError(f"{condition}: not within {READY_S} s")
            time.sleep(LOOK_S)


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium. RuntimeError where there is none."""
    program = chromium.find()
    if program is None:
        raise RuntimeError(chromium.remedy())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(program), *chromium.ARGUMENTS, "--headless", "--remote-debugging-port=0", "about:blank"]
        command.append(f"--user-data-dir={profile}")
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            with connect(_address(Path(profile)), max_size=None, compression=None) as line:
                yield Browser(line, process.pid)
                line.send(json.dumps({"id": 0, "method": "Browser.close"}))
                process.wait(READY_S)
        finally:
            process.kill()


def _address(profile: Path) -> str:
    """Where the browser listens, once it says so in a file of its profile."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError, IndexError):
            port = (profile / "DevToolsActivePort").read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version") as answer:
                return str(json.load(answer)["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise RuntimeError(f"Chromium said no port within {READY_S} s.")
