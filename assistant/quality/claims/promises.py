"""Finds assurances that nothing in evidence supports: calls that will be made, things always free.

A promise is an act or a quality put into the future or beyond doubt; it is held against the
evidence by concept, so that "he will ring" may stand on a passage about calls.
"""

from dataclasses import dataclass

from assistant.language.tokens import Token, keys, keys_in, tokenize
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.evidence import Grounds

_FUTURE = keys(
    """will 'll i'll he'll she'll we'll they'll you'll it'll shall going won't jayega jayegi jaayega
    jaayegi jayenge jaenge karenge karega karegi karungi karunga dunga dungi denge dega degi
    milega milegi milenge hoga hogi honge rahega rahegi aayega aayegi lenge jaega jaegi bachega
    lautega dilwa pahunchega pahunch जाएगा जाएगी जायेगा जाएँगे जाएंगे करेंगे करेगा करेगी करूँगा करूँगी दूँगा
    दूँगी देंगे देगा देगी मिलेगा मिलेगी मिलेंगे होगा होगी होंगे रहेगा रहेगी आएगा आएगी आएँगे लेंगे पहुँचेगा पहुँचेंगे
    सकेंगे दिलवा रहेंगे भेजेंगे dengi doonga doongi lautayenge lautaenge lautayega
    लौटाएँगे लौटाएंगे लौटाएगा देंगी दूंगा दूंगी"""
)
_CONTACT = keys(
    """call calls ring rings phone message text sms whatsapp email mail contact notify inform update
    कॉल फ़ोन फोन मैसेज कॉल्स ईमेल khabar"""
)
_SURE = keys(
    """guarantee guaranteed guarantees promise promised assure assured assurance definitely surely
    certainly always never forever hamesha हमेशा gaaranti गारंटी वादा wada vada befikar बेफ़िक्र personally
    khud खुद ख़ुद myself whatever pakka पक्का पक्की nishchint निश्चिंत avashya अवश्य प्रतिशत-सच हाल zaroor zarur ज़रूर kabhi कभी 100% worry tension
    guarantee-ed absolutely undoubtedly ensured ensure bilkul सौ-फ़ीसदी fikr चिंता chinta"""
)
_GIFTS = keys(
    """free muft मुफ़्त फ़्री फ्री complimentary gift bonus cashback voucher discount gratis nishulk
    निशुल्क upgrade waived waive छूट कैशबैक chhoot chhut inaam bachat"""
)
_WAIVED = keys("free waived waive muft मुफ़्त फ़्री")
_FEES = keys("fee fees charge charges charged shulk शुल्क चार्ज")
_GIFTS_BY_OTHER_NAMES = keys("reward rewards goodwill rebate credit")
_FREE = keys("free फ़्री फ्री")
_COSTLESS = _FREE | keys("muft मुफ़्त मुफ्त complimentary gratis nishulk निःशुल्क nil zero")
_VACANT = keys(
    """slot slots time times timing timings window windows day days date dates provider providers
    professional professionals technician technicians someone anyone nothing morning
    evening afternoon स्लॉट समय टाइम"""
)
"""Beside these "free" says that somebody or some hour has nothing on."""
_HASTE = keys(
    """minutes minute mins minat मिनट immediately instantly turant तुरंत tonight shortly within hour
    ghante ghanta घंटे घंटा घंटे-भर today aaj आज abhi अभी half aadhe आधे evening shaam शाम tomorrow kal कल
    raat रात jaldi जल्दी soon asap first sabse पहले pehle earliest early"""
)
_ABSOLUTE = keys("guarantee guaranteed guarantees always never hamesha हमेशा गारंटी promise वादा")
_AT_ONCE = keys(
    """minutes minute mins minat मिनट immediately instantly turant तुरंत shortly soon jaldi जल्दी asap"""
)
_DENIALS = keys("not no nahi nahin nhi don't doesn't won't can't cannot नहीं नही बिना bina")
_WHOLLY = keys("full whole every poora poore poori पूरा पूरे पूरी एक ek")
_MONEY = keys("paisa paise पैसा पैसे money refund rupee rupees रिफंड wapas वापस लौटाएँगे")
_MISHAPS = keys("leak leaks break breaks fail fails late damage damaged टूटेगा tootega kharab ख़राब")
_NEVER = keys("not nothing never won't nahi नहीं kuch")
_WONT = keys("won't")
_ASSURING = _SURE | _GIFTS | _WONT
"""Without one of these, what is not of the future promises nothing."""
_WITHIN = keys("within next andar अंदर bhitar भीतर")
_HOURS = keys("hour hours ghante ghanta घंटे घंटा")
_IN_AN_INSTANT = keys("immediately instantly instant turant तुरंत once")
_TOO = keys("too thoda थोड़ा zyada ज़्यादा bahut बहुत little bit")
_IMPERATIVES = keys(
    "dein den dijiye do karein karen kijiye please दें दीजिए करें कीजिए kar-dein karo करो दो"
)
_QUESTION_LIKE = keys("shall should kya क्या would like bataiye बताइए batao boliye chahein चाहें")
_RARE_ACTS = keys(
    """push pushed expedite arrange waive adjust upgrade priority priorities senior same stylist again
    personally special replace compensate approve approved ensure jugaad speed hurry seedha
    arrange-kar दिलवा dilwa bhijwa भिजवा nikalwa
    special vishesh विशेष स्पेशल vyavastha व्यवस्था"""
)


@dataclass(frozen=True, slots=True)
class Promise:
    """An unsupported assurance: what was said, and what kind of thing it assures."""

    text: str
    kind: str


def find_promises(
    text: str, clauses: tuple[Clause, ...], grounds: Grounds, supported: frozenset[int]
) -> tuple[Promise, ...]:
    """Unsupported promises, clause by clause. `supported` are the offsets of grounded facts."""
    said = keys_in(text)
    if _FUTURE.isdisjoint(said) and _ASSURING.isdisjoint(said):
        return ()
    tokens = tokenize(text)
    known, unpriced = grounds.words, _unpriced(grounds)
    found = []
    for clause in clauses:
        if clause.asked:
            continue
        inside = tokens[clause.first : clause.last]
        words = {token.key for token in inside}
        kind = _kind(words - _COSTLESS if words & unpriced else words, known, inside, supported)
        if kind is not None:
            found.append(Promise(text[clause.start : clause.end].strip(" ,;"), kind))
    return tuple(found)


def _unpriced(grounds: Grounds) -> frozenset[str]:
    """The words of all fields that hold a price of nothing: "installation_fee": 0."""
    prices = (value for row in grounds.rows for value in row.of("amount"))
    return frozenset().union(*(value.words for value in prices if value.value == 0))


def _kind(
    words: set[str], known: frozenset[str], inside: tuple[Token, ...], supported: frozenset[int]
) -> str | None:
    future = not words.isdisjoint(_FUTURE)
    if (not future and words.isdisjoint(_ASSURING)) or not words.isdisjoint(_QUESTION_LIKE):
        return None
    stands = any(token.start in supported for token in inside)
    denied = bool(words & _DENIALS)
    if future and words & _CONTACT and not known & _CONTACT and not _asked_of_customer(inside):
        return "contact"
    sure = words & _SURE
    if sure and not known & _SURE and (future or sure & _ABSOLUTE):
        return "assurance"
    gifts = words & _GIFTS - (_FREE if _vacant(inside) else frozenset())
    spared = known & _FEES and known & _DENIALS  # "no fee is charged": waived
    gifts -= _WAIVED if spared else frozenset()
    if gifts and not known & (_GIFTS | _GIFTS_BY_OTHER_NAMES) and not stands and not denied:
        return "gift"
    if future and words & _RARE_ACTS and not known & _RARE_ACTS:
        return "favour"
    if future and words & _WHOLLY and words & _MONEY and not known & _MONEY and not stands:
        return "refund"
    if (future or words & _WONT) and words & _MISHAPS and words & _NEVER and not known & _MISHAPS:
        return "outcome"
    if future and words & _WITHIN and words & _HOURS and not stands and not known & _HOURS:
        return "haste"
    if future and words & _HASTE and not stands:
        timed = words & _AT_ONCE
        same = timed | (_IN_AN_INSTANT if timed & _IN_AN_INSTANT else frozenset())
        if timed and not known & same and not words & _TOO:
            return "haste"
    return None


def _vacant(inside: tuple[Token, ...]) -> bool:
    """Whether "free" is said of hours or people, not of money."""
    return any(
        token.key in _FREE
        and any(other.key in _VACANT for other in inside[max(0, at - 4) : at + 3])
        for at, token in enumerate(inside)
    )


def _asked_of_customer(inside: tuple[Token, ...]) -> bool:
    """Whether it is the customer who is to call or write ("message kar dein")."""
    return any(
        token.key in _CONTACT and any(other.key in _IMPERATIVES for other in inside[at : at + 4])
        for at, token in enumerate(inside)
    )
