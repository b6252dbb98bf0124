"""The glossary: `lessons/glossary.toml`, one table a term, read and checked at start-up.

A text is inline Markdown; `[cursor](#cursor)` links to another term. Every term names its source.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

OWN_WORD = "a word of this site"  # the source of a term that this site coined or uses in its own sense

_markdown = MarkdownIt("commonmark", {"html": False})


class GlossaryError(ValueError):
    """A mistake in the glossary; the message gives the file, the term, the fact and the remedy."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `slug` is its anchor, `html` its text, `source` where it is defined and `url` the way there, if any."""

    name: str
    slug: str
    html: Markup
    source: str
    url: str | None


def read_glossary(file: Path) -> tuple[Term, ...]:
    """All terms of `file` in alphabetical order; none if there is no such file. Raises GlossaryError."""
    if not file.is_file():
        return ()
    try:
        tables = tomllib.loads(file.read_text("utf-8")).get("term", [])
    except tomllib.TOMLDecodeError as error:
        raise GlossaryError(f"{file.name}: no valid TOML ({error}); correct that line.") from None
    terms = tuple(sorted((_term(file, table) for table in tables), key=lambda term: term.name.lower()))
    _check_anchors(file, terms)
    return terms


def _term(file: Path, table: dict[str, Any]) -> Term:
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise GlossaryError(f'{file.name}: an entry has no name: {table!r}; add name = "…".')
    for key in ("text", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise GlossaryError(f'{file.name}: {name!r} has no {key}; add {key} = "…".')
    if table["source"] != OWN_WORD and not str(table.get("url", "")).startswith("https://"):
        raise GlossaryError(
            f'{file.name}: {name!r} has no url for its source; add url = "https://…" or write source = "{OWN_WORD}".'
        )
    if unknown := table.keys() - {"name", "text", "source", "url"}:
        raise GlossaryError(
            f"{file.name}: {name!r} has {', '.join(sorted(unknown))}; the fields are name, text, source and url."
        )
    html = Markup(_markdown.renderInline(table["text"].strip()))  # noqa: S704  # our own text, raw HTML off
    return Term(name, slug(name), html, table["source"], table.get("url"))


def slug(name: str) -> str:
    """The anchor of a term: `Last-Event-ID` becomes `last-event-id`, `p50, p95` becomes `p50-p95`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _check_anchors(file: Path, terms: tuple[Term, ...]) -> None:
    """Raise GlossaryError when two terms share an anchor, or a text links to a term that is not there."""
    anchors = [term.slug for term in terms]
    for term in terms:
        if anchors.count(term.slug) > 1:
            raise GlossaryError(f"{file.name}: {term.name!r} is there twice; keep one.")
        for target in re.findall(r'href="#([^"]*)"', term.html):
            if target not in anchors:
                raise GlossaryError(
                    f"{file.name}: {term.name!r} links to #{target}, which is no term; correct the link or add the term."
                )
