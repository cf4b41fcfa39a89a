"""Sign-in codes on their way to a mobile number over WhatsApp: lines of the outbox like any other,
but that their text does not tell the code.

A number has a conversation of its own for codes, which is nobody's and makes no account:
whoever asks for a code has proven nothing yet. The line keeps the code under a pad that the
secret and the code's key make, so the database never holds it in clear, and gives it only as
long as it is good.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from store.contacts import CODES
from store.database import Tx
from store.dialogues import open_dialogue
from store.ids import Ids
from store.outbox import Written, put_out
from store.sign_in_codes import Place, draw_code
from store.tables import conversations, dialogues, identities, sign_in_codes

CHANNEL = "WHATSAPP"
LINE = "🔑"


@dataclass(frozen=True, slots=True)
class Code:
    """What is to be sent; `digits` is None once it is used up or too old to be of any use."""

    digits: str | None


_TALK = select(identities.c.conversation_id).where(
    identities.c.channel == CHANNEL,
    identities.c.kind == CODES,
    identities.c.external_id == bindparam("phone"),
)
_NAME = insert(identities)
_TAKE_LANE = (
    update(dialogues)
    .where(dialogues.c.id == bindparam("talk"))
    .values(
        last_seq=dialogues.c.last_seq + 1,
        language=bindparam("in_language"),
        updated_at=bindparam("at"),
    )
    .returning(dialogues.c.last_seq)
)
_LOG = insert(conversations)
_CONTEXT = select(conversations.c.context).where(conversations.c.id == bindparam("line"))
_GOOD = select(sign_in_codes.c.id).where(
    sign_in_codes.c.id == bindparam("key"),
    sign_in_codes.c.used_at.is_(None),
    sign_in_codes.c.expires_at > bindparam("now"),
)


def put_code_out(
    tx: Tx,
    ids: Ids,
    now: datetime,
    mobile: str,
    secret: bytes,
    below: Callable[[int], int],
    place: Place,
    language: str,
) -> None:
    """Draw a code for `mobile` (+91 form) and put it into the outbox; as `draw_code` for the rest.

    Raises:
        TooManyCodesError: the number, or the place, has had its codes of this hour.
    """
    drawn = draw_code(tx, ids, now, mobile, secret, below, place)
    talk = _talk(tx, ids, now, mobile.removeprefix("+"))
    lane = {"talk": talk, "in_language": language, "at": now}
    seq = tx.execute(_TAKE_LANE, lane).scalar_one()
    key = ids.draw()
    sealed = _pad(secret, drawn.key, int(drawn.digits))
    tx.execute(
        _LOG,
        {
            "id": key,
            "conversation_id": talk,
            "seq": seq,
            "turn_id": key,
            "role": "system",
            "channel": CHANNEL,
            "language": language,
            "text": LINE,
            "context": {"code": str(drawn.key), "sealed": f"{sealed:06d}"},
            "created_at": now,
        },
    )
    put_out(tx, ids, Written(talk, seq, CHANNEL), key, now)


def code_in(tx: Tx, message_id: int, secret: bytes, now: datetime) -> Code | None:
    """The code that a line is to bring; None for a line that brings none."""
    context = tx.execute(_CONTEXT, {"line": message_id}).scalar()
    if not isinstance(context, dict) or "sealed" not in context:
        return None
    key = int(context["code"])
    if tx.execute(_GOOD, {"key": key, "now": now}).first() is None:
        return Code(None)
    return Code(f"{_pad(secret, key, int(context['sealed'])):06d}")


def _talk(tx: Tx, ids: Ids, now: datetime, phone: str) -> int:
    known: int | None = tx.execute(_TALK, {"phone": phone}).scalar()
    if known is not None:
        return known
    talk = open_dialogue(tx, ids, now, CHANNEL)
    name = {"channel": CHANNEL, "kind": CODES, "external_id": phone, "created_at": now}
    tx.execute(_NAME, {**name, "conversation_id": talk})
    return talk


def _pad(secret: bytes, key: int, number: int) -> int:
    """Seals a number, and opens a sealed one: what is left of the pad's number without it."""
    drawn = hmac.new(secret, f"sealed:{key}".encode(), hashlib.sha256).digest()
    return (int.from_bytes(drawn) - number) % 1_000_000
