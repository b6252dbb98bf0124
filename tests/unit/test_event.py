"""Events: encoded once, on one line, and parsed back to the same; what cannot be one is refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.errors import Refused, shown
from realtime.event import DEFAULT_TYPE, RESERVED_TYPES, Event, data_json, event_type, parse_json

DEEP = "[" * 100_000
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)
WHOLE = 10_000_000


@given(values)
def test_the_json_of_an_event_is_one_line_and_parses_back_to_the_same(data: Any) -> None:
    event = Event(7, "stage", "score", data_json(data, WHOLE), 1_700_000_000_000.1234)
    assert "\n" not in event.json
    assert "\r" not in event.json
    assert json.loads(event.json) == {
        "id": 7,
        "topic": "stage",
        "type": "score",
        "data": data,
        "sent_at": 1_700_000_000_000.123,
    }
    assert event.size == len(event.json.encode())


@given(values)
def test_what_a_client_sends_as_json_is_read_as_it_was_meant(data: Any) -> None:
    assert parse_json(json.dumps(data).encode()) == data
    assert parse_json(data_json(data, WHOLE).encode()) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        parse_json(body)
    except Refused as refused:
        assert (refused.status, refused.code) == (400, "bad-json")


def test_the_time_of_an_event_has_microsecond_digits() -> None:
    event = Event(1, "stage", "message", "1", 1_700_000_000_000.0)
    assert event.sent_at == 1_700_000_000_000.0
    assert '"sent_at":1700000000000.000}' in event.json


def test_data_may_be_as_large_as_the_limit_in_bytes_and_no_larger() -> None:
    assert data_json("é" * 10, 22) == '"éééééééééé"'
    with pytest.raises(Refused) as refusal:
        data_json("é" * 11, 22)
    assert (refusal.value.status, refusal.value.code) == (413, "data-too-large")
    assert "24 bytes; 22 are allowed" in refusal.value.message


@pytest.mark.parametrize("data", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}])
def test_data_that_is_no_json_is_refused(data: object) -> None:
    with pytest.raises(Refused) as refusal:
        data_json(data, WHOLE)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-data")


def test_data_nested_too_deeply_is_refused() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(Refused) as refusal:
        data_json(nested, WHOLE)
    assert refusal.value.code == "bad-data"
    while nested:  # taken apart by hand: freeing it at once would recurse as deeply
        nested = nested[0]


@pytest.mark.parametrize(
    "body",
    ["", "{", "NaN", "[Infinity]", "-Infinity", "1e999", "-1e999", "1" * 400, "1" * 5000, '"a\nb"', "{}{}", DEEP],
    ids=lambda body: body[:12],
)
def test_a_body_that_no_browser_could_read_is_refused(body: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_json(body.encode())
    assert (refusal.value.status, refusal.value.code) == (400, "bad-json")


def test_a_body_in_no_encoding_is_refused() -> None:
    with pytest.raises(Refused):
        parse_json(b'"\xff\xfe\xfd"')


@pytest.mark.parametrize("type", ["a", "score", "game.score", "a_b-C.9", "x" * 64])
def test_a_word_is_an_event_type(type: str) -> None:
    assert event_type(type) == type


def test_without_a_type_an_event_is_a_message() -> None:
    assert event_type(None) == DEFAULT_TYPE == "message"


@pytest.mark.parametrize("type", ["", "a b", "a:b", "a\n", "a\nid: 9", "x" * 65, "é", 1, True, ["a"], {"a": 1}])
def test_what_would_break_an_sse_field_is_no_type(type: object) -> None:
    with pytest.raises(Refused) as refusal:
        event_type(type)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-type")


@pytest.mark.parametrize("type", sorted(RESERVED_TYPES))
def test_what_the_stream_itself_says_is_no_type(type: str) -> None:
    with pytest.raises(Refused) as refusal:
        event_type(type)
    assert refusal.value.code == "reserved-type"
    assert type in refusal.value.hint


# -- refusals -----------------------------------------------------------------------------------------


def test_a_refusal_carries_its_code_its_reason_and_its_remedy() -> None:
    refused = Refused(429, "too-fast", "Too fast.", "Wait.", retry_after_s=2)
    assert refused.body == {"error": {"code": "too-fast", "message": "Too fast.", "hint": "Wait."}}
    assert str(refused) == "Too fast."
    assert (refused.status, refused.retry_after_s) == (429, 2)


@given(values, st.integers(10, 100))
def test_a_value_in_a_message_is_short(value: object, limit: int) -> None:
    assert len(shown(value, limit)) <= limit


def test_a_value_nested_to_the_limit_can_be_shown() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert shown(nested) == "a list nested too deeply"
    while nested:
        nested = nested[0]
