"""What makes a lesson whole, checked when its page is made: half a lesson is refused, not shown with something missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutorial.markdown import STEPS, Section, TextError, links

# The page's policy would drop it in silence (tutorial/headers.py).
_INLINE = re.compile(
    r"""<style\b|<script\b|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=\s*["']|href\s*=\s*["']javascript:""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where links of a text may go: lessons by their slugs, terms of the glossary by their anchors."""

    lessons: frozenset[str]
    terms: frozenset[str]


def check_steps(sections: Sequence[Section]) -> None:
    """Raise TextError unless every step has a section, and the first ones come in the order of the spine."""
    order = f"the spine is {', '.join(f'.{step}' for step in STEPS)}"
    firsts: dict[str, Section] = {}
    for section in sections:
        firsts.setdefault(section.step, section)
    for step, title in STEPS.items():
        if step not in firsts:
            raise TextError(f"no section is of the step .{step}; add one, as in ## {title} {{.{step}}}: {order}.")
    for found, wanted in zip(firsts, STEPS, strict=True):
        if found != wanted:
            raise TextError(
                f"the step .{found} begins before .{wanted}; move its section {firsts[found].title!r}: {order}.",
                piece=firsts[found].title,
            )


def check_links(html: str, places: Places) -> None:
    """Raise TextError for a link to a lesson or a term that is not there."""
    for link in links(html):
        path, _, anchor = link.partition("#")
        if path == "/glossary" and anchor and anchor not in places.terms:
            raise TextError(
                f"a link goes to {link}, which is no term; correct it, or add the term to lessons/glossary.toml.",
                piece=link,
            )
        if path.startswith("/lessons/") and path.split("/")[2] not in places.lessons:
            raise TextError(
                f"a link goes to {link}, but there is no such lesson; there are {', '.join(sorted(places.lessons))}.",
                piece=link,
            )


def check_inline(html: str) -> None:
    """Raise TextError for a style or a script within the text."""
    if found := _INLINE.search(html):
        raise TextError(
            f"{found[0][:60]!r} is an inline style or script, which the page's policy forbids; write a class, and its "
            "rules in demo.css, or a script in demo.js.",
            piece=found[0],
        )
