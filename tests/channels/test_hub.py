"""The feed of one socket under adverse timing: whatever arrives, in whatever order, every line is
sent once and in order."""

import asyncio
import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.sockets.frames import Ack
from channels.sockets.hub import QUEUE_LENGTH, Feed, Hub, Newer
from store.chat import Message

AT = datetime(2026, 3, 2, tzinfo=UTC)


def line(seq: int) -> Message:
    return Message(seq, 1, seq, None, "user", None, str(seq), (), None, AT, None)


class Log:
    """A log that grows while it is read."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.sent: list[dict[str, object]] = []
        self.took: list[Message] = []

    async def read_after(self, seq: int) -> tuple[Message, ...]:
        return tuple(line(number) for number in range(seq + 1, self.length + 1))

    async def send(self, text: str) -> None:
        await asyncio.sleep(0)
        self.sent.append(json.loads(text))

    def seqs(self) -> list[object]:
        return [frame["seq"] for frame in self.sent if frame["type"] == "message"]


@settings(max_examples=60, deadline=None)
@given(
    told=st.lists(st.integers(1, 20), max_size=40),
    have=st.integers(0, 20),
)
def test_lost_doubled_and_shuffled_news_never_lose_or_double_a_line(
    told: list[int], have: int
) -> None:
    async def run() -> None:
        log = Log(20)
        feed = Feed(have, log.read_after, log.send, log.took.append)
        for seq in told:
            feed.offer(line(seq))
        feed.offer(line(20))
        await feed.end(4400)
        assert await feed.pump() == 4400
        assert log.seqs() == list(range(have + 1, 21))
        assert [message.seq for message in log.took] == log.seqs()

    asyncio.run(run())


def test_a_feed_that_overflows_reads_the_log_instead() -> None:
    async def run() -> None:
        log = Log(3 * QUEUE_LENGTH)
        feed = Feed(0, log.read_after, log.send, log.took.append)
        hub = Hub()
        hub.join(1, feed)
        for seq in range(1, 3 * QUEUE_LENGTH + 1):
            hub.tell(1, line(seq))
        async with asyncio.timeout(10):
            pumping = asyncio.create_task(feed.pump())
            while len(log.sent) < log.length:
                await asyncio.sleep(0)
            await feed.end(1000)
            await pumping
        assert log.seqs() == list(range(1, 3 * QUEUE_LENGTH + 1))

    asyncio.run(run())


def test_news_without_the_line_itself_makes_the_feed_read_the_log() -> None:
    async def run() -> None:
        log = Log(3)
        feed = Feed(1, log.read_after, log.send, log.took.append)
        for seq in (1, 3, 2):
            feed.offer(Newer(seq))
        await feed.end(1000)
        await feed.pump()
        assert log.seqs() == [2, 3]

    asyncio.run(run())


def test_an_acknowledgement_never_overtakes_an_earlier_line() -> None:
    async def run() -> None:
        log = Log(3)
        feed = Feed(0, log.read_after, log.send, log.took.append)
        await feed.put(Ack(client_id="a", seq=3))
        await feed.end(1000)
        await feed.pump()
        order = [(frame["type"], frame["seq"]) for frame in log.sent]
        assert order.index(("message", 2)) < order.index(("ack", 3))

    asyncio.run(run())


def test_dropping_works_even_when_the_queue_is_full() -> None:
    async def run() -> None:
        log = Log(0)
        feed = Feed(0, log.read_after, log.send, log.took.append)
        hub = Hub()
        hub.join(1, feed)
        for _ in range(QUEUE_LENGTH):
            feed.offer(line(1))
        hub.drop(1, 1012)
        assert await feed.pump() == 1012

    asyncio.run(run())
