"""Why a reviewer calls an answer bad: the codes that are stored, each with what it means."""

from collections.abc import Mapping

REVIEW_REASONS: Mapping[str, str] = {
    "wrong_price": "An amount differs from the catalogue, the bill or the booking",
    "wrong_date": "A day, a time or a duration is not the one on file",
    "wrong_status": "A booking, payment or complaint is not in the state named",
    "wrong_service": "It speaks of another service, variant or place",
    "wrong_person": "It shows or uses what belongs to somebody else",
    "invented_promise": "It promises what nobody has decided",
    "wrong_policy": "It misstates a rule of the business",
    "not_answered": "What was asked stays open, or only in part answered",
    "wrong_intent": "It answers something else than what was asked",
    "needless_refusal": "It declines or asks back although it could answer",
    "tone": "Rude, cold, confusing or in the wrong language",
    "other": "Something else: say it in the note",
}
"""Code to definition, in the order in which reviewers see them."""
