"""The functions of lesson.md: what a lesson calls between its sentences, and how their HTML gets into the page.

A text is first a Jinja template, then Markdown. A function therefore answers with a place-holder that Markdown lets
pass, and its HTML is put in at the end: for a block in place of a whole paragraph, for a note at the paragraph's end.
"""

import re
import traceback
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError
from markupsafe import Markup

from tutorial import markdown
from tutorial.markdown import TextError
from tutorial.tables import CatalogueError, shown

_HELD = re.compile("\ue000(\\d+)\ue001")
_ALONE = re.compile("<p>\\s*\ue000(\\d+)\ue001\\s*</p>")
_END = re.compile(r"</(?:p|li|td|th|dd|figcaption|span)>")

# Comments are {## … ##}, for {# begins an id in a heading.
_language = Environment(  # noqa: S701  # our own files, and Markdown escapes
    undefined=StrictUndefined, comment_start_string="{##", comment_end_string="##}", keep_trailing_newline=True
)


class Writing:
    """One text on its way to HTML: what its functions have left to be put in."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.functions: dict[str, Callable[..., str]] = {}
        self._held: list[tuple[str, bool]] = []
        self._notes: dict[int, str] = {}

    # -- what functions answer with ---------------------------------------------------------------

    def inline(self, html: str) -> str:
        """A place-holder for HTML within a sentence."""
        self._held.append((html, False))
        return f"\ue000{len(self._held) - 1}\ue001"

    def block(self, html: str) -> str:
        """A place-holder for HTML that takes the place of a paragraph."""
        self._held.append((html, True))
        return f"\ue000{len(self._held) - 1}\ue001"

    def note(self, text: str) -> str:
        """A side note: its number here, the note itself at the end of the paragraph."""
        number = len(self._notes) + 1
        place = self.inline(
            f'<sup class="note-number"><a href="#note-{number}" aria-label="Note {number}">{number}</a></sup>'
        )
        held = len(self._held) - 1  # before the note's own text may hold something: a citation, a term
        said = self.say(text)
        self._notes[held] = f' <span class="note" id="note-{number}" role="note"><sup>{number}</sup> {said}</span>'
        return place

    # -- texts ------------------------------------------------------------------------------------

    def say(self, text: str) -> Markup:
        """A sentence of a quiz or a caption: inline Markdown that may call the functions."""
        return Markup(markdown.render_inline(self._call(text)))  # noqa: S704  # our own text

    def page(self, text: str) -> markdown.Text:
        """The whole text in sections. Raises CatalogueError with the file and, where it is known, the line."""
        try:
            markdown.forbid_code(text)
            rendered = markdown.render(self._call(text))
            rendered.html = self._fill(rendered.html)
        except TextError as error:
            raise self.mistake(str(error), error.line_in(text) or _line(error, self.file)) from None
        except TemplateError as error:
            line = getattr(error, "lineno", None) or _line(error, self.file)
            raise self.mistake(f"{error.message}; correct what stands between the braces.", line) from None
        except TypeError as error:
            raise self.mistake(f"{error}; see the functions of lesson.md.", _line(error, self.file)) from None
        return rendered

    def told(self, text: str) -> Markup:
        """A sentence that is shown outside of the text. Raises CatalogueError."""
        try:
            return Markup(self._fill(self.say(text)))  # noqa: S704  # our own text
        except TextError as error:
            raise self.mistake(f"{error} It is said of {text[:40]!r}.") from None

    def mistake(self, fact: str, line: int | None = None) -> CatalogueError:
        """The error for a mistake in this file."""
        return CatalogueError(f"{shown(self.file)}{f', line {line}' if line else ''}: {fact}")

    def _call(self, text: str) -> str:
        if "{{" not in text and "{%" not in text:
            return text
        code = _language.compile(text, name=self.file.name, filename=str(self.file))
        return Template.from_code(_language, code, dict(self.functions)).render()

    def _fill(self, html: str) -> str:
        """Put everything in, over and over, for a note may hold a citation and a card a term."""
        while _HELD.search(html):
            html = _ALONE.sub(lambda found: self._held[int(found[1])][0], html)
            html = self._place_notes(html)
            html = _HELD.sub(self._within, html)
        return html

    def _within(self, found: re.Match[str]) -> str:
        content, is_block = self._held[int(found[1])]
        if is_block:
            raise TextError(
                f"a block stands within a paragraph ({_plain(content)!r}); leave an empty line before and after it."
            )
        return content

    def _place_notes(self, html: str) -> str:
        """Put each note whose number is in `html` at the end of its paragraph, list item or cell."""
        for found in reversed(list(_HELD.finditer(html))):
            note = self._notes.get(int(found[1]))
            end = note and _END.search(html, found.end())
            if note and end:
                if 'role="note"' in html[found.end() : end.start()]:
                    raise TextError(f"two notes ({_plain(note)!r} first) share a paragraph and its margin; divide it.")
                html = html[: end.start()] + note + html[end.start() :]
                self._notes.pop(int(found[1]))
        return html


def attributes(values: dict[str, Any]) -> str:
    """HTML attributes, each with a space before it: `hold_s=2` gives ` hold-s="2"`, True a bare name, False nothing."""
    words = []
    for name, value in values.items():
        if value is not False and value is not None:
            plain = name.replace("_", "-")
            words.append(f" {plain}" if value is True else f' {plain}="{escape(str(value))}"')
    return "".join(words)


def _plain(html: str) -> str:
    """The first words of it, to be found by."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())[:40]


def _line(error: BaseException, file: Path) -> int | None:
    """The line of `file` at which a function was called that raised `error`."""
    calls = traceback.extract_tb(error.__traceback__)
    return next((call.lineno for call in reversed(calls) if call.filename == str(file)), None)
