"""The Autobahn cases, the web's conformance suite for WebSocket, against /echo: 301 of them, and compression not offered.

They live in an environment of their own, because they are no library: `script/autobahn` installs them.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.server import ROOT, Server
from tests.wire.wait import SCALE

FOLDER = ROOT / ".autobahn" / ("Scripts" if os.name == "nt" else "bin")
PROGRAM = FOLDER / ("kosoku.exe" if os.name == "nt" else "kosoku")
# 7.1.6 and 7.13.* only report what a server does where RFC 6455 leaves it the choice.
PASSED = {"OK", "INFORMATIONAL"}
COMPRESSION = ("12", "13")  # permessage-deflate: refused in the handshake (see ARCHITECTURE.md)


@pytest.mark.skipif(not PROGRAM.exists(), reason="the Autobahn cases are not installed: run script/autobahn")
def test_every_case_passes_and_compression_is_not_offered(server: Server, tmp_path: Path) -> None:
    cases = judged(server, tmp_path / "all", "--parallelism", "4")
    failed = failures(cases)
    for again in range(3):  # the runner waits half a second for a case, which a crowded machine may need for itself
        if failed:
            failed = failures(judged(server, tmp_path / str(again), *(f"--include={name}" for name in failed)))
    assert not failed
    groups = Counter(name.split(".")[0] for name in cases)
    assert groups == {
        "1": 16,
        "2": 11,
        "3": 7,
        "4": 10,
        "5": 20,
        "6": 145,
        "7": 37,
        "9": 54,
        "10": 1,
        "12": 90,
        "13": 126,
    }


def judged(server: Server, folder: Path, *options: str) -> dict[str, dict[str, str]]:
    """The runner's verdicts on the cases that `options` choose, by name."""
    address = server.url.removeprefix("http://") + "/echo"
    subprocess.run(
        [PROGRAM, "--mode", "fuzzingclient", *options, "--outdir", folder, address],
        stdout=subprocess.DEVNULL,
        timeout=180 * SCALE,
    )
    [cases] = json.loads((folder / "index.json").read_text("utf-8")).values()
    verdicts: dict[str, dict[str, str]] = cases
    return verdicts


def failures(cases: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """What is not as it should be, by the name of the case."""
    failed = {}
    for name, case in cases.items():
        wanted = {"UNIMPLEMENTED"} if name.split(".")[0] in COMPRESSION else PASSED
        if case["behavior"] not in wanted or case["behaviorClose"] not in PASSED:
            failed[name] = (case["behavior"], case["behaviorClose"])
    return failed
