"""Tells a customer what staff did about a complaint of theirs, on the channel that they used last.

In the language of that conversation. The words are those of our people, who answer for them; what
stands around them is fields of the complaint. What is internal is told to nobody.
"""

import datetime as dt

from assistant.answers.phrases import Phrasebook, Voice
from assistant.answers.rendering import INDIA
from assistant.model import Evidence, Language
from assistant.record import evidence_json
from store.complaint_desk import Change
from store.database import Tx
from store.ids import Ids
from store.notices import Notice, last_place, post_notice


def tell_change(
    tx: Tx, ids: Ids, phrasebook: Phrasebook, change: Change, now: dt.datetime
) -> int | None:
    """Write the news into the customer's last conversation and have it delivered; the line's key,
    or None when it is internal or there is nowhere to tell it. Part of the unit of work of the
    change itself."""
    place = None if change.internal else last_place(tx, change.user_id)
    if place is None:
        return None
    language: Language = place.language  # type: ignore[assignment]  # a CHECK keeps it to ours
    row = Evidence(
        f"complaints#{change.complaint_id}",
        {
            "customer_id": change.user_id,
            "complaint_number": change.number,
            "subject": change.subject,
            "status": change.status,
            "comment": change.comment,
        },
    )
    fields = {"number": "complaint_number"}
    holes = {
        hole: (row, fields.get(hole, hole)) for hole in ("number", "subject", "status", "comment")
    }
    said = Voice(phrasebook, language).say(f"complaint_news_{change.kind}", **holes)
    local = now.astimezone(INDIA).isoformat()
    session = Evidence("session", {"now": local, "customer_id": change.user_id})
    evidence = [evidence_json(part) for part in (session, row)]
    return post_notice(tx, ids, place, Notice(said.text, evidence, gate=None), now)
