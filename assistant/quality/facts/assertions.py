"""Says whether a status word of a reply states how things are: not asked, supposed, a rule or a noun."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.language.tokens import keys
from assistant.quality.facts.case import Case
from assistant.quality.reading.clauses import SUPPOSING, conditional_end
from assistant.quality.reading.reader import Fact

_FUTURE = keys(
    """will would shall hoga hogi honge jayega jayegi jaega jaayega jaayegi jayenge होगा होगी होंगे जाएगा
    जाएगी जायेगा जायेगी जाएंगे जाएँगे hone होने honi होनी hona होना be"""
)
_DENIES_AFTER_IT = keys("nahi nahin nhi nai नहीं नही नहि na ना")
"""Hindi denies behind the word; English before it."""
_BY_DENIAL = frozenset(("due", "pending", "failed"))
"""States that are told by denying another: "not paid", "not started", "did not go through"."""
_DENIALS = _DENIES_AFTER_IT | keys(
    """nobody none nothing not no never isn't wasn't hasn't haven't don't doesn't didn't aren't won't cannot can't न without
    bina बिना isnt hasnt wasnt"""
)
_TAGS = keys("na ना")
_TURNS = keys("to तो isliye इसलिए aur और par पर lekin लेकिन usko")
_OF = keys("का के ka ke की ki")
_ON = keys("पर par pe पे")
_DONE_WITH = keys("gayi gaya गई गयी थी thi hai है ja जा hui हुई")
_HABITUAL = keys("hota hoti hote होता होती होते")
BEGINNING = keys("started began start शुरू shuru starts")
_FROM = keys("se से from at")
_BEING = keys("is are was were has have")
_BEEN = keys("been be being now stays remains shows showing marked had still already i you we it")
_PREPOSED = keys("for on at from under in by via through with")
_STILL = keys("still already now also yet abhi अभी bhi भी")
_EXCLAIMED = keys("done booked")
_YOURS = keys("aapki aapka aapke your meri आपकी आपका आपके")
_HAPPENED = keys("हुई हुआ हुए hui hua hue गई गया गयी gayi gaya was were")
_WHEREVER = keys("soon where wherever jahan jahaan जहाँ जहां")
_OPEN, _SUPPOSING = _FUTURE | SUPPOSING, SUPPOSING | _WHEREVER
_AGAIN = keys("phir fir फिर dobara दोबारा again")
_IF = keys("तो to पर par")
_IS = keys("है hai h is")
_AND = keys("and aur और & or ya या")
_FINITE = keys(
    "is are was were has have had hai hain h है हैं tha thi था थी थे gaya गया गई gayi hua hui हुआ हुई"
)
_THINGS_APART = keys("warranty वारंटी coupon कूपन offer ऑफ़र promo वॉरंटी guarantee")
"""What may be running or over by itself, whatever the booking's state."""
_AUXILIARIES = keys(
    """hai h ho hua hui hue huyi huye gaya gayi gai gya gyi chuka chuki chuke tha thi the hain dikh rahi
    raha है हो हुआ हुई हुए गया गई गयी गए चुका चुकी चुके था थी थे हैं दिख रही रहा रहे kiya ki kar की किया कर
    nikal निकल nahi nahin नहीं nhi status स्थिति वाली wali bola bata बता मार्क mark बुकिंग booking diya di दिया दी"""
)
_BASE_FORMS = keys(
    """cancel confirm complete accept close resolve solve fail reschedule reject escalate expire कैंसल
    कैंसिल कैन्सल कन्फर्म कंफर्म रद्द रद radd rad पूरा पूरी पूरे स्वीकार बंद band हल कंप्लीट कम्प्लीट रिजेक्ट
    पक्का पक्की pakki free available khali खाली chuka शुरू shuru खाली khaali रिफंड refund वापस wapas vapas
    एक्सेप्ट एस्केलेट असाइन फेल डिलीवर डिलिवर deliver"""
)
_AFTER_INTENT = keys(
    """kar कर karne करने karna करना karo करो karu करूं करूँ karoge करोगे करेंगे karenge karein करें karwana
    करवाना kr kru krna krne karte करते करवाने karun krwana कराना कराने कराएं karaye करवा karwa
    dijiye dijie dijiyega dein दीजिए दीजिये दीजिएगा दें"""
)
_NAMING = keys("wala wali wale vala vali vale वाला वाली वाले")
_CAN = keys("sakta sakti sakte skta skte सकता सकती सकते")
_GOING = keys("jane jaane जाने")
"""What makes of a state something still to come: "हो जाने के बाद"."""
_THEN = keys("to तो")
_EMPHASIS = keys("hi ही bhi भी")
_UNTIL = keys("tak तक till")
_WHOLE = keys("poora pura poore pure poori puri पूरा पूरे पूरी")
_PAST_OF_DO = keys(
    "di diya diye gayi gaya chuke chuka chuki दी दिया दिए गई गया चुके चुका चुकी li liya ली लिया rahe रहे"
)
_VERB_BEFORE = keys("you to i we can please could should don't must they who early")
_OBJECTS = keys("the a an your my app windows window it them up")
_COUNTED = keys(
    """booking bookings visit visits complaint complaints job jobs item items order orders बुकिंग बुकिंग्स
    शिकायत शिकायतें शिकायतों काम ऑर्डर"""
)
_GLUED = re.compile(r"[-/_][A-Za-z]")
_WRITTEN = keys("darj दर्ज register registered रजिस्टर log logged लॉग note नोट raise raised")


def asserted(case: Case) -> bool:
    """Whether the word says of some row how it stands."""
    return _predicated(case) and not (
        _of_a_rule(case) or _in_a_passage(case) or _apart(case) or _of_no_row(case)
    )


def put_down(case: Case) -> bool:
    """ "darj ho chuki hai": written down, which says nothing of what has come of it."""
    before = case.tokens[case.span[0] - 1].key if case.span[0] else ""
    return case.fact.value == "happened" and before in _WRITTEN


def _predicated(case: Case) -> bool:
    """Whether the status word states something, and is not asked, supposed or commanded."""
    first, last = case.span
    enclosed = first and case.tokens[first - 1].text == "("
    if case.clause.asked and not enclosed:
        return False
    if (
        _goes_on(case)
        or _measures(case)
        or _is_label(case)
        or _exclaims(case)
        or _bids(case)
        or _resumes(case)
    ):
        return False
    after = [token.key for token in case.tokens[last : last + 4]]
    if after and (after[0] in _NAMING or not _CAN.isdisjoint(after[:3])):
        return False  # "cancelled wali", "kar sakte", "रद्द किया जा सकता"
    if not _GOING.isdisjoint(after[:2]) or _is_condition(case, after):
        return False
    if case.tokens[last - 1].key == "done" and after[:1] == ["by"]:
        return False
    if after and after[0] in _EMPHASIS:  # "कैंसल ही है"
        del after[0]
    after = after[:3]
    if after and after[0] in _AFTER_INTENT and not (len(after) > 1 and after[1] in _PAST_OF_DO):
        return False
    last_word = case.tokens[last - 1]
    if last_word.key in _BASE_FORMS and last - first == 1 and not _stated(case, after):
        return False
    if _is_schedule(case, after) or _goes_on_supposing(case):
        return False
    if _supposed_before(case) or _named(after) or any(word in _HABITUAL for word in after):
        return False
    return case.fact.value == "undone" or not case.clause_words & _FUTURE


def _goes_on(case: Case) -> bool:
    """ "the visit booked for May was cancelled": which visit, and not how it stands."""
    first, last = case.span
    if last - first > 1 or not {token.key for token in case.tokens[last : last + 1]} & _PREPOSED:
        return False
    if {token.key for token in case.tokens[max(0, first - 2) : first]} & (_BEING | _BEEN):
        return False
    return any(
        item.fact.kind == "status" and item.fact.start > case.fact.end
        and item.clause == case.clause
        for item in case.reply.placed
    )  # fmt: skip


def _resumes(case: Case) -> bool:
    """ "mausam khulte hi phir shuru": what goes on then, and no state of now."""
    first, last = case.span
    before = {token.key for token in case.tokens[max(case.clause.first, first - 2) : first]}
    words = {token.key for token in case.tokens[first:last]}
    after = {token.key for token in case.tokens[last : last + 2]}
    return bool(before & _AGAIN and words <= BEGINNING) and not after & _AUXILIARIES


def _is_condition(case: Case, after: Sequence[str]) -> bool:
    """ "shuru hua to 2:45 tak": once it has."""
    last = case.tokens[case.span[1] - 1].key
    words = [last, *after]
    return any(one in _HAPPENED and other in _THEN for one, other in pairwise(words[:3]))


def _is_schedule(case: Case, after: Sequence[str]) -> bool:
    """ "सुबह 8 बजे शुरू है": when it starts, not that it has."""
    first, last = case.span
    words = {token.key for token in case.tokens[first:last]}
    if not words & BEGINNING or words & _HAPPENED:
        return False
    return bool(after) and after[0] in _IS and any(
        0 <= first - case.reply.token_range(item.fact.start, item.fact.end)[1] <= 2
        for item in case.beside("time", "date", "window")
    )  # fmt: skip


def _goes_on_supposing(case: Case) -> bool:
    """ "₹200 would be kept and ₹600 refunded": the verb of the clause before rules this one."""
    clauses = case.reply.sentences[case.clause.sentence]
    at = clauses.index(case.clause)
    if not at or case.tokens[case.clause.first].key not in _AND or case.clause_words & _FINITE:
        return False
    before = clauses[at - 1]
    words = {token.key for token in case.tokens[before.first : before.last]}
    return not _OPEN.isdisjoint(words)


def _named(after: Sequence[str]) -> bool:
    """A noun ("हल की सीमा", "after the अनुरोध"), not what has been done ("रद्द की गई")."""
    if after and after[0] in _ON and (len(after) < 2 or after[1] not in _AUXILIARIES):
        return True
    return bool(after) and after[0] in _OF and not any(word in _DONE_WITH for word in after[1:3])


def _stated(case: Case, after: Sequence[str]) -> bool:
    """Whether a bare verb form is used as a state ("cancel hai", "status: cancel")."""
    first, last = case.span
    if case.tokens[first].key in ("free", "available", "khali", "khaali", "खाली"):
        return True
    if after and after[0] in _AUXILIARIES:
        return True
    if _attributive(case):
        return True
    before = case.tokens[first - 1].key if first else ""
    ends = (
        last >= len(case.tokens) or case.tokens[last].shape == "mark"
        or "\n" in case.reply.text[case.fact.end : case.tokens[last].start]
    )  # fmt: skip
    return (
        ends
        and before not in _VERB_BEFORE
        and case.tokens[first].key not in ("वापस", "wapas", "vapas", "refund", "रिफंड")
    )


def _attributive(case: Case) -> bool:
    """ "आपकी कैंसिल फ़र्नीचर असेंबली": said of the customer's own thing."""
    first, last = case.span
    return first > 0 and case.tokens[first - 1].key in _YOURS and any(
        case.reply.token_range(item.fact.start, item.fact.end)[0] == last
        for item in case.beside("service")
    )  # fmt: skip


def _measures(case: Case) -> bool:
    """ "पूरे ₹2,950", "9 घंटे बाकी हैं": the whole of a sum, what is left of a time; no state."""
    first, last = case.span
    if case.fact.value in ("due", "undone") and any(
        0 <= first - case.reply.token_range(item.fact.start, item.fact.end)[1] <= 1
        for item in case.beside("duration", "number")
    ):
        return True
    return last - first == 1 and case.tokens[first].key in _WHOLE and any(
        0 <= case.reply.token_range(item.fact.start, item.fact.end)[0] - last < 1
        for item in case.beside("amount", "number", "duration", "percent")
    )  # fmt: skip


def _supposed_before(case: Case) -> bool:
    """A supposing word stands before the status in its clause."""
    first, _ = case.span
    before = [
        "" if token.text == "May" else token.key
        for token in case.tokens[case.clause.first : first]
    ]  # fmt: skip
    after = [token.key for token in case.tokens[first : case.clause.last]]
    for item in case.beside("date", "time", "window"):  # "6 मार्च तक चालू": until then, no supposing
        start, end = case.reply.token_range(item.fact.start, item.fact.end)
        start, end = start - case.clause.first, end - case.clause.first
        if 0 <= start < end <= len(before):  # "2 May" supposes nothing
            before[start:end] = [""] * (end - start)
        if 0 <= end < len(before) and before[end] in _UNTIL:
            before[end] = ""
    return not _SUPPOSING.isdisjoint(before) or conditional_end(after)


def _of_a_rule(case: Case) -> bool:
    """A status inside a rule that a passage states ("cancelled 24 hours ahead is refunded")."""
    after = [token.key for token in case.tokens[case.span[1] : case.span[1] + 2]]
    if _attributive(case) or (after and after[0] in _HAPPENED and after[-1] not in _IF):
        return False
    return bool(case.grounds.passages) and any(
        not item.hits and item.fact.kind in ("duration", "percent", "fraction")
        for item in case.beside("duration", "percent", "fraction")
    ) and not case.beside("date", "time", "identifier", "code")  # fmt: skip


def _in_a_passage(case: Case) -> bool:
    """A rule's own words, said of nothing in particular."""
    if case.beside("date", "time", "identifier", "code", "service"):
        return False
    clauses = case.reply.sentences[case.clause.sentence]
    supposed = any(clause.supposed for clause in clauses[: clauses.index(case.clause)])
    return any(
        fact.kind == "status" and fact.value == case.fact.value
        for passage in case.grounds.passages
        for fact in passage.facts
    ) and (supposed or not any(row.of("status") for row in case.one.scope))


def _of_no_row(case: Case) -> bool:
    """Said beside facts that only a passage states: "the line 1800-200-3344 is open 24 hours"."""
    beside = case.beside("phone", "time", "window", "duration")
    stated = {(fact.kind, fact.value) for p in case.grounds.passages for fact in p.facts}
    return any((item.fact.kind, item.fact.value) in stated for item in beside) and not any(
        item.hits for item in (*beside, *case.beside("service", "identifier", "date"))
    )


def _apart(case: Case) -> bool:
    """Said of a price that starts somewhere, of a warranty or an offer: of no row's state."""
    first, last = case.span
    words = {token.key for token in case.tokens[first:last]}
    if words & BEGINNING and case.beside("amount", "number") and case.near_words(2, 2) & _FROM:
        return True
    if case.fact.value not in ("running", "active", "expired", "completed", "open", "inactive"):
        return False
    things = case.near_words(4, 3) & _THINGS_APART
    return bool(things) and not any(
        value.words & things for row in case.one.scope for value in row.of("status")
    )


def denied(case: Case) -> bool:
    """Whether it is said that something is not in the state that is named."""
    first, last = case.span
    before = [token.key for token in case.tokens[max(case.clause.first, first - 4) : first]]
    after = []
    for token in case.tokens[last : min(case.clause.last, last + 4)]:
        if token.key in _TURNS or token.shape == "mark":
            break
        after.append(token.key)
    if after and after[0] in _HAPPENED:  # "cancel hua na sir": a tag, it denies nothing
        after = [word for word in after if word not in _TAGS]
    inside = [] if case.fact.value in _BY_DENIAL else case.tokens[first:last]
    if any(word in _DENIALS for word in (*before, *(token.key for token in inside))):
        return True
    return any(word in _DENIES_AFTER_IT for word in after)


def count_said(case: Case) -> int | None:
    codes = {item.fact.start for item in case.beside("code")}
    numbers = [
        item for item in case.beside("number")
        if item.fact.start not in codes and not _is_part_of_a_code(case, item.fact)
    ]  # fmt: skip
    if numbers and case.clause_words & _COUNTED:
        return int(numbers[0].fact.value)
    first = case.span[0]
    before = [token.key for token in case.tokens[max(0, first - 2) : first]]
    most = 2 if before[-1:] and before[-1] in _STILL and before[0] in _BEING else 1
    right_before = [
        item for item in numbers
        if 0 <= first - case.reply.token_range(item.fact.start, item.fact.end)[1] <= most
        and (before[0] in _BEING or before[-1] in _BEING or 0 < case.fact.start - item.fact.end < 3)
    ]  # fmt: skip
    return int(right_before[0].fact.value) if right_before else None


def _is_part_of_a_code(case: Case, figure: Fact) -> bool:
    """ "शिकायत 55-A": a name, and no count."""
    return bool(_GLUED.match(case.reply.text, figure.end))


def _bids(case: Case) -> bool:
    """ "open the windows": a thing to do."""
    first, last = case.span
    if case.tokens[first].key != "open" or last >= len(case.tokens):
        return False
    before = case.tokens[first - 1].key if first else ""
    return before not in _BEING and (
        case.tokens[last].key in _OBJECTS or before in _VERB_BEFORE
        or any(fact.kind == "status" and fact.text == case.fact.text
               for passage in case.grounds.passages for fact in passage.facts)
    )  # fmt: skip


def _exclaims(case: Case) -> bool:
    """ "Done!": said of what was asked for, not of a row."""
    first, last = case.span
    alone = first == case.clause.first and last >= case.clause.last - 1
    return alone and last - first == 1 and case.tokens[first].key in _EXCLAIMED


def _is_label(case: Case) -> bool:
    """ "jobs done: 239", "शुरू: 11:15": the name of a count, or of a time."""
    last = case.span[1]
    if last >= len(case.tokens) or case.tokens[last].text != ":":
        return False
    behind = case.tokens[last].end
    return any(
        item.fact.kind in ("number", "time", "date", "window")
        and 0 <= item.fact.start - behind <= 1
        for item in case.reply.placed
    )
