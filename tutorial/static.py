"""Static files under an address that names their content: `/static/<version>/css/base.css`.

The version is a hash over every file, so an answer under the current version never changes and may be cached for a
year, and a new version brings a whole consistent set: relative imports between modules need no rewriting. Files live in
memory, are compressed at most once a coding, and only what is listed at start-up can be asked for. An older version (a
page open since before a restart, another node in the middle of an update) gets the current file, to be revalidated.
"""

import gzip
import hashlib
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import brotli  # type: ignore[import-untyped]  # it ships no types
from flask import Blueprint, Response, abort, request
from gevent import get_hub

from tutorial.lean import without_comments
from tutorial.modules import imports

IMMUTABLE = "public, max-age=31536000, immutable"  # a year, RFC 9111 section 5.2.2.1 and RFC 8246
REVALIDATE = "no-cache"  # may be kept, must be checked each time, RFC 9111 section 5.2.2.4

# What this site serves. Not left to the machine's own table, which on some systems calls JavaScript text/plain.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
# A picture may style itself and do nothing else; pages have a stricter policy (tutorial/headers.py).
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

SHEET = ".css"
COMPRESSIBLE = frozenset({".css", ".js", ".json", ".svg", ".txt"})
SMALLEST_WORTH_COMPRESSING = 256  # bytes; below, the coding's own header eats the gain

# Best coding first, at its best level: a few milliseconds a file, once, for what is then sent a thousand times.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=11)),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


@dataclass(slots=True)
class StaticFile:
    """One file in memory, with its codings as they come to be needed."""

    body: bytes
    type: str
    compressible: bool
    _coded: dict[str, bytes] = field(default_factory=dict)

    def coded(self, coding: str) -> bytes:
        """The body under `coding`, made at the first request for it.

        In a thread: the index of the course takes a fifth of a second, and streams go on meanwhile.
        """
        if coding not in self._coded:
            self._coded[coding] = get_hub().threadpool.apply(CODINGS[coding], (self.body,))
        return self._coded[coding]


class StaticFiles:
    """The files under `root`, and further ones listed by name: `{"lessons/sse/client.js": Path(...)}`.

    `made` are files that the site makes itself, by name.
    """

    def __init__(
        self, root: Path, also: dict[str, Path], *, made: dict[str, bytes] | None = None, reload: bool = False
    ) -> None:
        self._root, self._also, self._made, self._reload = root, also, made or {}, reload
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self._imports: dict[str, tuple[str, ...]] = {}
        self.files: dict[str, StaticFile] = {}
        self.version = ""
        self.refresh()

    def refresh(self) -> None:
        """Read all files again if any has changed, come or gone."""
        paths = dict(self._find())
        stamp = tuple((name, path.stat().st_mtime_ns, path.stat().st_size) for name, path in paths.items())
        if stamp == self._stamp and self.files:
            return
        self.files = {name: _file(name, path.read_bytes()) for name, path in paths.items()}
        self.files |= {name: _file(name, body) for name, body in self._made.items()}
        self.version, self._stamp, self._imports = _hash(self.files), stamp, {}

    def url(self, name: str) -> str:
        """The address of a file under the current version."""
        if self._reload:
            self.refresh()
        return f"/static/{self.version}/{name}"

    def sheet(self, *names: str) -> str:
        """The address of style sheets of one folder, as one file, in their order: `css/base+page.css`.

        A browser asks for six files at a time over HTTP/1.1, and paints nothing before the last sheet is there.
        """
        folder = posixpath.dirname(names[0])
        stems = (name.removeprefix(f"{folder}/").removesuffix(SHEET) for name in names)
        name = f"{folder}/{'+'.join(stems)}{SHEET}"
        url = self.url(name)
        if name not in self.files and (file := self._joined(name)):
            self.files[name] = file
        return url

    def imported_by(self, name: str) -> list[str]:
        """The addresses of all modules that the module `name` needs."""
        if name not in self._imports:
            self._imports[name] = imports(name, lambda module: file.body if (file := self.files.get(module)) else None)
        return [self.url(module) for module in self._imports[name]]

    def answer(self, name: str, *, immutable: bool) -> Response:
        """The file as an answer, compressed as the request allows; 404 when it is not one of ours, 304 when the reader has it."""
        if self._reload:
            self.refresh()
        file = self.files.get(name) or self._joined(name, kept=False) or abort(404)
        coding = _coding() if file.compressible else None
        response = Response(file.coded(coding) if coding else file.body, content_type=file.type)
        if file.compressible:
            response.vary.add("Accept-Encoding")
        if coding:
            response.content_encoding = coding
        response.headers["Cache-Control"] = IMMUTABLE if immutable else REVALIDATE
        if file.type == TYPES[".svg"]:
            response.headers["Content-Security-Policy"] = PICTURE_POLICY
        response.set_etag(f"{self.version}-{coding or 'identity'}")  # the version is a hash of the content
        response.make_conditional(request)
        return response

    def _joined(self, name: str, *, kept: bool = True) -> StaticFile | None:
        """Several sheets as the one that `name` asks for; None if it is no such name.

        Anyone may ask for any of them: what no page of ours links to is not `kept`, and not worth compressing.
        """
        first, *others = name.removesuffix(SHEET).split("+")
        folder = posixpath.dirname(first)
        names = dict.fromkeys([f"{first}{SHEET}", *(f"{folder}/{other}{SHEET}" for other in others)])
        parts = [file.body for part in names if (file := self.files.get(part))]
        if not name.endswith(SHEET) or len(parts) != 1 + len(others):
            return None
        return StaticFile(b"\n".join(parts), TYPES[SHEET], kept)

    def _find(self) -> Iterator[tuple[str, Path]]:
        """Every file to serve, by name; hidden ones and unknown types stay out."""
        for path in sorted(self._root.rglob("*")):
            name = path.relative_to(self._root)
            if path.is_file() and path.suffix in TYPES and not any(part.startswith(".") for part in name.parts):
                yield name.as_posix(), path
        yield from sorted((name, path) for name, path in self._also.items() if path.is_file())


def make_blueprint(static: StaticFiles) -> Blueprint:
    """`/static/<version>/<name>`, and the few addresses that must not change."""
    blueprint = Blueprint("static_files", __name__)

    @blueprint.get("/static/<version>/<path:name>")
    def versioned(version: str, name: str) -> Response:
        return static.answer(name, immutable=version == static.version)

    @blueprint.get("/lessons/<slug>/client.js")
    def client(slug: str) -> Response:
        return static.answer(f"lessons/{slug}/client.js", immutable=False)

    @blueprint.get("/favicon.ico")
    def favicon() -> Response:
        return static.answer("favicon.svg", immutable=False)

    return blueprint


def _file(name: str, body: bytes) -> StaticFile:
    suffix = PurePosixPath(name).suffix
    if name.startswith("js/") and suffix == ".js":  # a lesson's own code keeps its comments: they teach
        body = without_comments(body)
    return StaticFile(body, TYPES[suffix], suffix in COMPRESSIBLE and len(body) >= SMALLEST_WORTH_COMPRESSING)


def _hash(files: dict[str, StaticFile]) -> str:
    """Ten hexadecimal digits over all names and contents."""
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name}\0{len(file.body)}\0".encode() + file.body)
    return digest.hexdigest()[:10]


def _coding() -> str | None:
    """The best coding that the request accepts, RFC 9110 section 12.5.3; None for none."""
    return next((coding for coding in CODINGS if request.accept_encodings[coding] > 0), None)
