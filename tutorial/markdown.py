"""Markdown as lessons write it: CommonMark and tables; headings that name their step; sections; no code.

`## Half the interval {.explain}` opens a section of the step `explain`. Code is never typed into a text: only fences
marked `text` or `http` (what travels on the wire) are allowed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# The spine of a lesson, in its order, with what the step rail calls each step; the story is where one begins.
STEPS = {
    "story": "Story",
    "predict": "Predict",
    "run": "Run",
    "explain": "Explain",
    "modify": "Modify",
    "check": "Check",
    "cards": "Review cards",
}
FENCES = ("text", "http")  # what travels on the wire is quoted; what runs is cut from its file
CUT = 'Show running code with {{ source("server.py", "name") }}; mark an example of the wire as ```http or ```text'

_ATTRIBUTES = re.compile(r"\s*\{([^{}]*)\}\s*$")
_FENCE = re.compile(r"^\s*(?:```+|~~~+)\s*(\S*)")


class TextError(ValueError):
    """A mistake in a text: the fact and the remedy, with the line (from 1) or a `piece` of the text where it is."""

    def __init__(self, message: str, line: int | None = None, piece: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.piece = piece

    def line_in(self, text: str) -> int | None:
        """Its line, as far as `text` tells."""
        place = text.find(self.piece) if self.piece else -1
        return self.line or (text.count("\n", 0, place) + 1 if place >= 0 else None)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the second level and what is under it."""

    id: str
    title: str
    step: str


@dataclass(slots=True)
class Text:
    """A text as HTML, with its sections in order."""

    html: str
    sections: list[Section] = field(default_factory=list)


def slug(words: str) -> str:
    """Words as an id: `Half the interval, always` becomes `half-the-interval-always`; empty without a letter or digit."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def forbid_code(text: str) -> None:
    """Raise TextError for a code fence that is not `text` or `http`: what a page shows is cut from a running file."""
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.match(line)
        if not found:
            continue
        fence = line.strip()[:3]
        if not inside:
            if found[1] not in FENCES:
                raise TextError(
                    f"a fence of {found[1] or 'unnamed'!r} code. {CUT}.",
                    number,
                )
            inside = fence
        elif fence == inside:
            inside = ""


def render(text: str) -> Text:
    """A whole text, in sections. Raises TextError for an unknown step."""
    env: dict[str, Any] = {"sections": []}
    return Text(str(_page.render(text, env)), env["sections"])


def render_inline(text: str) -> str:
    """A sentence or two, without any block."""
    return str(_inline.renderInline(text.strip()))


def render_blocks(text: str) -> str:
    """Paragraphs, lists and tables, without sections."""
    return str(_inline.render(text))


def _forbid_typed_code(state: StateCore) -> None:
    """Code is not typed into a text in the two ways without a fence either: indented, or in HTML."""
    for token in state.tokens:
        if token.type == "code_block":
            raise TextError(
                f"{token.content.strip()[:40]!r} is indented by four spaces or more, which makes it code. {CUT}; "
                "move a text to the left.",
                piece=token.content.splitlines()[0],
            )
        for part in (token, *(token.children or ())):
            if part.type.startswith("html_") and re.search(r"<pre\b", part.content, re.IGNORECASE):
                raise TextError(f"<pre> is for code. {CUT}.", piece="<pre")


def _mark_headings(state: StateCore) -> None:
    """Take `{.step}` off each heading, and give every heading its id."""
    taken: dict[str, int] = {}
    for opening, content in _pairs(state.tokens):
        words = content.content
        step = ""
        if found := _ATTRIBUTES.search(words):
            words = words[: found.start()]
            for word in found[1].split():
                if word.startswith("#"):
                    opening.attrSet("id", word[1:])
                elif word.startswith(".") and word[1:] in STEPS and opening.tag == "h2":
                    step = word[1:]
                else:
                    raise TextError(f"heading {words!r} has {word!r}; a step is one of .{', .'.join(STEPS)}.")
        content.content = words
        anchor = str(opening.attrGet("id") or slug(words) or "section")
        taken[anchor] = taken.get(anchor, 0) + 1
        opening.attrSet("id", anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor]}")
        opening.meta["step"] = step


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Each opening of a heading with its content."""
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            yield opening, content


def _wrap_sections(state: StateCore) -> None:
    """Put each heading of the second level and what follows it into a `<section>`."""
    wrapped: list[Token] = []
    step, is_open = "story", False
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open" and token.tag == "h2":
            if is_open:
                wrapped.append(_html("</section>\n"))
            step, is_open = token.meta["step"] or step, True
            anchor = str(token.attrGet("id"))
            title = re.sub(r"[*_`]", "", state.tokens[index + 1].content)
            state.env["sections"].append(Section(anchor, title, step))
            token.attrSet("id", anchor)
            wrapped.append(_html(f'<section class="step" data-step="{step}" aria-labelledby="{anchor}">\n'))
        wrapped.append(token)
    if is_open:
        wrapped.append(_html("</section>\n"))
    state.tokens = wrapped


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    """An example of the wire: scrolls by itself, and so can be reached by keyboard."""
    return f'<pre class="wire" tabindex="0"><code>{escapeHtml(tokens[index].content)}</code></pre>\n'


def _table_open(*_: Any) -> str:
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")
    parser.core.ruler.after("inline", "forbid_typed_code", _forbid_typed_code)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


_inline = _parser()
_page = _parser()
_page.core.ruler.after("block", "mark_headings", _mark_headings)
_page.core.ruler.after("mark_headings", "wrap_sections", _wrap_sections)


def ids(html: str) -> list[str]:
    """All ids of a piece of HTML."""
    return re.findall(r'\bid="([^"]+)"', html)


def links(html: str) -> list[str]:
    """Where all its links go."""
    return re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html)
