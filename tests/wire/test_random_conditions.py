"""1,000 random scripts of conditions: whatever the network does, no client of the lessons loses an event or has it twice."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from realtime.conditions import ANSWERS, script_of
from script import vendor
from tests.server import ROOT, Server
from tests.tools import missing

SCRIPTS = 1_000
EXAMPLES = SCRIPTS * 5 // 4  # hypothesis draws some twice, and some that mean nothing
AT_ONCE = 24  # rooms; more would wait for the processor
LONGEST_S = 600
LANES = ("polling", "long-polling", "sse", "websocket")
LAST_STEP_MS = 229  # within the quarter of a second in which a script's events come

WORDS: dict[str, st.SearchStrategy[Any]] = {
    "delay_up_ms": st.integers(1, 60),
    "delay_down_ms": st.integers(1, 60),
    "jitter_ms": st.integers(1, 60),
    "bytes_per_s": st.sampled_from((5_000, 20_000, 100_000)),
    "buffer": st.sampled_from((1, 200, 1_000, "end")),
    "idle_s": st.just(0.2),
    "status": st.fixed_dictionaries({"answer": st.sampled_from(ANSWERS), "requests": st.integers(1, 3)}),
}
# Each says of the other that it is not: a lane has what holds everywhere besides, and the two exclude each other.
TROUBLE = ({}, {}, {"cut": True, "black_hole": False}, {"cut": False, "black_hole": True})

# Some words, and in every other case a cut or a black hole.
IN_FORCE = st.builds(dict.__or__, st.fixed_dictionaries({}, optional=WORDS), st.sampled_from(TROUBLE))
STEP = st.builds(
    lambda at_ms, said, lanes: {"at_s": at_ms / 1_000, **said, "lanes": lanes},
    st.integers(0, LAST_STEP_MS),
    IN_FORCE,
    st.dictionaries(st.sampled_from(LANES), IN_FORCE, max_size=2),
)
STEPS = st.lists(STEP, min_size=1, max_size=5, unique_by=lambda step: step["at_s"])
SCRIPT = STEPS.map(lambda steps: {"steps": sorted(steps, key=lambda step: step["at_s"])})


def some_scripts() -> list[dict[str, Any]]:
    """So many scripts, no two of which mean the same, and none of which means nothing."""
    drawn: dict[str, dict[str, Any]] = {}

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SCRIPT)
    def draw(said: dict[str, Any]) -> None:
        read = script_of(said)
        if read and not all(conditions.clear for _, conditions in read.steps):
            drawn[json.dumps(read.json())] = said

    draw()
    assert len(drawn) >= SCRIPTS, f"of {EXAMPLES} examples only {len(drawn)} differ: raise EXAMPLES"
    return list(drawn.values())[:SCRIPTS]


def strikes_one_lane(word: str, said: dict[str, Any]) -> bool:
    """Whether the word is said of a lane where it does not hold everywhere."""
    return any(not step.get(word) and one.get(word) for step in said["steps"] for one in step["lanes"].values())


def test_no_event_is_lost_or_shown_twice_whatever_the_network_does(fresh_server: Callable[..., Server]) -> None:
    node = vendor.find_node()
    if node is None:
        missing("no Node.js to run the lessons' clients in: run script/vendor, which installs one")
    server = fresh_server(env={"LIMIT_ROOMS_PER_MINUTE": "100000", "LIMIT_ROOMS": "2000"})
    drawn = some_scripts()
    for word in ("cut", "black_hole"):
        assert sum(strikes_one_lane(word, said) for said in drawn) > SCRIPTS / 10, f"{word} of single lanes is too rare"
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
