"""What a lesson's folder gives to the browser, read as text: which elements its scripts define, and what its sheets rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutorial.markdown import TextError

_IMPORT = re.compile(r"""\b(?:import|from)\s*\(?\s*["'](\.[^"']+)["']""")
_DEFINED = re.compile(r"""\bcustomElements\.define\(\s*["']([^"']+)["']""")
_NO_RULE = re.compile(r"""/\*.*?\*/|"[^"\n]*"|'[^'\n]*'""", re.DOTALL)
LAYER = "@layer lesson"


@dataclass(frozen=True, slots=True)
class Scripts:
    """`demo.js` and what it imports of its own folder; empty where there is none."""

    texts: tuple[str, ...]
    """File by file."""

    @property
    def elements(self) -> tuple[str, ...]:
        """The custom elements they define."""
        return tuple(sorted({name for text in self.texts for name in _DEFINED.findall(text)}))

    def say(self, name: str) -> bool:
        """Whether they have `name` as a text, as they must to say it in an event."""
        return any(_has(text, name) for text in self.texts)

    def sayers(self, name: str) -> tuple[str, ...]:
        """The elements whose own file has `name` as a text and says "modified"."""
        files = (text for text in self.texts if _has(text, name) and _has(text, "modified"))
        return tuple(element for text in files for element in _DEFINED.findall(text))


def _has(text: str, name: str) -> bool:
    return f'"{name}"' in text or f"'{name}'" in text


def read_scripts(folder: Path) -> Scripts:
    """The scripts of a lesson that a page loads: a file that demo.js leads to by no import never runs."""
    texts: dict[Path, str] = {}
    ahead = [(folder / "demo.js").resolve()]
    while ahead:
        file = ahead.pop()
        if file not in texts and file.is_file() and file.is_relative_to(folder.resolve()):
            texts[file] = file.read_text("utf-8")
            ahead += [(file.parent / path).resolve() for path in _IMPORT.findall(texts[file])]
    return Scripts(tuple(texts.values()))


def check_layer(css: str) -> None:
    """Raise TextError, with its line, for a rule outside `@layer lesson`: it would win over the site's own sheets."""
    for line, rule in _outermost(css):
        if re.sub(r"\s+", " ", rule) != LAYER:
            raise TextError(f"{rule[:40]!r} stands outside of {LAYER}; put all rules into {LAYER} {{ … }}.", line)


def _outermost(css: str) -> Iterator[tuple[int, str]]:
    """What stands before each brace or semicolon that is in no other block, with its line."""
    bare = _NO_RULE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    depth = begins = 0
    for found in re.finditer(r"[{};]|\Z", bare):
        rule = bare[begins : found.start()]
        if depth == 0 and rule.strip():
            begins += len(rule) - len(rule.lstrip())
            yield css.count("\n", 0, begins) + 1, css[begins : found.start()].strip()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        begins = found.end()
