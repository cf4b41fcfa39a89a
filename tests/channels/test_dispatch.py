"""Lanes: one conversation at a time and in order, many at once, and nothing forgotten."""

import asyncio
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from channels.dispatch import Dispatcher
from channels.threads import Alternating, Apart, Threads


@pytest.fixture
def threads() -> Iterator[Threads]:
    with Apart(8) as apart:
        yield apart


class Inbox:
    """Waiting messages by conversation; remembers who was at work at the same time."""

    def __init__(self, waiting: dict[int, list[str]]) -> None:
        self.waiting = waiting
        self.answered: dict[int, list[str]] = defaultdict(list)
        self.overlaps = 0
        self._at_work: set[int] = set()
        self._lock = threading.Lock()

    def answer(self, conversation: int) -> bool:
        with self._lock:
            self.overlaps += conversation in self._at_work
            self._at_work.add(conversation)
            message = self.waiting[conversation].pop(0) if self.waiting[conversation] else None
        with self._lock:
            self._at_work.discard(conversation)
            if message is not None:
                self.answered[conversation].append(message)
        return message is not None

    def pending(self) -> list[int]:
        return [key for key, messages in self.waiting.items() if messages]


async def run_until(
    dispatcher: Dispatcher, done: Callable[[], bool], *, patience: float = 20.0
) -> None:
    running = asyncio.create_task(dispatcher.run())
    try:
        async with asyncio.timeout(patience):
            while not done():
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _nothing_is_lost_whatever_the_order_of_waking(threads: Threads) -> None:
    inbox = Inbox({key: [f"{key}-{n}" for n in range(20)] for key in range(50)})
    dispatcher = Dispatcher(inbox.answer, inbox.pending, threads, at_once=4, look_every=0.05)
    wakings = [key for key in range(50) for _ in range(20)]
    random.Random(3).shuffle(wakings)
    for key in wakings:
        dispatcher.wake(key)
    await run_until(dispatcher, lambda: not inbox.pending())
    assert inbox.overlaps == 0
    assert all(inbox.answered[key] == [f"{key}-{n}" for n in range(20)] for key in range(50))


def test_every_message_is_answered_in_order_and_never_two_of_a_conversation_at_once(
    threads: Threads,
) -> None:
    asyncio.run(_nothing_is_lost_whatever_the_order_of_waking(threads))


def test_so_it_is_where_one_thread_does_all() -> None:
    with Alternating() as one:
        asyncio.run(_nothing_is_lost_whatever_the_order_of_waking(one))


def test_what_nobody_woke_is_found_by_looking(threads: Threads) -> None:
    inbox = Inbox({1: ["left by a crash"]})
    dispatcher = Dispatcher(inbox.answer, inbox.pending, threads, look_every=0.01)
    asyncio.run(run_until(dispatcher, lambda: inbox.answered[1] == ["left by a crash"]))


def test_a_conversation_that_breaks_does_not_stop_the_others(threads: Threads) -> None:
    inbox = Inbox({1: ["poison"], 2: ["hello"]})

    def answer(conversation: int) -> bool:
        if conversation == 1:
            raise RuntimeError("poison")
        return inbox.answer(conversation)

    dispatcher = Dispatcher(answer, inbox.pending, threads, at_once=1, look_every=0.01)
    asyncio.run(run_until(dispatcher, lambda: inbox.answered[2] == ["hello"]))


def test_slow_conversations_hold_up_neither_the_others_nor_the_look_for_them(
    threads: Threads,
) -> None:
    inbox = Inbox({key: ["hello"] for key in range(1, 20)})
    others_are_done = threading.Event()
    slow = (1, 2, 3)

    def answer(conversation: int) -> bool:
        if conversation in slow:
            assert others_are_done.wait(20)
        return inbox.answer(conversation)

    def done() -> bool:
        if all(inbox.answered[key] for key in range(4, 20)):
            others_are_done.set()
        return not inbox.pending()

    dispatcher = Dispatcher(answer, inbox.pending, threads, look_every=0.01)
    for key in slow:
        dispatcher.wake(key)
    asyncio.run(run_until(dispatcher, done))
    assert inbox.overlaps == 0
