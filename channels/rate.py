"""A token bucket: so much at once, then so much a second; and many of them, one a customer. Holds
no clock of its own.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import ceil

MOST_BUCKETS = 10_000


class Bucket:
    """Allows `burst` takings at once and `per_second` more each second, by `monotonic` seconds."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._monotonic = monotonic
        self._level = self._burst
        self._at = monotonic()

    def take(self, count: int = 1) -> bool:
        """Take so many, if there are so many."""
        now = self._monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._per_second)
        self._at = now
        if self._level < count:
            return False
        self._level -= count
        return True


class Buckets:
    """A bucket for each key; beyond ten thousand, those that were not used for longest are
    forgotten and so are full again."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._new = (per_second, burst, monotonic)
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()

    def take(self, key: Hashable, count: int = 1) -> bool:
        """Take so many from the bucket of `key`, if there are so many."""
        bucket = self._buckets.pop(key, None) or Bucket(*self._new)
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket.take(count)

    def seconds_for(self, count: int) -> int:
        """How long so many need at most to come back."""
        return max(1, ceil(count / self._per_second))
