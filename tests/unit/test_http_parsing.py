"""How a request is read: strictly, within bounds, each refusal with its status and its word (RFC 9112)."""

from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.errors import Refused
from realtime.limits import Limits
from realtime.server import request
from realtime.server.request import RequestReader

HOST = b"Host: site.example\r\n"


class Socket:
    """A socket that remembers what it was told to send."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        """As a socket's."""
        self.sent += data


def handler(data: bytes, **limits: float) -> Any:
    """A connection on which `data` has come and nothing will follow."""
    bounds = Limits(**limits)  # type: ignore[arg-type]  # as the environment would set them
    made = RequestReader.__new__(RequestReader)
    made.rfile, made.socket, made.client_address = BytesIO(data), Socket(), ("192.0.2.1", 5000)
    made.node = cast(Any, SimpleNamespace(limits=bounds))
    made.server = SimpleNamespace(get_environ=dict)
    return made


def read(data: bytes, **limits: float) -> dict[str, Any]:
    """The request as WSGI gets it."""
    environ: dict[str, Any] = handler(data, **limits)._read_request()
    return environ


def refusal(data: bytes, **limits: float) -> tuple[int, str]:
    """(status, code) of the refusal."""
    with pytest.raises(Refused) as refused:
        read(data, **limits)
    assert len(refused.value.message) < 300
    return refused.value.status, refused.value.code


def get(fields: bytes = HOST, target: bytes = b"/") -> bytes:
    """A GET request."""
    return b"GET " + target + b" HTTP/1.1\r\n" + fields + b"\r\n"


# -- what is read -------------------------------------------------------------------------------------


def test_a_request_is_read_as_wsgi_has_it() -> None:
    environ = read(get(HOST + b"X-Word: a b\r\nContent-Type: text/plain\r\n", b"/rooms/R%20x?after=1&b=%20"))
    assert environ["REQUEST_METHOD"] == "GET"
    assert environ["PATH_INFO"] == "/rooms/R x"
    assert environ["QUERY_STRING"] == "after=1&b=%20"
    assert environ["RAW_URI"] == "/rooms/R%20x?after=1&b=%20"
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert environ["HTTP_HOST"] == "site.example"
    assert environ["HTTP_X_WORD"] == "a b"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert environ["wsgi.input"].read() == b""


def test_a_body_is_read_whole_and_nothing_after_it() -> None:
    connection = handler(get(HOST + b"Content-Length: 5\r\n") + b"hello" + get())
    assert connection._read_request()["wsgi.input"].read() == b"hello"
    assert connection._read_request()["wsgi.input"].read() == b""


@given(st.binary(max_size=300))
def test_every_byte_of_a_request_is_counted(body: bytes) -> None:
    data = get(HOST + b"Content-Length: %d\r\n" % len(body)) + body
    connection = handler(data + get())
    connection._read_request()
    assert connection.up == len(data)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/%C3%A9", "/\u00c3\u00a9"),
        (b"/\xc3\xa9", "/\u00c3\u00a9"),
        (b"/\xc3\xa9%20", "/\u00c3\u00a9 "),
        (b"http://site.example/a?b", "/a"),
        (b"http://site.example", "/"),
        (b"//double", "//double"),
        (b"/a%2Fb", "/a/b"),
        (b"/%zz", "/%zz"),
    ],
)
def test_a_path_is_bytes_in_latin_1_as_wsgi_wants_it(target: bytes, path: str) -> None:
    assert read(get(target=target))["PATH_INFO"] == path


def test_a_stray_line_before_a_request_is_overlooked() -> None:
    assert read(b"\r\n" + get())["PATH_INFO"] == "/"


def test_lines_may_end_in_a_bare_line_feed() -> None:
    assert read(b"GET / HTTP/1.1\nHost: a\n\n")["HTTP_HOST"] == "a"


def test_a_field_that_came_twice_is_a_list() -> None:
    environ = read(get(HOST + b"Accept: a\r\nAccept: b\r\nCookie: c=1\r\nCookie: d=2\r\n"))
    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["HTTP_COOKIE"] == "c=1;d=2"


def test_a_field_with_an_underscore_is_not_taken_for_another() -> None:
    environ = read(get(HOST + b"X_Real_Ip: 1\r\nContent_Length: 5\r\n"))
    assert "HTTP_X_REAL_IP" not in environ
    assert "CONTENT_LENGTH" not in environ


def test_names_are_remembered_but_not_without_end() -> None:
    for number in range(2_000):
        read(get(HOST + b"X-%d: 1\r\n" % number))
    assert len(request._names) <= 512
    assert read(get(HOST + b"X-1999: 1\r\n"))["HTTP_X_1999"] == "1"


@pytest.mark.parametrize(
    ("version", "fields", "closes"),
    [
        (b"HTTP/1.1", HOST, False),
        (b"HTTP/1.1", HOST + b"Connection: close\r\n", True),
        (b"HTTP/1.1", HOST + b"Connection: Keep-Alive, Close\r\n", True),
        (b"HTTP/1.0", b"", True),
        (b"HTTP/1.0", b"Connection: keep-alive\r\n", False),
    ],
)
def test_a_connection_is_kept_or_closed_as_the_version_and_the_client_say(
    version: bytes, fields: bytes, closes: bool
) -> None:
    connection = handler(b"GET / " + version + b"\r\n" + fields + b"\r\n")
    connection._read_request()
    assert connection.close_connection is closes


def test_a_client_that_asks_first_is_told_to_go_on() -> None:
    connection = handler(get(HOST + b"Content-Length: 2\r\nExpect: 100-continue\r\n") + b"ok")
    connection._read_request()
    assert connection.socket.sent == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_http_1_0_knows_no_such_answer() -> None:
    connection = handler(b"POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok")
    assert connection._read_request()["wsgi.input"].read() == b"ok"
    assert connection.socket.sent == b""


def test_a_client_that_asks_first_with_too_much_is_refused_before_it_sends() -> None:
    connection = handler(get(HOST + b"Content-Length: 99\r\nExpect: 100-continue\r\n"), body_bytes=10)
    with pytest.raises(Refused):
        connection._read_request()
    assert connection.socket.sent == b""


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"GET /", b"GET  / HTTP/1.1", b"GET / HTTP/1.1 x", b" GET / HTTP/1.1", b"G@T / HTTP/1.1", b"GET", b"\x16\x03\x01",
        b"GET /\x00 HTTP/1.1", b"GET /\x7f HTTP/1.1", b"GET * HTTP/1.1", b"GET index HTTP/1.1", b"GET ftp://a/ HTTP/1.1",
        b"GET /\rX HTTP/1.1", b"! ! ", b"GET / http/1.1", b"GET / HTTP/1.10",
    ],
)  # fmt: skip
def test_what_is_no_request_line_is_refused(line: bytes) -> None:
    assert refusal(line + b"\r\n" + HOST + b"\r\n") == (400, "bad-request")


@pytest.mark.parametrize("version", [b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1.2"])
def test_other_versions_are_refused(version: bytes) -> None:
    assert refusal(b"GET / " + version + b"\r\n" + HOST + b"\r\n") == (505, "bad-version")


@pytest.mark.parametrize(
    "fields",
    [
        b"", b"no colon\r\n", b": no name\r\n", b"Host : a\r\n", b"A b: c\r\n", b"\xe9: a\r\n", b"A: b\x00c\r\n",
        b"A: b\rc\r\n", b"A: b\r\n folded\r\n", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nHOST: a\r\n",
        HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n", HOST + b"Authorization: a\r\nAuthorization: b\r\n",
        HOST + b"Content-Length:\r\n", HOST + b"Content-Length: -1\r\n", HOST + b"Content-Length: +1\r\n",
        HOST + b"Content-Length: 1, 1\r\n", HOST + b"Content-Length: 0x1\r\n", HOST + b"Content-Length: \xb2\r\n",
        HOST + b"Content-Length: " + b"9" * 5_000 + b"\r\n",
    ],
    ids=lambda fields: repr(fields[:40]),
)  # fmt: skip
def test_fields_that_could_be_read_in_two_ways_are_refused(fields: bytes) -> None:
    assert refusal(get(fields)) == (400, "bad-request")


def test_a_body_in_chunks_is_refused_even_beside_a_length() -> None:
    assert refusal(get(HOST + b"Transfer-Encoding: chunked\r\n")) == (411, "length-required")
    assert refusal(get(HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) == (411, "length-required")


BOUNDS: list[tuple[str, Callable[[int], bytes], tuple[int, str]]] = [
    ("request_line_bytes", lambda size: get(target=b"/" + b"x" * (size - 14)), (414, "request-line-too-long")),
    ("header_bytes", lambda size: get(HOST + b"A: " + b"x" * (size - 25) + b"\r\n"), (431, "headers-too-large")),
    ("header_count", lambda count: get(HOST + b"A: b\r\n" * (count - 1)), (431, "headers-too-large")),
    ("body_bytes", lambda size: get(HOST + b"Content-Length: %d\r\n" % size) + b"x" * size, (413, "body-too-large")),
]


@pytest.mark.parametrize(("limit", "make", "status"), BOUNDS, ids=[limit for limit, _, _ in BOUNDS])
def test_a_request_may_be_as_large_as_a_limit_and_not_much_larger(
    limit: str, make: Callable[[int], bytes], status: tuple[int, str]
) -> None:
    read(make(100), **{limit: 100})
    assert refusal(make(104), **{limit: 100}) == status


def test_a_line_without_an_end_is_not_read_without_end() -> None:
    assert refusal(b"GET /" + b"x" * 1_000_000) == (414, "request-line-too-long")
    assert refusal(b"GET / HTTP/1.1\r\nA: " + b"x" * 1_000_000) == (431, "headers-too-large")


@given(st.integers(0, 100))
def test_a_request_that_breaks_off_is_no_request(cut: int) -> None:
    data = get(HOST + b"Content-Length: 20\r\n") + b"x" * 20
    with pytest.raises((EOFError, Refused)):
        read(data[: min(cut, len(data) - 1)])


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda tail: get()[:-2] + tail))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        read(data)
    except (Refused, EOFError):
        pass


def test_a_refusal_is_short_however_long_the_request() -> None:
    with pytest.raises(Refused) as refused:
        read(b"GET " + b"x" * 5_000 + b" HTTP/1.1\r\n\r\n")
    assert len(refused.value.message) < 200
