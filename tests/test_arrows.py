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
PURE = ("event", "topic", "check", "conditions", "errors")  # of realtime: only the standard library, and each other
# Hues of the design, and a heading of --help: a lesson may bear their name.
WORDS = {"poll", "lp", "sse", "ws", "limits"}
PATCHING = {"app.py", "tests/load/naive.py", "tests/wire/two_nodes.py"}  # the latter two in processes of their own
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
    names = (folders | {name.replace("_", "-") for name in folders}) - WORDS
    assert not names & imports.constants_of_python(file)


@each("lessons/*/server.py")
def test_the_server_of_a_lesson_imports_the_engine_and_no_other_lesson(file: Path) -> None:
    assert not under(["lessons", "tutorial", "app", "tests", "script"], imports.of_python(file))


@each("app.py", "realtime/**/*.py", "tutorial/**/*.py", "lessons/**/*.py", "script/*.py", "tests/**/*.py")
def test_only_the_command_line_of_a_server_patches_gevent(file: Path) -> None:
    patches = any(module.startswith("gevent.monkey") for module in imports.of_python(file))
    assert not patches or named(file) in PATCHING


@each("lessons/*/client.js")
def test_the_client_of_a_lesson_is_plain_platform_code(file: Path) -> None:
    assert not imports.of_javascript(file)
    assert not DOM & imports.names_of_javascript(file)


def outside(file: Path, *folders: str) -> list[str]:
    """What a file imports from elsewhere than these folders of static/js; bare words too, which no browser resolves."""
    homes = [JS / folder for folder in folders]
    found = imports.of_javascript(file)
    return [
        str(one) for one in found if not (isinstance(one, Path) and any(one.is_relative_to(home) for home in homes))
    ]


@each("static/js/elements/**/*.js")
def test_elements_import_lib_and_lit_and_each_other(file: Path) -> None:
    assert set(outside(file, "elements", "dom", "lib")) <= {str(LIT)}


@each("static/js/dom/**/*.js")
def test_what_touches_the_page_for_elements_imports_only_lib(file: Path) -> None:
    assert not outside(file, "dom", "lib")


@each("static/js/lib/**/*.js")
def test_lib_imports_only_lib(file: Path) -> None:
    assert not outside(file, "lib")


@each("static/js/worker/**/*.js")
def test_the_worker_imports_only_lib_and_itself(file: Path) -> None:
    assert not outside(file, "worker", "lib")


@each("static/js/lib/**/*.js", "static/js/worker/**/*.js")
def test_lib_and_worker_touch_no_page(file: Path) -> None:
    assert not DOM & imports.names_of_javascript(file)


@each("static/js/**/*.js")
def test_every_import_finds_its_file(file: Path) -> None:
    for one in imports.of_javascript(file):
        assert one == LIT or (isinstance(one, Path) and one.is_file()), one
