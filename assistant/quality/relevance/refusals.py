"""Tells which sentences refuse, send the customer elsewhere, or ask for what is needed.

It reads how a sentence is built (a denial beside a verb of seeing or telling, a place to go to, a
demand for a number), not a list of sentences. Whether the refusal is right is not judged here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import fold
from assistant.quality.reading.clauses import cut
from assistant.quality.relevance.asks import Phrase, PhraseTable, phrases, spelling, words_of

_NEAR = 3
"""How many words a denial may stand away from what it denies."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at text[start:end] and how it is meant."""

    start: int
    end: int
    words: Phrase
    asked: bool
    refusing: bool
    sending: bool
    """Whether it refuses in no way but by saying where to go."""
    demanding: frozenset[str]
    """What it asks the customer for: "number", "pincode", "service", "other"."""


def _set(words: str) -> frozenset[str]:
    return frozenset(spelling(fold(word)) for word in words.split())


_DENIAL = _set(
    """not no nahi nahin nhi can't cannot cant don't dont unable isn't aren't won't couldn't doesn't
    didn't nothing नहीं नही afraid hard impossible unavailable"""
)
_FORBIDDING = _set("don't dont")
"""Denials that forbid the customer something unless the speaker comes right before."""
_NEVER = _set("never mat na kabhi न मत ना कभी")
"""Beside the denials, words of a sentence that asks for nothing."""
_SPEAKERS = _set("i we still they")
_KNOWING = _set(
    """see sure understand understood follow samjha samjhi समझा समझी समझ tell say find
    show share check access information info detail details know comment confirm look
    view visible help quote compare calculate add open advise suggest speak answer
    answered shared shares lookup position have record statement estimate possible
    records track dikhai dikhayi nazar dikh
    dikhta dikha bata bataya batana jaankari jankari pata maloom dekh dekhne
    keh kah khul khulta puchh madad paas bol bolna laga samajh option दिख दिखा दिखाई
    दिखते बता बताया बताई बताते जानकारी पता मालूम देख कह कहा खुल पूछ मदद साझा पहुँच
    अंदाज़ा पुष्टि हिसाब निकाल पास रिकॉर्ड ब्योरा संभव दी दे"""
)
_GIVING = _set("give given provide provided de दे दी jawab जवाब")
_CANNOT = _set("can't cannot cant unable couldn't")
_CAN = _set("sakta sakti sakte paunga paungi payenge सकता सकती सकते पाऊँगा पाऊँगी पाएँगे")
_ELSEWHERE = _set(
    """app website site bank team support desk department office staff manager technician
    provider carpenter plumber painter beautician accounts billing care executive
    movers profile history officer driver stylist karigar sms email mail ca didi people
    sales them him her usi unse vendor professional branch cart receipt वेबसाइट ऐप एप
    बैंक टीम टेक्नीशियन प्लंबर ब्यूटीशियन प्रोफ़ेशनल कंपनी बिलिंग अकाउंट्स ईमेल मैनेजर
    ट्रांसपोर्टर कस्टमर कारीगर सपोर्ट रसीद"""
)
_GOING = _set(
    """check ask contact visit call write mail email message try wait see open raise go
    use refer collect answer answered confirm tell handle handled handles decide know
    share dekh dekhein dekhiye dekho puchh puchhiye puchho poochhna poochhiye puchhna
    puchhein poochh sampark kholiye khol batayega batayegi batayenge likhiye intezaar
    baat देख देखें देखिए पूछ पूछें पूछिए पूछना संपर्क बताएगा बताएगी बताएँगे बताएंगे
    खोलिए खोलें कॉल मेल लिखें"""
)
_UNDER_WAY = _set("raha rahi rahe रहा रही रहे")
_NO, _MISSED_VISIT = spelling("no"), _set("show")
"""What a "no-show" denies nothing of."""
_PAPERS = _set("receipt raseed रसीद")
_TURN = re.compile(
    r"[,;:—–-]\s*(?:but|however|though|par|pr|lekin|magar|पर|लेकिन|मगर|परंतु|हालाँकि)\s", re.I
)
_SENDING = PhraseTable((phrase, "put off") for phrase in phrases(
    """hi bata | ही बता | hi batayega | ही बताएगा | hi batayenge | ही बताएँगे |
    ही बता पाएँगे | hi pata | hi dikhega | ही दिखेगा | ही पता | ही मिलेगा |
    ही दिखाई | tabhi bata | तभी बता | tabhi dekh | तभी देख | only after | only when |
    only on a call | only by | unless you | if you actually | until you |
    security reasons | security ke | सुरक्षा कारणों | privacy | confidential |
    गोपनीय | internal | निजी | depends on | depend on | without the | without it |
    uske bina | उसके बिना | bina dekhe | बिना देखे | sign in | log in | login |
    साइन इन | लॉग इन | लॉगिन | out of scope | something went wrong |
    not something i | aren't something i | isn't something i | beyond me |
    on chat | over chat | chat par | चैट पर | raise a ticket |
    raise a new | kisi bhi medium | इस माध्यम | grey area | later by"""
))  # fmt: skip
_NEEDED = {
    word: kind
    for kind, words in {
        "number": """number id order orderid reference utr नंबर आईडी ऑर्डर receipt invoice रसीद""",
        "pincode": "pincode pin पिनकोड पिन area city इलाक़ा शहर",
        "service": "service सेवा सर्विस",
        "other": """screenshot details proof photo picture mobile location brand problem
            स्क्रीनशॉट फ़ोटो बिल detail pictures""",
    }.items()
    for word in _set(words)
}
_DEMAND = _set(
    """share send give tell need provide which what mention describe attach know require
    leave chahiye bhej bhejo bhejiye bhejein dijiye batayein bataiye batao karein kis
    konsi kaunsi चाहिए भेज भेजें भेजिए भेजो दीजिए बताइए बताएँ बताएं दें कौन किस"""
)


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order."""
    spans: dict[int, tuple[int, int, bool]] = {}
    for clause in cut(text):
        start, _, asked = spans.get(clause.sentence, (clause.start, 0, False))
        spans[clause.sentence] = (start, clause.end, asked or clause.asked)
    return tuple(
        _sentence(text, first, last, asked)
        for start, end, asked in spans.values()
        for first, last in _halves(text, start, end)
    )


def _halves(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A sentence parted where it turns: "we can't share it, but ..." refuses only at first."""
    turn = _TURN.search(text, start, end)
    return ((start, turn.start()), (turn.start(), end)) if turn else ((start, end),)


def _sentence(text: str, start: int, end: int, asked: bool) -> Sentence:
    words = words_of(text[start:end])
    needed: frozenset[str] = frozenset()
    if not _DEMAND.isdisjoint(words) and (_NEVER | _DENIAL).isdisjoint(words):
        needed = frozenset(_NEEDED[word] for word in words if word in _NEEDED)
    sending = _sent_away(words) or bool(_SENDING.all_in(words))
    refusing = _denied(words) or _unable(words)
    return Sentence(start, end, words, asked, refusing or sending, sending and not refusing, needed)


def _denied(words: Phrase) -> bool:
    knowing = [
        at for at, word in enumerate(words)
        if word in _KNOWING and not (word in _MISSED_VISIT and words[max(0, at - 1)] == _NO)
    ]  # fmt: skip
    return bool(knowing) and any(
        word in _DENIAL
        and any(abs(at - other) <= _NEAR for other in knowing)
        and (word not in _FORBIDDING or (at > 0 and words[at - 1] in _SPEAKERS))
        for at, word in enumerate(words)
    )


def _unable(words: Phrase) -> bool:
    """ "can't be given here", "नहीं दे सकता": not to give it is not in the rules, but refused."""
    if _GIVING.isdisjoint(words):
        return False
    can_not = not _CAN.isdisjoint(words) and not _DENIAL.isdisjoint(words)
    return can_not or not _CANNOT.isdisjoint(words)


def _sent_away(words: Phrase) -> bool:
    """Whether somebody or some place is named that is to be asked; "the desk dekh rahi hai", in
    whose hands it is, is no such. "Email" is both where and how: beside a receipt alone it sends
    nobody anywhere."""
    named = _ELSEWHERE.intersection(words)
    going = {
        word for at, word in enumerate(words)
        if word in _GOING and not (words[at + 1 : at + 2] and words[at + 1] in _UNDER_WAY)
    }  # fmt: skip
    return bool(named and going) and bool(going - named or named - going - _PAPERS)


def ways_in(words: Phrase) -> frozenset[str]:
    """Where one can turn to by a text: app, website, desk ..."""
    return _ELSEWHERE.intersection(words)
