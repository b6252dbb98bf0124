"""Starts the real site as a process, as a person would, and watches that it never trips.

with Server(env={"LIMIT_ROOMS": "2"}) as server:
    httpx.post(f"{server.url}/rooms")
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"Listening on (http://\S+:(\d+))")
# What the tester's own shell may set, and tests must not inherit.
OPTIONS = ("HOST", "PORT", "BROKER", "WORKERS", "OPEN", "ALLOW_ORIGIN", "LOG_LEVEL", "LESSONS", "STATIC", "RELOAD")
READY_S = 90.0  # a second on a machine that has nothing else to do; a failed start is seen at once, by its end
STOP_S = 20.0


class Server:
    """One running `python app.py`. Leaving it sends SIGTERM and checks that it stopped cleanly.

    args: more words for the command line; env: variables over the present ones (limits: `LIMIT_ROOMS=2`).
    """

    running: ClassVar[list["Server"]] = []

    def __init__(self, *args: str, env: dict[str, str] | None = None) -> None:
        self.url = ""
        self.port = 0
        self._args = args
        self._env = env or {}
        self._output: list[str] = []
        self._ready = threading.Event()
        self._folder = tempfile.TemporaryDirectory()
        self._log = Path(self._folder.name) / "stderr"
        self._checked = 0
        self._killed = False

    def __enter__(self) -> Self:
        """Starts it and waits for its address; AssertionError with its output if none comes."""
        kept = {name: value for name, value in os.environ.items() if name not in OPTIONS}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py", "--port", "0", *self._args],
                cwd=ROOT,
                env={**kept, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **self._env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(READY_S)
        if not self.url:
            self.kill()
            said = f"{self.stdout}\n{self.stderr}"
            self._close()
            raise AssertionError(f"The server said no address within {READY_S:.0f} s.\n{said}")
        Server.running.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops it; a traceback in its log or an exit other than 0 fails the test that ran it."""
        Server.running.remove(self)
        try:
            code = self.stop()
            if kind is None:
                self.check()
                assert code == 0 or self._killed, f"The server ended with {code}.\n{self.stderr}"
        finally:
            self._close()

    @property
    def ws_url(self) -> str:
        """The same address for WebSocket: `ws://127.0.0.1:PORT`."""
        return "ws" + self.url.removeprefix("http")

    @property
    def pid(self) -> int:
        """The process id, for signals and for looking at its memory."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def stdout(self) -> str:
        """All it printed so far."""
        return "".join(self._output)

    @property
    def stderr(self) -> str:
        """All of its log so far."""
        return self._log.read_text("utf-8", "replace")

    def check(self) -> None:
        """AssertionError if the log shows a traceback since the last check."""
        log = self.stderr
        fresh, self._checked = log[self._checked :], len(log)
        assert "Traceback (most recent call last)" not in fresh, f"The server's log shows a traceback:\n{fresh[-8000:]}"

    def signal(self, number: int) -> None:
        """Sends a signal, such as `signal.SIGTERM`, and does not wait."""
        if number == getattr(signal, "SIGKILL", None):
            self._killed = True
        self._process.send_signal(number)

    def stop(self, timeout_s: float = STOP_S) -> int:
        """SIGTERM (on Windows: the end of the process), then its exit code."""
        if self.alive:
            self._process.terminate()
            self._killed |= os.name == "nt"
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"The server did not stop within {timeout_s:.0f} s of SIGTERM.\n{self.stderr}"
            ) from None

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        self._killed = True
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._output.append(line)
            found = ADDRESS.search(line)
            if found and not self.url:
                self.url, self.port = found[1], int(found[2])
                self._ready.set()
        self._ready.set()

    def _close(self) -> None:
        self._reader.join(STOP_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()
