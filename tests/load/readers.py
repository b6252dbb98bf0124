"""The readers: one C program that holds thousands of connections on the second core (readers.c)."""

import json
import subprocess
from typing import Any, Self

from tests.load.servers import built, on_core


class Readers:
    """Connections to one server. `add` them, `connect`, then `forget` and `report` as often as there is to measure."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self) -> Self:
        """Start the program; it connects nothing yet."""
        with on_core(1):
            self._process = subprocess.Popen(
                [str(built("readers")), str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and with it all its connections."""
        self._process.kill()
        self._process.communicate()

    def add(self, transport: str, path: str, times: int = 1) -> None:
        """Add readers of one path."""
        self._say(f"reader {transport} {path}\n" * times)

    def connect(self, at_once: int = 100) -> float:
        """Connect them all, at most `at_once` under way at a time; the seconds it took. AssertionError if one failed."""
        self._say(f"connect {at_once}\n")
        answer = self._hear()
        assert not answer["failed"], f"{answer['failed']} readers did not connect: {answer['trouble']}"
        return float(answer["seconds"])

    def every(self, interval_ms: float) -> None:
        """How often each polling reader asks."""
        self._say(f"every {interval_ms}\n")

    def forget(self) -> None:
        """Begin to count."""
        self._say("forget\n")

    def report(self) -> dict[str, Any]:
        """What was counted, by transport: see `report` in readers.c. AssertionError if a connection broke."""
        self._say("report\n")
        report = self._hear()
        assert not report["broken"], f"{report['broken']} connections broke: {report['trouble']}"
        return report

    def _say(self, lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(lines)
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "The readers' program ended."
        answer: dict[str, Any] = json.loads(line)
        return answer
