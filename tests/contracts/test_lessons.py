"""Every lesson folder keeps the course's contract, as far as the site does not refuse to start without it (tutorial/spine.py)."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tutorial import Settings, create_app
from tutorial.catalogue import Lesson, read_catalogue
from tutorial.quiz import Quiz, read_quiz
from tutorial.settings import ROOT

LESSONS = ROOT / "lessons"
PAGES = read_catalogue(LESSONS).pages
Get = Callable[[str], TestResponse]
LONGEST_LINES = 80  # of the code a learner reads: server.py and client.js


def site(lessons: Path, *, reload: bool = False) -> Flask:
    """The whole site over a folder of lessons; with `reload`, a mistake in one of them fails only its own page."""
    limits = Limits()
    return create_app(Rooms(open_broker("memory", limits), limits), Settings(lessons=lessons, reload=reload))


@pytest.fixture(scope="module")
def get() -> Get:
    """Fetches a page of the site over all lessons, each once."""
    client = site(LESSONS, reload=True).test_client()
    return cache(client.get)


@pytest.fixture
def page(get: Get, lesson: Lesson) -> "Page":
    """The page of one lesson as it is sent."""
    answer = get(lesson.href)
    assert answer.status_code == 200, re.findall(r'<p class="lede">(.*?)</p>', answer.text)
    return Page(answer.text)


@pytest.fixture
def quiz(lesson: Lesson) -> Quiz:
    """What one lesson asks."""
    return read_quiz(lesson.folder / "quiz.toml")


@pytest.fixture(params=PAGES, ids=lambda lesson: lesson.slug)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """Each lesson that can be read."""
    found: Lesson = request.param
    return found


class Page(HTMLParser):
    """The ids and links of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an id, and where a link goes."""
        values = dict(attrs)
        if identity := values.get("id"):
            self.ids.append(identity)
        if tag == "a" and (target := values.get("href")):
            self.links.append(target)


def test_a_lesson_says_what_it_is_for(lesson: Lesson) -> None:
    about = lesson.about
    assert about
    assert len(about.objectives) >= 2
    assert 5 <= about.minutes <= 60
    assert about.summary.endswith((".", "?"))


def test_a_lesson_names_its_sources(lesson: Lesson) -> None:
    assert lesson.about
    assert lesson.about.sources


def test_a_lesson_asks_enough_and_gives_every_reason(quiz: Quiz) -> None:
    assert quiz.predicts
    assert quiz.modifies
    assert len(quiz.checks) >= 3
    assert 1 <= len(quiz.cards) <= 4
    asked = [*quiz.checks, *quiz.predicts]
    silent = [
        (one.id, choice.text)
        for one in asked
        for choice in one.choices
        if not choice.why.strip() and not (choice.line and choice.right)
    ]
    assert not silent


def test_every_id_is_there_once_and_every_link_of_the_site_arrives(get: Get, page: Page) -> None:
    """Those to lessons and terms are not asked for: the site does not start with one that is dead."""
    assert sorted(page.ids) == sorted(set(page.ids))
    for link in set(page.links):
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        elif link.startswith("/"):
            path, _, _ = link.partition("#")
            assert path.startswith(("/lessons/", "/glossary")) or get(path).status_code == 200, link
        else:
            assert link.startswith("https://"), link


def test_no_page_needs_what_its_policy_forbids(page: Page) -> None:
    assert not re.search(r"<style|<[a-z][^<>]*\s(style|on\w+)=|javascript:", page.html)


def test_a_page_says_no_word_of_its_own_making(page: Page) -> None:
    """What is left of a place-holder, a brace or a step would show that something was not put in."""
    text = re.sub(r"<script.*?</script>|<pre.*?</pre>|<code.*?</code>", "", page.html, flags=re.DOTALL)
    assert not re.search(r"[\ue000\ue001]|\{\{|\}\}|\{\.[a-z]+\}|\{you\}|\{measured\}", text)


def test_teachers_have_notes(get: Get, lesson: Lesson) -> None:
    answer = get(f"{lesson.href}/teacher")
    assert answer.status_code == 200
    assert re.search(r"\bminutes\b", answer.text)
    assert answer.text.count("<h2>") >= 2


def test_the_code_a_learner_reads_is_short(lesson: Lesson) -> None:
    for name in ("server.py", "client.js"):
        file = lesson.folder / name
        if file.is_file():
            assert len(file.read_text("utf-8").splitlines()) <= LONGEST_LINES, name


def test_a_lesson_brings_the_test_that_goes_through_it(lesson: Lesson) -> None:
    assert (lesson.folder / f"test_{lesson.folder.name}.py").is_file()


def test_the_site_starts_with_all_lessons() -> None:
    assert site(LESSONS).test_client().get("/").status_code == 200


def test_copying_a_folder_adds_a_lesson(tmp_path: Path) -> None:
    """Any folder, with its Python, needs only a title and an order of its own; and a transport is not there twice."""
    lessons = tmp_path / "lessons"
    shutil.copytree(LESSONS, lessons, ignore=shutil.ignore_patterns("__pycache__"))
    for order, lesson in enumerate(PAGES, 101):
        copy = lessons / f"copied_{lesson.folder.name}"
        shutil.copytree(lessons / lesson.folder.name, copy)
        toml = (copy / "lesson.toml").read_text("utf-8")
        toml = re.sub(r'^title = ".*"$', f'title = "Copied {order}"', toml, count=1, flags=re.MULTILINE)
        toml = re.sub(r"^order = \d+$", f"order = {order}", toml, count=1, flags=re.MULTILINE)
        toml = re.sub(r"^\[transport\]\n(?:.+\n)*", "", toml, flags=re.MULTILINE)
        (copy / "lesson.toml").write_text(toml, "utf-8")

    client = site(lessons).test_client()
    overview = client.get("/").text
    for order, lesson in enumerate(PAGES, 101):
        href = f"/lessons/copied-{lesson.slug}"
        assert f"Copied {order}</h1>" in client.get(href).text
        assert f'href="{href}"' in overview
    assert f'href="/lessons/copied-{PAGES[0].slug}"' in client.get(PAGES[-1].href).text, (
        "the last lesson leads on to it"
    )
