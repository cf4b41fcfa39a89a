"""Slots of a day, and giving one to the first provider who is still free.

What decides is the unique key on (provider, slot start) of open jobs; looking first only spares
a try.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from store.catalogue import providers_for, taken_slots
from store.database import Tx
from store.refusals import SlotTakenError
from store.rules import RULES

SLOT = timedelta(hours=RULES.slot_hours)
_INDIA = ZoneInfo(RULES.time_zone)


def check_slot(start: datetime, now: datetime) -> None:
    """Raises SlotTakenError: no slot starts then, or it has begun."""
    local = start.astimezone(_INDIA)
    whole = local.hour in RULES.slot_start_hours() and local == local.replace(
        minute=0, second=0, microsecond=0
    )
    if not whole or start <= now:
        raise SlotTakenError(f"no slot to be had starts at {local.isoformat()}")


def free_providers(tx: Tx, service_id: int, pincode: str, start: datetime) -> tuple[int, ...]:
    """Who could come then, the best first.

    Raises:
        SlotTakenError: nobody.
    """
    able = [provider.id for provider in providers_for(tx, service_id, pincode)]
    taken = taken_slots(tx, able, start, start + SLOT)
    free = tuple(provider for provider in able if (provider, start) not in taken)
    if not free:
        raise SlotTakenError(f"nobody is free at {start.isoformat()}")
    return free


def take_slot(tx: Tx, candidates: Sequence[int], write: Callable[[int], None]) -> int:
    """Have `write` give the job to the first candidate who is not taken; that provider's key.

    Raises:
        SlotTakenError: others were faster everywhere.
    """
    for provider_id in candidates:
        try:
            with tx.begin_nested():
                write(provider_id)
        except IntegrityError as error:
            if not _is_slot_clash(error):
                raise
        else:
            return provider_id
    raise SlotTakenError("every slot was taken a moment ago")


def _is_slot_clash(error: IntegrityError) -> bool:
    """PostgreSQL names the key, SQLite its columns."""
    said = str(error.orig)
    return "uq_booking_items_provider_slot" in said or "booking_items.slot_start" in said
