"""What the mobile REST requests do to the store: each function is one unit of work.

Taken once whatever is repeated: a message by its `client_id` in the conversation, as on a socket,
and a POST by its Idempotency-Key, which is its person's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.dialogue.codes import masked
from channels.mobile.bodies import QueuedMessage, Utterance
from channels.problems import ProblemError
from channels.sockets.desk import Desk, Said, external_id, head_for, log_said, words_of
from channels.sockets.frames import Choose, FrameError
from store.chat import Message, messages_after
from store.chat_names import message_named
from store.database import Tx
from store.devices import register_device, unregister_device
from store.dialogues import Dialogue
from store.message_keys import Kept, KeyTakenError, keep_key, kept_message, message_under
from store.outbox import LIVE
from store.sessions import Session, session_by_token

TRIES = 3
"""Of one POST, when another with the same key is faster."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A message as it stands in the log; `fresh` is the line itself if it was not there before."""

    kept: Kept
    client_id: str
    fresh: Message | None


def read_page(
    desk: Desk, token: str, conversation_id: int, after: int, limit: int
) -> tuple[tuple[Message, ...], bool, bool]:
    """Lines of a conversation after a seq, whether there are more, and whether the channel counts
    lines that were read as delivered."""
    with desk.database.read() as tx:
        head = _head(tx, _session(tx, token, desk.clock()), conversation_id)
        lines = messages_after(tx, head.id, after, limit + 1)
    return lines[:limit], len(lines) > limit, head.channel in LIVE


def post(desk: Desk, token: str, conversation_id: int | None, key: str, said: Utterance) -> Noted:
    """Take one message under an Idempotency-Key.

    Raises:
        ProblemError: the session, the conversation, the choice or the key is of no use.
    """
    for _ in range(TRIES):
        try:
            with desk.database.write() as tx:
                return _post(tx, desk, token, conversation_id, key, said)
        except KeyTakenError:
            continue
    raise ProblemError(409, "key_in_use", "this key is being used by another request")


def _post(
    tx: Tx, desk: Desk, token: str, conversation_id: int | None, key: str, said: Utterance
) -> Noted:
    now = desk.clock()
    session = _session(tx, token, now)
    head = _open_head(tx, session, conversation_id)
    before = message_under(tx, session.user_id, head.id, key)
    if before is not None:
        if before.conversation_id != head.id or not _is_same(before, said):
            raise ProblemError(409, "key_reused", "this key was used for another message")
        return Noted(before, key, None)
    noted = _log(tx, desk, now, session, head, key, said)
    keep_key(tx, desk.ids, now, session.user_id, noted.kept, key)
    return noted


def post_batch(
    desk: Desk, token: str, conversation_id: int | None, messages: Sequence[QueuedMessage]
) -> tuple[Noted, ...]:
    """Take messages in their order, all of them or none; those that are known stay as they are.

    Raises:
        ProblemError: the session, the conversation, or one of the messages is of no use.
    """
    with desk.database.write() as tx:
        now = desk.clock()
        session = _session(tx, token, now)
        head = _open_head(tx, session, conversation_id)
        return tuple(
            _log(tx, desk, now, session, head, one.client_id, one, one.sent_at) for one in messages
        )


def register(desk: Desk, token: str, platform: str, push_token: str) -> None:
    with desk.database.write() as tx:
        now = desk.clock()
        session = _session(tx, token, now)
        register_device(tx, desk.ids, now, session.id, platform, push_token)


def unregister(desk: Desk, token: str, push_token: str) -> bool:
    """False when the device is not the session's."""
    with desk.database.write() as tx:
        return unregister_device(tx, _session(tx, token, desk.clock()).id, push_token)


def _session(tx: Tx, token: str, now: datetime) -> Session:
    session = session_by_token(tx, token, now)
    if session is None:
        raise ProblemError(
            401,
            "unknown_session",
            "the token is wrong or expired",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return session


def _head(tx: Tx, session: Session, conversation_id: int | None) -> Dialogue:
    head = head_for(tx, session, conversation_id)
    if head is None:
        raise ProblemError(404, "unknown_conversation", "you have no such conversation")
    return head


def _open_head(tx: Tx, session: Session, conversation_id: int | None) -> Dialogue:
    head = _head(tx, session, conversation_id)
    if head.channel not in LIVE:
        raise ProblemError(409, "other_channel", f"this conversation goes on in {head.channel}")
    return head


def _log(
    tx: Tx,
    desk: Desk,
    now: datetime,
    session: Session,
    head: Dialogue,
    client_id: str,
    said: Utterance,
    sent_at: datetime | None = None,
) -> Noted:
    text = said.text or ""
    if said.value is not None:
        text = _title(tx, head, client_id, said.value)
    accepted, message = log_said(
        tx, desk.ids, now, session, head, Said(client_id, text, said.value, sent_at)
    )
    kept = kept_message(tx, accepted.message_id)
    if accepted.repeated and not _is_same(kept, said):
        raise ProblemError(
            409, "client_id_reused", f"another message was taken under {client_id!r}"
        )
    return Noted(kept, client_id, None if accepted.repeated else message)


def _title(tx: Tx, head: Dialogue, client_id: str, value: str) -> str:
    """What the quick reply says; of one that is known already, what it said."""
    known = message_named(tx, head.channel, external_id(head.id, client_id))
    if known is not None:
        return kept_message(tx, known.message_id).text
    try:
        text, _ = words_of(tx, head.id, Choose(type="choice", client_id=client_id, value=value))
    except FrameError as error:
        raise ProblemError(422, error.code, f"{client_id}: {error.detail}") from None
    return text


def _is_same(kept: Kept, said: Utterance) -> bool:
    """Whether it is the same message; a sign-in code in it may be masked by now."""
    if said.value is not None:
        return kept.chosen == said.value
    return kept.text in (said.text, masked(said.text or ""))
