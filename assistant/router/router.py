"""Reads a message: its language, intent with a calibrated confidence, and slots.

It never answers and never refuses: what fits no intent is out_of_scope.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from assistant.language.detect import detect
from assistant.language.normalise import normalise
from assistant.language.services import ServiceLexicon
from assistant.model import Language, Reading, Slots
from assistant.router.classifier import Ask, Classifier, best
from assistant.router.encoder import ask_shipped
from assistant.router.reasons import WITH_REASONS, read_reason
from assistant.router.slots import Marked, names_no_place, read_slots

OUT_OF_SCOPE = "out_of_scope"
_RUNNERS_UP = 3
LINEAR_KEPT = 4096
"""Masked texts of which it is remembered what the linear views say: many messages differ in their
places and days alone."""


class Router:
    """A trained classifier and the names of a catalogue. Safe to share.

    Args:
        ask: the encoder's log-probabilities of a masked text.
    """

    def __init__(
        self, classifier: Classifier, lexicon: ServiceLexicon, ask: Ask = ask_shipped
    ) -> None:
        self._classifier = classifier
        self._linear = lru_cache(maxsize=LINEAR_KEPT)(classifier.linear)
        self._lexicon = lexicon
        self._ask = ask

    @property
    def version(self) -> str:
        """Names the training data and code that the model came from."""
        return self._classifier.version

    def read(self, text: str, now: datetime, previous: Language | None = None) -> Reading:
        """What a message means by itself.

        Args:
            text: as received; it is normalised here.
            now: local time, the anchor of "tomorrow".
            previous: the conversation's language, for messages that do not tell theirs.
        """
        plain = normalise(text)
        language = detect(plain, previous)
        marked = read_slots(plain, now, self._lexicon)
        if not any(letter.isalnum() for letter in marked.masked):
            return self._wordless(plain, language)
        said = self._linear(marked.masked)
        probabilities = self._classifier.settled(said, marked.masked, self._ask)
        labels = self._classifier.labels
        ranked = [
            (labels[at], float(probabilities[at])) for at in best(probabilities, _RUNNERS_UP + 1)
        ]
        if ranked[0][1] < self._classifier.calibration.threshold and ranked[0][0] != OUT_OF_SCOPE:
            unlikely = float(probabilities[labels.index(OUT_OF_SCOPE)])
            others = [entry for entry in ranked if entry[0] != OUT_OF_SCOPE]
            ranked = [(OUT_OF_SCOPE, max(unlikely, 1 - ranked[0][1])), *others[:_RUNNERS_UP]]
        return Reading(
            intent=ranked[0][0],
            confidence=ranked[0][1],
            language=language,
            slots=_as_meant(marked, ranked[0][0]),
            runners_up=tuple(ranked[1:]),
            masked=marked.masked,
            of_others=self._is_of_others(marked),
        )

    def unread(self, language: Language) -> Reading:
        """The reading of a message that nobody understood."""
        return Reading(OUT_OF_SCOPE, 0.0, language, Slots())

    def _is_of_others(self, marked: Marked) -> bool:
        """Whether the work that is asked about is none of the catalogue's, but of other trades."""
        slots = marked.slots
        ours = slots.services or slots.category or slots.booking_number
        return not ours and self._lexicon.names_others(marked.text)

    def _wordless(self, text: str, language: Language) -> Reading:
        """Emoji and marks alone: a thumb is an answer, the rest is nothing we know."""
        for intent, signs in _SIGNS.items():
            if any(sign in text for sign in signs):
                return Reading(intent, 0.9, language, Slots())
        return self.unread(language)


def _as_meant(marked: Marked, intent: str) -> Slots:
    """The slots in the light of the intent: six bare digits of a message about one's own booking
    are its number, and wishes that are made for a reason have the clause that tells it; who only
    asks something gives no reason for a deed, whatever stands behind "because"."""
    slots = marked.slots
    if intent in _ABOUT_BOOKINGS and slots.booking_number is None and names_no_place(marked):
        slots = replace(slots, booking_number=f"CB-{slots.pincode}", pincode=None)
    if intent in WITH_REASONS and (slots.reason is None or intent == "refund_status"):
        slots = replace(slots, reason=read_reason(marked.text, marked.wanted, intent))
    elif slots.reason is not None and intent not in WITH_REASONS | _ANSWERS:
        slots = replace(slots, reason=None)
    return slots


_ANSWERS = frozenset(("affirm", "deny", "stop", "out_of_scope"))
"""Intents that a bare "because I am ill" may seem to have, said when asked why."""


_ABOUT_BOOKINGS = frozenset(
    (
        *("booking_status", "provider_info", "payment_status", "refund_status", "invoice"),
        *("reschedule", "cancel", "complaint_raise"),
    )
)
_SIGNS = {
    "deny": ("👎", "❌", "🚫", "🙅"),
    "affirm": ("👍", "✅", "👌", "✔"),
    "thanks": ("🙏", "❤", "😍", "🥰", "💯", "👏"),
    "greet": ("👋", "🙋"),
    "help": ("?", "🆘", "❓", "🤔"),
}
