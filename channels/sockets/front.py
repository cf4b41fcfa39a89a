"""What every socket of one side shares, and what it asks of the store behind it.

Knows nothing of how a socket speaks, and decides nothing about who is let in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol

from typing_extensions import TypeVar

from channels.meters import Meters
from channels.sockets.desk import Desk
from channels.sockets.frames import Author, Choose, Feedback, Handoff, Hello, Say
from channels.sockets.hub import Hub
from channels.threads import Threads
from store.chat import Message
from store.dialogues import Dialogue


class Speaker(Protocol):
    """Whoever a token let in: a customer, known or a guest, or a colleague of ours."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def expires_at(self) -> datetime: ...


class Taken(Protocol):
    """Where a frame's words stand in the log; `repeated` when they stood there before."""

    @property
    def seq(self) -> int: ...
    @property
    def repeated(self) -> bool: ...


class Counter(Protocol):
    """The store as one side of a conversation uses it: customers (`channels.sockets.desk`), or the
    colleague who has it. `author` is that side's name in frames."""

    @property
    def author(self) -> Author: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    def admit(self, token: str, conversation_id: int | None) -> tuple[Any, Dialogue] | None: ...
    def read_after(self, conversation_id: int, seq: int) -> tuple[Message, ...]: ...
    def take(
        self, session: Any, head: Dialogue, frame: Say | Choose | Handoff
    ) -> tuple[Taken, Message]: ...
    def rate(self, conversation_id: int, frame: Feedback) -> bool: ...


D = TypeVar("D", bound=Counter, default=Desk)


@dataclass(frozen=True, slots=True)
class Front(Generic[D]):
    """What every socket of one side shares.

    `wake` tells the dispatcher that a conversation has something to answer; `took` is told of every
    line that a socket was sent; `threads` is where the store is used; `monotonic` counts seconds
    for rates.
    """

    desk: D
    hub: Hub
    wake: Callable[[int], None]
    took: Callable[[Message], None]
    meters: Meters
    threads: Threads
    monotonic: Callable[[], float]
    allowed_origins: tuple[str, ...]
    frames_per_second: float
    idle_seconds: float

    def pass_on(self, said: Message) -> None:
        """Show a customer's committed message to every open socket, and have it answered."""
        self.hub.tell(said.conversation_id, said)
        self.wake(said.conversation_id)


class Admitted(NamedTuple):
    """Whom a hello let in and where they speak; `token` is that of their session where the hello
    had a host application's, `left` the guest's conversation whose old sockets must go."""

    session: Speaker
    head: Dialogue
    token: str | None = None
    left: int | None = None


Introduce = Callable[[Any, Hello], Admitted]
"""Lets in whom a host application vouches for, by what the connection holds (`websocket.state`).
Raises ProblemError."""
