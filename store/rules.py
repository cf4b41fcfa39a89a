"""The rules of the business: one table that code computes from and policy text is rendered from.

Only numbers and short lists stand here. What customers read about them is `store.policies`; what
follows from them in rupees is `store.money`.
"""

from dataclasses import dataclass

__all__ = ["RULES", "ComplaintClock", "RefundTier", "Rules"]


@dataclass(frozen=True, slots=True)
class RefundTier:
    """Cancelling at least `from_hours` before the start gives `percent` of the paid amount back."""

    from_hours: int
    percent: int


@dataclass(frozen=True, slots=True)
class ComplaintClock:
    """Hours from a complaint of this priority to the first response and to the resolution."""

    priority: str
    response_hours: int
    resolution_hours: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Every number that a customer may be told; hours and days unless the name says otherwise."""

    refund_tiers: tuple[RefundTier, ...] = (
        RefundTier(24, 100),
        RefundTier(12, 50),
        RefundTier(6, 25),
        RefundTier(0, 0),
    )
    """Longest notice first; each tier reaches up to, not including, the one before it."""
    free_move_hours: int = 2
    """A booking moves free of charge until this many hours before its start."""
    repair_warranty_days: int = 30
    other_warranty_days: int = 7
    opening_hour: int = 8
    closing_hour: int = 20
    slot_hours: int = 2
    time_zone: str = "Asia/Kolkata"
    gst_percent: int = 18
    """On prices, which exclude it: two equal halves (SGST, CGST) in the business's own state,
    one whole (IGST) elsewhere."""
    convenience_paise: int = 4_900
    """Once a booking, before GST."""
    refund_working_days: tuple[int, int] = (3, 5)
    """Fewest and most days until a refund reaches a card or UPI account; a wallet gets it at
    once."""
    payment_methods: tuple[str, ...] = ("card", "upi", "wallet", "cash")
    max_wallet_paise: int = 500_000
    complaint_clocks: tuple[ComplaintClock, ...] = (
        ComplaintClock("critical", 1, 4),
        ComplaintClock("high", 4, 24),
        ComplaintClock("medium", 24, 72),
        ComplaintClock("low", 48, 168),
    )
    """Most urgent first."""

    def refund_percent(self, hours_before: float) -> int:
        """The share of the paid amount due back when cancelling `hours_before` the start.

        Nothing after the start (`hours_before` negative).
        """
        return next(
            (tier.percent for tier in self.refund_tiers if hours_before >= tier.from_hours), 0
        )

    def may_move(self, hours_before: float) -> bool:
        """Whether a booking that starts in `hours_before` hours may still be moved."""
        return hours_before >= self.free_move_hours

    def warranty_days(self, *, is_repair: bool) -> int:
        return self.repair_warranty_days if is_repair else self.other_warranty_days

    def complaint_clock(self, priority: str) -> ComplaintClock:
        """The clock of a priority; an unknown one is the caller's mistake (KeyError)."""
        return {clock.priority: clock for clock in self.complaint_clocks}[priority]

    def slot_start_hours(self) -> range:
        """The local hours at which a slot starts; the last one ends when the day closes."""
        return range(self.opening_hour, self.closing_hour - self.slot_hours + 1, self.slot_hours)


RULES = Rules()
