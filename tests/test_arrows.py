"""The arrows of the architecture: who may import whom.

    app.py -> tutorial -> realtime        lessons/*/server.py -> realtime
    elements -> lib                       lessons/*/client.js -> nothing

The site finds lessons and never names one; lessons never import lessons; only app.py patches gevent.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import imports
from tests.imports import ROOT

JS = ROOT / "static" / "js"
LIT = ROOT / "static" / "vendor" / "lit.js"
PURE = ("event", "topic", "check", "errors")  # of realtime: only the standard library, and each other
HUES = {"poll", "lp", "sse", "ws"}  # tokens of the design: a lesson may bear the name of its hue
DOM = {"document", "window", "customElements", "HTMLElement", "localStorage", "sessionStorage", "requestAnimationFrame"}


def files(*patterns: str) -> list[Path]:
    """Our own files that match, without what is built or installed."""
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern) if "vendor" not in path.parts)


def named(path: Path) -> str:
    """How a test calls a file: its path in the project."""
    return str(path.relative_to(ROOT))


def each(*patterns: str) -> pytest.MarkDecorator:
    """One test for each of our files that match."""
    return pytest.mark.parametrize("file", files(*patterns), ids=named)


def under(packages: Iterable[str], modules: Iterable[str]) -> list[str]:
    """The modules that are one of the packages or lie in one."""
    return sorted(module for module in modules if module.split(".")[0] in set(packages))


@each("realtime/**/*.py")
def test_the_engine_knows_no_page_and_no_lesson(file: Path) -> None:
    assert not under(["tutorial", "lessons", "app", "tests", "script"], imports.of_python(file))


@each(*(f"realtime/{name}.py" for name in PURE))
def test_the_core_of_the_engine_imports_only_the_standard_library(file: Path) -> None:
    foreign = [
        module
        for module in imports.of_python(file)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module != "realtime"
        and not any(module == f"realtime.{name}" or module.startswith(f"realtime.{name}.") for name in PURE)
    ]
    assert not foreign


@each("tutorial/**/*.py")
def test_the_site_imports_no_lesson_and_not_the_command_line(file: Path) -> None:
    assert not under(["lessons", "app", "tests", "script"], imports.of_python(file))


@each("tutorial/**/*.py")
def test_the_site_names_no_lesson(file: Path) -> None:
    folders = {folder.name for folder in (ROOT / "lessons").iterdir() if folder.is_dir()}
    names = (folders | {name.replace("_", "-") for name in folders}) - HUES
    assert not names & imports.constants_of_python(file)


@each("lessons/*/server.py")
def test_the_server_of_a_lesson_imports_the_engine_and_no_other_lesson(file: Path) -> None:
    assert not under(["lessons", "tutorial", "app", "tests", "script"], imports.of_python(file))


@each("app.py", "realtime/**/*.py", "tutorial/**/*.py", "lessons/**/*.py", "script/*.py", "tests/**/*.py")
def test_only_the_command_line_patches_gevent(file: Path) -> None:
    patches = any(module.startswith("gevent.monkey") for module in imports.of_python(file))
    assert patches == (file == ROOT / "app.py")


@each("lessons/*/client.js")
def test_the_client_of_a_lesson_is_plain_platform_code(file: Path) -> None:
    assert not imports.of_javascript(file)
    assert not DOM & imports.names_of_javascript(file)


@each("static/js/elements/**/*.js", "static/js/dom/**/*.js")
def test_elements_import_lib_and_nothing_from_elsewhere(file: Path) -> None:
    folders = [JS / "elements", JS / "dom", JS / "lib"]
    for one in imports.of_javascript(file):
        assert one == LIT or (isinstance(one, Path) and any(one.is_relative_to(folder) for folder in folders)), one


@each("static/js/lib/**/*.js")
def test_lib_imports_only_lib(file: Path) -> None:
    for one in imports.of_javascript(file):
        assert isinstance(one, Path), f"{one}: only relative imports work in files served as written"
        assert one.is_relative_to(JS / "lib"), one


@each("static/js/worker/**/*.js")
def test_the_worker_imports_only_lib_and_itself(file: Path) -> None:
    for one in imports.of_javascript(file):
        assert isinstance(one, Path), f"{one}: only relative imports work in files served as written"
        assert one.is_relative_to(JS / "lib") or one.is_relative_to(JS / "worker"), one


@each("static/js/lib/**/*.js", "static/js/worker/**/*.js")
def test_lib_and_worker_touch_no_page(file: Path) -> None:
    assert not DOM & imports.names_of_javascript(file)


@each("static/js/**/*.js")
def test_every_import_finds_its_file(file: Path) -> None:
    for one in imports.of_javascript(file):
        assert isinstance(one, Path) and (one.is_file() or one == LIT), one
