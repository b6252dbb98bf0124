"""The pages of the lessons: each folder's text, quiz and notes put together, once at start-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from tutorial import markdown, spine
from tutorial.catalogue import NUMERALS, Catalogue, Lesson, Source, read_lesson
from tutorial.demos import check_layer, read_scripts
from tutorial.functions import Functions, Surroundings, drawing
from tutorial.glossary import Term
from tutorial.markdown import STEPS, Section, TextError
from tutorial.quiz import Predict, Quiz, read_quiz
from tutorial.tables import CatalogueError, shown
from tutorial.writing import Writing

STORY = "story"  # where a lesson begins; it is no step to take


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the step rail: the first section of its kind."""

    name: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class CardText:
    """A review card, ready to be shown away from its lesson."""

    slug: str
    front: Markup
    back: Markup


@dataclass(frozen=True, slots=True)
class Asked:
    """A prediction, ready to be told of away from its lesson."""

    id: str
    kind: str
    unit: str
    question: Markup
    choices: tuple[str, ...]
    """As plain text."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template of a lesson is given. `number` is its place among the lessons there are, from 1."""

    lesson: Lesson
    number: int
    part: str
    """Such as "Part II, Four ways to hear about it"; empty where the course has no parts."""
    lede: Markup
    objectives: tuple[Markup, ...]
    html: Markup
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]
    """In the order of their numbers."""
    cards: tuple[CardText, ...]
    predictions: tuple[Asked, ...]
    has_stage: bool
    scripts: tuple[str, ...]
    """Static names of the lesson's own scripts and style sheets."""
    styles: tuple[str, ...]
    teacher: Markup

    @property
    def ids(self) -> frozenset[str]:
        """Where a link into the page may go."""
        return frozenset([*markdown.ids(self.html), *(f"source-{source.id}" for source in self.sources)])


@dataclass(slots=True)
class Course:
    """The lessons that can be read, as pages. With `reload`, a page is made anew whenever it is asked for."""

    catalogue: Catalogue
    around: Surroundings
    reload: bool
    _pages: dict[str, Page]

    def page(self, slug: str) -> Page | None:
        """The page of a lesson, or None. With `reload`, raises CatalogueError for a mistake in its folder."""
        lesson = next((lesson for lesson in self.catalogue.pages if lesson.slug == slug), None)
        if lesson and self.reload:
            page = make_page(read_lesson(lesson.folder / "lesson.toml"), self.catalogue, self.around)
            _anchors_arrive(page, {**self._pages, slug: page})
            return page
        return self._pages.get(slug)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages as they were at start-up."""
        return tuple(self._pages.values())

    def neighbours(self, slug: str) -> tuple[Lesson | None, Lesson | None]:
        """The lesson before, and the one after."""
        lessons = self.catalogue.pages
        place = next((place for place, lesson in enumerate(lessons) if lesson.slug == slug), 0)
        return (lessons[place - 1] if place else None), (lessons[place + 1] if place + 1 < len(lessons) else None)


def read_course(catalogue: Catalogue, glossary: tuple[Term, ...], templates: Environment, *, reload: bool) -> Course:
    """Make every page. Raises CatalogueError at the first mistake; with `reload`, the page itself will tell of it."""
    around = Surroundings(
        {transport.name: transport for _, transport in catalogue.transports},
        frozenset(term.slug for term in glossary),
        templates,
    )
    pages = {}
    for lesson in catalogue.pages:
        try:
            pages[lesson.slug] = make_page(lesson, catalogue, around)
        except CatalogueError:
            if not reload:
                raise
    for page in () if reload else pages.values():
        _anchors_arrive(page, pages)
    return Course(catalogue, around, reload, pages)


def make_page(lesson: Lesson, catalogue: Catalogue, around: Surroundings) -> Page:
    """Put one lesson together. Raises CatalogueError."""
    about = lesson.about
    assert about is not None, "only lessons with a page are asked for"
    file = lesson.folder / "lesson.md"
    text = _read(file)
    quiz = read_quiz(lesson.folder / "quiz.toml")
    writing = Writing(file)
    functions = Functions(writing, lesson, quiz, around, read_scripts(lesson.folder))
    functions.offer(text)
    rendered = writing.page(text + ("" if ".cards}" in text or not quiz.cards else CARDS))
    _all_placed(functions, quiz)
    _anchors_exist(writing, rendered)
    lede, objectives = writing.told(about.lede), tuple(writing.told(objective) for objective in about.objectives)
    places = spine.Places(frozenset(one.slug for one in catalogue.pages), around.terms)
    with _telling(file, text):
        spine.check_inline(rendered.html)
        spine.check_links("".join((rendered.html, lede, *objectives)), places)
    _has_cards(lesson, quiz)
    with _telling(file, text):
        spine.check_steps(rendered.sections)
    teacher = _teacher(lesson.folder / "teacher.md", places)
    _check_styles(lesson)
    _all_cited(lesson, functions)
    names = lesson.served
    return Page(
        lesson=lesson,
        number=[one.slug for one in catalogue.pages].index(lesson.slug) + 1,
        part=_part(catalogue, about.part),
        lede=lede,
        objectives=objectives,
        html=Markup(rendered.html),  # noqa: S704  # our own text
        sections=tuple(rendered.sections),
        steps=_steps(rendered.sections),
        sources=tuple(functions.cited),
        cards=tuple(CardText(card.slug, writing.told(card.front), writing.told(card.back)) for card in quiz.cards),
        predictions=tuple(_asked(one, writing) for one in quiz.predicts),
        has_stage=functions.stages > 0,
        scripts=tuple(name for name in names if name.endswith("/demo.js")),
        styles=tuple(name for name in names if name.endswith(".css")),
        teacher=teacher,
    )


CARDS = "\n\n## Review cards {.cards}\n\n{{ cards() }}\n"


def thumbnail(lesson: Lesson) -> Markup:
    """The lesson's drawing for the map, or nothing. Raises CatalogueError where the page's policy would forbid it."""
    file = lesson.folder / "thumb.svg"
    if not file.is_file():
        return Markup()
    try:
        return Markup(drawing(file, ""))  # noqa: S704  # our own drawing, checked
    except TextError as error:
        raise CatalogueError(f"{shown(file)}: {error}") from None


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{shown(file)}: not in UTF-8 ({error}); save it as such.") from None


def _all_placed(functions: Functions, quiz: Quiz) -> None:
    """What the quiz asks must be asked on the page."""
    for kind, things in (("predict", quiz.predicts), ("modify", quiz.modifies), ("check", quiz.checks)):
        for thing in things:
            if thing.id not in functions.placed:
                call = "checks()" if kind == "check" else f'{kind}("{thing.id}")'
                raise functions.writing.mistake(f"{thing.id!r} of quiz.toml is nowhere asked; add {{{{ {call} }}}}.")


def _anchors_exist(writing: Writing, text: markdown.Text) -> None:
    """A link into the page must arrive."""
    ids = set(markdown.ids(text.html))
    for anchor in markdown.links(text.html):
        if anchor.startswith("#") and anchor[1:] not in ids and not anchor.startswith("#source-"):
            raise writing.mistake(f"a link goes to {anchor}, which is not on the page; the headings give ids.")


def _asked(predict: Predict, writing: Writing) -> Asked:
    choices = tuple(writing.told(choice.text).striptags() for choice in predict.choices)
    return Asked(predict.id, predict.kind, predict.unit, writing.told(predict.question), choices)


def _steps(sections: list[Section]) -> tuple[Step, ...]:
    first: dict[str, Section] = {}
    for section in sections:
        first.setdefault(section.step, section)
    return tuple(Step(name, title, first[name].id) for name, title in STEPS.items() if name in first and name != STORY)


def _part(catalogue: Catalogue, number: int) -> str:
    return f"Part {NUMERALS[number - 1]}, {catalogue.titles[number - 1]}" if catalogue.titles else ""


def _has_cards(lesson: Lesson, quiz: Quiz) -> None:
    """The last step of the spine is made of them."""
    if not quiz.cards:
        file = shown(lesson.folder / "quiz.toml")
        raise CatalogueError(f"{file}: no review cards; write one [[card]] with front and back at least.")


def _teacher(file: Path, places: spine.Places) -> Markup:
    """The notes for teachers, which every lesson has."""
    text = _read(file) if file.is_file() else ""
    if not text.strip():
        raise CatalogueError(
            f"{shown(file)}: no notes for teachers; write the time, the question to ask, what students get wrong and an "
            "activity."
        )
    with _telling(file, text):
        markdown.forbid_code(text)
        html = markdown.render_blocks(text)
        spine.check_inline(html)
        spine.check_links(html, places)
    return Markup(html)  # noqa: S704  # our own text


def _check_styles(lesson: Lesson) -> None:
    for name, file in lesson.served.items():
        if name.endswith(".css"):
            css = _read(file)
            with _telling(file, css):
                check_layer(css)


def _all_cited(lesson: Lesson, functions: Functions) -> None:
    """A source that no claim leans on proves nothing."""
    for source in lesson.about.sources if lesson.about else ():
        if source not in functions.cited:
            raise CatalogueError(
                f"{shown(lesson.folder / 'lesson.toml')}: source {source.id!r} is cited nowhere; write "
                f'{{{{ cite("{source.id}") }}}} behind what it proves, or take it out.'
            )


def _anchors_arrive(page: Page, pages: dict[str, Page]) -> None:
    """A link into the page of a lesson must arrive too; where a lesson cannot be shown yet, nobody knows."""
    for link in markdown.links(page.html):
        path, _, anchor = link.partition("#")
        there = pages.get(path.removeprefix("/lessons/"))
        if path.startswith("/lessons/") and anchor and there and anchor not in there.ids:
            raise CatalogueError(
                f"{shown(page.lesson.folder / 'lesson.md')}: a link goes to {link}, but that page has no such id; its "
                "headings give ids."
            )


@contextmanager
def _telling(file: Path, text: str) -> Iterator[None]:
    """A mistake in a text, told as one of `file`."""
    try:
        yield
    except TextError as error:
        line = error.line_in(text)
        raise CatalogueError(f"{shown(file)}{f', line {line}' if line else ''}: {error}") from None
