"""The pages: home, lessons, stage, its embeddable form, and the glossary. Each hands ready dataclasses to one template."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, render_template, request
from markupsafe import Markup

from tutorial.catalogue import NUMERALS, Lesson
from tutorial.course import Course, thumbnail
from tutorial.glossary import Term
from tutorial.stage import Stage
from tutorial.static import StaticFiles

# Needed for the first paint of every page, so asked for before the style sheets name them.
PRELOAD_FONTS = (
    "vendor/fonts/instrument-sans-latin-wght-normal.woff2",
    "vendor/fonts/source-serif-4-latin-400-normal.woff2",
)

STAGE_SHEETS = tuple(
    f"css/{name}.css"
    for name in ("stage", "stage-figures", "stage-controls", "stage-time", "stage-lower", "stage-projector")
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One word of the top bar."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson on the map. `number` is its place among the lessons there are, from 1."""

    lesson: Lesson
    number: int
    minutes: int
    picture: Markup


@dataclass(frozen=True, slots=True)
class Column:
    """One part on the map; `name` is "Part II", or empty where the course has no parts."""

    name: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The course as a map. `says` is how much there is: "Seven lessons, about two hours"."""

    says: str
    columns: tuple[Column, ...]

    @property
    def first(self) -> Lesson:
        """Where one begins."""
        return self.columns[0].rows[0].lesson


@dataclass(frozen=True, slots=True)
class Site:
    """All that pages are made of. `stage` is a function because the addresses in it follow the version of the static files."""

    course: Course
    glossary: tuple[Term, ...]
    stage: Callable[[], Stage]
    files: StaticFiles

    @property
    def navigation(self) -> tuple[NavigationItem, ...]:
        """The pages that exist."""
        lessons = (NavigationItem("Course", "/course"),) if self.course.catalogue.pages else ()
        glossary = (NavigationItem("Glossary", "/glossary"),) if self.glossary else ()
        return (*lessons, NavigationItem("Stage", "/stage"), *glossary)

    def map(self) -> Map | None:
        """The course as a map; None where there is no lesson to read."""
        catalogue = self.course.catalogue
        numbers = {lesson.slug: number for number, lesson in enumerate(catalogue.pages, 1)}
        columns = tuple(
            Column(
                f"Part {NUMERALS[part.number - 1]}" if part.title else "",
                part.title,
                tuple(
                    Row(one, numbers[one.slug], one.about.minutes if one.about else 0, thumbnail(one))
                    for one in part.lessons
                ),
            )
            for part in catalogue.parts
        )
        minutes = sum(row.minutes for column in columns for row in column.rows)
        return Map(f"{_lessons(len(numbers))}, {_about(minutes)}", columns) if columns else None


def register(app: Flask, site: Site) -> None:
    """Add the pages to `app`, and to its templates what all of them use."""
    app.register_blueprint(make_blueprint(site))
    app.context_processor(
        lambda: {
            "navigation": site.navigation,
            "has_course": bool(site.course.catalogue.pages),
            "preload_fonts": PRELOAD_FONTS,
            "static": site.files.url,
            "sheet": site.files.sheet,
            "stage_sheets": STAGE_SHEETS,
        }
    )


def make_blueprint(site: Site) -> Blueprint:
    """The routes of the pages."""
    blueprint = Blueprint("pages", __name__)
    _add_overviews(blueprint, site)
    _add_lessons(blueprint, site)
    _add_stages(blueprint, site)
    return blueprint


def _add_overviews(blueprint: Blueprint, site: Site) -> None:
    """Ways into the course, and what a learner has of it."""

    @blueprint.get("/")
    def home() -> str:
        return render_template(
            "home.html",
            stage=site.stage(),
            course=site.map(),
            glossary=site.glossary,
            origin=request.host_url,
        )

    @blueprint.get("/course")
    def course() -> str:
        course = site.map() or abort(404)
        return render_template("course.html", course=course)

    @blueprint.get("/review")
    def review() -> str:
        return render_template("review.html", pages=site.course.pages)

    @blueprint.get("/progress")
    def progress() -> str:
        return render_template("progress.html", pages=site.course.pages)

    @blueprint.get("/search")
    def search() -> str:
        return render_template("search.html", query=request.args.get("q", ""))

    if site.glossary:

        @blueprint.get("/glossary")
        def glossary() -> str:
            return render_template("glossary.html", terms=site.glossary)


def _add_lessons(blueprint: Blueprint, site: Site) -> None:
    """A lesson, and its teacher's notes."""

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
            picture=thumbnail(page.lesson),
            stage=site.stage(),
        )

    @blueprint.get("/lessons/<slug>/teacher")
    def teacher(slug: str) -> str:
        page = site.course.page(slug) or abort(404)
        return render_template("teacher.html", page=page)


def _add_stages(blueprint: Blueprint, site: Site) -> None:
    """The stage by itself, with the site around it or for a slide."""

    @blueprint.get("/stage")
    def stage() -> str:
        return render_template("stage.html", stage=site.stage(), origin=request.host_url)

    @blueprint.get("/embed/stage")
    def embedded_stage() -> str:
        return render_template("embed.html", stage=site.stage(), origin=request.host_url)


NUMBERS = "No One Two Three Four Five Six Seven Eight Nine Ten".split()  # noqa: SIM905  # read as a sentence


def _lessons(number: int) -> str:
    """ "One lesson", "Seven lessons", "16 lessons"."""
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} lesson{'' if number == 1 else 's'}"


def _about(minutes: int) -> str:
    """ "about 40 minutes", "about two hours"; rounded to 5 minutes, from 90 on to half hours."""
    if minutes < 90:
        return f"about {max(round(minutes / 5) * 5, 5)} minutes"
    halves = round(minutes / 30)
    whole = NUMBERS[halves // 2].lower() if halves // 2 < len(NUMBERS) else str(halves // 2)
    return f"about {whole}{' and a half' if halves % 2 else ''} hours"
