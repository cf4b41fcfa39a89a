"""The console put together: one door, one desk, pages for people and JSON for programs."""

from collections.abc import Callable

from argon2 import PasswordHasher
from fastapi import APIRouter

from assistant.handoffs import Hands
from channels.console.access import Access
from channels.console.api import api_router
from channels.console.complaints.api import add_complaints
from channels.console.complaints.desk import ComplaintDesk
from channels.console.complaints.pages import complaints_router
from channels.console.desk import Desk
from channels.console.door import door_router
from channels.console.handoffs.api import add_handoffs
from channels.console.handoffs.desk import HandoffDesk
from channels.console.handoffs.line import line_router
from channels.console.handoffs.talk import talk_router
from channels.console.lookup import lookup_router
from channels.console.quality.desk import QualityDesk
from channels.console.quality.pages import quality_router
from channels.console.stuck import StuckDesk, add_stuck, stuck_router
from channels.console.work import work_router
from store.database import Database


def console_routes(
    database: Database,
    hands: Hands,
    *,
    token_bytes: Callable[[int], bytes],
    hasher: PasswordHasher,
    demo: bool,
) -> tuple[APIRouter, ...]:
    """Everything under /ops and /v1/ops.

    Args:
        hands: changes whose a conversation is, with the clock and the keys of the app.
        token_bytes: draws secret bytes for session and CSRF tokens.
        demo: session cookies go over plain http too; never in production.
    """
    access = Access(database, hands.clock, hands.ids, token_bytes, hasher, demo)
    desk = Desk(database, hands.clock, hands.ids)
    handoffs = HandoffDesk(database, hands)
    complaints = ComplaintDesk(database, hands)
    stuck = StuckDesk(database, hands.clock, hands.ids)
    programs = api_router(access, desk)
    add_handoffs(programs, access, handoffs)
    add_complaints(programs, access, complaints)
    add_stuck(programs, access, stuck)
    return (
        door_router(access),
        work_router(access, desk),
        lookup_router(access, desk),
        line_router(access, handoffs),
        talk_router(access, desk, handoffs),
        complaints_router(access, complaints),
        stuck_router(access, stuck),
        quality_router(access, QualityDesk(database, hands.clock, hands.ids)),
        programs,
    )
