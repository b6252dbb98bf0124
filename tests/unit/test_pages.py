"""The pages, over lesson folders made for the test: what they show, what they say to the browser, how they fail."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tests.unit.lesson_folders import add_lesson
from tutorial import Settings, create_app


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Flask]:
    """Makes the site over `tmp_path` as its lessons folder."""

    def make(**settings: str) -> Flask:
        limits = Limits()
        return create_app(Rooms(open_broker("memory", limits), limits), Settings(lessons=tmp_path, **settings))  # type: ignore[arg-type]

    return make


@pytest.fixture
def client(build: Callable[..., Flask], tmp_path: Path) -> FlaskClient:
    """A site with one transport and one glossary entry."""
    add_lesson(tmp_path, "letters", order=1, transport="post")
    (tmp_path / "glossary.toml").write_text(
        '[[term]]\nname = "Post"\ntext = "Letters."\nsource = "a word of this site"\n'
    )
    return build().test_client()


@pytest.mark.parametrize("path", ["/", "/stage", "/embed/stage"])
def test_the_stage_is_given_every_transport_of_the_catalogue(client: FlaskClient, path: str) -> None:
    found = re.search(r'<script type="application/json" id="stage-config">(.*?)</script>', client.get(path).text)
    assert found
    config = json.loads(found[1])
    (lane,) = config["lanes"]
    assert lane["name"] == lane["path"] == "post"
    assert client.get(lane["module"]).text == "export function connect() {}\n"
    assert config["worker"].endswith("/js/worker/measure.js")


@pytest.mark.parametrize("path", ["/", "/stage", "/embed/stage"])
def test_without_javascript_a_page_says_what_the_stage_would_show_and_what_to_type(
    client: FlaskClient, path: str
) -> None:
    text = client.get(path).text
    assert "<noscript>" in text
    assert "curl $TOPIC/post" in text
    assert "http://localhost/rooms" in text


def test_a_transport_is_found_under_its_topic(client: FlaskClient) -> None:
    assert client.get("/rooms/r/topics/t/post").text == "r t"


def test_the_course_is_on_the_home_page_as_soon_as_there_is_a_lesson_to_read(
    build: Callable[..., Flask], tmp_path: Path
) -> None:
    assert "course-map" not in build().test_client().get("/").text
    add_lesson(tmp_path, "letters", order=1, text="## Letters {.story}\n")
    home = build().test_client().get("/").text
    assert '<a href="/lessons/letters">' in home
    assert "1. letters" in home
    assert "One lesson, about 10 minutes" in home
    assert ">Start</a>" in home


def test_the_top_bar_names_only_pages_that_exist(
    build: Callable[..., Flask], client: FlaskClient, tmp_path: Path
) -> None:
    assert 'href="/glossary"' in client.get("/").text
    assert '<a href="/glossary" aria-current="page">' in client.get("/glossary").text
    (tmp_path / "glossary.toml").unlink()
    bare = build().test_client()
    assert "/glossary" not in bare.get("/stage").text
    assert bare.get("/glossary").status_code == 404


def test_a_page_has_no_inline_script_or_style(client: FlaskClient) -> None:
    for path in ("/", "/stage", "/embed/stage", "/glossary", "/nowhere"):
        text = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or 'type="application/json"' in script, (path, script)


def test_every_document_and_file_carries_the_security_headers(client: FlaskClient) -> None:
    for path in ("/", "/nowhere", "/lessons/letters/client.js"):
        headers = client.get(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["Content-Security-Policy"], path
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'"), path
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp", path
        assert headers["X-Content-Type-Options"] == "nosniff", path


@pytest.mark.parametrize("path", ["/rooms/r/topics/t/post", "/rooms/none/nothing"])
def test_an_answer_of_the_http_contract_carries_no_byte_that_only_documents_need(
    client: FlaskClient, path: str
) -> None:
    headers = client.get(path, headers={"Accept-Encoding": "gzip"}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert set(headers.keys()) <= {"Content-Type", "Content-Length", "X-Content-Type-Options"}


def test_only_the_embedded_stage_may_be_framed(build: Callable[..., Flask]) -> None:
    client = build(embed_from="https://slides.example").test_client()
    framed = client.get("/embed/stage").headers
    assert framed["Content-Security-Policy"].endswith("frame-ancestors https://slides.example")
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/stage").headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_page_travels_compressed_and_is_revalidated(client: FlaskClient) -> None:
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Cache-Control"] == "no-cache"
    assert packed.headers["Vary"] == "Accept-Encoding"
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [("GET", "/nowhere", 404, "There is no such page"), ("POST", "/stage", 405, "This page is only for reading")],
)
def test_an_error_is_a_page_with_a_cause_and_a_way_on(
    client: FlaskClient, method: str, path: str, status: int, title: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert 'href="/"' in answer.text
    assert ("Allow" in answer.headers) == (status == 405)


def test_under_the_http_contract_an_error_is_json(client: FlaskClient) -> None:
    for answer in (client.get("/rooms/r/nothing"), client.put("/rooms")):
        assert set(answer.get_json()["error"]) == {"code", "message", "hint"}
        assert answer.status_code in (404, 405)


def test_a_crash_says_nothing_of_its_cause_to_strangers(
    build: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app = build()
    app.add_url_rule("/crash", "page", lambda: str(1 / 0))
    app.add_url_rule("/echo/crash", "answer", lambda: str(1 / 0))
    page, answer = app.test_client().get("/crash"), app.test_client().get("/echo/crash")
    assert page.status_code == answer.status_code == 500
    assert "The server made a mistake" in page.text
    assert "ZeroDivision" not in page.text + answer.text
    assert answer.get_json()["error"]["code"] == "internal-server-error"
    assert "ZeroDivisionError" in caplog.text
