"""What is built for the browser: once, from the lock file, complete and small."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from script import vendor
from tests.server import ROOT

LATIN_LIMIT_BYTES = 115_000
LIT_LIMIT_BYTES = 18_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a lock file and a builder, in which nothing is built."""
    (tmp_path / "script").mkdir()
    (tmp_path / "static" / "vendor").mkdir(parents=True)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "script" / "vendor.mjs").write_text("")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with Node.js on which every command works; the list says which were run."""
    run: list[str] = []

    def record(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        run.append(" ".join(Path(word).name for word in command))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(vendor, "find_node", lambda: vendor.Node(("/bin/node",), ("/bin/npm",)))
    monkeypatch.setattr(subprocess, "run", record)
    return run


def said(lines: list[str]) -> Callable[[str], object]:
    """Something to say lines to."""
    return lines.append


def test_the_first_time_it_fetches_and_builds_and_says_so(root: Path, commands: list[str]) -> None:
    lines: list[str] = []
    vendor.ensure(said(lines), root=root)
    assert commands == ["npm ci --ignore-scripts --no-audit --no-fund --omit=dev", "node vendor.mjs"]
    assert len(lines) == 2


def test_the_second_time_it_does_nothing(root: Path, commands: list[str]) -> None:
    vendor.ensure(said([]), root=root)
    commands.clear()
    vendor.ensure(said([]), root=root)
    assert commands == []


def test_a_new_lock_file_is_followed(root: Path, commands: list[str]) -> None:
    vendor.ensure(said([]), root=root)
    commands.clear()
    (root / "package-lock.json").write_text('{"new": true}')
    vendor.ensure(said([]), root=root)
    assert len(commands) == 2


def test_a_new_builder_fetches_nothing(root: Path, commands: list[str]) -> None:
    vendor.ensure(said([]), root=root)
    commands.clear()
    (root / "script" / "vendor.mjs").write_text("// new")
    vendor.ensure(said([]), root=root)
    assert commands == ["node vendor.mjs"]


def test_the_checks_are_fetched_when_they_are_wanted(root: Path, commands: list[str]) -> None:
    vendor.ensure(said([]), root=root)
    commands.clear()
    vendor.ensure(said([]), checks=True, root=root)
    assert commands == ["npm ci --ignore-scripts --no-audit --no-fund"]


def test_a_failed_command_is_told_with_its_last_words(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess((), 1, "", "npm error network unreachable")
    monkeypatch.setattr(vendor, "find_node", lambda: vendor.Node(("/bin/node",), ("/bin/npm",)))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(vendor.VendorError, match=r"network unreachable[\s\S]*needs the npm registry"):
        vendor.ensure(said([]), root=root)


def test_without_node_and_pip_the_remedy_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "find_node", lambda: None)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess((), 1))
    with pytest.raises(vendor.VendorError, match=r"install Node\.js 20\.19 or newer"):
        vendor.ensure(said([]), root=root)


def test_the_fonts_are_all_there_and_small(site: None) -> None:
    folder = ROOT / "static" / "vendor"
    named = re.findall(r'url\("(fonts/[^"]+)"\)', (folder / "fonts.css").read_text("utf-8"))
    assert len(named) == 10
    assert all((folder / name).is_file() for name in named)
    assert sum((folder / name).stat().st_size for name in named if "latin-ext" not in name) < LATIN_LIMIT_BYTES


def test_lit_is_small_and_declares_what_it_exports(site: None) -> None:
    folder = ROOT / "static" / "vendor"
    assert (folder / "lit.js").stat().st_size < LIT_LIMIT_BYTES
    exported = re.findall(r"export\{(.*?)\}", (folder / "lit.js").read_text("utf-8"))[-1]
    for name in ("LitElement", "html", "nothing", "repeat", "svg"):
        assert re.search(rf"\bas {name}\b", exported), name
