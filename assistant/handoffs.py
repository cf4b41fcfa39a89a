"""Changes of hands, told to the customer: somebody joined, passed them on, left or handed back.

A change and the line that tells it are one commit. The line is in the language of the conversation
and holds nothing but fields of the row of the change, which is kept with it as its evidence.
"""

from dataclasses import dataclass

from assistant.answers.phrases import Phrasebook, Voice
from assistant.answers.rendering import INDIA
from assistant.model import Evidence, Language
from assistant.record import evidence_json
from store.database import Tx
from store.dialogues import dialogue
from store.handoffs import Hold, Left, claim, hand_back, release, return_expired, transfer
from store.ids import Clock, Ids
from store.line import ahead_of
from store.notices import Notice, Place, post_notice

_HOLES = {"agent": "agent", "ahead": "conversations_ahead"}


@dataclass(frozen=True, slots=True)
class Hands:
    """What every change of hands needs. Its methods work in the caller's unit of work and raise
    what the function of `store.handoffs` raises that they stand for."""

    ids: Ids
    phrasebook: Phrasebook
    clock: Clock

    def join(self, tx: Tx, conversation_id: int, person_id: int) -> Hold:
        """Take a conversation, or hold it for longer (`claim`)."""
        hold = claim(tx, self.ids, self.clock(), conversation_id, person_id)
        if hold.is_new:
            row = _row(hold.handoff_id, state="joined", agent=hold.holder)
            self._tell(tx, conversation_id, "handoff_joined", row)
        return hold

    def pass_on(self, tx: Tx, conversation_id: int, person_id: int, colleague_id: int) -> Hold:
        """Give a conversation to a colleague (`transfer`)."""
        hold = transfer(tx, self.ids, self.clock(), conversation_id, person_id, colleague_id)
        if hold.is_new:
            row = _row(hold.handoff_id, state="joined", agent=hold.holder)
            self._tell(tx, conversation_id, "handoff_passed_on", row)
        return hold

    def put_back(self, tx: Tx, conversation_id: int, person_id: int) -> None:
        """Put a conversation back into the line (`release`)."""
        left = release(tx, self.ids, self.clock(), conversation_id, person_id)
        self._tell_in_line(tx, conversation_id, left)

    def put_back_expired(self, tx: Tx, conversation_id: int) -> bool:
        """Put a conversation back into the line whose holder is gone (`return_expired`); False
        when their lease did not run out."""
        left = return_expired(tx, self.ids, self.clock(), conversation_id)
        if left is not None:
            self._tell_in_line(tx, conversation_id, left)
        return left is not None

    def end(self, tx: Tx, conversation_id: int, person_id: int, summary: str) -> None:
        """Give a conversation back to the assistant (`hand_back`); the summary is evidence of the
        line that tells it, for staff to read."""
        left = hand_back(tx, self.ids, self.clock(), conversation_id, person_id, summary)
        row = _row(left.handoff_id, state="ended", agent=left.holder, summary=summary)
        self._tell(tx, conversation_id, "handoff_ended", row)

    def _tell_in_line(self, tx: Tx, conversation_id: int, left: Left) -> None:
        ahead = ahead_of(tx, conversation_id)
        row = _row(left.handoff_id, state="waiting", agent=left.holder, conversations_ahead=ahead)
        self._tell(tx, conversation_id, "handoff_back_in_line", row)

    def _tell(self, tx: Tx, conversation_id: int, phrase: str, row: Evidence) -> None:
        head = dialogue(tx, conversation_id)
        assert head is not None
        now, language = self.clock(), _language(head.language)
        holes = {hole: (row, field) for hole, field in _HOLES.items() if field in row.fields}
        said = Voice(self.phrasebook, language).say(phrase, **holes)
        local = now.astimezone(INDIA).isoformat()
        session = Evidence("session", {"now": local, "customer_id": head.user_id})
        evidence = [evidence_json(part) for part in (session, row)]
        place = Place(head.id, head.channel, language)
        post_notice(tx, self.ids, place, Notice(said.text, evidence, gate=None), now)


def _row(handoff_id: int, **fields: object) -> Evidence:
    return Evidence(f"handoffs#{handoff_id}", fields)


def _language(name: str) -> Language:
    return name  # type: ignore[return-value]  # a CHECK keeps it to ours
