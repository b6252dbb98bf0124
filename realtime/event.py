"""An event: one thing that happened. It is encoded as JSON once, when it is published, and never again."""

import json
import math
import re
from typing import NoReturn

from realtime.errors import Refused, shown

TYPE = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")  # one line, no colon: it becomes the `event:` field of SSE
DEFAULT_TYPE = "message"  # the type a browser gives an SSE block without an `event:` field (WHATWG HTML 9.2.6)
RESERVED_TYPES = frozenset({"gap", "error", "open"})  # what EventSource and our own streams say for themselves


class Event:
    """What every transport carries.

    id: position in its topic, counted from 1 without holes, so an id is also a cursor;
    sent_at: milliseconds since 1970 on the server's clock, with microsecond digits;
    json: the whole event as compact JSON on one line, `{"id", "topic", "type", "data", "sent_at"}`;
    size: the bytes of that line in UTF-8.
    """

    __slots__ = ("id", "json", "sent_at", "size", "topic", "type")

    def __init__(self, id: int, topic: str, type: str, data_json: str, sent_at: float) -> None:
        self.id = id
        self.topic = topic
        self.type = type
        self.sent_at = round(sent_at, 3)
        self.json = f'{{"id":{id},"topic":"{topic}","type":"{type}","data":{data_json},"sent_at":{self.sent_at:.3f}}}'
        self.size = len(self.json.encode())

    def __repr__(self) -> str:
        return f"Event({self.json})"


def event_type(value: object) -> str:
    """`value` as an event type, or Refused."""
    if value is None:
        return DEFAULT_TYPE
    if not isinstance(value, str) or not TYPE.match(value):
        raise Refused(
            400,
            "bad-type",
            f"The event type {shown(value)} cannot be sent as one SSE field.",
            "Use 1 to 64 letters, digits, dots, dashes or underscores.",
        )
    if value in RESERVED_TYPES:
        raise Refused(
            400,
            "reserved-type",
            f"The event type {value!r} is what the stream itself says.",
            f"Choose another than {', '.join(sorted(RESERVED_TYPES))}.",
        )
    return value


def data_json(data: object, limit_bytes: int) -> str:
    """`data` (any JSON value) as compact JSON on one line of at most `limit_bytes`, or Refused."""
    try:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        size = len(text.encode())
    except (UnicodeEncodeError, ValueError, RecursionError) as error:
        raise Refused(
            400,
            "bad-data",
            f"The event's data cannot be written as JSON: {error}.",
            "Send JSON without NaN, without half a surrogate pair, and not nested a thousand deep.",
        ) from None
    if size > limit_bytes:
        raise Refused(
            413,
            "data-too-large",
            f"The event's data is {size:,} bytes; {limit_bytes:,} are allowed.",
            "Send a reference to large data, not the data.",
        )
    return text


def parse_json(body: bytes) -> object:
    """`body` as JSON (RFC 8259, so no NaN), or Refused. Numbers beyond a double are refused: no browser could read them."""
    try:
        return json.loads(body, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise Refused(
            400, "bad-json", f"The body is not JSON: {error}.", 'Send a JSON object such as {"data": "hello"}.'
        ) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large for a double")
    return number


def _whole(text: str) -> int:
    _finite(text)
    return int(text)
