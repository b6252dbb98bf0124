"""Malformed requests and frames by the thousand: each gets a clear answer or none, and the site still serves.

A traceback in the server's log fails these tests too (tests/conftest.py).
"""

import json
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server import Server
from tests.wire.frames import CLOSE, FIELDS, encoded, read_frame, said
from tests.wire.line import Line, ask, request
from tests.wire.readers import READERS
from tests.wire.rooms import Room, Site

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "200"))  # of each of eight kinds
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def target(room: Room) -> Iterator[Room]:
    """A room to be attacked. Another on the same server must be served as before when the test is over."""
    with Room(room.server) as neighbour, READERS["websocket"](neighbour) as reader:
        yield room
        for number in range(3):
            neighbour.publish(number)
            assert reader.hear()["data"] == number


def all_answers(server: Site, data: bytes) -> bytes:
    """What comes back until the line ends. The client's half ends at once, so that nothing waits for more."""
    with Line(server.port) as line:
        try:
            line.send(data)
            line.say_no_more()
        except OSError:  # the server had enough of it
            pass
        return line.read_to_end()


def is_sound(answers: bytes) -> bool:
    """Whether it is nothing at all, or begins as an answer that blames the client (505 does too)."""
    return not answers or (answers.startswith(b"HTTP/1.1 ") and (answers[9:10] in b"1234" or answers[9:12] == b"505"))


# -- requests -------------------------------------------------------------------------------------------

words = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([
        b"GET", b"POST", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"PRI * HTTP/2.0", b"/", b"//", b"*", b"/rooms", b"/echo",
        b"http://x/", b"Host: t", b"Host:", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 1, 1",
        b"Content-Length: +1", b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: identity", b"Expect: 100-continue", b"Connection: upgrade", b"Upgrade: websocket",
        b"Upgrade: h2c", b"Cookie: a=b", b"Authorization: Bearer \xff", b"Last-Event-ID: \xff", b"%", b"%00", b"%ff", b"..",
        b"?after=", b"?hold=1e999", b"?tag=\xff", b":", b" ", b"\t", b"\0",
    ]),
)  # fmt: skip
separators = st.sampled_from([b" ", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b": ", b"", b"\t"])


@given(st.lists(st.tuples(words, separators), max_size=12), st.sampled_from([b"", b"\r\n\r\n"]))
@many
def test_any_bytes_are_answered_or_dropped(target: Room, parts: list[tuple[bytes, bytes]], end: bytes) -> None:
    assert is_sound(all_answers(target.server, b"".join(word + separator for word, separator in parts) + end))


methods = st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "CONNECT", "get"])
pieces = st.one_of(st.sampled_from(["rooms", "topics", "ROOM", "poll", "ws", "control", "echo", "static", "lessons", "",
                                    "..", ".", "%2e%2e", "%00", "%ff", "\u00e4"]), st.text("a-.%_~\\/ ", max_size=5))  # fmt: skip
queries = st.dictionaries(
    st.sampled_from(["after", "hold", "tag", "x"]), st.text("0129-+.e%&=", max_size=6), max_size=3
)


@given(methods, st.lists(pieces, max_size=6), queries, st.booleans(), st.binary(max_size=40))
@many
def test_any_address_with_any_method_is_answered(
    target: Room, method: str, path: list[str], query: dict[str, str], upgrade: bool, body: bytes
) -> None:
    address = "/" + "/".join(target.id if piece == "ROOM" else piece for piece in path)
    address += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    line = f"{method} {address} HTTP/1.1\r\n".encode()
    fields = [*(FIELDS if upgrade else ()), "Host: t", "Connection: close", f"Content-Length: {len(body)}"]
    answers = all_answers(target.server, line + "\r\n".join([*fields, "", ""]).encode() + body)
    assert is_sound(answers)


@pytest.mark.parametrize(
    "smuggled",
    [
        b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding : chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0x5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\n folded: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\nX: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\n: no name\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET / x HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET ftp://x/ HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET\r\nHost: t\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,  # a TLS ClientHello: somebody typed https
    ],
)
def test_what_two_parsers_could_read_differently_is_refused_and_ends_the_line(server: Server, smuggled: bytes) -> None:
    answers = all_answers(server, smuggled + request("GET", "/healthz"))
    assert answers.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505"))
    assert answers.count(b"Content-Length: ") == 1, "what followed is not taken for a request"


def test_a_header_with_an_underscore_is_not_taken_for_one_with_a_dash(room: Room) -> None:
    with Line(room.server.port) as line:
        line.send(request("GET", f"{room.path}/sse", "Last_Event_ID: 7"))
        assert line.answer(body=False).status == 200, "event 7 does not exist, and would be refused"


# -- JSON -------------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
@many
def test_any_json_value_is_published_as_it_is_or_refused(target: Room, value: object) -> None:
    body = json.dumps({"data": value}).encode()
    answer = ask(target.server.port, request("POST", target.path, target.bearer, body=body))
    if answer.status == 429:  # a thousand at once is the limit of a room
        return
    try:
        json.dumps(value, allow_nan=False)
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:  # NaN, infinity or half a surrogate pair
        assert answer.status == 400
        assert answer.error in ("bad-json", "bad-data")
    else:
        assert answer.status == 201
        news = target.ask(after=answer.json["id"] - 1)
        assert news["events"][0]["data"] == value


@given(st.binary(max_size=60))
@many
def test_any_bytes_as_a_body_are_refused_in_json(target: Room, body: bytes) -> None:
    answer = ask(target.server.port, request("POST", target.path, target.bearer, body=body))
    assert answer.status == 400
    assert answer.error in ("bad-json", "bad-event")


# -- frames -----------------------------------------------------------------------------------------------

frames = st.one_of(
    st.binary(max_size=20),
    st.builds(
        encoded,
        st.binary(max_size=130),
        st.integers(0, 15),
        final=st.booleans(),
        mask=st.sampled_from([None, b"\0\0\0\0", b"\x01\x02\x03\x04"]),
    ),
    st.builds(said, json_values),
)


@pytest.mark.parametrize("path", ["topic", "control", "/echo"])
@given(st.lists(frames, max_size=6))
@many
def test_any_frames_are_answered_by_frames_and_a_close(target: Room, path: str, sent: list[bytes]) -> None:
    address = {"topic": f"{target.path}/ws", "control": f"/rooms/{target.id}/control"}.get(path, path)
    with Line(target.server.port) as line:
        line.send(request("GET", address, *FIELDS) + b"".join(sent))
        line.say_no_more()
        assert line.answer(body=False).status == 101
        try:
            while read_frame(line).opcode != CLOSE:
                pass
        except EOFError:  # it ended without a close, because our half had ended without one
            return
        assert line.read_to_end() == b""


# -- speed ------------------------------------------------------------------------------------------------


def test_10_000_publishes_as_fast_as_they_go_are_taken_or_refused_and_lose_nothing(room: Room) -> None:
    publish = request("POST", room.path, room.bearer, body=b'{"data": 1}')
    taken: list[int] = []
    with Line(room.server.port) as line, READERS["sse"](room) as reader:
        for _ in range(100):
            line.send(publish * 100)
            answers = [line.answer() for _ in range(100)]
            fresh = [answer.json["id"] for answer in answers if answer.status == 201]
            assert {(answer.status, answer.error) for answer in answers if answer.status != 201} <= {
                (429, "publishing-too-fast")
            }
            assert [reader.hear()["id"] for _ in fresh] == fresh
            taken += fresh
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) >= 1_000, "the burst that a room may make"


def test_a_thousand_lines_that_say_nothing_do_not_keep_others_out(room: Room) -> None:
    lines = [Line(room.server.port) for _ in range(1_000)]
    with READERS["long-polling"](room) as reader:
        room.publish("through")
        assert reader.hear()["data"] == "through"
    for line in lines:
        line.close()
