"""Which states one thing cannot well have both of."""

RIVALS = {
    "available": ("unavailable", "inactive"),
    "unavailable": ("available",),
    "open": ("resolved", "closed", "cancelled", "completed", "escalated"),
    "closed": ("open", "in_progress", "pending", "escalated", "resolved", "active", "available"),
    "active": ("inactive", "cancelled", "completed", "expired"),
    "inactive": ("active",),
    "ongoing": ("completed", "cancelled", "resolved", "closed"),
    "running": ("completed", "cancelled", "resolved", "closed", "expired", "inactive", "pending"),
    "happened": ("pending", "in_progress", "failed", "open", "due"),
    "requested": ("completed", "paid", "refunded", "cancelled", "confirmed", "failed"),
    "paused": ("in_progress", "completed", "confirmed", "accepted", "active", "open", "resolved"),
    "deposited": ("pending", "failed", "requested", "due"),
    "undone": ("completed", "resolved", "closed", "refunded"),
    "expired": ("active", "open", "confirmed", "pending"),
    "due": ("paid",),
    "on_the_way": ("pending", "completed", "cancelled"),
    "arrived": ("pending", "confirmed", "accepted", "cancelled"),
}


def _states(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SIDES = (
    _states(
        "pending confirmed accepted assigned in_progress running completed cancelled rescheduled "
        "rejected expired on_the_way arrived paused failed"
    ),
    _states("paid failed refunded requested due pending completed cancelled in_progress"),
    _states(
        "open in_progress running resolved closed escalated pending rejected requested completed"
    ),
    _states("open accepted rejected expired pending confirmed cancelled completed"),
    _states("available unavailable active inactive open closed expired paused"),
    _states("requested accepted rejected"),
)
"""States of one thing each: a job, money, a complaint, what is on offer."""


def comparable(said: str, held: str) -> bool:
    """Whether one thing cannot well be both."""
    return any(said in states and held in states for states in _SIDES) or held in RIVALS.get(
        said, ()
    )
