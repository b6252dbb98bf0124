"""Every transport's client under every condition, in a real browser: the table that lessons show is made here.

`WRITE_RECOVERY=1 script/test tests/browser/test_recovery.py` writes lessons/recovery.json anew: three rounds, for the
ranges of its times. Without it the words and counts of that file are held against one round.
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
        assert words(row["lanes"]) == words(rounds[0][row["name"]]), row["name"]
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


def fate(lane: dict[str, Any], owed: range) -> Row:
    """What a user of one transport saw."""
    ids = [one["id"] for one in lane["heard"]]
    said = {one["is"] for one in lane["said"]}
    refused = [one["status"] for one in lane["said"] if one["is"] == "answered" and one["status"] >= 400]
    if lane["gave_up"]:
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
    late = None if lane["gave_up"] else round(max(one["late_ms"] for one in lane["heard"]) / 1000, 2)
    return {"sees": sees, "late_s": late, "lost": len(set(owed) - set(ids))}


def words(lanes: dict[str, Row]) -> dict[str, Any]:
    """What must be the same in each run: all but the times."""
    return {name: (lane["sees"], lane["lost"]) for name, lane in lanes.items()}


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
            late = [one["late_s"] for one in all_rounds if one["late_s"] is not None]
            lanes[lane] = {**all_rounds[0], "late_s": [min(late), max(late)] if late else None}
        rows.append({"name": name, "says": says, "lanes": lanes})
    today = datetime.now(UTC)
    how = f"each condition lasts {DURING_MS / 1000:g} s; {ROUNDS} rounds"
    about = f"Chromium, all four at once, {today.day} {today:%B %Y}; {how}"
    return {"about": about, "conditions": rows}
