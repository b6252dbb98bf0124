"""WebSocket frames as the server makes them, and the checks of the opening handshake (RFC 6455)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Event, TextMessage

from realtime.errors import Refused
from realtime.server.handshake import accept, check_handshake, check_origin
from realtime.server.websocket import BINARY, encode, encode_close
from tests.wire.frames import ACCEPT, KEY

# -- frames of the server -----------------------------------------------------------------------------


def as_read(frame: bytes) -> list[Event]:
    """What another implementation, as a client, reads from the bytes."""
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(frame)
    return list(client.events())


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65_535, "817effff"),
        (65_536, "817f0000000000010000"),
    ],
)
def test_a_frame_has_the_shortest_header_for_its_length(size: int, header: str) -> None:
    assert encode(b"x" * size) == bytes.fromhex(header) + b"x" * size


def test_a_frame_is_the_one_of_the_rfc() -> None:
    assert encode(b"Hello") == bytes.fromhex("810548656c6c6f")  # section 5.7


@given(st.text(max_size=300))
def test_a_text_frame_is_read_as_it_was_meant(text: str) -> None:
    assert as_read(encode(text.encode())) == [TextMessage(text)]


@given(st.binary(max_size=300))
def test_a_binary_frame_is_read_as_it_was_meant(payload: bytes) -> None:
    [message] = as_read(encode(payload, BINARY))
    assert isinstance(message, BytesMessage)
    assert bytes(message.data) == payload


@given(st.sampled_from([1000, 1001, 1009, 1012, 1013, 4000]), st.text("aé😀", max_size=200))
def test_a_close_frame_keeps_its_code_and_as_much_of_its_reason_as_fits(code: int, reason: str) -> None:
    frame = encode_close(code, reason)
    assert len(frame) <= 2 + 125
    [close] = as_read(frame)
    assert isinstance(close, CloseConnection)
    assert close.code == code
    assert reason.startswith(close.reason or "")
    assert len(reason.encode()) - len((close.reason or "").encode()) < 4 or len(frame) > 2 + 121


# -- the handshake ------------------------------------------------------------------------------------


def test_the_server_proves_that_it_understood_the_key() -> None:
    assert accept(KEY) == ACCEPT  # section 1.3


def handshake(**changed: str | None) -> dict[str, str]:
    """A valid handshake as WSGI has it, with fields changed or (None) left out."""
    fields = {"key": KEY, "version": "13", **changed}
    return {f"HTTP_SEC_WEBSOCKET_{name.upper()}": value for name, value in fields.items() if value is not None}


def test_a_valid_handshake_gives_its_key() -> None:
    assert check_handshake(handshake()) == KEY


@pytest.mark.parametrize("version", [None, "", "8", "14", "013", "13, 8"])
def test_another_version_is_refused_with_the_one_that_is_spoken(version: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        check_handshake(handshake(version=version))
    assert (refusal.value.status, refusal.value.code) == (426, "bad-version")
    assert "13" in refusal.value.hint


@pytest.mark.parametrize("key", [None, "", "short", "AAAA", "é" * 24, "!" * 24, KEY[:-2], KEY * 2])
def test_a_key_that_is_not_sixteen_bytes_is_refused(key: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        check_handshake(handshake(key=key))
    assert (refusal.value.status, refusal.value.code) == (400, "bad-key")


@pytest.mark.parametrize("origin", [None, "http://site.example", "https://site.example", "https://friend.example"])
def test_programs_own_pages_and_friends_may_connect(origin: str | None) -> None:
    environ = {"HTTP_HOST": "site.example"} | ({} if origin is None else {"HTTP_ORIGIN": origin})
    check_origin(environ, frozenset({"https://friend.example"}))


@pytest.mark.parametrize(
    "origin",
    ["https://foe.example", "https://site.example.foe.example", "https://site.example:444", "null", "", "site.example"],
)
def test_pages_of_other_sites_may_not(origin: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_origin({"HTTP_HOST": "site.example", "HTTP_ORIGIN": origin}, frozenset({"https://friend.example"}))
    assert (refusal.value.status, refusal.value.code) == (403, "foreign-origin")
