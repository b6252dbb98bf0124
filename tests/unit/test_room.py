"""Rooms: unguessable capabilities, keys, limits with a clear no, and expiry; on a clock of the test's own."""

from collections.abc import Callable

import pytest

from realtime.broker.memory import MemoryBroker
from realtime.errors import Refused
from realtime.limits import Limits
from realtime.room import TOUCH_S, NewRoom, Rooms, short


class Clock:
    """Seconds that pass when the test says so. `steady` counts them as a clock does that nobody sets."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0
        self.steady = 5.0

    def __call__(self) -> float:
        return self.at

    def pass_(self, seconds: float) -> None:
        """Let so much time pass."""
        self.at += seconds
        self.steady += seconds

    def set(self, seconds: float) -> None:
        """Set the clock forward, or back."""
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    """The time in the test's rooms."""
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Rooms]:
    """Makes rooms within limits: `make(rooms=2)`."""

    def rooms(**limits: float) -> Rooms:
        bounds = Limits(**limits)  # type: ignore[arg-type]  # as the environment would set them
        return Rooms(MemoryBroker(bounds, clock), bounds, clock, lambda: clock.steady)

    return rooms


@pytest.fixture
def rooms(make: Callable[..., Rooms]) -> Rooms:
    """Rooms within the default limits."""
    return make()


@pytest.fixture
def new(rooms: Rooms) -> NewRoom:
    """One of them."""
    return rooms.create("192.0.2.1")


def refused(call: Callable[[], object]) -> tuple[int, str]:
    """(status, code) of the refusal."""
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.status, refusal.value.code


# -- capabilities -------------------------------------------------------------------------------------


def test_a_new_room_has_an_id_and_a_key_that_nobody_can_guess(rooms: Rooms) -> None:
    made = [rooms.create("192.0.2.1") for _ in range(50)]
    assert len({new.room for new in made} | {new.key for new in made}) == 100
    assert all(len(new.room) == 16 and len(new.key) == 24 for new in made)  # 96 and 144 random bits
    assert made[0].expires_in_s == rooms.limits.room_idle_s


def test_the_key_itself_is_not_kept(rooms: Rooms, new: NewRoom) -> None:
    assert new.key not in repr(rooms.broker.room(new.room))


def test_the_key_opens_its_room_and_no_other(rooms: Rooms, new: NewRoom) -> None:
    other = rooms.create("192.0.2.1")
    assert rooms.authorize(new.room, new.key).id == new.room
    assert refused(lambda: rooms.authorize(new.room, other.key)) == (403, "wrong-key")
    assert refused(lambda: rooms.authorize(new.room, new.key + "\ud800é")) == (403, "wrong-key")
    assert refused(lambda: rooms.authorize(new.room, "")) == (403, "wrong-key")


def test_without_a_key_the_way_to_one_is_told(rooms: Rooms, new: NewRoom) -> None:
    assert refused(lambda: rooms.authorize(new.room, None)) == (401, "no-key")


@pytest.mark.parametrize("room", ["", "nowhere", "x" * 10_000])
def test_a_room_that_never_was_is_not_found(rooms: Rooms, room: str) -> None:
    assert refused(lambda: rooms.record(room)) == (404, "no-such-room")
    assert refused(lambda: rooms.authorize(room, "key")) == (404, "no-such-room")
    assert refused(lambda: rooms.publish(room, "stage", {"data": 1})) == (404, "no-such-room")
    assert refused(lambda: rooms.reader(room, "stage", None)) == (404, "no-such-room")


def test_the_log_shows_too_little_of_a_room_to_read_it(new: NewRoom) -> None:
    assert short(new.room) == new.room[:5] + "…"


# -- publishing and reading ---------------------------------------------------------------------------


def test_a_published_event_is_read_by_who_asks_for_it(rooms: Rooms, new: NewRoom, clock: Clock) -> None:
    reader = rooms.reader(new.room, "stage", None)
    receipt = rooms.publish(new.room, "stage", {"type": "score", "data": {"home": 1}})
    assert (receipt.id, receipt.sent_at) == (1, clock() * 1000)
    [event] = reader.read().events
    assert (event.id, event.topic, event.type, event.sent_at) == (1, "stage", "score", receipt.sent_at)
    assert '"data":{"home":1}' in event.json
    assert rooms.published == 1


def test_without_a_cursor_only_what_is_new_is_read(rooms: Rooms, new: NewRoom) -> None:
    rooms.publish(new.room, "stage", {"data": 1})
    assert rooms.reader(new.room, "stage", None).read().events == []
    assert len(rooms.reader(new.room, "stage", "0").read().events) == 1


@pytest.mark.parametrize("body", [None, [], "data", 1, {}, {"type": "score"}, {"data": 1, "id": 5}, {"Data": 1}])
def test_what_is_no_event_is_refused(rooms: Rooms, new: NewRoom, body: object) -> None:
    assert refused(lambda: rooms.publish(new.room, "stage", body)) == (400, "bad-event")
    assert rooms.published == 0


def test_data_may_be_null(rooms: Rooms, new: NewRoom) -> None:
    assert rooms.publish(new.room, "stage", {"data": None}).id == 1


def test_a_bad_topic_type_or_size_is_refused_and_counts_for_nothing(make: Callable[..., Rooms]) -> None:
    rooms = make(data_bytes=10, publishes_per_s=1)
    room = rooms.create("192.0.2.1").room
    for _ in range(20):
        assert refused(lambda: rooms.publish(room, "Stage", {"data": 1})) == (400, "bad-topic")
        assert refused(lambda: rooms.publish(room, "stage", {"data": 1, "type": "gap"})) == (400, "reserved-type")
        assert refused(lambda: rooms.publish(room, "stage", {"data": "x" * 10})) == (413, "data-too-large")
    assert rooms.publish(room, "stage", {"data": 1}).id == 1
    assert rooms.published == 1


# -- limits -------------------------------------------------------------------------------------------


def test_a_room_that_publishes_too_fast_is_told_to_wait(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(publishes_per_s=2)
    room, other = rooms.create("192.0.2.1").room, rooms.create("192.0.2.1").room

    def publish() -> object:
        return rooms.publish(room, "stage", {"data": 1})

    for _ in range(20):
        publish()
    assert refused(publish) == (429, "publishing-too-fast")
    rooms.publish(other, "stage", {"data": 1})
    clock.pass_(0.5)
    publish()
    assert refused(publish) == (429, "publishing-too-fast")


def test_one_address_may_not_take_all_rooms(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(rooms_per_minute=2)
    rooms.create("192.0.2.1")
    rooms.create("192.0.2.1")
    assert refused(lambda: rooms.create("192.0.2.1")) == (429, "too-many-new-rooms")
    rooms.create("192.0.2.2")
    clock.pass_(31)
    rooms.create("192.0.2.1")


def test_a_full_server_says_so_and_when_to_come_back(make: Callable[..., Rooms]) -> None:
    rooms = make(rooms=1)
    rooms.create("192.0.2.1")
    with pytest.raises(Refused, match="All 1 rooms are in use") as refusal:
        rooms.create("192.0.2.1")
    assert (refusal.value.status, refusal.value.code, refusal.value.retry_after_s) == (503, "no-room-left", 60)


def test_a_room_has_so_many_topics_and_no_more(make: Callable[..., Rooms]) -> None:
    rooms = make(topics=2)
    room = rooms.create("192.0.2.1").room
    rooms.publish(room, "one", {"data": 1})
    rooms.reader(room, "two", None)
    assert refused(lambda: rooms.reader(room, "three", None)) == (429, "too-many-topics")
    assert refused(lambda: rooms.publish(room, "three", {"data": 1})) == (429, "too-many-topics")
    assert rooms.published == 1
    rooms.publish(room, "two", {"data": 1})


# -- expiry -------------------------------------------------------------------------------------------


def test_a_room_that_nobody_uses_expires(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(room_idle_s=100)
    room = rooms.create("192.0.2.1").room
    clock.pass_(99)
    assert rooms.expire(lambda _: False) == []
    clock.pass_(2)
    assert rooms.expire(lambda _: False) == [room]
    assert refused(lambda: rooms.record(room)) == (404, "no-such-room")


def test_any_request_keeps_a_room(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(room_idle_s=100)
    room = rooms.create("192.0.2.1").room
    for _ in range(5):
        clock.pass_(90)
        rooms.reader(room, "stage", None)
        assert rooms.expire(lambda _: False) == []


def test_an_open_connection_keeps_a_room(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(room_idle_s=100)
    used, unused = rooms.create("192.0.2.1").room, rooms.create("192.0.2.1").room
    clock.pass_(500)
    assert rooms.expire(lambda room: room == used) == [unused]
    clock.pass_(99)
    assert rooms.expire(lambda _: False) == []
    clock.pass_(2)
    assert rooms.expire(lambda _: False) == [used]


@pytest.mark.parametrize("step_s", [7_200, -7_200])
def test_a_clock_that_is_set_neither_takes_a_room_nor_keeps_it(
    make: Callable[..., Rooms], clock: Clock, step_s: float
) -> None:
    rooms = make(room_idle_s=100)
    room = rooms.create("192.0.2.1").room
    clock.pass_(50)
    clock.set(step_s)
    assert rooms.unused_s(room) == 50
    assert rooms.expire(lambda _: False) == []
    rooms.record(room)
    clock.pass_(99)
    assert rooms.expire(lambda _: False) == []
    clock.pass_(2)
    assert rooms.expire(lambda _: False) == [room]


def test_a_use_at_another_node_keeps_a_room(make: Callable[..., Rooms], clock: Clock) -> None:
    rooms = make(room_idle_s=100)
    other = Rooms(rooms.broker, rooms.limits, clock, lambda: clock.steady)
    room = rooms.create("192.0.2.1").room
    clock.pass_(99)
    other.record(room)
    clock.pass_(99)
    assert rooms.expire(lambda _: False) == []
    assert not other._used.keys() - {room}
    clock.pass_(101)
    assert rooms.expire(lambda _: False) == [room]
    assert other.expire(lambda _: False) == []
    assert rooms._used == other._used == {}


def test_a_busy_room_is_touched_once_in_a_while_not_each_time(rooms: Rooms, new: NewRoom, clock: Clock) -> None:
    began = rooms.record(new.room).used_at
    clock.pass_(TOUCH_S / 2)
    rooms.record(new.room)
    assert rooms.broker.room(new.room).used_at == began
    clock.pass_(TOUCH_S)
    rooms.record(new.room)
    assert rooms.broker.room(new.room).used_at == clock()


def test_what_is_remembered_of_rooms_and_addresses_is_forgotten_in_time(rooms: Rooms, clock: Clock) -> None:
    for number in range(50):
        rooms.publish(rooms.create(f"192.0.2.{number}").room, "stage", {"data": 1})
    clock.pass_(3_600)
    rooms.expire(lambda _: True)
    assert not rooms._making
    assert not rooms._publishing
