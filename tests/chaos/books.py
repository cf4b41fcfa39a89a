"""What stands in the database about WhatsApp when all is over, as lines of JSON for the judge:
every message that was taken in with its replies, and all that was to be sent. Judges nothing.
"""

import argparse
import json
from typing import Any

from sqlalchemy import select

from store.database import Tx, open_database
from store.tables import conversations, identities, inbox, outbox

CHANNEL = "WHATSAPP"
_reply = conversations.alias("reply")
_IS_NUMBER = (identities.c.channel == CHANNEL) & (identities.c.kind == "phone")
_TAKEN = (
    select(
        inbox.c.external_id.label("name"),
        conversations.c.seq,
        identities.c.external_id.label("number"),
        _reply.c.seq.label("reply_seq"),
        outbox.c.id.label("outbox"),
    )
    .join(conversations, conversations.c.id == inbox.c.message_id)
    .join(identities, (identities.c.conversation_id == inbox.c.conversation_id) & _IS_NUMBER)
    .outerjoin(_reply, _reply.c.reply_to_id == conversations.c.id)
    .outerjoin(outbox, outbox.c.message_id == _reply.c.id)
    .where(inbox.c.channel == CHANNEL)
    .order_by(inbox.c.id)
)
_OUT = (
    select(
        outbox.c.id.label("outbox"),
        outbox.c.state,
        conversations.c.seq,
        identities.c.external_id.label("number"),
    )
    .join(conversations, conversations.c.id == outbox.c.message_id)
    .join(identities, (identities.c.conversation_id == outbox.c.conversation_id) & _IS_NUMBER)
    .where(outbox.c.channel == CHANNEL)
    .order_by(outbox.c.id)
)


def read_books(tx: Tx) -> list[dict[str, Any]]:
    """`{"name", "seq", "number", "reply_seq", "outbox"}` a message and reply, and `{"outbox",
    "state", "seq", "number"}` a message to be sent."""
    return [dict(row._mapping) for query in (_TAKEN, _OUT) for row in tx.execute(query)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("database_url")
    with open_database(parser.parse_args().database_url) as database, database.read() as tx:
        for line in read_books(tx):
            print(json.dumps(line))
