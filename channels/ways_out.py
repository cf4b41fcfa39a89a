"""The way out of each channel, opened for as long as a process lives."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from channels.delivery import InTheLog, Nowhere, Sender
from channels.mobile.fcm import open_fcm
from channels.mobile.push import Push
from channels.service_account import read_account
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
    async with AsyncExitStack() as stack:
        live: Sender = InTheLog()
        credentials = settings.fcm_credentials.get_secret_value()
        if credentials:
            fcm = await stack.enter_async_context(open_fcm(read_account(credentials), clock))
            live = Push(database, ids, clock, fcm)
        account, whatsapp = account_of(settings), None
        if account is not None:
            secret = settings.secret.get_secret_value().encode()
            opening = open_channel(account, secret, database, ids, clock, time.monotonic)
            whatsapp = await stack.enter_async_context(opening)
        outside = whatsapp.sender if whatsapp else Nowhere()
        yield WaysOut({"WEB": live, "MOBILE": live, "WHATSAPP": outside}, whatsapp)
