"""What customers do to the store over sockets and REST alike: each method is one unit of work.

Synchronous on purpose; callers run each in one hop to a thread. A conversation stays on the channel
where it was begun, whichever way its customer looks into it. Decides nothing about what is
answered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.feedback import take_feedback
from channels.sockets.frames import Author, Choose, Feedback, FrameError, Handoff, Say
from store.chat import Accepted, Arrival, Message, accept, line_of, messages_after
from store.database import Database, Tx
from store.dialogues import Dialogue, dialogue
from store.ids import Ids
from store.outbox import LIVE
from store.sessions import Session, session_by_token

RECENT_LINES = 50
WANTS_A_PERSON = {
    "en": "I want to talk to a person",
    "hinglish": "Mujhe kisi insaan se baat karni hai",
    "hi": "मुझे किसी व्यक्ति से बात करनी है",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer said; `sent_at` is when by their own clock, if it was kept back since."""

    client_id: str
    text: str
    chosen: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The store as the channels of sockets use it."""

    database: Database
    ids: Ids
    clock: Callable[[], datetime]
    author: Author = "customer"

    def admit(self, token: str, conversation_id: int | None) -> tuple[Session, Dialogue] | None:
        """Who the token belongs to and the conversation they may speak in; None for everything
        else: a token that is wrong or expired, a conversation that is another's, does not exist, or
        is on a channel without sockets."""
        with self.database.read() as tx:
            session = session_by_token(tx, token, self.clock())
            if session is None:
                return None
            head = head_for(tx, session, conversation_id)
        return (session, head) if head is not None and head.channel in LIVE else None

    def read_after(self, conversation_id: int, seq: int) -> tuple[Message, ...]:
        with self.database.read() as tx:
            return messages_after(tx, conversation_id, seq)

    def take(
        self, session: Session, head: Dialogue, frame: Say | Choose | Handoff
    ) -> tuple[Accepted, Message]:
        """Log what the customer said or chose, and commit.

        Raises:
            FrameError: a choice that was not offered lately.
        """
        now = self.clock()
        with self.database.write() as tx:
            text, chosen = words_of(tx, head.id, frame)
            said = Said(frame.client_id, text, chosen)
            return log_said(tx, self.ids, now, session, head, said)

    def rate(self, conversation_id: int, frame: Feedback) -> bool:
        """Keep a thumb; False when the seq is no message of the assistant's."""
        with self.database.write() as tx:
            return take_feedback(
                tx,
                self.ids,
                self.clock(),
                conversation_id,
                frame.seq,
                frame.value,
                frame.comment,
            )


def head_for(tx: Tx, session: Session, conversation_id: int | None) -> Dialogue | None:
    """A conversation, the session's own unless named, if its customer may see it."""
    head = dialogue(tx, conversation_id or session.conversation_id)
    if head is None:
        return None
    own = session.user_id is not None and head.user_id == session.user_id
    return head if own or head.id == session.conversation_id else None


def external_id(conversation_id: int, client_id: str) -> str:
    """What a customer's message is called on its channel."""
    return f"{conversation_id}:{client_id}"


def log_said(
    tx: Tx, ids: Ids, now: datetime, session: Session, head: Dialogue, said: Said
) -> tuple[Accepted, Message]:
    """Log what the customer said, unless it was logged before under the same `client_id`."""
    arrival = Arrival(
        channel=head.channel,
        conversation_id=head.id,
        external_id=external_id(head.id, said.client_id),
        text=said.text,
        user_id=session.user_id,
        received_at=now,
        chosen=said.chosen,
        context={"sent_at": said.sent_at.isoformat()} if said.sent_at else None,
    )
    accepted = accept(tx, ids, arrival)
    return accepted, line_of(arrival, accepted)


def words_of(tx: Tx, conversation_id: int, frame: Say | Choose | Handoff) -> tuple[str, str | None]:
    """The text to log, and the value of the quick reply behind it if there is one."""
    if isinstance(frame, Say):
        return frame.text, None
    head = dialogue(tx, conversation_id)
    if head is None:
        raise FrameError("unknown_conversation", "this conversation is gone")
    if isinstance(frame, Handoff):
        return WANTS_A_PERSON[head.language], "intent:human_agent"
    recent = messages_after(tx, conversation_id, max(0, head.last_seq - RECENT_LINES))
    for message in reversed(recent):
        for value, title in message.choices:
            if value == frame.value:
                return title, value
    raise FrameError(
        "unknown_choice", "no recent message offered this choice", client_id=frame.client_id
    )
