"""Turns that wait for a reviewer, written by the doors that live ones use, and people to review."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from store.chat import Arrival, accept
from store.database import Database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.queue import QueueItem
from store.staff import add_staff
from store.tables import complaints, priority_queue, users
from store.turns import TurnRecord, next_waiting, write_turn

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Weak on purpose; what the real one costs is not what these tests are about."""

CARD: Mapping[str, Any] = {
    "source": "rate_cards#112",
    "fields": {"service": "AC Repair", "variant": "Standard", "price": "1299", "city": "Pune"},
}
SAID_1399: Mapping[str, Any] = {
    "grounding": [
        {
            "claim": "₹1,399",
            "verdict": "contradicted",
            "kind": "amount",
            "source": "rate_cards#112",
            "field": "price",
            "expected": "₹1,299",
        },
        {
            "claim": "AC Repair",
            "verdict": "supported",
            "kind": "service",
            "source": "rate_cards#112",
            "field": "service",
            "expected": None,
        },
    ],
    "faithfulness": [],
    "relevancy": [],
    "unscored": {"relevancy": "nothing was asked"},
}


@dataclass
class Desk:
    """A database, a clock that a test moves, and keys."""

    database: Database
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.ids = Ids(lambda: self.now, random.Random(5))

    def later(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now

    def hire(self, name: str, role: str = "agent") -> int:
        """Somebody with the password `PASSWORD` and an address made of their first name."""
        with self.database.write() as tx:
            return add_staff(tx, self.now, email_of(name), name, role, PASSWORD, QUICK)

    def queue(
        self,
        question: str = "What does AC repair cost?",
        *,
        answer: str = "AC Repair costs ₹1,399.",
        priority: float = 50.0,
        reasons: Sequence[str] = ("low_grounding",),
        blind: bool = False,
        sample_rate: float = 1.0,
        channel: str = "WEB",
        language: str = "en",
        evidence: Sequence[Mapping[str, Any]] = (CARD,),
        columns: Mapping[str, Any] | None = None,
        user_id: int | None = None,
    ) -> int:
        """A turn that waits for a verdict; gives the key of its queue item."""
        with self.database.write() as tx:
            talk = open_dialogue(tx, self.ids, self.now, channel, user_id, language)
            name = str(self.ids.draw())
            accept(tx, self.ids, Arrival(channel, talk, name, question, user_id, self.now))
            waiting = next_waiting(tx, talk)
            assert waiting is not None
            item = QueueItem(
                conversation_id=talk,
                user_id=user_id,
                intent="price_quote",
                confidence=0.9,
                priority=priority,
                parts={"likelihood": 0.9, "stake": 0.5, "urgency": 1.0},
                reasons=tuple(reasons),
                sentiment="neutral",
                snippet=question,
                blind=blind,
                sample_rate=sample_rate,
            )
            stored = {
                "intent": "price_quote",
                "evidence": list(evidence),
                "gate": "passed",
                "grounding": 0.4,
                "faithfulness": 0.8,
                "score_reasons": dict(SAID_1399),
                "scorer_version": "scorers-7",
                "router_version": "router-3",
                "flagged": not blind,
                "flag_reason": None if blind else "said ₹1,399, catalogue ₹1,299",
                **(columns or {}),
            }
            record = TurnRecord(
                waiting,
                answer,
                self.now,
                language,
                (),
                {},
                handoff=False,
                columns=stored,
                queue=item,
            )
            message = write_turn(tx, self.ids, record)
            return int(
                tx.execute(
                    select(priority_queue.c.id).where(priority_queue.c.message_id == message.id)
                ).scalar_one()
            )


def email_of(name: str) -> str:
    return f"{name.partition(' ')[0].lower()}@example.com"


def queue_breach(desk: Desk, complaint_id: int) -> int:
    """A queue item about a complaint whose clock ran out."""
    with desk.database.write() as tx:
        complaint = tx.execute(
            select(complaints.c.number, complaints.c.user_id).where(complaints.c.id == complaint_id)
        ).one()
        key = desk.ids.draw()
        tx.execute(
            insert(priority_queue).values(
                id=key,
                complaint_id=complaint_id,
                user_id=complaint.user_id,
                priority=70,
                parts={"likelihood": 1.0, "stake": 0.7, "urgency": 1.0},
                reasons=["sla_breach"],
                snippet=f"{complaint.number}: nobody has answered",
                created_at=desk.now,
                updated_at=desk.now,
            )
        )
    return key


def add_customer(desk: Desk, name: str, mobile: str) -> int:
    with desk.database.write() as tx:
        return int(
            tx.execute(
                insert(users)
                .values(
                    name=name,
                    mobile=mobile,
                    role="customer",
                    created_at=desk.now,
                    updated_at=desk.now,
                )
                .returning(users.c.id)
            ).scalar_one()
        )
