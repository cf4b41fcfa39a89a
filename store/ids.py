"""Time-ordered 64-bit keys, so that the log sorts by age and can be partitioned by range.

The layout is Snowflake's (Twitter, 2010): milliseconds, then a drawn lane of this process, then a
counter. Refuses to go backwards when the clock does.
"""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]

LANES = 512
"""How many processes can draw keys at once."""
_LANE_BITS = LANES.bit_length() - 1
_COUNT_BITS = 12
KEYS_A_MILLISECOND = 1 << _COUNT_BITS
"""Of one process; a key drawn in a millisecond of its own is a multiple of this."""
KEYS_A_MILLISECOND_OF_ALL: int = KEYS_A_MILLISECOND << _LANE_BITS
"""Of all processes together: so much does a key grow in a millisecond."""
EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z


class Ids:
    """Draws keys from a clock.

    Args:
        randomness: draws the lane by which this process differs from another.
        lane: the lane, where it must be this one's alone (`store.duties.own_lane`).
    """

    def __init__(self, clock: Clock, randomness: random.Random, lane: int | None = None) -> None:
        self._clock = clock
        self._lane = randomness.getrandbits(_LANE_BITS) if lane is None else lane
        self._last_ms = 0
        self._count = 0
        self._lock = threading.Lock()

    def draw(self) -> int:
        """The next key: greater than every key drawn before from this object."""
        with self._lock:
            now_ms = int(self._clock().timestamp() * 1000) - EPOCH_MS
            if now_ms > self._last_ms:
                self._last_ms, self._count = now_ms, 0
            else:
                self._count += 1
                if self._count >> _COUNT_BITS:
                    self._last_ms, self._count = self._last_ms + 1, 0
            return (
                self._last_ms << (_LANE_BITS + _COUNT_BITS)
                | self._lane << _COUNT_BITS
                | self._count
            )


def least_key(moment: datetime) -> int:
    """No key drawn at or after `moment` is smaller: turns "since when" into a range of keys."""
    since = int(moment.timestamp() * 1000) - EPOCH_MS
    return since * KEYS_A_MILLISECOND_OF_ALL


def moment_of(key: int) -> datetime:
    """When a key was drawn, to the millisecond."""
    since = key // KEYS_A_MILLISECOND_OF_ALL + EPOCH_MS
    return datetime.fromtimestamp(since / 1000, UTC)
