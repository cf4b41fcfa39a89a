"""Whether a message goes on with the task in progress, or is about something else.

What was asked for decides first, then what the message is made of, then the router's intent: "kal"
and "10 baje wala" are nothing by themselves, and everything in the middle of a booking.
"""

from collections.abc import Mapping
from dataclasses import replace

from assistant.dialogue.answers import (
    answers,
    compares_only,
    names_payment_only,
    says_instead,
    speaks_of_own,
)
from assistant.dialogue.bare import is_bare
from assistant.dialogue.consent import says_yes
from assistant.language.tokens import keys, tokenize
from assistant.model import Reading
from assistant.task import BookTask, Task, intent_of

SURE = 0.6
"""From this confidence on the router's intent stands against what the conversation suggests."""
_CERTAIN = 0.9
_WHEN = frozenset(("date", "time_from", "time_to"))
_TAKES: Mapping[str, frozenset[str]] = {
    "book": _WHEN | {"variant", "pincode", "city"},
    "reschedule": _WHEN | {"booking_number", "services"},
    "cancel": frozenset(("booking_number", "services", "reason")),
    "complaint": frozenset(("booking_number",)),
    "address": frozenset(("pincode",)),
    "sign_in": frozenset(("mobile",)),
}
"""Slots by which a message may go on with a task, whatever was asked for last."""
_TAKES_WHEN_ASKED: Mapping[str, frozenset[str]] = {
    "service": frozenset(("services", "category")),
    "booking": frozenset(("booking_number", "services", "date", "amount_paise")),
    "item": frozenset(("services", "date")),
}
_FILLS: Mapping[str, frozenset[str]] = {
    "pincode": frozenset(("pincode",)),
    "place": frozenset(("pincode", "city")),
}
"""What answers a question even in the midst of other words."""
_RELATED: Mapping[str, frozenset[str]] = {
    "book": frozenset(("book", "availability", "reschedule", "address")),
    "reschedule": frozenset(("reschedule", "availability", "book")),
    "cancel": frozenset(("cancel",)),
    "complaint": frozenset(("complaint_raise",)),
    "address": frozenset(("address",)),
    "sign_in": frozenset(),
}
"""Intents that speak of the task when the message holds what the task takes."""
PICKS = keys(
    "service category variant pincode address slot day pay change item booking complaint refund"
    " reason type resume code"
)
"""Kinds of quick replies that tasks offer; most of them mean nothing outside one."""
ONLY_IN_TASKS = PICKS - {"service", "category", "pincode", "booking", "complaint"} | {"confirm"}
_FREE = frozenset(("line", "name", "description", "remark", "reason"))
"""What is answered in one's own words."""
_FIGURES = frozenset(("mobile", "code"))
"""What is answered in figures, as much else may be said in."""
_OTHER_WISHES = keys(
    "price_quote policy help booking_list booking_status payment_status refund_status invoice"
    " wallet referral complaint_status provider_info service_search human_agent"
)
_ELSEWHERE = _OTHER_WISHES | keys("availability book reschedule cancel complaint_raise")
_FEW = 4
_ASKING = keys(
    """
    ? what when how why which who kya kab kaise kitna kitne kitni kaun kyun show tell batao dikhao
    bataiye क्या कब कैसे कितना कितने कितनी कौन क्यों बताओ बताइए दिखाओ
    """
)
_OFFERED = keys(
    "do you karte karti dete deti milta milti hota hoti करते करती देते मिलता मिलती होता होती"
)
"""Who asks whether we do something wants to know, not to have it."""
_WAIT = keys("wait ruko rukiye rukna hold hang ruk रुको रुकिए ठहरिए")
"""Who only waits stops nothing."""


def goes_on(task: Task, reading: Reading, text: str, chosen: str | None) -> bool:
    """Whether the message goes on with the task.

    Args:
        chosen: the value of the quick reply that was pressed, or that the words mean.
    """
    if chosen is not None:
        return chosen.partition(":")[0] in PICKS | {"confirm"}
    if says_yes(reading, text, chosen, task.shown):
        return True
    said = reading.slots.said().keys()
    waits = bool(said & _WHEN) and not _WAIT.isdisjoint(token.key for token in tokenize(text))
    only_values = bool(said) and is_bare(reading, beside=0)
    leaves = reading.intent in ("stop", "human_agent") and reading.confidence >= SURE
    if leaves and not waits and not only_values:
        return False
    if _puts_another(task, reading):
        return True
    if reading.intent in ("affirm", "deny") and reading.confidence >= SURE:
        return True
    if task.asked in _FREE:
        return not _is_another_wish(reading, text)
    if task.asked in _FIGURES and asks_else(reading, text):
        return False
    if answers(task.asked, text):
        return True
    if isinstance(task, BookTask) and (
        compares_only(text) or names_payment_only(text) or _counts_anew(task, reading, text)
    ):
        return True
    if said & _FILLS.get(task.asked or "", frozenset()):
        return not _is_another_wish(reading, text)
    takes = _TAKES[task.kind] | _TAKES_WHEN_ASKED.get(task.asked or "", frozenset())
    if said & takes and not _is_another_wish(reading, text):
        related = reading.intent in _RELATED[task.kind]
        return waits or related or is_bare(reading) or reading.confidence < SURE
    return reading.intent in _RELATED[task.kind] and reading.confidence >= SURE


def as_part_of(task: Task, reading: Reading, chosen: str | None) -> Reading:
    """The reading of a message that goes on with the task; a yes and a no stay what they are."""
    if chosen is None and reading.intent in ("affirm", "deny"):
        return replace(reading, confidence=max(reading.confidence, SURE))
    return replace(reading, intent=intent_of(task), confidence=max(reading.confidence, SURE))


def as_stop(task: Task, reading: Reading) -> Reading:
    """ "Cancel that", while something else than a cancellation is being done, means to stop it."""
    calls_off = reading.intent == "cancel" and task.kind != "cancel"
    if calls_off and reading.slots.booking_number is None and not _puts_another(task, reading):
        return replace(reading, intent="stop")
    return reading


def _counts_anew(task: BookTask, reading: Reading, text: str) -> bool:
    """Another number of what is being booked, and no question: "make it 2 fans"."""
    asks = not _ASKING.isdisjoint(token.key for token in tokenize(text))
    same = set(reading.slots.services) <= set(task.services)
    return reading.slots.quantity is not None and same and not asks


def _puts_another(task: Task, reading: Reading) -> bool:
    """Another service in place of the one that is being booked."""
    if not isinstance(task, BookTask) or reading.slots.booking_number is not None:
        return False
    if not set(reading.slots.services) - set(task.services):
        return False
    if reading.intent in ("book", "cancel", "stop", "deny", "affirm"):
        return True
    if reading.intent == "reschedule":
        return not speaks_of_own(reading.masked)
    words = {token.key for token in tokenize(reading.masked)}
    wants = reading.intent == "service_search" and words.isdisjoint(_ASKING | _OFFERED)
    return wants or bool(words & _WAIT) or says_instead(reading.masked)


def asks_else(reading: Reading, text: str) -> bool:
    """Whether a message with figures in it asks about something, and gives no number or code:
    "how much is AC repair in 411001?". Six digits and nothing else are what was asked for."""
    if reading.confidence < SURE or reading.slots.mobile is not None:
        return False
    tokens = tokenize(text)
    if all(token.shape != "word" for token in tokens):
        return False
    words = {token.key for token in tokens}
    # Six digits with a zero in front can be no pincode, and are read as a booking's.
    is_figure = any(token.shape == "number" and len(token.text) == 6 for token in tokens)
    booking = None if is_figure else reading.slots.booking_number
    named = reading.slots.services or reading.slots.category or booking
    asks = not words.isdisjoint(_ASKING)
    return reading.intent in _ELSEWHERE and (bool(named) or (asks and len(words) > _FEW))


def _is_another_wish(reading: Reading, text: str) -> bool:
    asks = not _ASKING.isdisjoint(token.key for token in tokenize(text))
    return reading.intent in _OTHER_WISHES and reading.confidence >= _CERTAIN and asks
