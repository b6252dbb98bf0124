"""The Python of the lessons: `server.py` and `demo.py` are loaded when the site starts, and their routes added to it."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from flask import Blueprint, Flask

from realtime.room import Rooms
from realtime.server.app import TOPIC, transports
from tutorial.catalogue import Lesson, Transport
from tutorial.tables import CatalogueError, shown


def register(app: Flask, lesson: Lesson, rooms: Rooms) -> None:
    """Add the routes of one lesson to `app`: a transport's under every topic, all others under the lesson's own address.

    Only a transport has its routes under a name it chose itself; others are named after the folder, so that a copy of a
    folder has names of its own. Raises CatalogueError.
    """
    demo = lesson.folder / "demo.py"
    if lesson.server.is_file():
        blueprint = _blueprint_of(lesson.server, rooms)
        if lesson.transport:
            _add_transport(app, lesson.server, blueprint, lesson.transport)
        else:
            _add(app, lesson.server, blueprint, name=lesson.slug, prefix=lesson.href)
    if demo.is_file():
        _add(app, demo, _blueprint_of(demo, rooms), name=f"{lesson.slug}-demo", prefix=lesson.href)


def _add_transport(app: Flask, file: Path, blueprint: Blueprint, transport: Transport) -> None:
    """Wire records and metrics bear the blueprint's name, and the page asks at the path that lesson.toml gives."""
    if blueprint.name != transport.name:
        raise CatalogueError(
            f"{shown(file)}: the blueprint is named {blueprint.name!r}; name it {transport.name!r}, as in lesson.toml."
        )
    _add(app, file, blueprint, name=transport.name, prefix=TOPIC)
    paths = transports(app)
    if paths.get(transport.path) != transport.name:
        own = ", ".join(f"/{path}" for path, name in paths.items() if name == transport.name) or "none"
        raise CatalogueError(
            f"{shown(file)}: its routes are {own}; add /{transport.path}, the path of [transport] in lesson.toml, or "
            "correct the path."
        )


def _add(app: Flask, file: Path, blueprint: Blueprint, *, name: str, prefix: str) -> None:
    if name in app.blueprints:
        raise CatalogueError(f"{shown(file)}: the site already has routes named {name!r}; choose another name.")
    with _telling(file):
        app.register_blueprint(blueprint, name=name, url_prefix=prefix)


def _blueprint_of(file: Path, rooms: Rooms) -> Blueprint:
    """The blueprint that a lesson's `server.py` or `demo.py` makes. Raises CatalogueError if it makes none."""
    spec = spec_from_file_location(f"lessons.{file.parent.name}.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise CatalogueError(f"{shown(file)}: Python cannot import it; is it a readable file?")
    module = module_from_spec(spec)
    with _telling(file):
        spec.loader.exec_module(module)
    if not hasattr(module, "make_blueprint"):
        raise CatalogueError(
            f"{shown(file)}: no function make_blueprint(rooms); add one that returns its Flask blueprint."
        )
    with _telling(file):
        blueprint = module.make_blueprint(rooms)
    if not isinstance(blueprint, Blueprint):
        raise CatalogueError(f"{shown(file)}: make_blueprint(rooms) gave {blueprint!r}; return a flask.Blueprint.")
    return blueprint


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Whatever a lesson's Python raises, told as a mistake in `file`, at the line where it has to do with it."""
    try:
        yield
    except (Exception, SystemExit) as error:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        line = _line(error, file)
        raise CatalogueError(
            f"{shown(file)}{f', line {line}' if line else ''}: {type(error).__name__}: {said or 'without a word'}. "
            "The site loads this file when it starts; correct it there."
        ) from error


def _line(error: BaseException, file: Path) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    calls = traceback.extract_tb(error.__traceback__)
    return next((call.lineno for call in reversed(calls) if call.filename == str(file)), None)
