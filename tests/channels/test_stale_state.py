"""After every event, what clients fetched before it plus the frames they got since is what one who
comes now fetches: the lines of the conversation, and whose the conversation is.

Clients keep their state as the widget does: lines by number, and the last handoff frame. One comes
before each event and stays, so the last event is judged by the states of all of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.work import shipped_assistant
from store.handoffs import LEASE
from tests.channels.console import Console, Visitor
from tests.channels.site import Frame, Site, Talker, running, running_apart
from tests.conftest import opened
from tests.store.marketplace import build_marketplace

PATIENCE = 30.0


@dataclass
class State:
    """What a client knows of a conversation."""

    lines: dict[int, Frame] = field(default_factory=dict)
    hands: Frame | None = None

    def apply(self, frame: Frame) -> None:
        if frame["type"] == "message":
            assert frame["seq"] not in self.lines, "a line came twice"
            self.lines[frame["seq"]] = frame
        elif frame["type"] == "handoff":
            self.hands = None if frame["state"] == "ended" else frame


@asynccontextmanager
async def watching(site: Site, session: Frame) -> AsyncIterator[State]:
    """A client that comes now and stays."""
    async with site.socket() as talker:
        state = await fetched(talker, session)
        listening = asyncio.create_task(listen(talker, state))
        try:
            yield state
        finally:
            listening.cancel()


async def fetched(talker: Talker, session: Frame) -> State:
    """The state as somebody sees it who has just come."""
    state = State()
    await talker.say(type="hello", token=session["token"])
    await talker.say(type="ping")  # answered after all that belongs to the beginning
    while (frame := await talker.hear())["type"] != "pong":
        state.apply(frame)
    return state


async def listen(talker: Talker, state: State) -> None:
    while True:
        state.apply(await talker.hear(patience=None))


async def fresh(site: Site, session: Frame) -> State:
    async with site.socket() as talker:
        return await fetched(talker, session)


async def say(site: Site, session: Frame, **frame: Any) -> None:
    async with site.chat(session) as talker:
        await talker.say(**frame)
        await talker.until("ack")


@dataclass
class Story:
    """A guest, somebody before them in the line, two colleagues; each step is one event."""

    console: Console
    session: Frame
    other: Frame
    asha: Visitor
    ravi: Visitor

    async def words(self) -> None:
        frame = {"type": "message", "client_id": "hello", "text": "hello"}
        await say(self.console.site, self.session, **frame)

    async def choice(self) -> None:
        offered = [line.choices for line in self.console.site.log(self.session) if line.choices]
        frame = {"type": "choice", "client_id": "choice", "value": offered[-1][0][0]}
        await say(self.console.site, self.session, **frame)

    async def wish_for_a_person(self) -> None:
        await say(self.console.site, self.session, type="handoff", client_id="person")

    async def somebody_ahead_is_taken(self) -> None:
        await self._do(self.ravi, "claim", of=self.other)

    async def taken(self) -> None:
        await self._do(self.asha, "claim")

    async def persons_words(self) -> None:
        await self._do(self.asha, "messages", client_id="a", text="I am here.")

    async def words_to_a_person(self) -> None:
        frame = {"type": "message", "client_id": "good", "text": "good"}
        await say(self.console.site, self.session, **frame)

    async def passed_on(self) -> None:
        to = self.ravi.get("/v1/ops/session").json()["user_id"]
        await self._do(self.asha, "transfer", to=int(to))

    async def put_back(self) -> None:
        await self._do(self.ravi, "release")

    async def lapsed(self) -> None:
        """Whoever had it is not heard of any more, and a sweep notices."""
        self.console.site.hands.ahead += 2 * LEASE

    async def handed_back(self) -> None:
        await self._do(self.asha, "hand-back", summary="All said.")

    async def _do(self, who: Visitor, what: str, of: Frame | None = None, **given: Any) -> None:
        path = f"/v1/ops/conversations/{(of or self.session)['conversation_id']}/{what}"
        headers = {"X-CSRF-Token": who.csrf}
        answer = await asyncio.to_thread(who.post, path, json=given, headers=headers)
        assert answer.is_success, answer.text


STEPS: tuple[Callable[[Story], Any], ...] = (
    Story.words,
    Story.choice,
    Story.wish_for_a_person,
    Story.somebody_ahead_is_taken,
    Story.taken,
    Story.persons_words,
    Story.words_to_a_person,
    Story.passed_on,
    Story.put_back,
    Story.taken,
    Story.lapsed,
    Story.taken,
    Story.handed_back,
)


@pytest.fixture(params=["sqlite", "postgres, apart"])
def console(request: pytest.FixtureRequest) -> Iterator[Console]:
    """The product as it ships: one process on SQLite; two web processes and a worker."""
    engine, _, apart = request.param.partition(", ")
    run = running_apart if apart else running
    for database in opened(request.getfixturevalue(f"{engine}_engine"), build_marketplace):
        with run(database, shipped_assistant, sweep_seconds=0.2) as site:
            yield Console(site)


def test_what_was_fetched_before_plus_events_is_what_is_fetched_after(console: Console) -> None:
    async def play(story: Story) -> None:
        site, session = console.site, story.session
        async with AsyncExitStack() as stack:
            states: list[State] = []
            for step in STEPS:
                states.append(await stack.enter_async_context(watching(site, session)))
                before = deepcopy(states[-1])
                await step(story)
                await settled(site, session, states, before, step.__name__)

    other, session = waiting(console), console.site.guest()
    with console.staff("Asha Nair") as asha, console.staff("Ravi Iyer") as ravi:
        asyncio.run(play(Story(console, session, other, asha, ravi)))


async def settled(
    site: Site, session: Frame, states: list[State], before: State, step: str
) -> None:
    """Wait until the event is to be seen and everybody sees the same."""
    now = before
    try:
        async with asyncio.timeout(PATIENCE):
            while now == before or unanswered(now) or any(state != now for state in states):
                await asyncio.sleep(0.05)
                now = await fresh(site, session)
    except TimeoutError:
        stale = [place for place, state in enumerate(states) if state != now]
        pytest.fail(f"{step}: states {stale} of {len(states)} are not {now}")


def unanswered(state: State) -> bool:
    """Whether the assistant still owes an answer."""
    if state.hands is not None and state.hands["state"] == "joined":
        return False
    last = max(state.lines.values(), key=lambda line: int(line["seq"]), default=None)
    return last is not None and last["author"] == "customer"


def waiting(console: Console) -> Frame:
    """A guest who has asked for a person."""
    session = console.site.guest()

    async def ask() -> None:
        async with console.site.chat(session) as talker:
            await talker.say(type="handoff", client_id="person")
            await talker.until("handoff", state="waiting")

    asyncio.run(ask())
    return session
