"""The wire: records of exchanges, told to whoever asked by tag, as often as something is new."""

from typing import Any

import pytest

from realtime.broker import RoomRecord
from realtime.broker.memory import MemoryBroker
from realtime.errors import Refused
from realtime.limits import Limits
from realtime.server.wire import Ledger, checked_tag


@pytest.fixture
def broker() -> MemoryBroker:
    """A broker with two rooms."""
    made = MemoryBroker(Limits())
    for room in ("here", "there"):
        made.add_room(RoomRecord(room, b"", 0.0))
    return made


@pytest.fixture
def ledger(broker: MemoryBroker) -> Ledger:
    """The node's ledger."""
    return Ledger(broker)


def listen(broker: MemoryBroker, room: str, tag: str) -> list[Any]:
    """What a control socket of this room and tag hears."""
    heard: list[Any] = []
    broker.listen(room, "tag:" + tag, heard.append)
    return heard


def test_a_record_tells_all_that_is_known_so_far(broker: MemoryBroker, ledger: Ledger) -> None:
    heard = listen(broker, "here", "mine")
    exchange = ledger.open("here", "mine", "sse", "12")
    exchange.received_at, exchange.answered_at, exchange.status = 1000.12345, 1001.0, 200
    exchange.up, exchange.down, exchange.events = 480, 1_200, 3
    ledger.note(exchange)
    ledger.tell()
    record = {
        "transport": "sse", "number": 1, "after": 12, "received_at": 1000.123, "answered_at": 1001.0,
        "closed_at": None, "status": 200, "up": 480, "down": 1_200, "events": 3,
    }  # fmt: skip
    assert heard == [{"wire": [record]}]


def test_exchanges_are_numbered_one_after_the_other(ledger: Ledger) -> None:
    assert [ledger.open("here", "mine", "polling", None).number for _ in range(3)] == [1, 2, 3]


def test_many_changes_are_told_once_and_nothing_is_told_twice(broker: MemoryBroker, ledger: Ledger) -> None:
    heard = listen(broker, "here", "mine")
    first, second = (ledger.open("here", "mine", "polling", None) for _ in range(2))
    for down in (10, 20, 30):
        first.down = down
        ledger.note(first)
    ledger.note(second)
    ledger.tell()
    ledger.tell()
    assert [[record["down"] for record in message["wire"]] for message in heard] == [[30, 0]]
    first.down = 40
    ledger.note(first)
    ledger.tell()
    assert [record["number"] for record in heard[1]["wire"]] == [1]


def test_a_record_is_told_to_its_room_and_tag_and_to_nobody_else(broker: MemoryBroker, ledger: Ledger) -> None:
    mine, other_tag, other_room = (
        listen(broker, "here", "mine"),
        listen(broker, "here", "yours"),
        listen(broker, "there", "mine"),
    )
    exchange = ledger.open("here", "mine", "sse", None)
    ledger.note(exchange)
    ledger.note_upward(exchange, 1.0)
    ledger.tell()
    assert len(mine) == 2
    assert other_tag == other_room == []


def test_messages_upward_are_told_with_their_time(broker: MemoryBroker, ledger: Ledger) -> None:
    heard = listen(broker, "here", "mine")
    exchange = ledger.open("here", "mine", "websocket", None)
    ledger.note_upward(exchange, 1000.12345)
    ledger.note_upward(exchange, 1001.0)
    ledger.tell()
    ledger.tell()
    told = [{"transport": "websocket", "number": 1, "at": at} for at in (1000.123, 1001.0)]
    assert heard == [{"upward": told}]


def test_a_room_that_is_gone_is_no_trouble(broker: MemoryBroker, ledger: Ledger) -> None:
    ledger.note(ledger.open("here", "mine", "sse", None))
    broker.remove_room("here")
    ledger.tell()


@pytest.mark.parametrize(
    ("after", "cursor"),
    [(None, None), ("", None), ("0", 0), ("12", 12), ("-1", None), ("x", None), ("٣", None), ("9" * 5_000, None)],
)
def test_a_record_knows_the_cursor_if_it_is_one(ledger: Ledger, after: str | None, cursor: int | None) -> None:
    assert ledger.open("here", "mine", "sse", after).after == cursor


@pytest.mark.parametrize("tag", [None, "a", "A-z_09", "x" * 32])
def test_a_word_is_a_tag(tag: str | None) -> None:
    assert checked_tag(tag) == tag


@pytest.mark.parametrize("tag", ["", "a b", "a:b", "é", "a\n", "x" * 33])
def test_anything_else_is_refused(tag: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked_tag(tag)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-tag")
