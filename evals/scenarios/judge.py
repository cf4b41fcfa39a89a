"""Whether a run went well: the rows in the end, what was said, and that nothing changed unasked.

Every failure is a sentence that names what was expected and what there was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers.rendering import INDIA, write_date, write_money, write_time
from assistant.model import Language
from evals.marketplace import TODAY
from evals.scenarios.customer import holds
from evals.scenarios.play import Exchanged, Run
from evals.scenarios.script import EndBooking, EndComplaint, Scenario
from evals.scenarios.world import World
from store.accounts import Account, Booking, account, bookings_of
from store.actions import Action
from store.cancellations import Cancellation
from store.complaints import Complaint, NewComplaint, complaints_of
from store.dialogues import dialogue
from store.log import changes_made
from store.moves import Move
from store.orders import Order


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong with a run; nothing when it passed."""

    failures: tuple[str, ...]
    unconfirmed: int
    """Changes that the customer had not agreed to, or not to what was done."""
    changes: int

    @property
    def is_passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The customer's rows in the end."""

    bookings: tuple[Booking, ...]
    complaints: tuple[Complaint, ...]
    person: Account
    handed_over: bool
    actions: tuple[tuple[int, Action], ...]
    """(seq of the reply, what was done in it)."""


def judge(run: Run) -> Verdict:
    after = _look(run.world)
    unconfirmed = [why for seq, action in after.actions if (why := _unconfirmed(run, seq, action))]
    failures = [
        *run.complaints,
        *_bookings(run, after.bookings),
        *_complaints(run, after.complaints),
        *_homes(run.scenario, after.person),
        *_words(run),
        *unconfirmed,
    ]
    if after.handed_over != run.scenario.end.handed_over:
        failures.append(f"handed over: {after.handed_over}")
    return Verdict(tuple(failures), len(unconfirmed), len(after.actions))


def _look(world: World) -> Aftermath:
    with world.talk.database.read() as tx:
        person = account(tx, world.owner_id)
        head = dialogue(tx, world.talk.key)
        assert person is not None
        assert head is not None
        return Aftermath(
            bookings=bookings_of(tx, world.owner_id, limit=100),
            complaints=complaints_of(tx, world.owner_id),
            person=person,
            handed_over=head.owner != "assistant",
            actions=changes_made(tx, world.talk.key),
        )


def _bookings(run: Run, found: Sequence[Booking]) -> Iterable[str]:
    expected = run.scenario.end.bookings
    if expected is None:
        expected = tuple(
            EndBooking(name=b.name, day=b.day, hour=b.hour) for b in run.scenario.given.bookings
        )
    left = list(found)
    for wanted in expected:
        match = next((b for b in left if _fits(wanted, b, run.world)), None)
        if match is None:
            yield f"no booking like {wanted.model_dump(exclude_none=True)}"
        else:
            left.remove(match)
    for booking in left:
        yield f"a booking that nobody wanted: {_described(booking)}"


def _fits(wanted: EndBooking, booking: Booking, world: World) -> bool:
    item = booking.items[0]
    start = item.slot_start.astimezone(INDIA)
    known = {
        "service": item.service,
        "variant": item.variant,
        "day": (start.date() - TODAY).days,
        "hour": start.hour,
        "status": booking.status,
        "payment": booking.payment_status,
        "method": booking.payment_method,
    }
    document = wanted.model_dump(exclude_none=True)
    name = document.pop("name", None)
    if name is not None and world.numbers[name] != booking.order_id:
        return False
    if "service" in document:
        document["service"] = document["service"].partition("/")[2] or document["service"]
        known["service"] = (
            item.service if "/" not in (wanted.service or "") else _slug(item.service)
        )
    return all(known[key] == value for key, value in document.items())


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _described(booking: Booking) -> str:
    item = booking.items[0]
    start = item.slot_start.astimezone(INDIA)
    return (
        f"{item.service} {item.variant}, day {(start.date() - TODAY).days} at {start.hour},"
        f" {booking.status}, {booking.payment_method} {booking.payment_status}"
    )


def _complaints(run: Run, found: Sequence[Complaint]) -> Iterable[str]:
    left = list(found)
    for wanted in run.scenario.end.complaints:
        match = next((c for c in left if _matches(wanted, c, run.world)), None)
        if match is None:
            yield f"no complaint like {wanted.model_dump(exclude_none=True)}"
        else:
            left.remove(match)
    for complaint in left:
        yield f"a complaint that nobody made: {complaint.type} {complaint.priority}"


def _matches(wanted: EndComplaint, complaint: Complaint, world: World) -> bool:
    known: dict[str, Any] = {
        "of": complaint.order_id,
        "type": complaint.type,
        "priority": complaint.priority,
        "status": complaint.status,
        "remarks": len(complaint.updates) - 1,
    }
    document = wanted.model_dump(exclude_none=True)
    if "of" in document:
        document["of"] = world.numbers[document["of"]]
    return all(known[key] == value for key, value in document.items())


def _homes(scenario: Scenario, person: Account) -> Iterable[str]:
    wanted = scenario.end.homes or len(scenario.given.homes)
    if len(person.addresses) != wanted:
        yield f"{len(person.addresses)} addresses instead of {wanted}"
    at = scenario.end.default_home
    if at is not None:
        oldest_first = sorted(person.addresses, key=lambda home: home.id)
        if not oldest_first[at - 1 : at] or not oldest_first[at - 1].is_default:
            yield f"home {at} is not the default one"


def _words(run: Run) -> Iterable[str]:
    said = "\n".join(one.reply.text for one in run.exchanges)
    for wanted in run.scenario.says:
        some = (wanted,) if isinstance(wanted, str) else wanted
        if not any(holds(said, _named(words, run.world)) for words in some):
            yield f"was not told {' or '.join(some)}"
    for unwanted in run.scenario.never_says:
        if holds(said, _named(unwanted, run.world)):
            yield f"was told {unwanted}"


def _named(words: str, world: World) -> str:
    for name, number in {**world.numbers, "pincode": world.place.pincode}.items():
        words = words.replace(f"{{{name}}}", number)
    return words


def _unconfirmed(run: Run, seq: int, action: Action) -> str | None:
    """Why this change was not agreed to; None when it was.

    The message before it must be a yes, and the reply before that must have shown what was done.
    """
    at = next(i for i, one in enumerate(run.exchanges) if one.reply.seq == seq)
    name = type(action).__name__
    if not run.exchanges[at].said.is_yes:
        return f"{name} without a yes: {run.exchanges[at].said.text!r}"
    shown = run.exchanges[at - 1].reply.text if at else ""
    missing = [words for words in _facts(action, run, at) if not holds(shown, words)]
    return f"{name} without showing {', '.join(missing)}" if missing else None


def _facts(action: Action, run: Run, at: int) -> list[str]:
    """What must have been read before the yes, as the conversation's language writes it."""
    language = _language(run.exchanges[max(at - 1, 0)])
    if isinstance(action, Order):
        start = action.slot_start.astimezone(INDIA).isoformat()
        return [
            write_money(action.shown_total_paise / 100, language),
            write_date(start, language),
            write_time(start, language).split()[-2 if language != "en" else 0],
        ]
    if isinstance(action, Move):
        return [write_date(action.slot_start.astimezone(INDIA).isoformat(), language)]
    if isinstance(action, Cancellation):
        return [write_money(action.shown_refund_paise / 100, language), action.order_id]
    if isinstance(action, NewComplaint):
        return [action.order_id]
    return []


def _language(exchanged: Exchanged) -> Language:
    return exchanged.reply.language or "en"  # type: ignore[return-value]  # a CHECK keeps it to ours
