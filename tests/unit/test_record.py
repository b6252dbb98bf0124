"""The record of bytes: bounded in each exchange and in all, and honest about what it let go."""

from realtime.server.record import EXCHANGE_BYTES, GIVEN_BYTES, HEAD_BYTES, TAG_BYTES, Record, pieces_of


def note(record: Record, number: int, start: int, size: int, up: bool = False) -> None:
    """`size` bytes pass, from the `start`-th on."""
    for piece in pieces_of(number, up, start, b"x" * size, 1.0, True):
        record.add(piece)


def places(record: Record, number: int) -> list[tuple[int, int]]:
    """Where the kept pieces of an exchange lie, the ones down."""
    found, down, more = [], 0, True
    while more:
        pieces, more = record.after(number, 0, down)
        found += [(piece["from"], piece["to"]) for piece in pieces]
        down = found[-1][1]
    return found


def test_long_bytes_become_pieces_of_which_the_first_begins_something() -> None:
    pieces = list(pieces_of(7, True, 10, b"x" * (HEAD_BYTES + 1), 1.00012, True))
    assert [(piece["from"], piece["to"], piece["begins"]) for piece in pieces] == [
        (10, 10 + HEAD_BYTES, True),
        (10 + HEAD_BYTES, 11 + HEAD_BYTES, False),
    ]
    assert pieces[0]["number"] == 7
    assert pieces[0]["at"] == 1.0


def test_an_exchange_keeps_its_head_and_its_latest_bytes() -> None:
    record = Record()
    for n in range(100):
        note(record, 1, n * 1_000, 1_000)
    kept = places(record, 1)
    assert kept[0] == (0, 1_000)
    assert kept[-1] == (99_000, 100_000)
    assert record.size == sum(to - start for start, to in kept) <= EXCHANGE_BYTES
    assert kept[1:] == [(start, start + 1_000) for start in range(kept[1][0], 100_000, 1_000)]


def test_of_all_exchanges_those_stay_that_had_bytes_last() -> None:
    record = Record()
    note(record, 1, 0, 100)
    for number in range(2, 12):
        note(record, number, 0, EXCHANGE_BYTES // 2)
        note(record, 1, 100 * number - 100, 100)
    assert record.size <= TAG_BYTES
    assert record.after(2, 0, 0) == ([], False)
    assert places(record, 1)[0] == (0, 100)
    assert len(places(record, 1)) == 11


def test_an_answer_holds_so_many_bytes_and_says_that_there_are_more() -> None:
    record = Record()
    note(record, 1, 0, GIVEN_BYTES * 2)
    pieces, more = record.after(1, 0, 0)
    assert more
    assert sum(piece["to"] - piece["from"] for piece in pieces) <= GIVEN_BYTES


def test_what_is_drained_is_gone() -> None:
    record = Record()
    note(record, 1, 0, 10)
    note(record, 2, 0, 10, up=True)
    assert [(piece["number"], piece["up"]) for piece in record.drain()] == [(1, False), (2, True)]
    assert record.drain() == []
    assert record.size == 0
