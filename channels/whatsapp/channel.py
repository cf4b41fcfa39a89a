"""The moving parts of the channel, opened together and closed together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from channels.whatsapp.account import Account
from channels.whatsapp.attention import Attention
from channels.whatsapp.graph import Graph, open_client
from channels.whatsapp.sender import WhatsAppSender
from channels.whatsapp.templates import load_templates
from store.database import Database
from store.ids import Clock, Ids


@dataclass(frozen=True, slots=True)
class Channel:
    """Our ways to the platform."""

    graph: Graph
    sender: WhatsAppSender
    attention: Attention


@asynccontextmanager
async def open_channel(
    account: Account,
    secret: bytes,
    database: Database,
    ids: Ids,
    clock: Clock,
    monotonic: Callable[[], float],
) -> AsyncIterator[Channel]:
    """The channel while it is open; `secret` opens the sign-in codes that it carries."""
    async with open_client(account) as client:
        graph = Graph(account, client)
        sender = WhatsAppSender(database, ids, clock, graph, load_templates(), monotonic, secret)
        attention = Attention(graph)
        try:
            yield Channel(graph, sender, attention)
        finally:
            await attention.close()
