"""The index that the search reads: every section of every lesson, and every term, as plain text in one JSON file."""

import html
import json
import re
from collections.abc import Iterator

from tutorial.course import Course, Page
from tutorial.glossary import Term

NAME = "search.json"  # among the static files

# What is found by its place in the page rather than by its words: numbers of notes and sources, letters of lines, code,
# drawings, answers, the way to a demo.
_SILENT = re.compile(
    r"""<(sup|pre|svg|details|noscript)\b.*?</\1>|<(span|p) class="(?:ring|modify-way)">.*?</\2>""", re.DOTALL
)
_SECTION = re.compile(r'<section class="step"[^>]*aria-labelledby="([^"]+)">(.*?)</section>', re.DOTALL)


def index(course: Course, glossary: tuple[Term, ...]) -> bytes:
    """`[{"title", "place", "href", "text"}, …]`, see static/js/lib/search.js."""
    entries = [entry for page in course.pages for entry in _of_lesson(page)]
    entries += [
        {"title": term.name, "place": "Glossary", "href": f"/glossary#{term.slug}", "text": _plain(term.html)}
        for term in glossary
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def _of_lesson(page: Page) -> Iterator[dict[str, str]]:
    """The lesson itself, then each of its sections but the review cards, which would give their answers away."""
    lesson = page.lesson
    about = lesson.about
    assert about is not None
    text = " ".join([about.summary, _plain(page.lede), *(_plain(one) for one in page.objectives)])
    yield {"title": lesson.title, "place": f"Lesson {page.number}", "href": lesson.href, "text": text}
    titles = {section.id: section.title for section in page.sections if section.step != "cards"}
    for anchor, content in _SECTION.findall(page.html):
        if anchor in titles:
            yield {
                "title": titles[anchor],
                "place": lesson.title,
                "href": f"{lesson.href}#{anchor}",
                "text": _plain(re.sub(r"<h2.*?</h2>", "", content, flags=re.DOTALL)),
            }


def _plain(markup: str) -> str:
    text = re.sub(r"<[^>]+>", " ", _SILENT.sub(" ", markup))
    return re.sub(r"\s+([.,;:?])", r"\1", re.sub(r"\s+", " ", html.unescape(text))).strip()
