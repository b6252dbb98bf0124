"""The site: Flask around the engine. Read `create_app` from top to bottom, then the module whose name you need."""

from flask import Flask

from realtime import api
from realtime.room import Rooms
from realtime.server.app import App
from tutorial import errors, headers, loading, pages, search, static
from tutorial.catalogue import read_catalogue
from tutorial.course import read_course
from tutorial.glossary import read_glossary
from tutorial.settings import ROOT, Settings
from tutorial.stage import make_stage

__all__ = ["Settings", "create_app"]


def create_app(rooms: Rooms, settings: Settings) -> Flask:
    """The whole site over `rooms`. Raises CatalogueError for a mistake in a lesson, the course or the glossary."""
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
    site = pages.Site(course, glossary, stage=lambda: make_stage(catalogue, files), files=files)
    pages.register(app, site)
    app.register_blueprint(static.make_blueprint(files))
    for lesson in catalogue.lessons:
        loading.register(app, lesson, rooms)
    errors.register(app)
    headers.register(app, settings.embed_from)
    return app
