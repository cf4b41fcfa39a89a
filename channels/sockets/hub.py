"""Which sockets are open on which conversation, and what each of them must still be sent.

The log is the real queue: a socket that falls behind, or is told of a line whose predecessor it
has not seen, reads the log again from where it stands. So nothing here can lose or double a line.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from channels.sockets.frames import Ack, HandoffState, ServerFrame, line_of, write_frame
from store.chat import Message

QUEUE_LENGTH = 64
PAGE = 200
ReadAfter = Callable[[int], Awaitable[tuple[Message, ...]]]
Send = Callable[[str], Awaitable[None]]
Took = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Close:
    """The last thing a feed sends."""

    code: int


@dataclass(frozen=True, slots=True)
class Newer:
    """The log goes as far as `seq` by now."""

    seq: int


class Feed:
    """What one socket has yet to be sent. One task at a time runs `catch_up` or `pump`.

    Args:
        seq: the last line that the client has.
        read_after: reads up to 200 lines of the log after a seq.
        send: hands text to the socket and waits while the peer is slow.
        took: is told of every line that the socket was handed.
    """

    def __init__(self, seq: int, read_after: ReadAfter, send: Send, took: Took) -> None:
        self.seq = seq
        self._read_after = read_after
        self._send = send
        self._took = took
        self._queue: asyncio.Queue[_Item | Close] = asyncio.Queue(QUEUE_LENGTH)
        self._behind = False
        self._hands: HandoffState | None = None

    def offer(self, item: "_Item") -> None:
        """Queue something from elsewhere, without waiting: a slow socket reads the log later."""
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self._behind = True

    def tell_hands(self, hands: HandoffState | None) -> None:
        """Queue where the wish for a person stands, if the client was told otherwise; None: the
        conversation is the assistant's."""
        if hands != self._hands and not self._queue.full():
            self._queue.put_nowait(hands or HandoffState(state="ended"))
            self._hands = hands

    async def put(self, item: ServerFrame) -> None:
        """Queue an answer to the client itself, which waits if the client does not listen."""
        await self._queue.put(item)

    async def end(self, code: int) -> None:
        """Close after everything that is queued."""
        await self._queue.put(Close(code))

    def drop(self, code: int) -> None:
        """Close as soon as possible; what is still queued is in the log anyway."""
        if self._queue.full():
            self._queue = asyncio.Queue(QUEUE_LENGTH)
        self._queue.put_nowait(Close(code))

    async def catch_up(self) -> None:
        """Send every line of the log that the client does not have yet."""
        while lines := await self._read_after(self.seq):
            for line in lines:
                await self._send_line(line)
            if len(lines) < PAGE:
                return

    async def pump(self) -> int:
        """Send what is queued until a `Close` comes; gives its code."""
        while True:
            item = await self._queue.get()
            if isinstance(item, Close):
                return item.code
            if isinstance(item, Message):
                if item.seq == self.seq + 1:
                    await self._send_line(item)
                elif item.seq > self.seq:
                    await self.catch_up()
            elif isinstance(item, Newer):
                if item.seq > self.seq:
                    await self.catch_up()
            else:
                if isinstance(item, Ack) and item.seq > self.seq + 1:
                    await self.catch_up()
                await self._send(write_frame(item))
            if self._behind and self._queue.empty():
                self._behind = False
                await self.catch_up()

    async def _send_line(self, message: Message) -> None:
        await self._send(write_frame(line_of(message)))
        self.seq = message.seq
        self._took(message)


_Item = Message | Newer | ServerFrame


class Hub:
    """The open feeds by conversation."""

    def __init__(self) -> None:
        self._feeds: defaultdict[int, set[Feed]] = defaultdict(set)

    def join(self, conversation_id: int, feed: Feed) -> None:
        self._feeds[conversation_id].add(feed)

    def leave(self, conversation_id: int, feed: Feed) -> None:
        self._feeds[conversation_id].discard(feed)
        if not self._feeds[conversation_id]:
            del self._feeds[conversation_id]

    def tell(self, conversation_id: int, item: _Item, *, but: Feed | None = None) -> None:
        """Queue `item` on every open socket of the conversation, except on `but`."""
        for feed in self._feeds.get(conversation_id, ()):
            if feed is not but:
                feed.offer(item)

    def tell_hands(self, hands: Mapping[int, HandoffState]) -> None:
        """Tell every open socket whose conversation it is now, as far as it does not know."""
        for conversation_id, feeds in self._feeds.items():
            for feed in feeds:
                feed.tell_hands(hands.get(conversation_id))

    def __len__(self) -> int:
        """How many conversations have an open socket."""
        return len(self._feeds)

    def drop(self, conversation_id: int, code: int) -> None:
        """Close every socket of the conversation; clients come back and resume."""
        for feed in self._feeds.get(conversation_id, ()):
            feed.drop(code)
