"""Tells a day that was from one that is to come, by the verbs and the nouns that stand about it.

It chooses no day, and leaves to `assistant.router.moments` which of its readings lies in the past.
"""

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.calendar_words import DAYPARTS, OCLOCK
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys
from assistant.router import moment_words as words_of
from assistant.router.corrections import Mention, same_clause

POSSESSIVE = keys("ka ki ke wala wali wale vala vali का की के वाला वाली वाले आळा आळी आळे")


def is_past(named: Sequence[Mention[Span]], at: int, tokens: Sequence[Token]) -> bool:
    """Whether the sentence, or what it asks for, puts the day into the past."""
    before = [token.key for token in tokens[max(0, named[at].first - 6) : named[at].first]]
    if _after_work(before) or any(key in _CAME for key in before[-3:]) or _done_on(before):
        return True
    after = [tokens[i].key for i in same_clause(named, at, tokens)]
    if after and after[0] == ",":
        after = []
    while after and after[0] in DAYPARTS:
        after = after[1:]
    clause = after
    if _is_bidden(named[at], after, tokens):
        return False
    after = _without_nouns_of_verbs(after)
    verbs = [key for key in after if key in words_of.PAST or key in words_of.NOW_OR_LATER]
    if verbs and verbs[0] not in words_of.PAST:
        after = after[: after.index(verbs[0])]
    if after and after[0] in POSSESSIVE:
        if any(key in words_of.AHEAD for key in after):
            return False
        papers = (
            words_of.PAPERS
            if verbs and verbs[0] not in words_of.PAST
            else words_of.PAPERS | words_of.WORK
        )
        if any(key in papers for key in after[1 : _REACH_OF_PAPERS + len(_works(after))]):
            return True
    elif any(_was(key) for key in after) or _were(clause):
        return True
    elif not verbs and set(after) <= _CASE:
        start = named[at - 1].last if at else 0
        own = tokens[start : named[at].first]
        marks = [i for i, token in enumerate(own) if token.text in ",.?!;।"]
        return any(_was(token.key) for token in own[marks[-1] if marks else 0 :])
    return any(_was(key) for key in after)


def _without_nouns_of_verbs(after: list[str]) -> list[str]:
    """Without the "book" of "AC repair book kiya tha", which bids nobody; right behind an hour
    ("kal 10 baje ka book kiya tha") it is that visit which is to come."""
    if not after or after[0] in POSSESSIVE or any(key in OCLOCK for key in after):
        return after
    return [
        key
        for at, key in enumerate(after)
        if not (key in _VERBAL and at + 1 < len(after) and after[at + 1] in _DID)
    ]


_VERBAL = keys("book buk बुक")
_DID = keys("kiya kia kari ki karwaya karaya kiye किया की कराया करवाया")


_REACH_OF_PAPERS = 3


def _works(after: Sequence[str]) -> Sequence[str]:
    """The "kaam ki" of "kal ke kaam ki raseed"."""
    worked = len(after) > 2 and after[1] in words_of.WORK and after[2] in POSSESSIVE
    return after[1:3] if worked else ()


def _was(key: str) -> bool:
    return key in words_of.PAST or (key.isascii() and key.endswith(_HAD))


_HAD = ("chhilo", "chilo", "chhilam", "chilam", "chhilen", "chilen")
"""How a past verb ends in Bengali."""


def _done_on(before: Sequence[str]) -> bool:
    """ "Paid on the 12th", "my complaint about Friday", not "to be paid on the 12th"."""
    while before and before[-1] in _ARTICLES:
        before = before[:-1]
    if len(before) < 2 or before[-1] not in _ABOUT:
        return False
    if before[-1] == "on" and before[-2] in _DONE:
        return len(before) < 3 or before[-3] not in _TO_BE
    return before[-2] in _ASKED_AFTERWARDS


_ARTICLES = keys("the this my that")
_ABOUT = keys("on about of from for dated")
_TO_BE = keys("be get getting to will is are")
_DONE = keys(
    """
    promised paid sent deducted debited charged refunded cancelled canceled requested wrote emailed
    attended transferred remitted delivered worked started ended serviced bought purchased
    mailed submitted completed finished repaired installed broke died stopped failed damaged request
    """
)
_ASKED_AFTERWARDS = keys(
    """
    complaint refund payment charge bill invoice receipt grievance transaction bil bils bills invoce
    invoic inv reciept recipt receit rcpt receipts invoices
    """
)
"""What is of a day that is over, whichever day it names."""


def _is_bidden(mention: Mention[Span], after: Sequence[str], tokens: Sequence[Token]) -> bool:
    """ "Bolo kal shaam ko aaye": what somebody shall be told to do."""
    told = any(token.key in _BID for token in tokens[: mention.first])
    return told and bool(after) and after[-1] in _MAY_COME


_MAY_COME = keys("aaye aae aaen aayen aye aave आए आये आएँ आएं आवे")
_BID = keys(
    """
    bolo bolna boliye boldo kaho kehna kahiye keh bol बोलो बोलना बोलिए कहो कहना कहिए कह बोल कहियो
    """
)


def _were(clause: Sequence[str]) -> bool:
    """ "Banwaye the": a verb of Hindi before "the", which is an English word too."""
    return any(is_ == "the" and verb.endswith(_WERE) for verb, is_ in pairwise(clause))


_WERE = ("waye", "vaye", "aaye", "aye", "rahe", "rhe", "rte", "lte", "hte", "ate")


def _after_work(before: Sequence[str]) -> bool:
    """ "Worse after your repair on Saturday"."""
    return before[-1:] == ["on"] and any(
        one == "after" and whose in ("your", "the", "his", "their")
        for one, whose in pairwise(before)
    )


_CAME = keys(
    "came visited happened left arrived showed turned gave raised filed lodged complained reported"
)
_CASE = keys("ko को hi ही please")
