"""Topics: ids without holes, bounded logs, cursors, and gaps that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.errors import Refused
from realtime.event import Event
from realtime.topic import Log, Reader, cursor_in, topic_name

ENVELOPE = Event(1, "t", "message", '""', 0.0).size  # bytes of an event around its data

logs = st.builds(Log, st.integers(1, 12), st.integers(1, 2_000))
texts = st.lists(st.text("aé😀", max_size=40), max_size=40)


def append(log: Log, text: str = "") -> Event:
    """Append an event with `text` as its data."""
    return log.append(lambda id: Event(id, "t", "message", f'"{text}"', 0.0))


def filled(events: int, limit_events: int = 100, limit_bytes: int = 100_000) -> Log:
    """A log to which so many small events were appended."""
    log = Log(limit_events, limit_bytes)
    for _ in range(events):
        append(log)
    return log


def ids(events: list[Event]) -> list[int]:
    """Their ids."""
    return [event.id for event in events]


@given(logs, texts)
def test_ids_count_from_one_without_holes(log: Log, texts: list[str]) -> None:
    assert [append(log, text).id for text in texts] == list(range(1, len(texts) + 1))
    assert log.head == len(texts)


@given(logs, texts, st.integers(0, 50), st.none() | st.integers(1, 20))
def test_events_and_gap_make_up_all_that_a_reader_is_owed(
    log: Log, texts: list[str], cursor: int, limit: int | None
) -> None:
    for text in texts:
        append(log, text)
    cursor = min(cursor, log.head)
    news = log.after(cursor, limit)
    assert ids(news.events) == list(range(cursor + news.gap + 1, news.cursor + 1))
    if limit is None:
        assert news.gap + len(news.events) == log.head - cursor
    else:
        assert len(news.events) == min(limit, log.head - cursor - news.gap)
    assert news.gap == max(0, log.floor - cursor)


@given(logs, texts, st.integers(1, 5))
def test_a_reader_that_asks_on_and_on_gets_every_event_once_or_hears_of_its_gap(
    log: Log, texts: list[str], often: int
) -> None:
    reader, got, gaps = Reader("room", "t", log, 0), [], 0
    for turn, text in enumerate(texts):
        append(log, text)
        if turn % often == 0:
            news = reader.read()
            got += ids(news.events)
            gaps += news.gap
    news = reader.read()
    got += ids(news.events)
    assert got == sorted(set(got))
    assert len(got) + gaps + news.gap == len(texts)
    assert reader.read().events == []


@given(logs, texts)
def test_a_log_keeps_to_its_bounds_and_to_its_newest_event(log: Log, texts: list[str]) -> None:
    for text in texts:
        append(log, text)
        held = log.after(0).events
        assert held[-1].id == log.head
        assert len(held) == len(log) <= log.limit_events
        assert log.bytes == sum(event.size for event in held)
        assert log.bytes <= log.limit_bytes or len(held) == 1


@given(st.integers(1, 30), st.integers(0, 400))
def test_a_log_never_holds_more_than_twice_what_it_shows(limit: int, events: int) -> None:
    log = filled(events, limit_events=limit)
    assert len(log._events) <= 2 * limit + 1


def test_bytes_are_counted_as_they_are_sent_not_as_characters() -> None:
    log = Log(100, 3 * (ENVELOPE + 40))
    for _ in range(5):
        append(log, "😀" * 10)  # 40 bytes
    assert len(log) == 3


def test_an_empty_log_owes_nothing() -> None:
    log = Log(10, 1000)
    news = log.after(0)
    assert (news.events, news.gap, news.cursor) == ([], 0, 0)
    assert (len(log), log.head, log.floor) == (0, 0, 0)


def test_a_full_log_tells_how_many_events_are_gone() -> None:
    log = filled(10, limit_events=3)
    assert log.floor == 7
    news = log.after(2)
    assert (ids(news.events), news.gap, news.cursor) == ([8, 9, 10], 5, 10)
    assert log.after(7).gap == 0


def test_an_event_that_cannot_be_made_leaves_the_log_as_it_was() -> None:
    log = filled(2)
    with pytest.raises(ZeroDivisionError):
        log.append(lambda id: Event(id, "t", "message", "1", 1 / 0))
    assert append(log).id == 3


# -- cursors and names --------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "cursor"), [(None, 5), ("0", 0), ("3", 3), ("5", 5), ("0004", 4)])
def test_a_client_asks_from_an_id_from_the_beginning_or_from_now(after: str | None, cursor: int) -> None:
    assert cursor_in(filled(5), after) == cursor


@pytest.mark.parametrize("after", ["", "-1", "+1", "1.0", " 1", "1\n", "one", "٣", "1e3", "9" * 16, "9" * 5000])
def test_what_is_no_cursor_is_refused(after: str) -> None:
    with pytest.raises(Refused) as refusal:
        cursor_in(filled(5), after)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-cursor")
    assert len(refusal.value.message) < 200


def test_a_cursor_of_the_future_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        cursor_in(filled(5), "6")
    assert refusal.value.code == "cursor-ahead"
    assert "newest event is 5" in refusal.value.message


@pytest.mark.parametrize("name", ["stage", "a", "9", "a-b", "-", "x" * 40])
def test_small_letters_digits_and_dashes_name_a_topic(name: str) -> None:
    assert topic_name(name) == name


@pytest.mark.parametrize("name", ["", "Stage", "a b", "a_b", "a/b", "é", "a\n", 'a"', "x" * 41])
def test_what_names_no_topic_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        topic_name(name)
    assert (refusal.value.status, refusal.value.code) == (400, "bad-topic")
