"""The live pane: the chat's socket protocol for the colleague who has the conversation.

The page gives the pane a token that is good for one conversation and as long as the session; it is
proven by the session's CSRF token, which only the console's own pages know. Whose the conversation
is, is asked again with every message.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from assistant.handoffs import Hands
from channels.sockets.frames import Author, Choose, Feedback, FrameError, Handoff, Say
from store.chat import Message, messages_after
from store.database import Database
from store.dialogues import Dialogue, UnknownConversationError, dialogue
from store.handoffs import NotHolderError
from store.staff_replies import Spoken, StaffReply, say
from store.staff_sessions import StaffSession, staff_session_by_key

PANE_SOCKET = "/v1/ops/socket"
_TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9a-f]{64})")


def pane_token(staff: StaffSession, conversation_id: int) -> str:
    """What the pane's hello says to be let into this conversation."""
    return f"{staff.id}.{conversation_id}.{_proof(staff, conversation_id)}"


def _proof(staff: StaffSession, conversation_id: int) -> str:
    said = f"pane/{staff.id}/{conversation_id}".encode()
    return hmac.new(staff.csrf_token.encode(), said, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class PaneDesk:
    """The store as the pane uses it."""

    database: Database
    hands: Hands
    author: Author = "agent"

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.hands.clock

    def admit(
        self, token: str, conversation_id: int | None
    ) -> tuple[StaffSession, Dialogue] | None:
        """Whose pane the token is and of which conversation; None for everything else."""
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            return None
        session_id, talk = int(parts[1]), int(parts[2])
        with self.database.read() as tx:
            staff = staff_session_by_key(tx, self.clock(), session_id)
            head = dialogue(tx, talk) if conversation_id in (None, talk) else None
        if staff is None or head is None:
            return None
        return (staff, head) if hmac.compare_digest(parts[3], _proof(staff, talk)) else None

    def read_after(self, conversation_id: int, seq: int) -> tuple[Message, ...]:
        with self.database.read() as tx:
            return messages_after(tx, conversation_id, seq)

    def take(
        self, staff: StaffSession, head: Dialogue, frame: Say | Choose | Handoff
    ) -> tuple[Spoken, Message]:
        """Log what the colleague said, have it delivered, and commit.

        Raises:
            FrameError: the conversation is not theirs, which names who has it; or the frame is one
                that only customers send.
        """
        if not isinstance(frame, Say):
            _refuse(frame.client_id)
        now, text = self.clock(), frame.text
        given = f"{head.id}:{staff.user_id}:{frame.client_id}"
        reply = StaffReply(head.id, staff.user_id, given, text)
        try:
            with self.database.write() as tx:
                spoken = say(tx, self.hands.ids, now, reply)
        except (NotHolderError, UnknownConversationError) as error:
            detail = str(error) if isinstance(error, NotHolderError) else "it is gone"
            raise FrameError("not_yours", detail, client_id=frame.client_id) from None
        return spoken, Message(
            id=spoken.message_id,
            conversation_id=head.id,
            seq=spoken.seq,
            reply_to_seq=None,
            role="agent",
            author=staff.name,
            text=text,
            choices=(),
            language=None,
            created_at=now,
            feedback=None,
        )

    def rate(self, conversation_id: int, frame: Feedback) -> bool:
        _refuse(None)


def _refuse(client_id: str | None) -> NoReturn:
    raise FrameError("not_for_staff", "only customers send this", client_id=client_id)
