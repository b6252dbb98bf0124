"""The pages: home, lessons, stage, its embeddable form, and the glossary. Each hands ready dataclasses to one template."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, render_template, request

from tutorial.course import Course, thumbnail
from tutorial.glossary import Term
from tutorial.stage import Stage

# Needed for the first paint of every page, so asked for before the style sheets name them.
PRELOAD_FONTS = (
    "vendor/fonts/instrument-sans-latin-wght-normal.woff2",
    "vendor/fonts/source-serif-4-latin-400-normal.woff2",
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One word of the top bar."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Site:
    """All that pages are made of. `stage` is a function because the addresses in it follow the version of the static files."""

    course: Course
    glossary: tuple[Term, ...]
    stage: Callable[[], Stage]
    static: Callable[[str], str]

    @property
    def navigation(self) -> tuple[NavigationItem, ...]:
        """The pages that exist."""
        lessons = (NavigationItem("Course", "/#course"),) if self.course.catalogue.pages else ()
        glossary = (NavigationItem("Glossary", "/glossary"),) if self.glossary else ()
        return (*lessons, NavigationItem("Stage", "/stage"), *glossary)


def register(app: Flask, site: Site) -> None:
    """Add the pages to `app`, and to its templates what all of them use."""
    app.register_blueprint(make_blueprint(site))
    app.context_processor(
        lambda: {"navigation": site.navigation, "preload_fonts": PRELOAD_FONTS, "static": site.static}
    )


def make_blueprint(site: Site) -> Blueprint:
    """The routes of the pages."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> str:
        return render_template(
            "home.html",
            stage=site.stage(),
            lessons=site.course.catalogue.pages,
            glossary=site.glossary,
            origin=request.host_url,
        )

    @blueprint.get("/lessons/<slug>")
    def lesson(slug: str) -> str:
        page = site.course.page(slug) or abort(404)
        before, after = site.course.neighbours(slug)
        return render_template(
            "lesson.html",
            page=page,
            before=before,
            after=after,
            total=len(site.course.catalogue.pages),
            thumbnail=thumbnail(page.lesson),
            stage=site.stage(),
        )

    @blueprint.get("/lessons/<slug>/teacher")
    def teacher(slug: str) -> str:
        page = site.course.page(slug)
        if page is None or page.teacher is None:
            abort(404)
        return render_template("teacher.html", page=page)

    @blueprint.get("/stage")
    def stage() -> str:
        return render_template("stage.html", stage=site.stage(), origin=request.host_url)

    @blueprint.get("/embed/stage")
    def embedded_stage() -> str:
        return render_template("embed.html", stage=site.stage(), origin=request.host_url)

    if site.glossary:

        @blueprint.get("/glossary")
        def glossary() -> str:
            return render_template("glossary.html", terms=site.glossary)

    return blueprint
