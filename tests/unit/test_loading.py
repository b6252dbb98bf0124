"""The Python of lesson folders: a copied folder works, and whatever a file raises is told with file, line and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tests.unit.lesson_folders import SERVER, add_lesson
from tutorial import Settings, create_app
from tutorial.tables import CatalogueError


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Flask]:
    """Makes the site over `tmp_path` as its lessons folder."""

    def make() -> Flask:
        limits = Limits()
        return create_app(Rooms(open_broker("memory", limits), limits), Settings(lessons=tmp_path))

    return make


PYTHON = """
from flask import Blueprint

def make_blueprint(rooms):
    blueprint = Blueprint("letters", __name__)
    inner = Blueprint("inner", __name__)
    blueprint.get("/{0}")(lambda: "{0}")
    inner.get("/inner-{0}")(lambda: "inner {0}")
    blueprint.register_blueprint(inner)
    return blueprint
"""


def test_a_copied_folder_has_routes_of_its_own(build: Callable[..., Flask], tmp_path: Path) -> None:
    folder = add_lesson(tmp_path, "letters", order=1, text="## One {.story}\n")
    (folder / "server.py").write_text(PYTHON.format("server"))
    (folder / "demo.py").write_text(PYTHON.format("demo"))
    copy = shutil.copytree(folder, tmp_path / "copied_letters")
    toml = copy / "lesson.toml"
    toml.write_text(toml.read_text().replace('title = "letters"', 'title = "Copy"').replace("order = 1", "order = 2"))
    client = build().test_client()
    for lesson in ("/lessons/letters", "/lessons/copied-letters"):
        for route in ("server", "inner-server", "demo", "inner-demo"):
            assert client.get(f"{lesson}/{route}").text == route.replace("-", " ")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\n", "letters/server.py: no function make_blueprint(rooms)"),
        ("def make_blueprint(rooms):\n    return 3\n", "letters/server.py: make_blueprint(rooms) gave 3"),
        (SERVER.format(name="mail"), "letters/server.py: the blueprint is named 'mail'; name it 'post'"),
        (SERVER.replace('"/{name}"', '"/late"').format(name="post"), "its routes are /late; add /post"),
        ("x = 1\ny = (\n", "letters/server.py, line 2: SyntaxError: '(' was never closed. The site loads this file"),
        ("import no_such_thing\n", "letters/server.py, line 1: ModuleNotFoundError: No module named 'no_such_thing'."),
        ("\nimport sys\nsys.exit()\n", "letters/server.py, line 3: SystemExit: without a word."),
        ("def make_blueprint(rooms):\n    return rooms.none\n", "letters/server.py, line 2: AttributeError: "),
        (
            SERVER.replace(
                "    return", "    blueprint.get('/a', endpoint='a')(lambda: '')\n" * 2 + "    return"
            ).format(name="post"),
            "letters/server.py: AssertionError: View function mapping is overwriting an existing endpoint",
        ),
    ],
)
def test_a_mistake_in_python_is_told_with_its_line(
    build: Callable[..., Flask], tmp_path: Path, source: str, said: str
) -> None:
    (add_lesson(tmp_path, "letters", order=1, transport="post") / "server.py").write_text(source)
    with pytest.raises(CatalogueError) as refusal:
        build()
    assert said in str(refusal.value)
    assert (refusal.value.__cause__ is None) == ("Error: " not in said and "Exit: " not in said)


def test_a_name_that_the_site_itself_has_is_refused(build: Callable[..., Flask], tmp_path: Path) -> None:
    add_lesson(tmp_path, "letters", order=1, transport="pages")
    with pytest.raises(CatalogueError, match=r"letters/server\.py: the site already has routes named 'pages'; choose"):
        build()
