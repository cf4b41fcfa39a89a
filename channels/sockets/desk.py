"""What the frames of a socket do to the store: each function is one unit of work.

Synchronous on purpose; the socket runs each in one hop to a thread. Decides nothing about what is
answered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.feedback import take_feedback
from channels.sockets.frames import Author, Choose, Feedback, FrameError, Handoff, Say
from store.chat import (
    Accepted,
    Arrival,
    Dialogue,
    Message,
    accept,
    dialogue,
    messages_after,
)
from store.database import Database, Tx
from store.ids import Ids
from store.sessions import Session, session_by_token

RECENT_LINES = 50
WANTS_A_PERSON = {
    "en": "I want to talk to a person",
    "hinglish": "Mujhe kisi insaan se baat karni hai",
    "hi": "मुझे किसी व्यक्ति से बात करनी है",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The store as one socket channel ("WEB", "MOBILE") uses it."""

    channel: str
    database: Database
    ids: Ids
    clock: Callable[[], datetime]
    author: Author = "customer"

    def admit(self, token: str, conversation_id: int | None) -> tuple[Session, Dialogue] | None:
        """Who the token belongs to and the conversation they may see; None for everything else:
        a token that is wrong or expired, a conversation that is another's or does not exist."""
        with self.database.read() as tx:
            session = session_by_token(tx, token, self.clock())
            if session is None:
                return None
            head = dialogue(tx, conversation_id or session.conversation_id)
        if head is None:
            return None
        own = session.user_id is not None and head.user_id == session.user_id
        if head.id != session.conversation_id and not own:
            return None
        return session, head

    def read_after(self, conversation_id: int, seq: int) -> tuple[Message, ...]:
        with self.database.read() as tx:
            return messages_after(tx, conversation_id, seq)

    def take(
        self, session: Session, conversation_id: int, frame: Say | Choose | Handoff
    ) -> tuple[Accepted, Message]:
        """Log what the customer said or chose, and commit.

        Raises:
            FrameError: a choice that was not offered lately.
        """
        now = self.clock()
        with self.database.write() as tx:
            text, chosen = _words(tx, conversation_id, frame)
            accepted = accept(
                tx,
                self.ids,
                Arrival(
                    channel=self.channel,
                    conversation_id=conversation_id,
                    external_id=f"{conversation_id}:{frame.client_id}",
                    text=text,
                    user_id=session.user_id,
                    received_at=now,
                    chosen=chosen,
                ),
            )
        return accepted, Message(
            id=accepted.message_id,
            conversation_id=conversation_id,
            seq=accepted.seq,
            reply_to_seq=None,
            role="user",
            author=None,
            text=text,
            choices=(),
            language=None,
            created_at=now,
            feedback=None,
        )

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


def _words(tx: Tx, conversation_id: int, frame: Say | Choose | Handoff) -> tuple[str, str | None]:
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
