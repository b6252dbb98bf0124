"""Code as it runs: a function, a class or a region cut out of a file, coloured in ink only.

Python is cut by the name of a function or class (`poll`, `Topic.after`), JavaScript also by a region between
`// #region name` and `// #endregion`. A line that ends in the comment `# (a)` or `// (a)` is tied to a note.
"""

import ast
import re
import textwrap
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

from markupsafe import Markup
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Operator, String, _TokenType

LETTER = re.compile(r"\s*(?:#|//|<!--)\s*\(([a-z])\)\s*(?:-->)?$")
FOR_TOOLS = re.compile(r"\s*#\s*(?:noqa|type: ignore)\b.*$")  # what linters are told says nothing to a learner
REGION = re.compile(r"^\s*(?://|#|/\*|<!--)\s*#(region|endregion)\b\s*([\w-]*)")
DEFINITION = r"(\s*)(?:export\s+)?(?:default\s+)?(?:(?:async\s+)?function\*?|class)\s+{name}\b"

# What is set apart, and how: by weight and by a paler ink, never by a hue.
INKS: tuple[tuple[_TokenType, str], ...] = (
    (Keyword.Constant, ""),
    (Keyword, "b"),
    (Operator.Word, "b"),
    (Comment, "i"),
    (String.Doc, "i"),
)

LANGUAGES = {
    ".py": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".css": "css",
    ".html": "html",
    ".toml": "toml",
}


class ExcerptError(ValueError):
    """What cannot be cut, and why; whoever asked knows the place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of code: its number in the file, its text as HTML, and the letter that ties it to a note."""

    number: int
    html: Markup
    letter: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a file."""

    name: str
    lines: tuple[Line, ...]

    @property
    def letters(self) -> list[str]:
        return [line.letter for line in self.lines if line.letter]

    def without_letters(self) -> "Excerpt":
        """The same lines, tied to no notes."""
        return Excerpt(self.name, tuple(replace(line, letter="") for line in self.lines))


def cut(file: Path, part: str | None) -> Excerpt:
    """The lines of `file` that `part` names, or all of them. Raises ExcerptError."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        raise ExcerptError(f"there is no file {file.name}; correct the name") from None
    first, last = _range(file, lines, part) if part else (0, len(lines))
    while first < last and not lines[last - 1].strip():
        last -= 1
    texts = textwrap.dedent("\n".join(lines[first:last])).split("\n")
    letters = [found[1] if (found := LETTER.search(text)) else "" for text in texts]
    plain = [FOR_TOOLS.sub("", LETTER.sub("", text)) for text in texts]
    html = highlight("\n".join(plain), file.name)
    return Excerpt(
        file.name,
        tuple(
            Line(first + number, text, letter)
            for number, (text, letter) in enumerate(zip(html, letters, strict=True), 1)
            if not REGION.match(plain[number - 1])
        ),
    )


def highlight(code: str, name: str) -> list[Markup]:
    """Each line of `code` as HTML, by the language that the file's `name` tells."""
    lines = [""]
    for token, text in _lexer(Path(name).suffix).get_tokens(code):
        tag = next((tag for kind, tag in INKS if token in kind), "")
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append("")
            if piece:
                lines[-1] += f"<{tag}>{escape(piece)}</{tag}>" if tag else escape(piece)
    return [Markup(line) for line in lines[: code.count("\n") + 1]]  # noqa: S704  # each piece is escaped


@cache
def _lexer(suffix: str) -> Lexer:
    """By name: to find one for a file, Pygments would load many, which takes as long as a lesson."""
    return get_lexer_by_name(LANGUAGES.get(suffix, "text"), stripnl=False, ensurenl=True)


def _range(file: Path, lines: list[str], part: str) -> tuple[int, int]:
    """First line (from 0) and the line after the last."""
    found = _python(lines, part) if file.suffix == ".py" else None
    found = found or _region(lines, part) or (_javascript(lines, part) if file.suffix in (".js", ".mjs") else None)
    if not found:
        how = "a function or class" if file.suffix == ".py" else f"a function, or a region: // #region {part}"
        raise ExcerptError(f"{file.name} has no {part!r}; name {how}")
    return found


def _python(lines: list[str], part: str) -> tuple[int, int] | None:
    """Where the function or class `part` is defined; `Class.method` or a function within another also do."""
    names = part.split(".")
    nodes: list[ast.AST] = [ast.parse("\n".join(lines))]
    for name in names:
        nodes = [
            inner
            for node in nodes
            for inner in ast.walk(node)
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and inner.name == name
        ]
    if not nodes:
        return None
    node = nodes[0]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return first - 1, node.end_lineno or node.lineno


def _region(lines: list[str], part: str) -> tuple[int, int] | None:
    """The lines between `#region part` and its `#endregion`."""
    start = next(
        (n for n, line in enumerate(lines) if (m := REGION.match(line)) and m.groups() == ("region", part)), None
    )
    if start is None:
        return None
    depth = 0
    for number in range(start, len(lines)):
        mark = REGION.match(lines[number])
        depth += 0 if not mark else 1 if mark[1] == "region" else -1
        if depth == 0:
            return start + 1, number
    raise ExcerptError(f"region {part!r} does not end; close it with // #endregion")


def _javascript(lines: list[str], part: str) -> tuple[int, int] | None:
    """Where the function or class `part` begins, up to the brace in the same column."""
    for start, line in enumerate(lines):
        found = re.match(DEFINITION.format(name=re.escape(part)), line)
        if found:
            end = next((n for n in range(start, len(lines)) if lines[n].rstrip() == f"{found[1]}}}"), start)
            return start, end + 1
    return None
