"""Static files: an address for each content, compressed once, nothing but what is listed."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tutorial import modules, static

CSS = "body { color: red }\n" * 100


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A static folder with a style sheet, a font, and files that nobody should get."""
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "base.css").write_text(CSS)
    (folder / "small.js").write_text("1\n")
    (folder / "font.woff2").write_bytes(bytes(1000))
    (folder / ".secret.css").write_text("secret")
    (folder / "notes.md").write_text("secret")
    (tmp_path / "outside.css").write_text("secret")
    return folder


@pytest.fixture
def files(root: Path) -> static.StaticFiles:
    client = root.parent / "client.js"
    client.write_text("export const x = 1;\n")
    return static.StaticFiles(root, {"lessons/post/client.js": client})


@pytest.fixture
def client(files: static.StaticFiles) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static.make_blueprint(files))
    return app.test_client()


def test_a_file_under_the_current_version_may_be_kept_for_a_year(
    files: static.StaticFiles, client: FlaskClient
) -> None:
    answer = client.get(files.url("css/base.css"))
    assert answer.text == CSS
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_under_an_old_version_is_the_current_one_and_must_be_revalidated(client: FlaskClient) -> None:
    answer = client.get("/static/0123456789/css/base.css")
    assert (answer.status_code, answer.text) == (200, CSS)
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"), [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
)
def test_text_is_compressed_as_the_request_allows(  # type: ignore[no-untyped-def]  # two foreign functions
    files: static.StaticFiles, client: FlaskClient, accepted: str, coding: str, decode
) -> None:
    answer = client.get(files.url("css/base.css"), headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert decode(answer.data).decode() == CSS


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "", "zstd"])
def test_a_coding_that_is_not_accepted_is_not_used(
    files: static.StaticFiles, client: FlaskClient, accepted: str
) -> None:
    answer = client.get(files.url("css/base.css"), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == CSS


@pytest.mark.parametrize("name", ["font.woff2", "small.js"])
def test_what_would_not_shrink_is_left_alone(files: static.StaticFiles, client: FlaskClient, name: str) -> None:
    assert "Content-Encoding" not in client.get(files.url(name), headers={"Accept-Encoding": "br"}).headers


def test_each_coding_is_made_once(files: static.StaticFiles) -> None:
    file = files.files["css/base.css"]
    assert file.coded("gzip") is file.coded("gzip")


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_reader_that_has_the_file_is_told_so(files: static.StaticFiles, client: FlaskClient, coding: str) -> None:
    url, headers = files.url("css/base.css"), {"Accept-Encoding": coding}
    tag = client.get(url, headers=headers).headers["ETag"]
    answer = client.get(url, headers=headers | {"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert coding in tag


@pytest.mark.parametrize(
    "name", [".secret.css", "notes.md", "../outside.css", "..%2foutside.css", "css", "css/", "no.css", "css//base.css"]
)
def test_nothing_but_the_listed_files_can_be_had(files: static.StaticFiles, client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{files.version}/{name}").status_code in (308, 404)
    assert client.get(f"/static/{files.version}/{name}", follow_redirects=True).text != "secret"


def test_sheets_come_as_one_file_in_their_order(root: Path, files: static.StaticFiles, client: FlaskClient) -> None:
    (root / "css" / "page.css").write_text("p { color: blue }")
    files.refresh()
    url = files.sheet("css/page.css", "css/base.css")
    assert url == files.url("css/page+base.css")
    answer = client.get(url, headers={"Accept-Encoding": "br"})
    assert brotli.decompress(answer.data).decode() == "p { color: blue }\n" + CSS
    assert answer.headers["Cache-Control"] == static.IMMUTABLE
    assert answer.content_type == "text/css; charset=utf-8"


def test_a_file_of_sheets_can_be_had_from_a_node_that_linked_to_none(
    root: Path, files: static.StaticFiles, client: FlaskClient
) -> None:
    (root / "css" / "page.css").write_text("p { color: blue }")
    files.refresh()
    answer = client.get(files.url("css/base+page.css"))
    assert answer.text == CSS + "\np { color: blue }"
    assert set(files.files) == {"css/base.css", "css/page.css", "font.woff2", "small.js", "lessons/post/client.js"}
    for name in ("css/base+.css", "css/base+no.css", "css/base+base.css", "base+page.css", "css/base+../small.css"):
        assert client.get(files.url(name)).status_code == 404, name


def test_the_client_of_a_lesson_has_an_address_of_its_own(files: static.StaticFiles, client: FlaskClient) -> None:
    assert client.get("/lessons/post/client.js").text == client.get(files.url("lessons/post/client.js")).text
    assert client.get("/lessons/post/server.py").status_code == 404
    assert client.get("/lessons/other/client.js").status_code == 404


def test_the_version_follows_content_not_time(root: Path, files: static.StaticFiles) -> None:
    (root / "css" / "base.css").write_text(CSS)
    assert static.StaticFiles(root, files._also).version == files.version
    (root / "css" / "base.css").write_text(CSS + "/* */")
    assert static.StaticFiles(root, files._also).version != files.version


def test_with_reload_a_changed_file_is_served_at_once_under_a_new_address(root: Path) -> None:
    files = static.StaticFiles(root, {}, reload=True)
    before = files.url("css/base.css")
    (root / "css" / "base.css").write_text("p { color: blue }")
    assert files.url("css/base.css") != before
    assert files.files["css/base.css"].body == b"p { color: blue }"


def test_modules_are_followed_through_their_imports() -> None:
    sources = {
        "js/a.js": b'import { b } from "./lib/b.js";\nimport "./c.js";\n// import "./not.js"\nconst s = "./d.js";\n',
        "js/lib/b.js": b'import {\n  one,\n  two,\n} from "../c.js";\nexport * from "../../vendor/e.js";\n',
        "js/c.js": b'import { a } from "./a.js";\nimport "./missing.js";\n',
        "vendor/e.js": b"",
    }
    assert modules.imports("js/a.js", sources.get) == ("js/lib/b.js", "js/c.js", "vendor/e.js")
