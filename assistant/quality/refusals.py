"""Tells whether a text refuses, sends the customer elsewhere, or asks for what it needs.

It reads how a sentence is built (a denial beside a verb of seeing or telling, a place to go to, a
demand for a number), not a list of sentences. Whether the refusal is right is not judged here.
"""

from functools import lru_cache

from assistant.language.tokens import fold, sound
from assistant.quality.asks import words_of
from assistant.quality.clauses import cut

_NEAR = 5


def _set(words: str) -> frozenset[str]:
    return frozenset(sound(fold(word)) for word in words.split())


_DENIAL = _set(
    """not no nahi nahin nhi nai na can't cannot cant don't dont do-not unable isn't aren't won't never nothing
    couldn't doesn't without bina नहीं नही ना न बिना afraid hard impossible"""
)
_KNOWING = _set(
    """see tell say find show share check access information info detail details know comment confirm look view
    visible available help quote compare calculate add open advise suggest speak answer answered
    dikh dikhta dikha bata bataya batana jaankari jankari pata maloom dekh dekhne keh kah khul khulta puchh confirm madad
    दिख दिखा दिखाई दिखते बता बताया बताई बताते जानकारी पता मालूम देख कह कहा खुल पूछ मदद साझा पहुँच उपलब्ध अंदाज़ा पुष्टि हिसाब निकाल
    share shared shares lookup position have paas पास record रिकॉर्ड ब्योरा statement estimate"""
)
_ELSEWHERE = _set(
    """app website site bank team support desk department office staff manager technician provider carpenter
    plumber painter beautician accounts billing care executive movers profile history officer driver stylist
    karigar sms email mail ca वेबसाइट ऐप एप बैंक टीम टेक्नीशियन प्लंबर ब्यूटीशियन प्रोफ़ेशनल कंपनी बिलिंग अकाउंट्स ईमेल मैनेजर
    ट्रांसपोर्टर कस्टमर didi log people sales them him her usi unse ussi"""
)
_GOING = _set(
    """check ask contact visit call write mail email message try wait see open raise go use refer collect
    dekh dekhein dekhiye dekho puchh puchhiye puchho poochhna puchhna puchhein sampark kholiye khol batayega batayegi batayenge
    batayegi bata hi poochh kariye likhiye intezaar dekhte dekhti
    देख देखें देखिए देखते पूछ पूछें पूछिए पूछना संपर्क बताएगा बताएगी बताएँगे बताएंगे बता ही खोलिए खोलें कॉल मेल लिखें अपना"""
)
_NEEDED = _set(
    """number id receipt pincode screenshot details invoice utr order reference proof photo picture mobile location
    city brand problem orderid नंबर आईडी रसीद पिनकोड स्क्रीनशॉट फ़ोटो ऑर्डर बिल pin"""
)
_DEMAND = _set(
    """share send give tell need provide which what mention describe attach know require leave chahiye bhej bhejo bhejiye bhejein do dijiye
    batayein bataiye batao dena de karein चाहिए भेज भेजें भेजिए भेजो दीजिए बताइए बताएँ बताएं दें दे कौन कौन-सा कौन-सी"""
)
_LATER = tuple(
    words_of(phrase)
    for phrase in """ke baad hi | के बाद ही | only after | only when | only on a call | hi pata chalega | ही पता चलेगा | तभी | tabhi |
    bina | बिना | without | unless | security reasons | security | privacy | confidential | गोपनीय | सुरक्षा | suraksha | internal | निजी |
    depends on | only by | if you actually | unless you actually | until you""".split("|")
)


@lru_cache(maxsize=2048)
def refuses(text: str) -> bool:
    """Whether some sentence says that it cannot or will not tell, or sends elsewhere."""
    return any(_denied(words) or _sent_away(words) or _put_off(words) for words in _sentences(text))


@lru_cache(maxsize=2048)
def demands(text: str) -> bool:
    """Whether some sentence asks for a number, a pincode or the like."""
    return any(_NEEDED & set(words) and _DEMAND & set(words) for words in _sentences(text))


@lru_cache(maxsize=2048)
def asks_back(text: str) -> bool:
    """Whether the text ends in a question or holds a demand."""
    clauses = cut(text)
    return any(clause.asked for clause in clauses) or demands(text)


@lru_cache(maxsize=2048)
def _sentences(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each sentence."""
    clauses = cut(text)
    ends: dict[int, tuple[int, int]] = {}
    for clause in clauses:
        start, _ = ends.get(clause.sentence, (clause.start, 0))
        ends[clause.sentence] = (start, clause.end)
    return tuple(words_of(text[start:end]) for start, end in ends.values())


def _denied(words: tuple[str, ...]) -> bool:
    knowing = [at for at, word in enumerate(words) if word in _KNOWING]
    return any(
        word in _DENIAL and any(abs(at - other) <= _NEAR for other in knowing)
        for at, word in enumerate(words)
    )


def _sent_away(words: tuple[str, ...]) -> bool:
    return bool(_ELSEWHERE & set(words) and _GOING & set(words))


def _put_off(words: tuple[str, ...]) -> bool:
    return any(
        words[at : at + len(phrase)] == phrase for phrase in _LATER for at in range(len(words))
    )
