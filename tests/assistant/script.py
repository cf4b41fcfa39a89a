"""Conversations as plain text: what the customer writes, what the reply must hold, what the
database holds then.

    == One line says what the scenario shows
    as guest | as +919151719298       who writes; everything before the first scenario is comment
    > book AC repair                  the customer writes
    >> Yes                            the customer presses the quick reply whose title begins so
    < ₹499 | Which one                the reply holds every piece
    !< sofa                           the reply holds none of the pieces
    ? UPI | Cash                      these quick replies are offered (by the beginning of a title)
    wait 4 days                       time passes
    restart                           the program starts anew
    price AC Repair Basic 549         the business changes a price
    taken AC Repair 411001 2026-11-24 10:00      others book everybody who could come then
    db same                           nothing of the customer's has changed since the start
    db + booking * pending            one new fact; + and - lines together are the whole change

Facts of the database are lines like "booking CB-106810 pending unpaid upi 646.64"; "*" stands for
anything. After every reply it is checked that the gate let it pass, that no score flags it, and
that what was done had been shown in the message before.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from assistant.dialogue.codes import Codes
from assistant.mind import open_mind
from store.actions import from_json
from store.catalogue import providers_for, taken_slots
from store.database import Database
from store.slots import SLOT
from store.tables import (
    addresses,
    booking_items,
    bookings,
    complaints,
    conversations,
    dialogues,
    payments,
    rate_cards,
    users,
)
from tests.assistant.conftest import Chat

INDIA = ZoneInfo("Asia/Kolkata")
FOLDER = Path(__file__).parent / "conversations"


@dataclass(frozen=True)
class Scenario:
    """One conversation of a file."""

    name: str
    lines: tuple[tuple[int, str], ...]
    """Line number and line."""
    file: Path | None


def scenarios() -> Iterator[Scenario]:
    """All scenarios of all files, by name of the file."""
    for file in sorted(FOLDER.glob("*.chat")):
        name: str | None = None
        lines: list[tuple[int, str]] = []
        for number, raw in enumerate(file.read_text("utf-8").splitlines(), 1):
            line = raw.strip()
            if line.startswith("== "):
                if name is not None:
                    yield Scenario(name, tuple(lines), file)
                name, lines = line[3:], []
            elif line and name is not None and not line.startswith("#"):
                lines.append((number, line))
        if name is not None:
            yield Scenario(name, tuple(lines), file)


@dataclass
class Play:
    """A scenario being played on a database of its own."""

    database: Database
    scenario: Scenario
    chat: Chat = field(init=False)
    reply: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    shown_before: str = ""
    facts_before: list[str] = field(default_factory=list)
    is_guest: bool = False
    changes: list[tuple[str, str]] = field(default_factory=list)
    codes: Codes = field(default_factory=lambda: Codes(b"s" * 32, Random(5).randrange, True))

    def run(self) -> None:
        for number, line in self.scenario.lines:
            where = f"{self.scenario.file and self.scenario.file.name}:{number}: {line}"
            if self.changes and not line.startswith("db"):
                self._compare(where)
            self._do(line, where)
        if self.changes:
            self._compare(self.scenario.name)

    def _do(self, line: str, where: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "as":
                self.begin(rest.split()[0])
            case ">":
                self._say(self._filled(rest), None, where)
            case ">>":
                value = next((v for v, t in self.choices.items() if t.startswith(rest)), None)
                assert value, f"{where}\nnot among {list(self.choices.values())}"
                self._say(self.choices[value], value, where)
            case "<":
                missing = [p for p in _pieces(rest) if p.casefold() not in self.reply.casefold()]
                assert not missing, f"{where}\nmissing {missing} in:\n{self.reply}"
            case "!<":
                there = [p for p in _pieces(rest) if p.casefold() in self.reply.casefold()]
                assert not there, f"{where}\n{there} in:\n{self.reply}"
            case "?":
                titles = list(self.choices.values())
                gone = [p for p in _pieces(rest) if not any(t.startswith(p) for t in titles)]
                assert not gone, f"{where}\nnot offered: {gone}, but {titles}"
            case "wait":
                self.chat.clock.pass_seconds(86400 * float(rest.split()[0]))
            case "restart":
                self.restart()
            case "price":
                self._reprice(rest)
            case "taken":
                self._take_all(rest)
            case "db":
                self.changes.append(("=", "") if rest == "same" else (rest[0], rest[2:]))
            case _:
                raise AssertionError(f"{where}\nno such line")

    def begin(self, who: str) -> None:
        with self.database.read() as tx:
            mind = open_mind(tx, codes=self.codes)
            user = None
            if who != "guest":
                user = tx.execute(select(users.c.id).where(users.c.mobile == who)).scalar_one()
        self.chat = Chat(self.database, mind, user)
        self.is_guest, self.facts_before = user is None, self._facts()

    def restart(self) -> None:
        """Everything in memory is lost."""
        with self.database.read() as tx:
            self.chat.mind = open_mind(tx, codes=self.codes)

    def _filled(self, text: str) -> str:
        """What the customer writes; {code} is the six digits of the last reply."""
        code = re.search(r"(?<!\d)\d{6}(?!\d)", self.reply)
        return text.replace("{code}", code.group() if code else "")

    def _say(self, text: str, chosen: str | None, where: str) -> None:
        self.shown_before = self.reply
        message = self.chat.ask(text, chosen)
        self.reply, self.choices = message.text, dict(message.choices)
        with self.database.read() as tx:
            found = select(conversations).where(conversations.c.id == message.id)
            row = tx.execute(found).one()
        against = [
            why
            for reasons in row.score_reasons.values()
            if isinstance(reasons, list)
            for why in reasons
            if why["verdict"] not in ("supported", "note")
        ]
        told = f"{where}\n{self.reply}\n{row.gate} {row.flag_reason} {against} {row.gate_report}"
        assert row.gate == "passed", told
        assert not row.flagged, told
        if self.is_guest and self._owner() is not None:
            self.is_guest, self.facts_before = False, self._facts()
        if row.action is not None:
            self._was_agreed_to(row.action, text, where)

    def _was_agreed_to(self, action: dict[str, Any], text: str, where: str) -> None:
        """What was done stood in the message before, down to the rupee and the hour."""
        done = from_json(action["action"])
        for piece in pieces_of(done):
            assert piece in self.shown_before, f"{where}\n{piece} not in\n{self.shown_before}"

    def _reprice(self, rest: str) -> None:
        """`price AC Repair Basic 549`: somebody at the business changes a rate card."""
        *words, variant, rupees = rest.split()
        with self.database.write() as tx:
            mind = self.chat.mind
            service = next(s for s in mind.catalogue.services.values() if s.name == " ".join(words))
            tx.execute(
                update(rate_cards)
                .where(rate_cards.c.subcategory_id == service.id, rate_cards.c.variant == variant)
                .values(price_paise=int(rupees) * 100, strike_price_paise=None)
            )

    def _take_all(self, rest: str) -> None:
        """`taken AC Repair 411001 2026-11-24 10:00`: others book everybody who could come then."""
        *words, pincode, day, hour = rest.split()
        start = dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=INDIA)
        with self.database.write() as tx:
            services = self.chat.mind.catalogue.services.values()
            service = next(one for one in services if one.name == " ".join(words))
            able = [provider.id for provider in providers_for(tx, service.id, pincode)]
            busy = {key for key, _ in taken_slots(tx, able, start, start + SLOT)}
            one = tx.execute(select(booking_items).where(booking_items.c.status == "accepted"))
            other = {k: v for k, v in one.mappings().fetchall()[0].items() if k != "id"}
            for provider in set(able) - busy:
                times = {"slot_start": start, "slot_end": start + SLOT, "provider_id": provider}
                tx.execute(insert(booking_items), {**other, **times})

    def _compare(self, where: str) -> None:
        before, now = self.facts_before, self._facts()
        new = [fact for fact in now if fact not in before]
        old = [fact for fact in before if fact not in now]
        wanted, self.changes = self.changes, []
        if wanted == [("=", "")]:
            assert not new, f"{where}\nnew: {new}"
            assert not old, f"{where}\ngone: {old}"
            return
        for sign, facts in (("+", new), ("-", old)):
            patterns = [pattern for which, pattern in wanted if which == sign]
            unmatched = [p for p in patterns if not any(fnmatchcase(f, p) for f in facts)]
            unwanted = [f for f in facts if not any(fnmatchcase(f, p) for p in patterns)]
            assert not unmatched, f"{where}\n{sign} {unmatched} not in {facts}"
            assert not unwanted, f"{where}\n{sign} {unwanted} not expected"

    def _owner(self) -> int | None:
        whose = select(dialogues.c.user_id).where(dialogues.c.id == self.chat.conversation)
        with self.database.read() as tx:
            owner: int | None = tx.execute(whose).scalar_one()
        return owner

    def _facts(self) -> list[str]:
        """Everything that belongs to the customer, one line a row."""
        owner = self._owner()
        if owner is None:
            return []
        with self.database.read() as tx:
            rows: list[str] = []
            own = tx.execute(select(bookings).where(bookings.c.user_id == owner)).all()
            numbers = {row.id: row.order_id for row in own}
            rows += [
                f"booking {row.order_id} {row.status} {row.payment_status} {row.payment_method}"
                f" {_rupees(row.total_paise)}"
                for row in own
            ]
            rows += [
                f"item {numbers[row.booking_id]} {row.service_name} ({row.variant})"
                f" {row.slot_start.astimezone(INDIA):%Y-%m-%d %H:%M} {row.status}"
                for row in tx.execute(
                    select(booking_items).where(booking_items.c.booking_id.in_(numbers))
                )
            ]
            rows += [
                f"{row.kind} {numbers[row.booking_id]} {_rupees(row.amount_paise)} {row.method}"
                f" {row.state}"
                for row in tx.execute(select(payments).where(payments.c.booking_id.in_(numbers)))
            ]
            rows += [
                f"address {row.line1}, {row.pincode}{' default' if row.is_default else ''}"
                for row in tx.execute(select(addresses).where(addresses.c.user_id == owner))
            ]
            rows += [
                f"complaint {row.number} {row.type} {row.priority} {row.status}"
                for row in tx.execute(select(complaints).where(complaints.c.user_id == owner))
            ]
            wallet = select(users.c.wallet_paise).where(users.c.id == owner)
            rows.append(f"wallet {_rupees(tx.execute(wallet).scalar_one())}")
        return rows


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(" | ")]


def pieces_of(action: object) -> list[str]:
    """What of an action must have stood before the customer's eyes."""
    pieces = []
    for name in ("shown_total_paise", "shown_refund_paise"):
        paise = getattr(action, name, None)
        if paise:
            pieces.append(_written(paise))
    slot: dt.datetime | None = getattr(action, "slot_start", None)
    if slot is not None:
        local = slot.astimezone(INDIA)
        pieces += [f"{local.day} ", f"{local.hour % 12 or 12}"]
    for name in ("order_id", "line1", "pincode", "text", "description"):
        value = getattr(action, name, None)
        if value:
            pieces.append(str(value))
    return pieces


def _rupees(paise: int) -> str:
    return f"{Decimal(paise) / 100:.2f}"


def _written(paise: int) -> str:
    rupees, rest = divmod(paise, 100)
    digits = str(rupees)
    head, tail = digits[:-3], digits[-3:]
    while head:
        tail, head = f"{head[-2:]},{tail}", head[:-2]
    return f"₹{tail}" + (f".{rest:02d}" if rest else "")
