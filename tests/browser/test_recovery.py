"""Every transport's client under every condition, in a real browser: the table that lessons show is made here.

`WRITE_RECOVERY=1 script/test tests/browser/test_recovery.py` writes lessons/recovery.json anew: three rounds, for the
ranges of its times. Without it that file is held against one round: words and counts as they are, times within an order
of magnitude, and what the lessons claim of them. A condition that shows itself otherwise may do so twice, not three times.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.browser.stage import LANES
from tests.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FILE = ROOT / "lessons" / "recovery.json"
SOURCE = (ROOT / "tests" / "browser" / "recovery.js").read_text("utf-8").replace("export async", "async")
DURING_MS = 3_000  # long enough for a poll on a machine that is busy
PATIENCE_MS = 20_000
ROUNDS = 3

# A time may be ten times what was measured, or a tenth: machines differ by less. What is short anyway may wait for a busy
# one, but for less than the trouble lasts: else it would be no better than what waits for its end.
FACTOR = 10
BUSY_S = 2.0
# What cannot be sooner on any machine: bytes are never early, and nothing gets through a cut or a hole. A test that is slow
# to publish has its first event late, so of what lasts 3 s half is held.
LEAST_S = {"delay": 0.25, "cut": DURING_MS / 2_000, "black-hole": DURING_MS / 2_000}
# An EventSource waits for 3 s before it asks again, where no server told it otherwise: lessons/sse says so of Chromium.
RETRY_S, MARGIN_S = 3.0, 0.5

Row = dict[str, Any]


def lasting(conditions: dict[str, Any]) -> dict[str, Any]:
    """A script: these for DURING_MS, and then the network as it is."""
    return {"steps": [{"at_s": 0, **conditions}, {"at_s": DURING_MS / 1000}]}


def answering(status: str) -> dict[str, Any]:
    """A script: the lines are cut, and each transport's next request is answered so."""
    lanes = {lane: {"status": {"answer": status, "requests": 1}} for lane in LANES}
    return {"steps": [{"at_s": 0, "cut": True}, {"at_s": 0.4, "lanes": lanes}]}


CONDITIONS: dict[str, tuple[str, dict[str, Any], int]] = {  # name → what it is, its script, ms between events
    "delay": ("300 ms more, each way", lasting({"delay_up_ms": 300, "delay_down_ms": 300}), 250),
    "jitter": ("up to 300 ms more, at random", lasting({"jitter_ms": 300}), 250),
    "bandwidth": ("2,000 bytes a second", lasting({"bytes_per_s": 2_000}), 250),
    "cut": ("every line cut", lasting({"cut": True}), 250),
    "black-hole": ("a black hole: nothing passes, nobody is told", lasting({"black_hole": True}), 250),
    "buffer": ("a proxy that holds a stream back to its end", lasting({"buffer": "end"}), 250),
    "idle": ("a proxy that closes a line after 0.4 s of silence", lasting({"idle_s": 0.4}), 800),
    "503": ("cut, and then one 503", answering("503"), 250),
    "204": ("cut, and then one 204", answering("204"), 250),
    "redirect": ("cut, and then one redirect to a page", answering("redirect"), 250),
    "wrong-type": ("cut, and then one answer in HTML", answering("wrong-type"), 250),
    "duplicate": ("a relay that sends every event twice", lasting({"duplicate": 1}), 250),
    "reorder": ("a relay that swaps neighbours", lasting({"reorder": 1}), 250),
}


def test_every_client_recovers_from_every_condition_as_the_table_says(
    new_context: Callable[..., "BrowserContext"], silence: Any
) -> None:
    silence.allow("")  # lines break here on purpose, and the browser says so
    pages = {name: new_context().new_page() for name in CONDITIONS}
    for page in pages.values():
        page.goto("/nowhere", wait_until="commit")  # a page without work of its own
    writing = bool(os.environ.get("WRITE_RECOVERY"))
    rounds = [measured(pages) for _ in range(ROUNDS if writing else 1)]
    if writing:
        FILE.write_text(json.dumps(table(rounds), indent=1, ensure_ascii=False) + "\n", "utf-8")
    told = json.loads(FILE.read_text("utf-8"))
    for row in told["conditions"]:
        name, found = row["name"], rounds[0][row["name"]]
        for _ in range(ROUNDS - 1):
            if amiss(row, found):  # on a crowded machine a browser may sleep through three seconds: see it again, alone
                found = measured({name: pages[name]})[name]
        assert not amiss(row, found), (name, amiss(row, found))
    pauses = [pause for lanes in rounds[0].values() for pause in lanes["sse"]["pauses_s"]]
    assert pauses
    assert min(pauses) > RETRY_S - MARGIN_S, pauses
    assert [row["name"] for row in told["conditions"]] == list(CONDITIONS)


def measured(pages: dict[str, "Page"]) -> dict[str, dict[str, Row]]:
    """One round: every condition in a browser context of its own, all at once."""
    for name, page in pages.items():
        _, script, every_ms = CONDITIONS[name]
        plan = {"script": script, "during_ms": DURING_MS, "every_ms": every_ms, "patience_ms": PATIENCE_MS}
        page.evaluate(f"(plan) => {{ {SOURCE}; globalThis.run = recover(plan); }}", plan)
    found = {}
    for name, page in pages.items():
        run = page.evaluate("globalThis.run")
        owed = range(run["first"] + 1, run["last"] + 1)
        found[name] = {lane["name"]: fate(lane, owed) for lane in run["lanes"]}
    return found


def amiss(row: Row, found: dict[str, Row]) -> list[Any]:
    """What a round found otherwise than the table tells it."""
    wrong: list[Any] = [] if words(row["lanes"]) == words(found) else [words(row["lanes"]), words(found)]
    for lane, cell in row["lanes"].items():
        times = [(lane, time, cell[time], found[lane][time]) for time in ("late_s", "reopened_s")]
        wrong += [one for one in times if not fits(*one[2:])]
        late_s = found[lane]["late_s"]
        if late_s is not None and late_s < LEAST_S.get(row["name"], 0):
            wrong.append((lane, "too early", late_s))
    return wrong


def fate(lane: dict[str, Any], owed: range) -> Row:
    """What a user of one transport saw."""
    ids = [one["id"] for one in lane["heard"]]
    said = {one["is"] for one in lane["said"]}
    refused = [one["status"] for one in lane["said"] if one["is"] == "answered" and one["status"] >= 400]
    gave_up = lane["reopened_ms"] is not None
    if gave_up:
        sees = "it gives up, until it is opened again"
    elif refused:
        sees = f"the server answers {refused[0]}; it asks again by itself"
    elif "lost" in said:
        sees = "the line breaks; it asks again by itself"
    elif any(one["during"] for one in lane["heard"]):
        sees = "events come"
    else:
        sees = "nothing comes, and nothing is noticed"
    if len(ids) > len(set(ids)):
        sees += ", some of them twice"
    if list(dict.fromkeys(ids)) != sorted(set(ids)):
        sees += ", some in the wrong order"
    return {
        "sees": sees,
        "late_s": None if gave_up else seconds(max((one["late_ms"] for one in lane["heard"]), default=float("inf"))),
        "reopened_s": seconds(lane["reopened_ms"]) if gave_up else None,
        "lost": len(set(owed) - set(ids)),
        "pauses_s": pauses(lane["said"]),
    }


def seconds(ms: float) -> float:
    return round(ms / 1000, 2)


def pauses(said: list[dict[str, Any]]) -> list[float]:
    """How long it took from each break of a line until it was open again, in s."""
    found, broke_at = [], None
    for one in said:
        if one["is"] == "lost" and broke_at is None:
            broke_at = one["at_ms"]
        elif one["is"] == "open" and broke_at is not None:
            found.append(seconds(one["at_ms"] - broke_at))
            broke_at = None
    return found


def fits(told: list[float] | None, found: float | None) -> bool:
    """Whether a time is of the order of the range that the table tells, or as absent."""
    if told is None or found is None:
        return told is found
    least, most = told
    return least / FACTOR <= found <= max(most * FACTOR, most + BUSY_S)


def words(lanes: dict[str, Row]) -> dict[str, Any]:
    """What must be the same in each run: all but the times."""
    return {name: (lane["sees"], lane["lost"]) for name, lane in lanes.items()}


def between(times: list[float | None]) -> list[float] | None:
    """The range of these times; None where there are none."""
    there = [time for time in times if time is not None]
    return [min(there), max(there)] if there else None


def table(rounds: list[dict[str, dict[str, Row]]]) -> dict[str, Any]:
    """The file: each condition, and by transport what a user sees, how late the latest event is, how many are lost."""
    rows = []
    for name, (says, _, _) in CONDITIONS.items():
        lanes = {}
        for lane in LANES:
            all_rounds = [one[name][lane] for one in rounds]
            assert all(words({lane: one}) == words({lane: all_rounds[0]}) for one in all_rounds), (
                name,
                lane,
                all_rounds,
            )
            lanes[lane] = {name: all_rounds[0][name] for name in ("sees", "lost")} | {
                time: between([one[time] for one in all_rounds]) for time in ("late_s", "reopened_s")
            }
        rows.append({"name": name, "says": says, "lanes": lanes})
    today = datetime.now(UTC)
    how = f"each condition lasts {DURING_MS / 1000:g} s; {ROUNDS} rounds"
    about = f"Chromium, all four at once, {today.day} {today:%B %Y}; {how}"
    return {"about": about, "conditions": rows}
