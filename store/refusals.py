"""Why a change cannot be made as it was confirmed. Nothing of a refused change may stay: whoever
catches one of these rolls back to where the change began."""


class RefusedError(Exception):
    """The change cannot be made as it was confirmed."""


class UnknownError(RefusedError):
    """There is no such row, or it is another person's: whoever asks cannot tell which."""


class SlotTakenError(RefusedError):
    """Nobody can come then: all are taken, the slot has begun, or no slot starts at that time."""


class NotSoldError(RefusedError):
    """It is not sold there, in that variant, or in that quantity, at least not any more."""


class NotServedError(RefusedError):
    """Nobody works at that pincode."""


class AmountChangedError(RefusedError):
    """The amount shown is not the amount now."""

    def __init__(self, shown_paise: int, now_paise: int) -> None:
        super().__init__(f"{shown_paise} was shown, {now_paise} it is now")
        self.shown_paise = shown_paise
        self.now_paise = now_paise


class PriceChangedError(AmountChangedError):
    """A price changed between showing and saying yes."""


class RefundChangedError(AmountChangedError):
    """A refund changed between showing and saying yes: time went by, or money came in."""


class WalletTooLowError(RefusedError):
    """The wallet holds less than the whole amount."""


class TooLateError(RefusedError):
    """The start is too close for a move."""


class AlreadyEndedError(RefusedError):
    """It has started, is completed, cancelled or closed: there is nothing left to change."""


class PartlyPaidError(RefusedError):
    """A booking that is paid in part cannot lose single items; cancel it whole, or pay first."""
