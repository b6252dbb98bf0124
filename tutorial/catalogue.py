"""The catalogue: every folder of `lessons/`, read and checked once at start-up.

A folder with a `[transport]` table brings a transport: `server.py` (with `make_blueprint(rooms)`) and `client.js`.
A folder with a `lesson.md` brings a page. Nothing else in the site names a lesson or a transport; adding a folder
adds it everywhere. `lessons/course.toml` names the parts of the course.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutorial.tables import NAME, CatalogueError, Fields, read_toml, shown

FOLDER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

# What the stage can draw (static/js/lib/paint): a hue of tokens.css, an arrival mark, and how the connection behaves.
HUES = ("poll", "lp", "sse", "ws")
SHAPES = ("square", "triangle", "circle", "diamond")
KINDS = ("exchange", "held", "stream", "duplex")

# What the browser may be given of a lesson's folder: never its quiz, its notes or a solution. A page has its lesson's
# style sheets in this order, those of one pattern by name.
SERVED = ("client.js", "demo.js", "demo/*.js", "demo.css", "demo/*.css")

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")  # of the parts

FOR_ALL = ("title", "order", "transport")
FOR_A_PAGE = ("part", "minutes", "summary", "lede", "objectives", "sources")


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
class Source:
    """Where a claim comes from. `says` is the claim it supports, in our words."""

    id: str
    title: str
    author: str
    section: str
    url: str
    says: str


@dataclass(frozen=True, slots=True)
class About:
    """What `lesson.toml` says of a lesson's page. `lede` is inline Markdown."""

    part: int
    minutes: int
    summary: str
    lede: str
    objectives: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One folder of `lessons/`. `about` is there when it has a page."""

    folder: Path
    slug: str
    title: str
    order: int
    transport: Transport | None
    about: About | None

    @property
    def href(self) -> str:
        return f"/lessons/{self.slug}"

    @property
    def server(self) -> Path:
        return self.folder / "server.py"

    @property
    def served(self) -> dict[str, Path]:
        """The files a browser may ask for, by their name among the static files, in the order of SERVED."""
        found = (path for pattern in SERVED for path in sorted(self.folder.glob(pattern)))
        return {f"lessons/{self.slug}/{path.relative_to(self.folder).as_posix()}": path for path in found}


@dataclass(frozen=True, slots=True)
class Part:
    """Some lessons that belong together; `number` counts from 1."""

    number: int
    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All lessons, in the order of the course."""

    lessons: tuple[Lesson, ...]
    titles: tuple[str, ...] = ()
    """Of the parts; none where there is no course.toml."""

    @property
    def pages(self) -> tuple[Lesson, ...]:
        """The lessons that can be read."""
        return tuple(lesson for lesson in self.lessons if lesson.about)

    @property
    def transports(self) -> tuple[tuple[Lesson, Transport], ...]:
        """The lessons that bring a transport, each with it."""
        return tuple((lesson, lesson.transport) for lesson in self.lessons if lesson.transport)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The lessons that can be read, by part; only parts that have one."""
        return tuple(Part(number, title, lessons) for number, title, lessons in self._parts() if lessons)

    def _parts(self) -> Iterator[tuple[int, str, tuple[Lesson, ...]]]:
        for number, title in enumerate(self.titles or ("",), 1):
            here = (one for one in self.pages if one.about and (one.about.part == number or not self.titles))
            yield number, title, tuple(here)


def read_catalogue(root: Path) -> Catalogue:
    """Read every lesson folder under `root`. Raises CatalogueError at the first mistake."""
    titles = _read_course(root / "course.toml")
    found = sorted((read_lesson(folder / "lesson.toml") for folder in _folders(root)), key=lambda lesson: lesson.order)
    for lesson in found:
        if titles and lesson.about and lesson.about.part > len(titles):
            file = shown(lesson.folder / "lesson.toml")
            raise CatalogueError(f"{file}: part is {lesson.about.part}; course.toml names parts 1 to {len(titles)}.")
    _forbid_twins("order", [(str(lesson.order), lesson) for lesson in found])
    for key in ("name", "path"):
        _forbid_twins(key, [(getattr(lesson.transport, key), lesson) for lesson in found if lesson.transport])
    return Catalogue(tuple(found), titles)


def _folders(root: Path) -> Iterator[Path]:
    """The folders of lessons; not what Python left behind where there was one, before another branch was checked out."""
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        hidden = folder.name.startswith((".", "__"))
        if folder.is_dir() and not hidden and [file.name for file in folder.iterdir()] != ["__pycache__"]:
            yield folder


def _read_course(file: Path) -> tuple[str, ...]:
    """The titles of the parts; none if there is no such file."""
    if not file.is_file():
        return ()
    fields = Fields(file, read_toml(file), known=("part",))
    return tuple(part.text("title") for part in fields.tables("part", ("title",), "part"))


def read_lesson(file: Path) -> Lesson:
    """Read one `lesson.toml`. Raises CatalogueError."""
    folder = file.parent
    if not FOLDER.fullmatch(folder.name):
        raise CatalogueError(
            f"{shown(folder)}: a lesson folder is named like long_polling; rename it to small letters and underscores."
        )
    if not file.is_file():
        raise CatalogueError(
            f"{shown(folder)}: no lesson.toml; copy the files of another lesson into it, or take the folder away."
        )
    table = read_toml(file)
    fields = Fields(file, table, known=FOR_ALL + FOR_A_PAGE)
    title, order = fields.text("title"), fields.whole("order")
    transport = _transport(file, fields.table("transport")) if "transport" in table else None
    has_page = (folder / "lesson.md").is_file()
    if not has_page and (transport is None or any(key in table for key in FOR_A_PAGE)):
        raise CatalogueError(
            f"{shown(folder)}: no lesson.md, so nobody would find this lesson; write its text there, or take the folder "
            f"away. Only a folder that brings no more than a transport goes without, and without {', '.join(FOR_A_PAGE)}."
        )
    about = _about(fields) if has_page else None
    return Lesson(folder, folder.name.replace("_", "-"), title, order, transport, about)


def _about(fields: Fields) -> About:
    """What a page needs."""
    sources = fields.table("sources") if "sources" in fields.values else {}
    summary = fields.text("summary")
    return About(
        part=fields.whole("part"),
        minutes=fields.whole("minutes"),
        summary=summary,
        lede=fields.text_or("lede", summary),
        objectives=fields.texts("objectives"),
        sources=tuple(_source(fields.file, name, table) for name, table in sources.items()),
    )


def _source(file: Path, name: str, table: Any) -> Source:
    fields = Fields(
        file,
        table if isinstance(table, dict) else {},
        known=("title", "author", "section", "url", "says"),
        place=f"source {name!r}",
    )
    url = fields.text("url")
    if not url.startswith("https://"):
        raise fields.mistake(f"url is {url!r}; write an address that begins with https://.")
    return Source(
        name,
        fields.text("title"),
        fields.text_or("author", ""),
        fields.text_or("section", ""),
        url,
        fields.text("says"),
    )


def _transport(file: Path, table: dict[str, Any]) -> Transport:
    """Read the `[transport]` table and make sure that its two files are there."""
    fields = Fields(file, table, known=tuple(Transport.__slots__))
    for needed in ("server.py", "client.js"):
        if not (file.parent / needed).is_file():
            raise fields.mistake(f"[transport] needs {needed} beside it; add that file or take the table out.")
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


def _forbid_twins(key: str, values: list[tuple[str, Lesson]]) -> None:
    """Raise CatalogueError if two lessons claim the same `key`."""
    claimed: dict[str, Lesson] = {}
    for value, lesson in values:
        if value in claimed:
            other = claimed[value].folder / "lesson.toml"
            file = shown(lesson.folder / "lesson.toml")
            raise CatalogueError(f"{file}: {key} = {value} is already taken by {shown(other)}; choose another.")
        claimed[value] = lesson
