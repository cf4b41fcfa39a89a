"""The way out of each channel, opened for as long as a process lives."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from channels.delivery import InTheLog, Nowhere, Sender
from channels.settings import ChannelSettings
from channels.whatsapp.account import account_of
from channels.whatsapp.channel import Channel, open_channel
from store.database import Database
from store.ids import Clock, Ids


@dataclass(frozen=True, slots=True)
class WaysOut:
    """A sender a channel; `whatsapp` is None where that channel is not set up."""

    senders: Mapping[str, Sender]
    whatsapp: Channel | None


@asynccontextmanager
async def ways_out(
    settings: ChannelSettings, database: Database, ids: Ids, clock: Clock
) -> AsyncIterator[WaysOut]:
    """Every channel's sender, with the connections that it needs."""
    senders: dict[str, Sender] = {"WEB": InTheLog(), "MOBILE": InTheLog(), "WHATSAPP": Nowhere()}
    account = account_of(settings)
    if account is None:
        yield WaysOut(senders, None)
        return
    async with open_channel(account, database, ids, clock, time.monotonic) as whatsapp:
        yield WaysOut({**senders, "WHATSAPP": whatsapp.sender}, whatsapp)
