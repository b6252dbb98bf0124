"""How often something may happen: a token bucket."""


class Bucket:
    """`per_s` permits a second, and `burst` at once. Times are seconds of any clock, given by the caller.

    When that clock is set back, the bucket neither fills nor empties.
    """

    __slots__ = ("_at", "_tokens", "burst", "per_s")

    def __init__(self, per_s: float, burst: float, now: float) -> None:
        self.per_s = per_s
        self.burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Whether it may happen now; if so it is counted."""
        self._tokens = self._filled(now)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def full(self, now: float) -> bool:
        """Whether the bucket remembers nothing any more and can be forgotten."""
        return self._filled(now) >= self.burst

    def _filled(self, now: float) -> float:
        return min(self.burst, self._tokens + max(0.0, now - self._at) * self.per_s)
