"""A token bucket: so much at once, then so much a second. Holds no clock of its own."""

from collections.abc import Callable


class Bucket:
    """Allows `burst` takings at once and `per_second` more each second, by `monotonic` seconds."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._monotonic = monotonic
        self._level = self._burst
        self._at = monotonic()

    def take(self) -> bool:
        """Take one, if there is one."""
        now = self._monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._per_second)
        self._at = now
        if self._level < 1.0:
            return False
        self._level -= 1.0
        return True
