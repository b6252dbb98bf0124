"""The glossary: `lessons/glossary.toml`, one table a term, read and checked at start-up.

A text is inline Markdown; `[cursor](#cursor)` links to another term. Every term names its source.
"""

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from tutorial.markdown import links, slug
from tutorial.tables import Fields, read_toml

OWN_WORD = "a word of this site"  # the source of a term that this site coined or uses in its own sense

_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `slug` is its anchor, `html` its text, `source` where it is defined and `url` the way there, if any."""

    name: str
    slug: str
    html: Markup
    source: str
    url: str | None


def read_glossary(file: Path) -> tuple[Term, ...]:
    """All terms of `file` in alphabetical order; none if there is no such file. Raises CatalogueError."""
    if not file.is_file():
        return ()
    top = Fields(file, read_toml(file), known=("term",))
    terms = [_term(fields) for fields in top.tables("term", ("name", "text", "source", "url"), "term", by="name")]
    _check_anchors(top, terms)
    return tuple(sorted(terms, key=lambda term: term.name.lower()))


def _term(fields: Fields) -> Term:
    name, text, source, url = fields.text("name"), fields.text("text"), fields.text("source"), fields.text_or("url", "")
    if source != OWN_WORD and not url.startswith("https://"):
        raise fields.mistake(f'no url for its source; add url = "https://…" or write source = "{OWN_WORD}".')
    html = Markup(_markdown.renderInline(text.strip()))  # noqa: S704  # our own text, raw HTML off
    return Term(name, slug(name), html, source, url or None)


def _check_anchors(top: Fields, terms: list[Term]) -> None:
    """Raise CatalogueError when two terms share an anchor, or a text links to a term that is not there."""
    anchors = [term.slug for term in terms]
    for term in terms:
        if anchors.count(term.slug) > 1:
            raise top.mistake(f"{term.name!r} is there twice; keep one.")
        for link in links(term.html):
            if link.startswith("#") and link[1:] not in anchors:
                raise top.mistake(f"{term.name!r} links to {link}, which is no term; correct the link or add the term.")
