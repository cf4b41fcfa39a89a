"""Reads what a question asks for part by part: each wants a value of some sort (money, a moment, a
person, a count), or to know whether.

The words of asking are those of three languages and both scripts; the rest goes by meanings, stems
and sounds. It judges no answer.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.language.tokens import keys, tokenize
from assistant.model import Exchange
from assistant.quality.stack.meant import Piece, forms_of, held_pieces, piece

SORTS = ("money", "moment", "person", "figure", "count", "phone", "place", "state")
"""Of values; a figure may be money as well, a count is none."""
_SENTENCES = re.compile(r"[?!।\n]+|\.(?!\d)|\s-\s*(?=kya\b)")
_JOINED = re.compile(
    r"[,;:—–]|\s-\s|\s&\s|\b(?:and|aur|or|plus|also|then|but|lekin|par|magar)\b"
    r"|(?<!\S)(?:n|और|तथा|एवं|व|लेकिन|पर|मगर)(?!\S)",
    re.I,
)
_AND = keys("and aur or plus also & n और तथा एवं व")
_QUERY = keys(
    """what wat wht whats what's when where which who who's whos whom whose why how hw kya kyaa kab
    kb kaun kon kaunsa kaunsi kaunse konsa konsi konse kitna kitne kitni kitte kitta kitno kahan
    kaha kidhar kaise kese kyun kyu kis kisko kisse kisne kiska kai क्या कब कौन कितना कितने कितनी कहाँ
    कहां किधर कैसे क्यों कौनसा कौनसी कौनसे किस किसको किसे किसका किसने कै"""
)
_REQUEST = keys(
    """batao btao bata btana bataiye batayein batana bataen bataye tell know confirm inform share
    send give dijiye dedo dena dein do need please pls plz kindly kripya na बताओ बता बताइए बताएँ बताएं
    बताना बताने बोलो दीजिए दें दो देने ना कृपया चाहिए chahiye"""
)
_INVERTED = keys("is are am was can could will would do does did has have may shall should any")
_SUBJECTS = keys("i we you u he she they it this that there my our your the")
_POLITE = _REQUEST | keys(
    "y kr kar कर reply asap suno bolo सुनो yaad याद mujhe मुझे want like करें करे कष्ट kast sir madam"
)
_MUCH = keys("kitna kitta kitno कितना much")
_MANY = keys("many kitne kitni kitte कितने कितनी कै")
_CLOCK = keys("baje bje बजे hour")
_LONG = keys(
    """long time din dino dinon ghante ghanta der hafte mahine samay hours days minutes weeks months
    दिन दिनों घंटे घंटा देर हफ़्ते महीने समय टाइम वक़्त वक्त soon fast"""
)
_WHEN = _CLOCK | keys(
    """when kab kb कब date dates tarikh tareekh taareekh तारीख तारीख़ time timing samay समय टाइम
    day din दिन eta schedule slot slots स्लॉट वक़्त वक्त deadline expiry"""
)
_WHO = keys("who whos who's whom whose kaun kon kisko kisne कौन किसे किसने naam name names नाम")
_WHERE = keys("where kahan kaha kidhar कहाँ कहां किधर address pata पता pincode")
_PHONE = keys("phone mobile contact whatsapp fon फ़ोन फोन मोबाइल दूरभाष संपर्क")
_NUMBER = keys("number no nambar num नंबर क्रमांक")
_STATE = keys("status sthiti स्थिति स्टेटस update")
_BOTH = keys("both dono donon दोनों each")
_OF = keys("ka ki ke me mein का की के में rupaye rupees रुपये रुपए rs lagenge lagega padega")
_BRIEF = 5
"""Words of a part that wants what it only names: "and a contact number"."""
_MONEY = frozenset(
    ("=price", "=charge", "=money", "=pay", "=refund", "=cost", "=discount", "=remaining",
     "=advance", "=tax", "=compensation")
)  # fmt: skip
_PRICED = keys(
    """price prices rate rates cost costs charge charges fare fees fee total quote amount tariff
    daam dam kimat keemat rent shulk दाम क़ीमत कीमत रेट शुल्क मूल्य भाव चार्ज किराया ख़र्चा खर्चा
    kharcha kiraya bhav paisa paise पैसा पैसे रुपये"""
)
_WEAK = frozenset(
    ("=customer", "=company", "=work", "=professional", "=day", "=pay", "=money", "=price",
     "=until", "=charge", "=man", "=reason", "=fault", "=quantity")
) | frozenset(
    form
    for word in _QUERY | _POLITE | _WHEN | _WHO | _PHONE | _NUMBER | _STATE | _BOTH | _INVERTED
    for form in forms_of(word)
)  # fmt: skip
_NEAR, _RARE = 0.9, 2
"""How much evidence has to share with a part to be what it asks about, and in how many pieces a
form stands that tells it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for."""

    text: str
    wants: str
    """The sort of value; empty where it asks whether."""
    both: bool
    """Whether it wants two of them: "dates of both"."""
    forms: frozenset[str]
    """Of its words that no other part has."""
    held: frozenset[str]
    """What evidence holds of it beyond the question's own words."""


def parts_of(exchange: Exchange) -> tuple[Part, ...]:
    """The things asked for, in order."""
    asking = tuple(_asking(exchange.question))
    counts = Counter(form for _, _, read in asking for form in read.forms)
    pieces = tuple(held_pieces(exchange.evidence))
    often = Counter(form for one in pieces for form in one.forms)
    found = []
    for text, wants, read in asking:
        own = frozenset(form for form in read.forms - _WEAK if counts[form] == 1)
        near = _nearest(own, pieces, often)
        held = frozenset(form for form in near - counts.keys() if often[form] <= _RARE)
        if own or wants:
            found.append(Part(text, wants, not _BOTH.isdisjoint(words_in(text)), own, held))
    return tuple(found)


def words_in(text: str) -> list[str]:
    """The folded words of a text."""
    return [token.key for token in tokenize(text) if token.shape == "word"]


def _asking(question: str) -> Iterable[tuple[str, str, Piece]]:
    """The stretches that ask, each with the sort of value wanted: those with a word of asking, and
    those that an "and" joins to one."""
    for sentence, marked in _sentences(question):
        stretches = list(_stretches(sentence))
        asks = [_asks(words_in(text)) for _, text in stretches]
        if marked and asks:
            asks[-1] = True
        for at, (joint, text) in enumerate(stretches):
            follows = at > 0 and joint in _AND and asks[at - 1]
            leads = at + 1 < len(asks) and stretches[at + 1][0] in _AND and asks[at + 1]
            read = piece(text)
            wants = _wanted(words_in(text), read)
            if (asks[at] or follows or leads) and (wants or read.forms - _WEAK):
                yield text, wants, read


def _sentences(question: str) -> Iterable[tuple[str, bool]]:
    """The sentences, each with whether a question mark ends it."""
    at = 0
    for match in _SENTENCES.finditer(question):
        yield question[at : match.start()], "?" in match.group()
        at = match.end()
    yield question[at:], False


def _stretches(sentence: str) -> Iterable[tuple[str, str]]:
    """The stretches between joints, each with the joint before it."""
    at, joint = 0, ""
    for match in [*_JOINED.finditer(sentence), None]:
        text = sentence[at : match.start() if match else None].strip()
        if any(letter.isalnum() for letter in text):
            yield joint, text
        if match:
            at, joint = match.end(), match.group().strip().casefold()


def _asks(words: Sequence[str]) -> bool:
    first = words[1:2] if words[:1] and words[0] not in _SUBJECTS | _INVERTED else words[:1]
    return not (_QUERY | _REQUEST).isdisjoint(words) or not _INVERTED.isdisjoint(
        [*words[:1], *first]
    )


def _wanted(words: Sequence[str], read: Piece) -> str:
    """The sort of value that a part wants; none where it asks whether."""
    known = frozenset(words)
    if known & (_MUCH | _MANY):
        return _how_much(words, known, read)
    if _QUERY.isdisjoint(known) and len(words) > _BRIEF:
        return "phone" if known & _PHONE and known & _NUMBER else ""
    if known & _PHONE:
        return "phone"
    if known & _PRICED:
        return "money"
    if known & _WHEN or ("how" in known and known & _LONG):
        return "moment"
    if known & _WHO:
        return "person"
    if known & _WHERE:
        return "place"
    return "state" if known & _STATE else ""


def _how_much(words: Sequence[str], known: frozenset[str], read: Piece) -> str:
    if known & (_LONG | _CLOCK):
        return "moment"
    if known & _PRICED or not read.forms.isdisjoint(_MONEY):
        return "money"
    if any(word in _MANY and after in _OF for word, after in pairwise(words)):
        return "money"
    return "count" if known & _MANY else "figure"


def _nearest(
    own: frozenset[str], pieces: Sequence[Piece], often: Mapping[str, int]
) -> frozenset[str]:
    """The forms of the piece of evidence that speaks most of what only this part asks."""
    best, most = frozenset[str](), _NEAR
    for one in pieces:
        shared = sorted(own & one.forms)
        score = math.fsum(math.log(1 + (len(pieces) + 1) / (1 + often[form])) for form in shared)
        if score > most:
            best, most = one.forms, score
    return best
