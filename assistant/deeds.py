"""Performs what the customer has agreed to, inside the commit that answers.

A refusal undoes what the action had begun and nothing else; anything unexpected undoes the turn.
"""

import datetime as dt

from assistant.dialogue.codes import (
    ClosedAccountError,
    CodeNotSentError,
    Codes,
    ProveCode,
    SendCode,
    VoidCodeError,
    WrongCodeError,
)
from assistant.dialogue.request import Outcome
from store.accounts import create_customer, user_by_mobile
from store.actions import Action, perform
from store.cancellations import Cancellation
from store.code_sends import put_code_out
from store.database import Tx
from store.dialogues import adopt_dialogue
from store.ids import Ids
from store.refusals import RefusedError
from store.sessions import sign_in_sessions
from store.sign_in_codes import TooManyCodesError, draw_code, place_of_chat, redeem_code
from store.turns import Waiting


class ForeignActionError(RuntimeError):
    """An action in somebody else's name; it is never performed."""


def attempt(
    tx: Tx,
    ids: Ids,
    codes: Codes | None,
    action: Action | SendCode | ProveCode,
    waiting: Waiting,
    now: dt.datetime,
) -> Outcome:
    """Perform the action, or say why it cannot be performed as it was shown.

    Raises:
        ForeignActionError: it is not in the name of the conversation's customer.
    """
    if isinstance(action, SendCode):
        return _send_code(tx, ids, codes, action, waiting, now)
    if isinstance(action, ProveCode):
        return _prove_code(tx, codes, action, waiting.conversation_id, now)
    if action.user_id != waiting.user_id:
        whose = f"of {action.user_id}, not {waiting.user_id}"
        raise ForeignActionError(f"{type(action).__name__} {whose}")
    if isinstance(action, Cancellation):
        now = waiting.received_at  # notice counts from when the customer gave it
    try:
        with tx.begin_nested():
            return perform(tx, action, now)
    except RefusedError as refusal:
        return refusal


def _send_code(
    tx: Tx, ids: Ids, codes: Codes | None, deed: SendCode, waiting: Waiting, now: dt.datetime
) -> Outcome:
    """Make a code; gives it only where it may be shown, else WhatsApp brings it."""
    if codes is None or not (codes.shown or codes.carried):
        return CodeNotSentError("no channel is set up that could send codes")
    place = place_of_chat(tx, waiting.conversation_id, codes.from_one_place)
    given = (deed.mobile, codes.secret, codes.below, place)
    try:
        if codes.shown:
            return draw_code(tx, ids, now, *given).digits
        put_code_out(tx, ids, now, *given, waiting.language)
    except TooManyCodesError as error:
        return CodeNotSentError(str(error))
    return ""


def _prove_code(
    tx: Tx, codes: Codes | None, deed: ProveCode, conversation_id: int, now: dt.datetime
) -> Outcome:
    """Try a code; the right one makes the conversation theirs. Gives the customer's key.

    A wrong try stays counted: it is committed with the reply that says so.
    """
    if codes is None:
        return VoidCodeError("no code was ever sent")
    verdict = redeem_code(tx, now, deed.mobile, deed.code, codes.secret)
    if verdict != "right":
        return WrongCodeError() if verdict == "wrong" else VoidCodeError()
    person = user_by_mobile(tx, deed.mobile)
    if person is not None and (not person.active or person.role != "customer"):
        return ClosedAccountError()
    user_id = person.user_id if person else create_customer(tx, deed.mobile, now)
    if not adopt_dialogue(tx, conversation_id, user_id):
        return VoidCodeError("the conversation is somebody's by now")
    sign_in_sessions(tx, conversation_id, user_id)
    return str(user_id)
