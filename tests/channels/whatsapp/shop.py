"""A shop on WhatsApp without a server between: the door, the outbox and the platform's Graph API.

Time stands still unless a test moves it. Replies are logged by the doors that the product uses.
"""

import asyncio
import datetime as dt
import json
import random
from dataclasses import dataclass, field
from typing import Any

import httpx
import respx
from sqlalchemy import select

from channels.delivery import Delivery
from channels.whatsapp.account import Account
from channels.whatsapp.classify import classify
from channels.whatsapp.door import Door
from channels.whatsapp.graph import Graph
from channels.whatsapp.sender import WhatsAppSender
from channels.whatsapp.templates import load_templates
from store.database import Database
from store.ids import Ids
from store.tables import conversations, inbox, outbox
from store.turns import TurnRecord, next_waiting, write_turn
from tests.channels.whatsapp.platform import ASHA, Json, notification, status

START = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
GRAPH = "https://graph.example/v23.0"
ACCOUNT = Account(b"s", b"v", "token", "100000000000001", GRAPH)
MESSAGES = f"{GRAPH}/100000000000001/messages"


def refusal(code: int, http_status: int = 400) -> httpx.Response:
    error = {"message": f"(#{code}) no", "code": code, "error_data": {"details": "because"}}
    return httpx.Response(http_status, json={"error": error})


def said(body: Json) -> str:
    """The words of a message, whatever its form."""
    text: str = body["text"]["body"] if "text" in body else body["interactive"]["body"]["text"]
    return text


@dataclass
class Shop:
    """One customer's messages in, replies out."""

    database: Database
    router: respx.MockRouter
    moment: dt.datetime = START
    answers: list[Any] = field(default_factory=list)
    """What the platform answers next; then it takes everything."""
    bodies: list[Json] = field(default_factory=list)
    """What the platform got."""
    heard: int = 0

    def __post_init__(self) -> None:
        self.ids = Ids(lambda: self.moment, random.Random(1))
        self.door = Door(self.database, self.ids, lambda: self.moment)
        self.graph = self.router.post(MESSAGES).mock(side_effect=self._take)
        self.seconds = 0.0

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        name = f"wamid.ours.{len(self.bodies)}"
        return answer or httpx.Response(200, json={"messages": [{"id": name}]})

    def pass_time(self, **span: float) -> None:
        self.moment += dt.timedelta(**span)
        self.seconds += dt.timedelta(**span).total_seconds()

    def hear(
        self,
        text: str = "hello",
        *,
        at: dt.datetime | None = None,
        number: str = ASHA,
        user_id: str | None = None,
    ) -> int:
        """A message comes in, by number or by user id; gives its conversation."""
        self.heard += 1
        stamp = str(int((at or self.moment).timestamp()))
        head = {"id": f"wamid.theirs.{self.heard}", "timestamp": stamp, "type": "text"}
        sender = {"from_user_id": user_id} if user_id else {"from": number}
        message = {**head, **sender, "text": {"body": text}}
        (taken,) = self.take(notification(messages=[message]))
        return taken

    def take(self, body: Json) -> list[int]:
        events = classify(json.dumps(body).encode())
        return [taken.message.conversation_id for taken in self.door.take(events)]

    def report(self, name: str, what: str, **more: Any) -> None:
        self.take(status(name, what, **more))

    def reply(
        self,
        conversation: int,
        text: str = "Hello!",
        choices: tuple[tuple[str, str], ...] = (),
        language: str = "en",
    ) -> int:
        """The oldest waiting message is answered; gives the key in the outbox."""
        columns = {"score_reasons": {}, "scorer_version": "1", "router_version": "1"}
        with self.database.write() as tx:
            waiting = next_waiting(tx, conversation)
            assert waiting is not None
            record = TurnRecord(
                waiting, text, self.moment, language, choices, {}, False, columns, None
            )
            message = write_turn(tx, self.ids, record)
            key: int = tx.execute(
                select(outbox.c.id).where(outbox.c.message_id == message.id)
            ).scalar_one()
        return key

    def converse(self, text: str = "Hello!", **more: Any) -> int:
        return self.reply(self.hear(), text, **more)

    def deliver(self) -> None:
        """Send until nothing more is due."""

        async def run() -> None:
            async with httpx.AsyncClient(verify=False) as client:
                sender = WhatsAppSender(
                    self.database,
                    self.ids,
                    lambda: self.moment,
                    Graph(ACCOUNT, client),
                    load_templates(),
                    lambda: self.seconds,
                )
                delivery = Delivery(self.database, {"WHATSAPP": sender}, lambda: self.moment)
                while await delivery.deliver_due("WHATSAPP"):
                    pass

        asyncio.run(run())

    def state(self, key: int) -> tuple[str, int]:
        """State and failed tries of a message of the outbox."""
        row = self.row(key)
        return row.state, row.attempts

    def row(self, key: int) -> Any:
        with self.database.read() as tx:
            return tx.execute(select(outbox).where(outbox.c.id == key)).one()

    def lines(self) -> list[Any]:
        """Everything that customers said, with what became of it."""
        with self.database.read() as tx:
            rows = select(conversations, inbox.c.external_id).join(
                inbox, inbox.c.message_id == conversations.c.id
            )
            return list(tx.execute(rows.order_by(conversations.c.id)))
