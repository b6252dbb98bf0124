"""A clock and a loop that stand still until a test lets time pass, so that what is due then is known exactly."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class Timer:
    """A timer of the event loop, on a clock."""

    def __init__(self, due: float) -> None:
        self.due = due
        self.callback: Callable[[], None] | None = None

    def start(self, callback: Callable[[], None]) -> None:
        """Ring once, when it is due."""
        self.callback = callback

    def stop(self) -> None:
        """Ring no more."""
        self.callback = None

    close = stop


class Clock:
    """Stands in for `time`, for gevent's hub and for chance: half the luck, always."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self._timers: list[Timer] = []

    def hold(self, module: Any, patch: Any) -> None:
        """Have a module of the server live by this clock until the test is over."""
        patch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.at, time=lambda: self.at))
        if hasattr(module, "random"):
            patch.setattr(module, "random", SimpleNamespace(random=lambda: 0.5))
        if hasattr(module, "get_hub"):
            patch.setattr(module, "get_hub", lambda: SimpleNamespace(loop=self))
        if hasattr(module, "gevent"):
            patch.setattr(module, "gevent", SimpleNamespace(sleep=self.go_on))

    def timer(self, after_s: float) -> Timer:
        """As the loop's."""
        self._timers.append(Timer(self.at + after_s))
        return self._timers[-1]

    def go_on(self, seconds: float) -> None:
        """Let so much time pass, and ring what is due meanwhile, each at its time."""
        end = self.at + seconds
        while due := [timer for timer in self._timers if timer.callback and timer.due <= end]:
            timer = min(due, key=lambda one: one.due)
            self.at = max(self.at, timer.due)
            ring, timer.callback = timer.callback, None
            if ring:
                ring()
        self._timers = [timer for timer in self._timers if timer.callback]
        self.at = end
