"""Complaints about seeded bookings, and what happened to them since."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from store.ids import least_key
from store.rules import RULES
from store.seed.basis import Basis, Row, between, curated

_TYPES = {
    "service_quality": 40,
    "delay": 18,
    "billing": 18,
    "provider_behavior": 14,
    "refund_issue": 12,
    "cancellation_issue": 8,
    "other": 10,
}
_HISTORIES: dict[str, dict[tuple[str, ...], int]] = {
    "open": {("open",): 27},
    "in_progress": {("in_progress",): 20, ("open", "in_progress"): 5},
    "resolved": {("resolved",): 21, ("in_progress", "resolved"): 21},
    "closed": {("resolved", "closed"): 18, ("in_progress", "resolved", "closed"): 8},
}
"""How many complaints of each status went through which statuses, one an update: 27 open, 25 in
progress, 42 resolved, 26 closed; 180 updates in all."""
_ASSIGNED = {"open": 7, "in_progress": 25, "resolved": 32, "closed": 20}
"""70 % in all: an open complaint may still lie unassigned, one in progress never does."""
_MOST_PER_BOOKING = 2
_FIRST_NUMBER = 200_000
_IN_TIME_SHARE = 0.85


def complaint_rows(
    basis: Basis, bookings: list[Row], items: list[Row], staff: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Complaints in the order in which they were raised, and their updates."""
    rng = basis.stream("complaints")
    subjects = _subjects(rng, bookings, items)
    subjects.sort(key=lambda subject: subject[1]["updated_at"], reverse=True)
    agents = [person["id"] for person in staff if person["active"] and person["role"] != "admin"]
    pairs = [
        _complaint(rng, basis, kind, booking, service, history, agents, assigned=assigned)
        for (kind, booking, service), (history, assigned) in zip(subjects, _fates(rng), strict=True)
    ]
    pairs.sort(key=lambda pair: pair[0]["created_at"])
    number, update_id = _FIRST_NUMBER, 0
    for complaint_id, (complaint, updates) in enumerate(pairs, 1):
        number += rng.randint(1, 9)
        complaint |= {"id": complaint_id, "number": f"CC-{number:06}"}
        for update in updates:
            update_id += 1
            update |= {"id": update_id, "complaint_id": complaint_id}
    return [complaint for complaint, _ in pairs], [u for _, updates in pairs for u in updates]


def escalation_rows(basis: Basis, complaints: list[Row], updates: list[Row]) -> list[Row]:
    """Which unsettled complaints were called out as overdue before the day of the seed: people knew
    of them then, so they are not news on the first morning."""
    customers = {complaint["id"]: complaint["user_id"] for complaint in complaints}
    answered: dict[int, datetime] = {}
    for line in updates:
        if not line["internal"] and line["author_id"] != customers[line["complaint_id"]]:
            answered.setdefault(line["complaint_id"], line["created_at"])
    rows = []
    for complaint in complaints:
        if complaint["resolved_at"] is not None:
            continue
        for clock, met in (("response", answered.get(complaint["id"])), ("resolution", None)):
            due = complaint[f"{clock}_due_at"]
            if due < basis.now and (met is None or met > due):
                key = least_key(due) + complaint["id"]
                about = {"complaint_id": complaint["id"], "clock": clock}
                rows.append({"id": key, **about, "due_at": due, "created_at": due})
    return rows


def _subjects(
    rng: random.Random, bookings: list[Row], items: list[Row]
) -> list[tuple[str, Row, str]]:
    """What each complaint is about: its type, a booking that can have caused it, the service."""
    by_booking: dict[int, list[Row]] = {}
    for item in items:
        by_booking.setdefault(item["booking_id"], []).append(item)
    used: dict[int, int] = {}
    subjects = []
    for kind in (kind for kind, count in _TYPES.items() for _ in range(count)):
        fitting = [
            (booking, item["service_name"])
            for booking in bookings
            if used.get(booking["id"], 0) < _MOST_PER_BOOKING
            for item in by_booking[booking["id"]]
            if _can_cause(kind, booking, item)
        ]
        booking, service = rng.choice(fitting)
        used[booking["id"]] = used.get(booking["id"], 0) + 1
        subjects.append((kind, booking, service))
    return subjects


def _can_cause(kind: str, booking: Row, item: Row) -> bool:
    if kind == "refund_issue":
        return bool(booking["refund_paise"])
    if kind == "cancellation_issue":
        return bool(booking["status"] == "cancelled")
    if kind == "delay":
        return bool(item["started_at"]) and item["started_at"] - item["slot_start"] > timedelta(
            minutes=30
        )
    return bool(booking["status"] == "completed")


def _fates(rng: random.Random) -> Iterator[tuple[tuple[str, ...], bool]]:
    """History and whether somebody has it: the youngest complaints are open, the oldest settled."""
    for statuses in (("open",), ("in_progress",), ("resolved", "closed")):
        fates: list[tuple[tuple[str, ...], bool]] = []
        for status in statuses:
            histories = [h for h, count in _HISTORIES[status].items() for _ in range(count)]
            assigned = [place < _ASSIGNED[status] for place in range(len(histories))]
            rng.shuffle(assigned)
            fates.extend(zip(histories, assigned, strict=True))
        rng.shuffle(fates)
        yield from fates


def _complaint(
    rng: random.Random,
    basis: Basis,
    kind: str,
    booking: Row,
    service: str,
    history: tuple[str, ...],
    agents: list[int],
    *,
    assigned: bool,
) -> tuple[Row, list[Row]]:
    words = rng.choice(
        [
            words
            for words in curated("complaints")[kind]
            if service in words.get("only_for", (service,))
        ]
    )
    clock = RULES.complaint_clock(words["priority"])
    raised = _raised(rng, basis, booking["updated_at"], history[-1])
    agent = rng.choice(agents)
    moments = _moments(rng, basis, raised, history, clock.resolution_hours)
    settled = dict(zip(history, moments, strict=True)).get("resolved")
    complaint = {
        "booking_id": booking["id"],
        "user_id": booking["user_id"],
        "conversation_id": None,
        "type": kind,
        "subject": words["subject"].format(service=service),
        "description": words["description"].format(service=service),
        "priority": words["priority"],
        "status": history[-1],
        "assigned_to_id": agent if assigned else None,
        "resolution": curated("complaints")["resolutions"][kind] if settled else None,
        "response_due_at": raised + timedelta(hours=clock.response_hours),
        "resolution_due_at": raised + timedelta(hours=clock.resolution_hours),
        "resolved_at": settled,
        "created_at": raised,
        "updated_at": moments[-1],
    }
    updates = [
        _update(rng, status, moment, agent, booking["user_id"])
        for status, moment in zip(history, moments, strict=True)
    ]
    return complaint, updates


def _raised(rng: random.Random, basis: Basis, happened: datetime, status: str) -> datetime:
    """Soon after what it is about; what is still open was raised in the last days."""
    if status == "open":
        return between(
            rng, max(happened, basis.now - timedelta(days=2)), basis.now - timedelta(hours=1)
        )
    if status == "in_progress":
        return between(
            rng, max(happened, basis.now - timedelta(days=6)), basis.now - timedelta(hours=2)
        )
    room = (basis.now - happened) / 3
    return between(rng, happened, happened + min(room, timedelta(days=5)))


def _moments(
    rng: random.Random,
    basis: Basis,
    raised: datetime,
    history: tuple[str, ...],
    resolution_hours: int,
) -> list[datetime]:
    """When each update was written, in order; most complaints are settled within their time."""
    if "resolved" not in history:
        return sorted(between(rng, raised, basis.now) for _ in history)
    in_time = rng.random() < _IN_TIME_SHARE
    taken = resolution_hours * (rng.uniform(0.2, 0.95) if in_time else rng.uniform(1.1, 2))
    room = (basis.now - raised) * 0.7
    resolved = raised + timedelta(seconds=int(min(timedelta(hours=taken), room).total_seconds()))
    moments = {
        "in_progress": between(rng, raised, raised + (resolved - raised) / 2),
        "resolved": resolved,
        "closed": between(rng, resolved, resolved + min((basis.now - resolved) / 2, timedelta(3))),
    }
    return [moments[status] for status in history]


def _update(rng: random.Random, status: str, moment: datetime, agent: int, customer: int) -> Row:
    """One remark: a customer asks again, or staff write to the customer or among themselves."""
    comments = curated("complaints")["comments"]
    by_customer = status == "open" and rng.random() < 0.5
    internal = not by_customer and status == "open"
    kind = "customer" if by_customer else "triage" if internal else status
    comment = rng.choice(comments[kind])
    photo = [{"name": "photo.jpg", "content_type": "image/jpeg"}] if "photo" in comment else None
    return {
        "author_id": customer if by_customer else agent,
        "comment": comment,
        "status": status,
        "internal": internal,
        "attachments": photo,
        "created_at": moment,
    }
