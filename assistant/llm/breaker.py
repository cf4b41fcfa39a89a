"""A circuit breaker: a model that keeps failing is left alone for a while (Nygard, "Release It!").

Knows nothing of what it guards. Safe to share between threads.
"""

import threading
from collections.abc import Callable


class Breaker:
    """Closed until `failures` calls in a row have failed, then open for `rest` seconds, then one
    call may try.

    Args:
        monotonic: seconds that only grow.
    """

    def __init__(
        self, monotonic: Callable[[], float], *, failures: int = 3, rest: float = 30.0
    ) -> None:
        self._monotonic = monotonic
        self._most = failures
        self._rest = rest
        self._failed = 0
        self._opened_at = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether a call may be made now. After the rest, one caller is let through at a time."""
        with self._lock:
            if self._failed < self._most:
                return True
            now = self._monotonic()
            if now - self._opened_at < self._rest:
                return False
            self._opened_at = now
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._opened_at = self._monotonic()
