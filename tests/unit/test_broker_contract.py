"""What every broker must do, for rooms, events, channels and leases. One more broker is one more parameter."""

from collections.abc import Callable
from typing import Any

import pytest

from realtime.broker import Broker, BrokerError, NoSuchRoom, RoomRecord, open_broker
from realtime.broker.memory import MemoryBroker
from realtime.errors import Refused
from realtime.event import Event
from realtime.limits import Limits

LIMITS = Limits(topics=3, topic_events=5)
BROKERS: dict[str, Callable[[Limits, Callable[[], float]], Broker]] = {"memory": MemoryBroker}


class Clock:
    """Seconds that pass when the test says so."""

    at = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """The broker's time."""
    return Clock()


@pytest.fixture(params=list(BROKERS))
def broker(request: pytest.FixtureRequest, clock: Clock) -> Broker:
    """Each broker, with one room, `here`."""
    made = BROKERS[request.param](LIMITS, clock)
    made.add_room(record("here"))
    return made


def record(room: str) -> RoomRecord:
    """A room as it is made."""
    return RoomRecord(room, b"digest", 10.0)


# -- rooms --------------------------------------------------------------------------------------------


def test_a_room_is_found_as_it_was_added(broker: Broker) -> None:
    assert broker.room("here") == record("here")
    assert broker.room_count() == 1


def test_all_rooms_are_listed(broker: Broker) -> None:
    broker.add_room(record("there"))
    assert sorted(found.id for found in broker.rooms()) == ["here", "there"]
    assert broker.room_count() == 2


def test_rooms_may_be_removed_while_they_are_listed(broker: Broker) -> None:
    broker.add_room(record("there"))
    for found in broker.rooms():
        broker.remove_room(found.id)
    assert broker.rooms() == []


def test_a_touched_room_knows_when(broker: Broker) -> None:
    broker.touch("here", 99.0)
    assert broker.room("here").used_at == 99.0


def test_a_removed_room_is_gone_with_all_it_held(broker: Broker) -> None:
    broker.publish("here", "stage", "message", "1")
    broker.remove_room("here")
    broker.remove_room("here")
    assert broker.room_count() == 0
    broker.add_room(record("here"))
    assert broker.log("here", "stage").head == 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda broker: broker.room("gone"),
        lambda broker: broker.touch("gone", 1.0),
        lambda broker: broker.set_auto("gone", None),
        lambda broker: broker.set_recorded("gone", "tag", 1.0),
        lambda broker: broker.publish("gone", "stage", "message", "1"),
        lambda broker: broker.log("gone", "stage"),
        lambda broker: broker.topics("gone"),
        lambda broker: broker.listen("gone", "events", print),
    ],
    ids=["room", "touch", "set_auto", "set_recorded", "publish", "log", "topics", "listen"],
)
def test_a_room_that_is_gone_is_said_to_be(broker: Broker, ask: Callable[[Broker], object]) -> None:
    with pytest.raises(NoSuchRoom):
        ask(broker)


# -- events -------------------------------------------------------------------------------------------


def test_a_published_event_is_in_the_log_with_the_next_id_and_the_brokers_time(broker: Broker, clock: Clock) -> None:
    receipts = [broker.publish("here", "stage", "score", f"{number}") for number in range(3)]
    assert [receipt.id for receipt in receipts] == [1, 2, 3]
    assert receipts[0].sent_at == clock() * 1000
    events = broker.log("here", "stage").after(0).events
    assert [(event.id, event.topic, event.type, event.sent_at) for event in events] == [
        (id, "stage", "score", clock() * 1000) for id in (1, 2, 3)
    ]
    assert '"data":2' in events[2].json


def test_each_topic_of_each_room_counts_for_itself(broker: Broker) -> None:
    broker.add_room(record("there"))
    places = [("here", "stage"), ("here", "chat"), ("there", "stage")]
    assert [broker.publish(room, topic, "message", "1").id for room, topic in places] == [1, 1, 1]
    assert broker.publish("here", "chat", "message", "1").id == 2


def test_a_log_is_made_on_first_use_and_stays_the_same(broker: Broker) -> None:
    log = broker.log("here", "stage")
    assert log.head == 0
    broker.publish("here", "stage", "message", "1")
    assert log.head == 1
    assert broker.log("here", "stage") is log


def test_a_log_is_bounded_as_the_limits_say(broker: Broker) -> None:
    for _ in range(8):
        broker.publish("here", "stage", "message", "1")
    news = broker.log("here", "stage").after(0)
    assert (news.gap, len(news.events), news.cursor) == (3, 5, 8)


def test_the_topics_of_a_room_are_listed(broker: Broker) -> None:
    broker.publish("here", "stage", "message", "1")
    broker.log("here", "chat")
    assert {topic: log.head for topic, log in broker.topics("here").items()} == {"stage": 1, "chat": 0}


def test_a_room_has_so_many_topics_and_no_more(broker: Broker) -> None:
    for topic in ("one", "two", "three"):
        broker.log("here", topic)
    for use in (
        lambda: broker.log("here", "four"),
        lambda: broker.publish("here", "four", "message", "1"),
    ):
        with pytest.raises(Refused, match="3 topics") as refusal:
            use()
        assert (refusal.value.status, refusal.value.code) == (429, "too-many-topics")
    broker.publish("here", "three", "message", "1")
    assert sorted(broker.topics("here")) == ["one", "three", "two"]


# -- channels -----------------------------------------------------------------------------------------


def test_who_listens_to_a_topic_or_to_all_hears_each_event_once(broker: Broker) -> None:
    stage: list[Event] = []
    every: list[Event] = []
    broker.listen("here", "topic:stage", stage.append)
    broker.listen("here", "events", every.append)
    broker.publish("here", "stage", "message", "1")
    broker.publish("here", "chat", "message", "2")
    assert [event.topic for event in stage] == ["stage"]
    assert [event.topic for event in every] == ["stage", "chat"]


def test_an_event_is_in_the_log_when_it_is_heard_of(broker: Broker) -> None:
    log, heads = broker.log("here", "stage"), list[int]()
    broker.listen("here", "topic:stage", lambda _: heads.append(log.head))
    broker.publish("here", "stage", "message", "1")
    assert heads == [1]


def test_a_message_is_heard_by_all_who_listen_to_its_channel_and_by_nobody_else(broker: Broker) -> None:
    broker.add_room(record("there"))
    places = [("here", "tag:a"), ("here", "tag:a"), ("here", "tag:b"), ("there", "tag:a")]
    heard: list[list[Any]] = [[] for _ in places]
    for (room, channel), messages in zip(places, heard, strict=True):
        broker.listen(room, channel, messages.append)
    broker.post("here", "tag:a", {"wire": [1]})
    assert heard == [[{"wire": [1]}], [{"wire": [1]}], [], []]


def test_who_ended_hears_no_more_and_may_end_twice(broker: Broker) -> None:
    heard: list[Any] = []
    end = broker.listen("here", "control", heard.append)
    broker.post("here", "control", {"n": 1})
    end()
    end()
    broker.post("here", "control", {"n": 2})
    assert heard == [{"n": 1}]


def test_one_may_end_while_a_message_is_passed_on(broker: Broker) -> None:
    heard: list[str] = []
    ends: list[Callable[[], None]] = []

    def first(_: object) -> None:
        heard.append("first")
        ends[0]()

    ends.append(broker.listen("here", "control", first))
    broker.listen("here", "control", lambda _: heard.append("second"))
    broker.post("here", "control", {})
    broker.post("here", "control", {})
    assert heard == ["first", "second", "second"]


def test_a_room_that_is_gone_has_no_channels_and_no_complaints(broker: Broker) -> None:
    heard: list[Any] = []
    end = broker.listen("here", "control", heard.append)
    broker.remove_room("here")
    broker.post("here", "control", {"n": 1})
    end()
    assert heard == []


def test_new_settings_are_kept_and_told(broker: Broker) -> None:
    heard: list[Any] = []
    broker.listen("here", "control", heard.append)
    auto = {"topic": "stage", "rate": 2.0, "pattern": "steady"}
    broker.set_auto("here", auto)
    assert broker.room("here").auto == auto
    broker.set_auto("here", None)
    assert broker.room("here").auto is None
    assert heard == [{"auto": auto}, {"auto": None}]


def test_conditions_are_kept_and_told(broker: Broker) -> None:
    heard: list[Any] = []
    broker.listen("here", "control", heard.append)
    conditions = {"steps": [{"at_s": 0.0, "cut": True}], "set_at": 1.0}
    broker.set_conditions("here", conditions)
    assert broker.room("here").conditions == conditions
    broker.set_conditions("here", None)
    assert broker.room("here").conditions is None
    assert heard == [{"conditions": conditions}, {"conditions": None}]


def test_a_tag_is_recorded_until_its_time_is_over(broker: Broker, clock: Clock) -> None:
    broker.set_recorded("here", "mine", clock.at + 15)
    broker.set_recorded("here", "yours", clock.at + 5)
    assert broker.room("here").recorded == {"mine": clock.at + 15, "yours": clock.at + 5}
    clock.at += 10
    broker.set_recorded("here", "mine", clock.at + 15)
    assert broker.room("here").recorded == {"mine": clock.at + 15}


def test_a_tally_counts_by_name_and_room_until_conditions_are_set(broker: Broker) -> None:
    broker.add_room(record("there"))
    assert [broker.tally("here", name) for name in ("a", "a", "b", "a")] == [1, 2, 1, 3]
    assert broker.tally("there", "a") == 1
    broker.set_conditions("here", None)
    assert [broker.tally(room, "a") for room in ("here", "there")] == [1, 2]
    with pytest.raises(NoSuchRoom):
        broker.tally("nowhere", "a")


# -- leases -------------------------------------------------------------------------------------------


def test_a_lease_has_one_holder_at_a_time(broker: Broker) -> None:
    assert broker.lease("auto:here", "node-1", 3)
    assert not broker.lease("auto:here", "node-2", 3)
    assert broker.lease("auto:there", "node-2", 3)


def test_a_lease_is_renewed_by_asking_again(broker: Broker, clock: Clock) -> None:
    for _ in range(5):
        assert broker.lease("auto:here", "node-1", 3)
        clock.at += 2
        assert not broker.lease("auto:here", "node-2", 3)


def test_a_lease_that_was_not_renewed_goes_to_who_asks(broker: Broker, clock: Clock) -> None:
    broker.lease("auto:here", "node-1", 3)
    clock.at += 3.1
    assert broker.lease("auto:here", "node-2", 3)
    assert not broker.lease("auto:here", "node-1", 3)


def test_a_released_lease_is_free_at_once(broker: Broker) -> None:
    broker.lease("auto:here", "node-1", 3)
    broker.release("auto:here", "node-1")
    assert broker.lease("auto:here", "node-2", 3)


def test_only_its_holder_releases_a_lease(broker: Broker) -> None:
    broker.lease("auto:here", "node-1", 3)
    broker.release("auto:here", "node-2")
    broker.release("auto:there", "node-2")
    assert not broker.lease("auto:here", "node-2", 3)


# -- finding one --------------------------------------------------------------------------------------


def test_a_broker_is_opened_by_its_address() -> None:
    assert isinstance(open_broker("memory", LIMITS), MemoryBroker)


def test_an_unknown_broker_is_refused_by_name() -> None:
    with pytest.raises(BrokerError, match=r"There is no broker 'post-office'"):
        open_broker("post-office", LIMITS)
