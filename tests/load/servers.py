"""The servers that are measured: this project's, and peers to compare it with. Each runs on the first core alone."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from websockets.sync.client import connect

from tests.server import ROOT, Server

HERE = Path(__file__).parent
PATHS = {"sse": "sse", "websocket": "ws", "long-polling": "long-poll?after={cursor}", "polling": "poll?after={cursor}"}
LIMITS = {"LIMIT_ROOMS_PER_MINUTE": "100000"}  # one address makes all rooms here


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started within runs on that core alone, where the system can tell it to and has more than one."""
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[core]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Process:
    """A running server: what it costs."""

    pid: int
    port: int

    def memory_kb(self) -> float:
        """Its share of physical memory (Pss), in KB. What the kernel holds for sockets is not in it."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return float(next(line for line in lines if line.startswith("Pss:")).split()[1])

    def cpu_s(self) -> float:
        """Processor seconds so far, all its threads."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def get(self, path: str) -> bytes:
        """The body of an answer to GET."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            body: bytes = answer.read()
        return body


class Peer(Process):
    """A server in one file here, which prints its port and publishes as `/rate?r=N` tells it."""

    def __init__(self, name: str, command: list[str], env: dict[str, str] | None = None) -> None:
        self.name = name
        self._command = command
        self._env = {**os.environ, **LIMITS, **(env or {})}

    def __enter__(self) -> Self:
        """Start it and wait for its port."""
        with on_core(0):
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.strip(), f"{self.name} did not start: {' '.join(self._command)}"
        self.pid, self.port = self._process.pid, int(line)
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def base(self) -> str:
        """What stands before a transport's path."""
        return "/"

    def rate(self, per_s: float) -> None:
        """Publish so many events a second from now on."""
        self.get(f"/rate?r={per_s}")


class Paced(Peer):
    """This project's server, publishing faster than its auto-publisher does (paced.py)."""

    def __init__(self, name: str = "ours", *, batched: bool = True) -> None:
        env = {} if batched else {"UNBATCHED": "1"}
        super().__init__(name, [sys.executable, "-m", "tests.load.paced"], env)

    def base(self) -> str:
        """A fresh room's topic."""
        self._room = new_room(self.port)["room"]
        return f"/rooms/{self._room}/topics/bench/"

    def rate(self, per_s: float) -> None:
        """Publish so many events a second into the room, from now on."""
        self.get(f"/rate?r={per_s}&room={self._room}")


class Ours(Process):
    """This project as everybody starts it: `python app.py`. Events come from the room's auto-publisher."""

    name = "ours"

    def __enter__(self) -> Self:
        """Start it and wait for its address."""
        self._server = Server(env=LIMITS)
        with on_core(0):
            self._server.__enter__()
        self.pid, self.port = self._server.pid, self._server.port
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it; a traceback in its log is an error."""
        self._server.__exit__(None, None, None)

    def base(self) -> str:
        """A fresh room's topic."""
        self._room = new_room(self.port)
        return f"/rooms/{self._room['room']}/topics/bench/"

    def rate(self, per_s: float) -> None:
        """Set the room's auto-publisher."""
        set_auto(self.port, self._room, per_s)


def new_room(port: int) -> dict[str, str]:
    """A room: its id as `room`, its `key`."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/rooms", method="POST", data=b"")
    with urllib.request.urlopen(request, timeout=10) as answer:
        room: dict[str, str] = json.load(answer)
    return room


def set_auto(port: int, room: dict[str, str], per_s: float) -> None:
    """Have the room's auto-publisher publish so many events a second (0: none) into the topic `bench`."""
    with connect(f"ws://127.0.0.1:{port}/rooms/{room['room']}/control", compression=None) as control:
        control.send(json.dumps({"key": room["key"]}))
        control.send(json.dumps({"auto": {"topic": "bench", "rate": per_s, "pattern": "steady"}}))
        deadline = time.monotonic() + 10
        while "auto" not in json.loads(control.recv(timeout=deadline - time.monotonic())):
            pass


def floor() -> Peer:
    """The C floor."""
    return Peer("C floor", [str(built("floor"))])


def naive() -> Peer:
    """The same stack, as one would first write it."""
    return Peer("naive", [sys.executable, "-m", "tests.load.naive"])


def node() -> Peer | None:
    """Node's http, if node is on PATH."""
    found = shutil.which("node")
    return Peer("node", [found, str(HERE / "node_http.mjs")]) if found else None


def built(name: str) -> Path:
    """The program made from `NAME.c`, made anew when the source is newer."""
    folder = ROOT / "tests" / "load" / "build"
    program, source = folder / name, HERE / f"{name}.c"
    if not program.exists() or program.stat().st_mtime < max(file.stat().st_mtime for file in HERE.glob("*.[ch]")):
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
        compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise SystemExit(
                "script/bench needs a C compiler for its readers. On Debian: apt-get install gcc libc6-dev"
            )
        subprocess.run([compiler, "-O2", "-Wall", "-o", str(program), str(source)], check=True)
    return program
