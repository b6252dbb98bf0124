"""Finds a Chromium for the browser tests, or installs one: `python tests/chromium.py`.

The machine's own comes first (`CHROMIUM` names one); then the one that Playwright keeps for itself.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = (
    "chromium-headless-shell"  # the same engine without a window's trimmings: half a second of processor less a page
)
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
GET = "run script/test, or `apt-get install chromium`, or `playwright install chromium`"

# Quiet on the wire (no update checks, no telemetry), and TCP only: QUIC would hide the bytes we count.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP class.test 127.0.0.1",  # a name on the local network, whose pages are not secure
]


def find() -> Path | None:
    """The program to start, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _of_playwright()


def remedy() -> str:
    """Why there is none, and what to do."""
    named = os.environ.get("CHROMIUM")
    return (
        f"CHROMIUM names {named}, which is no file: correct it, or unset it and {GET}"
        if named
        else f"no Chromium found: {GET}"
    )


def _of_playwright() -> Path | None:
    """Asks in a process of its own: Playwright's event loop would stay with the one that asked."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    path = Path(answer.stdout.strip() or "-")
    return path if path.is_file() else None


def install() -> Path:
    """Installs one: Debian's package where we may, else Playwright's build. SystemExit with the remedy if neither works."""
    if _may_apt():
        print("No Chromium here: installing Debian's with apt-get ...", flush=True)
        _apt("update", "-qq")
        for package in (SHELL, "chromium"):  # older releases have no shell
            if find() is None:
                _apt("install", "-y", "-qq", package)
    if find() is None:
        print("No Chromium here: installing Playwright's ...", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    found = find()
    if found is None:
        raise SystemExit(remedy())
    return found


def lighten() -> None:
    """Installs the shell beside a whole Chromium, where Debian's lists have it."""
    if shutil.which(SHELL) or os.environ.get("CHROMIUM") or not _may_apt():
        return
    if subprocess.run(["apt-cache", "show", SHELL], capture_output=True).returncode == 0:
        print(f"Installing {SHELL} with apt-get: the tests take a third less time with it ...", flush=True)
        _apt("install", "-y", "-qq", SHELL)


def _may_apt() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*words: str) -> None:
    subprocess.run(
        ["apt-get", *words], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    if find() is None:
        install()
    lighten()
    print(f"Chromium: {find()}")
