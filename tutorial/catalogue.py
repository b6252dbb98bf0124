"""The catalogue: every folder of `lessons/` that holds a `lesson.toml`, read and checked once at start-up.

A folder with a `[transport]` table brings a transport: `server.py` (with `make_blueprint(rooms)`) and `client.js`.
A folder with a `lesson.md` brings a page. Nothing else in the site names a lesson or a transport; adding a folder
adds it everywhere.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# What the stage can draw (static/js/lib/paint): a hue of tokens.css, an arrival mark, and how the connection behaves.
HUES = ("poll", "lp", "sse", "ws")
SHAPES = ("square", "triangle", "circle", "diamond")
KINDS = ("exchange", "held", "stream", "duplex")


class CatalogueError(ValueError):
    """A mistake in a lesson folder; the message gives the file, the fact and the remedy."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How events travel, and how the stage shows it."""

    name: str
    """The word used everywhere: in settings, metrics and exported traces."""
    title: str
    """What the lane is called."""
    path: str
    """The last part of its address: `/rooms/R/topics/T/<path>`."""
    hue: str
    shape: str
    kind: str
    says: str
    """What the connection does, in a few words."""
    tries: tuple[str, ...]
    """Commands that try it by hand; `$TOPIC` stands for the address of a topic."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One folder of `lessons/`."""

    folder: Path
    slug: str
    title: str
    order: int
    transport: Transport | None

    @property
    def has_page(self) -> bool:
        """Whether there is a text to read, and so a page."""
        return (self.folder / "lesson.md").is_file()

    @property
    def href(self) -> str:
        return f"/lessons/{self.slug}"

    @property
    def client(self) -> Path:
        return self.folder / "client.js"

    @property
    def server(self) -> Path:
        return self.folder / "server.py"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All lessons, in the order of the course."""

    lessons: tuple[Lesson, ...]

    @property
    def pages(self) -> tuple[Lesson, ...]:
        """The lessons that can be read."""
        return tuple(lesson for lesson in self.lessons if lesson.has_page)

    @property
    def transports(self) -> tuple[tuple[Lesson, Transport], ...]:
        """The lessons that bring a transport, each with it."""
        return tuple((lesson, lesson.transport) for lesson in self.lessons if lesson.transport)


def read_catalogue(root: Path) -> Catalogue:
    """Read every lesson folder under `root`. Raises CatalogueError at the first mistake."""
    found = sorted((read_lesson(file) for file in root.glob("*/lesson.toml")), key=lambda lesson: lesson.order)
    _forbid_twins("order", [(str(lesson.order), lesson) for lesson in found])
    for key in ("name", "path"):
        _forbid_twins(key, [(getattr(lesson.transport, key), lesson) for lesson in found if lesson.transport])
    return Catalogue(tuple(found))


def read_lesson(file: Path) -> Lesson:
    """Read one `lesson.toml`. Raises CatalogueError."""
    folder = file.parent
    if not FOLDER.fullmatch(folder.name):
        raise CatalogueError(
            f"{_shown(folder)}: a lesson folder is named like long_polling; rename it to small letters and underscores."
        )
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{_shown(file)}: no valid TOML ({error}); correct that line.") from None
    fields = _Fields(file, table, known=("title", "order", "transport"))
    title, order = fields.text("title"), fields.number("order")
    transport = _transport(file, fields.table("transport")) if "transport" in table else None
    return Lesson(folder, folder.name.replace("_", "-"), title, order, transport)


def _transport(file: Path, table: dict[str, Any]) -> Transport:
    """Read the `[transport]` table and make sure that its two files are there."""
    fields = _Fields(file, table, known=tuple(Transport.__slots__))
    for needed in ("server.py", "client.js"):
        if not (file.parent / needed).is_file():
            raise CatalogueError(
                f"{_shown(file)}: [transport] needs {needed} beside it; add that file or take the table out."
            )
    return Transport(
        name=fields.text("name", like=NAME),
        title=fields.text("title"),
        path=fields.text("path", like=NAME),
        hue=fields.one_of("hue", HUES),
        shape=fields.one_of("shape", SHAPES),
        kind=fields.one_of("kind", KINDS),
        says=fields.text("says"),
        tries=fields.texts("tries"),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """One TOML table whose mistakes are told with the file, the fact and the remedy."""

    file: Path
    values: dict[str, Any]
    known: tuple[str, ...]

    def __post_init__(self) -> None:
        for key in self.values:
            if key not in self.known:
                raise self._mistake(f"{key!r} is no field here; the fields are {', '.join(self.known)}.")

    def text(self, key: str, like: re.Pattern[str] | None = None) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._mistake(f'{key} is {value!r}; write a text, as in {key} = "…".')
        if like and not like.fullmatch(value):
            raise self._mistake(
                f"{key} is {value!r}; write small letters, digits and hyphens, beginning with a letter."
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            raise self._mistake(f'{key} is {value!r}; write a list of texts, as in {key} = ["…"].')
        return tuple(value)

    def number(self, key: str) -> int:
        value = self.values.get(key)
        if type(value) is not int or value < 1:
            raise self._mistake(f"{key} is {value!r}; write a whole number from 1, as in {key} = 3.")
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.values.get(key)
        if value not in choices:
            raise self._mistake(f"{key} is {value!r}; choose one of {', '.join(choices)}.")
        return str(value)

    def table(self, key: str) -> dict[str, Any]:
        value = self.values[key]
        if not isinstance(value, dict):
            raise self._mistake(f"{key} is {value!r}; write a table, as in [{key}].")
        return value

    def _mistake(self, fact: str) -> CatalogueError:
        return CatalogueError(f"{_shown(self.file)}: {fact}")


def _forbid_twins(key: str, values: list[tuple[str, Lesson]]) -> None:
    """Raise CatalogueError if two lessons claim the same `key`."""
    claimed: dict[str, Lesson] = {}
    for value, lesson in values:
        if value in claimed:
            other = claimed[value].folder / "lesson.toml"
            file = _shown(lesson.folder / "lesson.toml")
            raise CatalogueError(f"{file}: {key} = {value} is already taken by {_shown(other)}; choose another.")
        claimed[value] = lesson


def _shown(path: Path) -> str:
    """The end of a path, as one would look for it in the project: `lessons/sse/lesson.toml`."""
    return "/".join(path.parts[-3:] if path.suffix else path.parts[-2:])
