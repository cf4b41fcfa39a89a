"""Answers that have words of their own: how to pay, where a refund goes, which way to compare,
"the same address", "another day".

Reads what is said; what follows from it is for the task that asked.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from assistant.language.tokens import fold, keys, tokenize
from store.cancellations import RefundTo
from store.payments import Method

_LONGEST, _FEW = 7, 3
"""Words; a longer message is more than an answer, or more than a comparison."""
_METHOD_WORDS: tuple[tuple[Method, str], ...] = (
    ("cash", "cash cod naqad nakad nagad कैश नकद नक़द"),
    ("upi", "upi gpay phonepe paytm bhim googlepay यूपीआई गूगलपे फोनपे पेटीएम"),
    ("card", "card credit debit visa mastercard rupay कार्ड क्रेडिट डेबिट"),
    ("wallet", "wallet walet वॉलेट वालेट बटुआ"),
)
_METHODS: Mapping[str, Method] = {
    fold(word): method for method, words in _METHOD_WORDS for word in words.split()
}
_PUTTING_OFF = keys("think thinking soch sochkar sochke sochta sochti सोच सोचकर सोचके सोचता सोचती")
_TAKING = keys("take accept accepted lete leti lenge लेते लेती लेंगे")
_SOURCE = keys(
    "source original bank account upi card same wahi usi jahan jis khate khaate back बैंक खाते खाता"
    " उसी वहीं जहाँ कार्ड यूपीआई"
)
_WALLET = keys("wallet walet वॉलेट वालेट बटुआ बटुए")
_CHEAPER = keys(
    "cheaper cheapest cheap sasta saste sasti sabse kam lowest affordable सस्ता सस्ती सस्ते किफ़ायती"
)
_DEARER = keys(
    "costlier costliest expensive dearer best mehnga mehanga mehngi better accha acha"
    " badhiya महंगा महँगा महंगी अच्छा बढ़िया"
)
_SAME = keys(
    "same wahi vahi wahin usi purana purane pehle default home ghar saved registered old usual वही"
    " वहीं उसी पुराना पुराने घर पहले"
)
_NEW = keys("new naya naye nayi another different dusra doosra alag नया नए नई दूसरा अलग")
_ALL = keys(
    "whole entire all everything both full poori puri poora pura saari sari sab sabhi dono पूरी पूरा"
    " सारी सब सभी दोनों"
)
_ONLY = keys("only just sirf bas ek-hi hi सिर्फ़ सिर्फ केवल बस ही")
_ONE = keys("one single ek एक part kaam काम item")
_REFUND = keys("refund money paise paisa rupees wallet wapas back रिफंड रिफ़ंड पैसे पैसा वापस वॉलेट वालेट")
_INSTEAD = keys("instead rather jagah badle bajay bajaye chahiye जगह बजाय बदले चाहिए")
_BOOKING = keys("booking bookings appointment order बुकिंग अपॉइंटमेंट ऑर्डर")
_OWN = keys(
    """
    my mine our appointment visit earlier meri mera mere apni apna apne humari hamari wali wala wale
    मेरी मेरा मेरे अपनी अपना अपने हमारी वाली वाला वाले अपॉइंटमेंट
    """
)
_HELD = keys(
    """
    included includes include including inside covered cover covers whole full entire poora puri
    poore shamil milega milta extra alag parts per each शामिल पूरा पूरे मिलेगा अलग
    """
)
_TOTAL = keys("total totals altogether final kul milakar milake including inclusive कुल मिलाकर टोटल")
_WHEN = keys("when kab कब")
_CAN = keys(
    """
    can could possible available free earliest sakta sakti sakte karwa karwana chahiye milega slot
    slots सकता सकती सकते चाहिए मिलेगा स्लॉट
    """
)
"""Who asks so wants to have it yet."""
_COMPLAINT = keys("complain complaint shikayat shikayt शिकायत कंप्लेंट")
_MAKING = keys(
    """
    want need file raise register lodge make karni karna darj likh likho likhwani करनी करना दर्ज लिख
    लिखो लिखवानी
    """
)
_NOT_MAKING = keys(
    """
    my status update know check what what's when where how why don't dont not meri mere kya kab
    kahan kaise nahi मेरी मेरे क्या कब कहाँ कैसे नहीं स्टेटस अपडेट स्थिति
    """
)
"""Words that ask after one, ask how to make one, or want none."""
_OTHER_DAY = keys("day din date दिन तारीख")
_OTHER = keys("other another different next kisi koi aur agla agle agli dusra doosra dusre अगला अगले"
              " दूसरा दूसरे किसी और अन्य")  # fmt: skip
_EARLIEST = keys("earliest soonest asap jaldi nearest any anytime kabhi जल्दी कभी")


def payment_method(text: str) -> Method | None:
    """How the text says to pay, if it names exactly one way."""
    named = _ways_named(text)
    return named.pop() if len(named) == 1 and not asks_how_to_pay(text) else None


def asks_how_to_pay(text: str) -> bool:
    """Whether the text asks if a way is taken, and chooses none: "do you take UPI?"."""
    return "?" in text and not _TAKING.isdisjoint(_words(text)) and bool(_ways_named(text))


def _ways_named(text: str) -> set[Method]:
    return {_METHODS[word] for word in _words(text) if word in _METHODS}


def names_payment_only(text: str) -> bool:
    """Whether the text does nothing but that: "UPI", "cash dunga"."""
    return len(_words(text)) <= _FEW and payment_method(text) is not None


def puts_off(text: str) -> bool:
    """Whether the text leaves a decision for later: "theek hai, sochkar batata hoon"."""
    return not _PUTTING_OFF.isdisjoint(_words(text))


def says_instead(text: str) -> bool:
    """Whether the text puts one thing in the place of another."""
    return not _INSTEAD.isdisjoint(_words(text))


def wants_to_complain(text: str) -> bool:
    """Whether the text wants a complaint made, and asks nothing: "shikayat darj karni hai"."""
    words = set(_words(text))
    is_meant = bool(words & _COMPLAINT) and bool(words & _MAKING)
    return is_meant and "?" not in text and not words & _NOT_MAKING


def speaks_of_own(text: str) -> bool:
    """Whether the text speaks of something that is the customer's already: "my appointment"."""
    return not _OWN.isdisjoint(_words(text))


def asks_total(text: str) -> bool:
    """Whether the text asks for all of a price: "total kitna hoga", "with GST"."""
    return not _TOTAL.isdisjoint(_words(text))


def asks_what_is_in(text: str) -> bool:
    """Whether the text asks what a price holds: "filter included hai?", "poora ghar"."""
    return not _HELD.isdisjoint(_words(text))


def asks_when(text: str) -> bool:
    """Whether the text asks when something is that stands already: "TV repair kab hai"."""
    words = set(_words(text))
    return bool(words & _WHEN) and words.isdisjoint(_CAN)


def speaks_of_booking(text: str) -> bool:
    """Whether it speaks of a booking of the customer's by that word: "meri booking"."""
    return speaks_of_own(text) and not _BOOKING.isdisjoint(_words(text))


def means_all(text: str) -> bool:
    """Whether the text means the whole of a booking."""
    return not _ALL.isdisjoint(_words(text))


def means_one(text: str) -> bool:
    """Whether the text means a single job of several."""
    words = set(_words(text))
    return bool(words & _ONLY and words & _ONE)


def speaks_of_refund(text: str) -> bool:
    return not _REFUND.isdisjoint(_words(text))


def refund_target(text: str) -> RefundTo | None:
    """Where the text wants a refund to go."""
    words = set(_words(text))
    if words & _WALLET:
        return "wallet"
    return "source" if words & _SOURCE else None


def comparison(text: str) -> Literal["cheapest", "dearest"] | None:
    words = set(_words(text))
    if words & _CHEAPER:
        return "cheapest"
    return "dearest" if words & _DEARER else None


def compares_only(text: str) -> bool:
    """Whether the text does nothing but that: "the cheaper one", "sasta wala"."""
    return len(_words(text)) <= _FEW and comparison(text) is not None


def address_said(text: str) -> Literal["same", "new"] | None:
    """Whether the text speaks of the address that is known, or of a new one."""
    words = set(_words(text))
    if words & _NEW:
        return "new"
    return "same" if words & _SAME else None


def wants_other_day(text: str) -> bool:
    words = set(_words(text))
    return bool(words & _OTHER and words & _OTHER_DAY)


def wants_earliest(text: str) -> bool:
    return not _EARLIEST.isdisjoint(_words(text))


def _short(reads: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda text: len(_words(text)) <= _LONGEST and bool(reads(text))


_ANSWERS: Mapping[str, Callable[[str], bool]] = {
    "payment": _short(payment_method),
    "refund": _short(lambda text: refund_target(text) or means_one(text)),
    "variant": _short(comparison),
    "address": _short(address_said),
    "mobile": lambda text: sum(letter.isdigit() for letter in text) > 3,
    "code": lambda text: sum(letter.isdigit() for letter in text) > 3,
    "item": _short(means_all),
    "confirm": _short(means_one),
    "slot": _short(lambda text: wants_other_day(text) or wants_earliest(text)),
}


def answers(asked: str | None, text: str) -> bool:
    """Whether the text answers what was asked for, in words of its own."""
    reads = _ANSWERS.get(asked or "")
    return reads is not None and reads(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenize(text) if token.shape != "mark")
