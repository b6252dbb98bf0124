"""1,000 random scripts of conditions: whatever the network does, no client of the lessons loses an event or has it twice."""

import json
import random
import subprocess
from collections.abc import Callable
from typing import Any

from realtime.conditions import ANSWERS, script_of
from script import vendor
from tests.server import ROOT, Server
from tests.tools import missing

SCRIPTS = 1_000
AT_ONCE = 24  # rooms; more would wait for the processor
LONGEST_S = 600
LANES = ("polling", "long-polling", "sse", "websocket")
STEPS_MS = range(230)  # within the quarter of a second in which a script's events come

WORDS: dict[str, Callable[[random.Random], Any]] = {
    "delay_up_ms": lambda chance: chance.randint(1, 60),
    "delay_down_ms": lambda chance: chance.randint(1, 60),
    "jitter_ms": lambda chance: chance.randint(1, 60),
    "bytes_per_s": lambda chance: chance.choice((5_000, 20_000, 100_000)),
    "buffer": lambda chance: chance.choice((1, 200, 1_000, "end")),
    "idle_s": lambda _: 0.2,
    "status": lambda chance: {"answer": chance.choice(ANSWERS), "requests": chance.randint(1, 3)},
}
USUAL = 0.4  # the share of WORDS that a step says
# Each says of the other that it is not: a lane has what holds everywhere besides, and the two exclude each other.
TROUBLE = ({}, {}, {"cut": True, "black_hole": False}, {"cut": False, "black_hole": True})


def in_force(chance: random.Random) -> dict[str, Any]:
    """Some words, and in every other case a cut or a black hole."""
    said = {word: draw(chance) for word, draw in WORDS.items() if chance.random() < USUAL}
    return said | chance.choice(TROUBLE)


def script(chance: random.Random) -> dict[str, Any]:
    """Up to five steps, each of which may say more of one lane or two."""
    return {
        "steps": [
            {
                "at_s": at_ms / 1_000,
                **in_force(chance),
                "lanes": {lane: in_force(chance) for lane in chance.sample(LANES, chance.randint(0, 2))},
            }
            for at_ms in sorted(chance.sample(STEPS_MS, chance.randint(1, 5)))
        ]
    }


def some_scripts(chance: random.Random) -> list[dict[str, Any]]:
    """So many scripts, no two of which mean the same, and none of which means nothing."""
    drawn: dict[str, dict[str, Any]] = {}
    while len(drawn) < SCRIPTS:
        read = script_of(said := script(chance))
        if read and not all(conditions.clear for _, conditions in read.steps):
            drawn[json.dumps(read.json())] = said
    return list(drawn.values())


def strikes_one_lane(word: str, said: dict[str, Any]) -> bool:
    """Whether the word is said of a lane where it does not hold everywhere."""
    return any(not step.get(word) and one.get(word) for step in said["steps"] for one in step["lanes"].values())


def test_the_scripts_cut_single_lanes_and_dig_holes_in_them() -> None:
    drawn = some_scripts(random.Random())
    for word in ("cut", "black_hole"):
        assert sum(strikes_one_lane(word, said) for said in drawn) > SCRIPTS / 10, word


def test_no_event_is_lost_or_shown_twice_whatever_the_network_does(fresh_server: Callable[..., Server]) -> None:
    node = vendor.find_node()
    if node is None:
        missing("no Node.js to run the lessons' clients in: run script/vendor, which installs one")
    server = fresh_server(env={"LIMIT_ROOMS_PER_MINUTE": "100000", "LIMIT_ROOMS": "2000"})
    drawn = some_scripts(random.Random())
    done = subprocess.run(
        [*node.node, "--experimental-websocket", "--no-warnings", "tests/wire/clients.mjs"],
        cwd=ROOT,
        input=json.dumps({"url": server.url, "scripts": drawn, "at_once": AT_ONCE}),
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_S,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results) == SCRIPTS
    for said, result in zip(drawn, results, strict=True):
        owed = list(range(1, result["published"] + 1))
        for lane, heard in result["heard"].items():
            assert heard == owed, f"{lane} under {json.dumps(said)}"
