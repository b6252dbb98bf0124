"""1,000 random scripts of conditions: whatever the network does, no client of the lessons loses an event or has it twice."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realtime.conditions import ANSWERS, script_of
from script import vendor
from tests.server import ROOT, Server

SCRIPTS = 1_000
AT_ONCE = 24  # rooms; more would wait for the processor
LONGEST_S = 600
LANES = ("polling", "long-polling", "sse", "websocket")

some = st.integers(1, 60)
words = st.fixed_dictionaries(
    {},
    optional={
        "delay_up_ms": some,
        "delay_down_ms": some,
        "jitter_ms": some,
        "bytes_per_s": st.sampled_from((5_000, 20_000, 100_000)),
        "buffer": st.sampled_from((1, 200, 1_000, "end")),
        "idle_s": st.just(0.2),
        "status": st.fixed_dictionaries({"answer": st.sampled_from(ANSWERS), "requests": st.integers(1, 3)}),
    },
)
trouble = st.sampled_from(({}, {}, {"cut": True}, {"black_hole": True}))
in_force = st.builds(lambda said, more: said | more, words, trouble)
lanes = st.dictionaries(st.sampled_from(LANES), words, max_size=2)
times = st.lists(st.integers(0, 230), min_size=1, max_size=5, unique=True).map(sorted)


@st.composite
def scripts(draw: Callable[..., Any]) -> dict[str, Any]:
    """Up to five steps within a quarter of a second; some say more of one lane."""
    return {
        "steps": [{"at_s": at_ms / 1_000, **draw(in_force), "lanes": draw(lanes)} for at_ms in draw(times)],
    }


def some_scripts() -> list[dict[str, Any]]:
    """So many scripts, all different, drawn by hypothesis and run together: each would take most of a second alone."""
    drawn: list[dict[str, Any]] = []

    @settings(max_examples=SCRIPTS, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scripts())
    def draw(script: dict[str, Any]) -> None:
        assert script_of(script) is not None
        drawn.append(script)

    draw()
    return drawn[:SCRIPTS]


def test_no_event_is_lost_or_shown_twice_whatever_the_network_does(fresh_server: Callable[..., Server]) -> None:
    node = vendor.find_node()
    if node is None:
        pytest.skip("no Node.js to run the lessons' clients in: run script/vendor, which installs one")
    server = fresh_server(env={"LIMIT_ROOMS_PER_MINUTE": "100000", "LIMIT_ROOMS": "2000"})
    drawn = some_scripts()
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
    assert len(results) >= SCRIPTS * 0.9
    for script, result in zip(drawn, results, strict=True):
        owed = list(range(1, result["published"] + 1))
        for lane, heard in result["heard"].items():
            assert heard == owed, f"{lane} under {json.dumps(script)}"
