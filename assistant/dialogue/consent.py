"""Hears a yes or a no: only a plain one, or the quick reply that says it.

A yes with a "but", a doubt or a question in it is none. The quick reply names the very action it
was offered for, so that pressing an old one agrees to nothing new.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from assistant.dialogue.choosing import names_place
from assistant.language.tokens import keys, tokenize
from assistant.model import Reading
from store.actions import Action
from store.addresses import DefaultAddress, NewAddress
from store.cancellations import Cancellation
from store.complaints import NewComplaint, Remark
from store.moves import Move
from store.orders import Order

YES, NO = "confirm:yes", "confirm:no"
_SURE = 0.8
_LONGEST = 8
"""Words; who says more than that says more than yes or no."""
_YES = keys(
    """
    yes yess yup yeah yea yep ya y ok okay okey oki k sure fine done confirm confirmed correct right
    proceed go ahead absolutely perfect great good definitely agreed haan han haa ha haanji hanji ji
    jee bilkul bilkool zaroor jarur theek thik tik sahi chalega chalo pakka pakki kardo karo karein
    kar kijiye dijiye हाँ हां हा जी बिल्कुल बिलकुल ज़रूर जरूर ठीक सही चलेगा चलो पक्का पक्की कर करो करें
    कीजिए दीजिए ओके ओके यस 👍 ✅ 👌 ✔
    """
)
"""Without one of these nothing is a yes, whatever the router makes of it."""
_DOUBT = keys(
    """
    but not no nahi nahin nhi na mat don't dont if agar par lekin magar except wait ruko ruk rukiye
    later baad instead different other dusra doosra maybe shayad first pehle kya how why what when
    which ? लेकिन मगर पर नहीं नही मत ना अगर रुको रुकिए बाद दूसरा शायद पहले क्या
    """
)
_CHANGE = keys("change badal badlo badalna बदल बदलो बदलना")
"""A doubt, too, unless a change is what was asked about."""
_VERBS: Mapping[type, frozenset[str]] = {
    Order: keys("book booking confirm pakka pakki बुक बुकिंग कन्फर्म पक्का पक्की"),
    Move: keys("move shift reschedule change badal shift confirm बदल शिफ्ट रीशेड्यूल कन्फर्म"),
    Cancellation: keys("cancel cancle radd hata कैंसल कैंसिल रद्द हटा"),
    NewComplaint: keys("raise register submit file darj confirm दर्ज"),
    Remark: keys("add jod likh जोड़ जोड लिख"),
    DefaultAddress: keys("default set bana डिफ़ॉल्ट डिफॉल्ट बना"),
    NewAddress: keys("save add jod confirm सेव सहेज जोड़ जोड"),
}
"""What an action is called by who tells us to do it."""
_COMMAND = keys(
    """
    it this that please pls plz kar karo kardo karein kare do de dijiye dena ji now abhi ise isko
    yes haan han ok okay the my mera meri को कर करो करें दो दे दीजिए जी अभी इसे इसको हाँ हां
    """
)


def yes_to(action: Action) -> str:
    """The value of the quick reply that agrees to this action and to no other."""
    document = json.dumps(asdict(action), default=str, sort_keys=True)
    return f"{YES}:{hashlib.sha256(document.encode()).hexdigest()[:12]}"


def says_yes(reading: Reading, text: str, chosen: str | None, shown: Action | None) -> bool:
    """Whether the message is a plain yes to the action that was shown."""
    if shown is None:
        return False
    if chosen is not None:
        return chosen == yes_to(shown)
    words = {token.key for token in tokenize(text)} - {",", ".", "!", "।"}
    if names_place(text):
        return False
    verbs = _VERBS.get(type(shown), frozenset())
    if words & verbs and words <= verbs | _COMMAND:  # "book it", said once it has been shown
        return True
    doubts = words & (_DOUBT if isinstance(shown, Move) else _DOUBT | _CHANGE)
    plain = len(words) <= _LONGEST and not doubts and bool(words & _YES)
    return reading.intent == "affirm" and reading.confidence >= _SURE and plain


def is_yes_or_no(reading: Reading, text: str) -> bool:
    """Whether a message where a name is awaited answers yes or no instead: a bare name is read as
    anything, so that one word of consent or doubt has to stand in it."""
    words = {token.key for token in tokenize(text)}
    return reading.intent in ("affirm", "deny") and not words.isdisjoint(_YES | _DOUBT)


def says_no(reading: Reading, chosen: str | None) -> bool:
    """Whether the message is a no, whatever else it says."""
    if chosen is not None:
        return chosen == NO
    return reading.intent == "deny"
