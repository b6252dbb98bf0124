"""Every formatter, linter and type checker, over Python, JavaScript, CSS, templates and the pages as they are served.

`script/check` runs it. Each check is quiet when it passes and prints all it has to say when it does not.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from script import vendor  # noqa: E402
from tests.server import Server  # noqa: E402

PAGES = ("/", "/course", "/review", "/progress", "/search", "/stage", "/embed/stage", "/glossary", "/no-such-page")
TYPED = ("app.py", "realtime", "tutorial", "tests/server.py", "tests/chromium.py")


@dataclass(frozen=True)
class Verdict:
    """What one check found: empty output means nothing to say."""

    name: str
    passed: bool
    output: str
    seconds: float


def main() -> int:
    """Runs all checks, two at a time; 1 if any failed."""
    try:
        vendor.ensure(checks=True)
    except vendor.VendorError as error:
        print(error, file=sys.stderr)
        return 1
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda check: _judge(*check), checks().items()))
    for verdict in verdicts:
        print(f"{'ok  ' if verdict.passed else 'FAIL'}  {verdict.name} ({verdict.seconds:.1f} s)")
    failed = [verdict for verdict in verdicts if not verdict.passed]
    for verdict in failed:
        print(f"\n-- {verdict.name} " + "-" * 60 + f"\n{verdict.output.strip()}")
    print(f"\n{len(verdicts) - len(failed)} of {len(verdicts)} checks passed in {time.monotonic() - started:.0f} s.")
    return 1 if failed else 0


def checks() -> dict[str, Callable[[], tuple[bool, str]]]:
    """Each check by its name; the slow ones first, so that the quick ones fill the gaps."""
    served = [path for name in ("server.py", "demo.py") for path in ROOT.glob(f"lessons/*/{name}")]
    lessons = sorted(str(path.relative_to(ROOT)) for path in served)
    scripts = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("script/*.py"))
    return {
        "pages: html-validate": pages,
        "Python: mypy": _python("mypy", *TYPED, *lessons, *scripts),
        "JavaScript: tsc": _node("typescript/bin/tsc", "--project", "."),
        "JavaScript, CSS: biome": _node("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--colors=off"),
        "Python: ruff check": _python("ruff", "check", "--quiet", "."),
        "Python: ruff format": _python("ruff", "format", "--check", "--quiet", "--diff", "."),
        # Only linted: its formatter moves white space that a reader would see.
        "templates: djlint": _python("djlint", "templates", "--lint", "--quiet"),
        "shell: sh -n": _shell,
    }


def pages() -> tuple[bool, str]:
    """Fetches pages from the running site and validates them as they arrived."""
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        for number, path in enumerate((*PAGES, *_lessons())):
            name = path.strip("/").replace("/", "-") or "home"
            (Path(folder) / f"{number}-{name}.html").write_text(_fetch(server.url + path), encoding="utf-8")
        validate = _node("html-validate/bin/html-validate.mjs", "--config", ".htmlvalidate.json", folder)
        return validate()


def _lessons() -> list[str]:
    return [f"/lessons/{page.parent.name.replace('_', '-')}" for page in sorted(ROOT.glob("lessons/*/lesson.md"))]


def _fetch(url: str) -> str:
    request = urllib.request.Request(url, headers={"Accept": "text/html"})  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            content: bytes = answer.read()
    except urllib.error.HTTPError as error:  # an error page is a page too
        content = error.read()
    return content.decode("utf-8")


def _shell() -> tuple[bool, str]:
    shells = [path for path in (ROOT / "script").iterdir() if path.is_file() and not path.suffix]
    return _run("sh", "-n", *map(str, shells)) if os.name == "posix" else (True, "")


def _python(module: str, *words: str) -> Callable[[], tuple[bool, str]]:
    return lambda: _run(sys.executable, "-m", module, *words)


def _node(program: str, *words: str) -> Callable[[], tuple[bool, str]]:
    node = vendor.find_node()
    assert node is not None, "vendor.ensure found one"
    return lambda: _run(*node.node, str(ROOT / "node_modules" / program), *words)


def _run(*command: str) -> tuple[bool, str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace")
    return done.returncode == 0, done.stdout + done.stderr


def _judge(name: str, check: Callable[[], tuple[bool, str]]) -> Verdict:
    started = time.monotonic()
    try:
        passed, output = check()
    except AssertionError as error:  # the site did not start, or its log shows a traceback
        passed, output = False, str(error)
    return Verdict(name, passed, output, time.monotonic() - started)


if __name__ == "__main__":
    raise SystemExit(main())
