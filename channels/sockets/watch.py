"""Keeps open sockets told of whose their conversation is: the line moves, somebody joins or leaves.

Looks at the store now and then instead of being told, so it is right whichever process changed it,
and after any crash. Looks at nothing while nobody is connected.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from channels.sockets.frames import HandoffState
from channels.sockets.hub import Hub
from store.line import Standing

log = logging.getLogger(__name__)


class HandsWatch:
    """The loop that looks.

    Args:
        read: every conversation in people's hands (`store.line.standings`).
        look_every: seconds between two looks.
    """

    def __init__(
        self, hub: Hub, read: Callable[[], Mapping[int, Standing]], *, look_every: float = 1.0
    ) -> None:
        self._hub = hub
        self._read = read
        self._look_every = look_every

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self._look_every)
            if not len(self._hub):
                continue
            try:
                found = await asyncio.to_thread(self._read)
            except Exception:  # the database may be away; the next look tries again
                log.exception("cannot look at the line")
                continue
            self._hub.tell_hands({key: _state(standing) for key, standing in found.items()})


def _state(standing: Standing) -> HandoffState:
    if standing.position is not None:
        return HandoffState(state="waiting", position=standing.position)
    return HandoffState(state="joined", agent=standing.holder)
