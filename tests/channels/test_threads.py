"""One thread for turns and for whoever waits: neither holds up the other for long."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from channels.threads import MOST_BETWEEN, ROUNDS, Alternating, Apart, Threads


class Log:
    """What was done, in order, and in which threads."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.threads: set[int] = set()

    def note(self, what: str) -> str:
        self.threads.add(threading.get_ident())
        self.done.append(what)
        return what

    def between_turns(self) -> list[int]:
        """How many units of work were done before each turn."""
        return [len(stretch.split()) for stretch in " ".join(self.done).split("turn")]


async def _send_a_burst(threads: Threads, log: Log, many: int) -> None:
    """A socket whose frames are all there, each served after the one before."""
    for _ in range(many):
        assert await threads.serve(log.note, "said") == "said"


async def _turn_until(threads: Threads, log: Log, enough: Callable[[], bool]) -> None:
    while not enough():
        assert await threads.answer(log.note, "turn") == "turn"


async def _a_burst_among_turns(threads: Threads, log: Log, sockets: int, many: int) -> None:
    bursts = asyncio.gather(*(_send_a_burst(threads, log, many) for _ in range(sockets)))
    await asyncio.gather(bursts, _turn_until(threads, log, bursts.done))


@pytest.mark.parametrize("sockets", [1, 5])
def test_of_a_burst_dozens_are_taken_in_between_two_turns_and_turns_go_on(sockets: int) -> None:
    log = Log()
    with Alternating() as threads:
        asyncio.run(_a_burst_among_turns(threads, log, sockets, 400))
    assert len(log.threads) == 1
    assert log.done.count("said") == sockets * 400
    # Each socket may have one in the queue before the turn comes up, one a round that it lets
    # pass, and one when it joins it.
    most = MOST_BETWEEN + (2 + ROUNDS) * sockets
    between = log.between_turns()[1:-2]
    assert between
    assert all(MOST_BETWEEN <= said <= most for said in between)


async def _raise_in(threads: Threads) -> None:
    def fail() -> None:
        raise KeyError("nothing")

    for way in (threads.serve, threads.answer, threads.answer):
        with pytest.raises(KeyError):
            await way(fail)


@pytest.mark.parametrize("opening", [Alternating, lambda: Apart(2)])
def test_what_fails_fails_where_it_was_asked_for_and_stops_nothing(
    opening: Callable[[], Threads],
) -> None:
    with opening() as threads:
        asyncio.run(_raise_in(threads))


async def _leave_while_waiting(threads: Threads, log: Log) -> None:
    begun, left = threading.Event(), threading.Event()

    def turn() -> bool:
        begun.set()
        return left.wait(20)

    answering = asyncio.create_task(threads.answer(turn))
    await asyncio.to_thread(begun.wait, 20)
    leaving = asyncio.create_task(threads.serve(log.note, "of one who left"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    left.set()
    assert await answering
    await threads.answer(log.note, "turn")


def test_who_leaves_before_being_served_holds_nobody_up() -> None:
    log = Log()
    with Alternating() as threads:
        asyncio.run(asyncio.wait_for(_leave_while_waiting(threads, log), 20))
    assert log.done == ["turn"]
