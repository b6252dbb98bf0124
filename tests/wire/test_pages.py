"""The pages of the real server: every address on them answers, with the right type."""

import re
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.server import Server
from tests.wire.rooms import http

PAGES = ("/", "/stage", "/embed/stage", "/glossary")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_every_address_on_a_page_answers_with_its_type(server: Server, path: str) -> None:
    with http() as client:
        for url in _addresses(client, server.url + path):
            answer = client.get(url)
            assert answer.status_code == 200, url
            if expected := TYPES.get(PurePosixPath(urlsplit(url).path).suffix):
                assert answer.headers["Content-Type"].startswith(expected), url


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/lessons/realtime", "/lessons/websocket"])
def test_what_a_page_needs_to_be_painted_is_asked_for_at_once(server: Server, path: str) -> None:
    """Browsers hold six connections to a site over HTTP/1.1; what is the seventh waits for a whole answer."""
    with http(server.url) as client:
        head = client.get(path, headers={"Accept": "text/html"}).text.partition("</head>")[0]
    needed = re.findall(r'<script src=|rel="stylesheet"|rel="preload"', head)
    assert 1 <= len(needed) <= 6, needed


@pytest.mark.parametrize("path", PAGES)
def test_every_anchor_of_a_page_is_on_it(server: Server, path: str) -> None:
    with http(server.url) as client:
        text = client.get(path).text
    anchors = set(re.findall(r'\sid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= anchors


def test_a_head_request_answers_like_get_without_the_page(server: Server) -> None:
    with http(server.url) as client:
        got, head = client.get("/"), client.head("/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


def _addresses(client: httpx.Client, page: str) -> list[str]:
    """Every address on our own site that the page names, absolute and without its anchor."""
    text = client.get(page, headers={"Accept": "text/html"}).text
    found = re.findall(r'(?:href|src)="([^"]+)"', text) + re.findall(r'"(?:module|worker)": "([^"]+)"', text)
    urls = {urljoin(page, address).partition("#")[0] for address in found}
    return sorted(url for url in urls if urlsplit(url).netloc == urlsplit(page).netloc and url != page)
