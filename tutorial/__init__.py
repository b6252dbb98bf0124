"""The site: Flask around the engine. Read `create_app` from top to bottom, then the module whose name you need."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from flask import Blueprint, Flask

from realtime import api
from realtime.room import Rooms
from realtime.server.app import TOPIC, App
from tutorial import errors, headers, pages, search, static
from tutorial.catalogue import CatalogueError, Lesson, read_catalogue
from tutorial.course import read_course
from tutorial.glossary import read_glossary
from tutorial.settings import ROOT, Settings
from tutorial.stage import make_stage
from tutorial.tables import shown

__all__ = ["Settings", "create_app"]


def create_app(rooms: Rooms, settings: Settings) -> Flask:
    """The whole site over `rooms`. Raises CatalogueError or GlossaryError for a mistake in a lesson or the glossary."""
    app = App("tutorial", root_path=str(ROOT), static_folder=None)
    app.config["TEMPLATES_AUTO_RELOAD"] = settings.reload
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = app.jinja_env.keep_trailing_newline = True

    catalogue = read_catalogue(settings.lessons)
    glossary = read_glossary(settings.lessons / "glossary.toml")
    course = read_course(catalogue, glossary, app.jinja_env, reload=settings.reload)
    of_lessons = {name: file for lesson in catalogue.lessons for name, file in lesson.served.items()}
    made = {search.NAME: search.index(course, glossary)}
    files = static.StaticFiles(settings.static, of_lessons, made=made, reload=settings.reload)

    api.register(app, rooms)
    for lesson in catalogue.lessons:
        if lesson.server.is_file():
            app.register_blueprint(_server_of(lesson, rooms), url_prefix=TOPIC if lesson.transport else lesson.href)
        demo = lesson.folder / "demo.py"
        if demo.is_file():
            app.register_blueprint(_blueprint_of(demo, rooms), name=f"{lesson.slug}-demo", url_prefix=lesson.href)

    site = pages.Site(course, glossary, stage=lambda: make_stage(catalogue, files), static=files.url)
    pages.register(app, site)
    app.register_blueprint(static.make_blueprint(files))
    errors.register(app)
    headers.register(app, settings.embed_from)
    return app


def _server_of(lesson: Lesson, rooms: Rooms) -> Blueprint:
    """The blueprint of a transport, found under every topic, or of a demo, under the lesson's own address."""
    blueprint, transport = _blueprint_of(lesson.server, rooms), lesson.transport
    if transport and blueprint.name != transport.name:  # wire records and metrics bear this name
        raise CatalogueError(
            f"{shown(lesson.server)}: the blueprint is named {blueprint.name!r}; name it {transport.name!r}, as in "
            "lesson.toml."
        )
    return blueprint


def _blueprint_of(file: Path, rooms: Rooms) -> Blueprint:
    """The blueprint that a lesson's `server.py` or `demo.py` makes. Raises CatalogueError if it makes none."""
    spec = spec_from_file_location(f"lessons.{file.parent.name}.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise CatalogueError(f"{shown(file)}: Python cannot import it; is it a readable file?")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "make_blueprint"):
        raise CatalogueError(
            f"{shown(file)}: no function make_blueprint(rooms); add one that returns its Flask blueprint."
        )
    blueprint = module.make_blueprint(rooms)
    if not isinstance(blueprint, Blueprint):
        raise CatalogueError(f"{shown(file)}: make_blueprint(rooms) gave {blueprint!r}; return a flask.Blueprint.")
    return blueprint
