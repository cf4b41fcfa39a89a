"""Reads what a message says in passing: a bare amount, a variant, a rating.

Each needs a word beside it that says what it is; a figure alone is nothing.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.language.money import to_paise
from assistant.language.numbers import Number, read_numbers, scale_value, unit_value
from assistant.language.spans import Span
from assistant.language.tokens import Token, ascii_digits, fold, keys, sound

_NAMED = {
    key: variant
    for variant, words in (
        ("basic", "basic basik besic बेसिक"),
        ("standard", "standard standrd stndard standerd std स्टैंडर्ड स्टैण्डर्ड"),
        (
            "premium",
            "premium premum primium premiem deluxe delux luxury डीलक्स डिलक्स प्रीमियम प्रिमियम",
        ),
    )
    for key in keys(words)
}
_DESCRIBED = {
    key: variant
    for variant, words in (
        (
            "basic",
            "cheapest cheap cheaper lowest economy sasta saste sasti simple normal chhota "
            "सस्ता सस्ते सस्ती",
        ),
        ("standard", "regular medium middle range beech mid मीडियम बीच"),
        ("premium", "costliest highest top best mehnga mehenga mehnge महंगा महँगा महंगे"),
    )
    for key in keys(words)
}
_ONE = keys(
    """
    wala wali wale vala vali vale waala waali one option package pack plan variant version
    वाला वाली वाले पैकेज ऑप्शन प्लान
    """
)
"""What makes a description ("the cheaper one") the name of a variant."""

_COUNTED = keys(
    """
    bhk sq sqft feet ft min mins minute minutes hour hours hrs din days day km kg litre liter ton
    percent % seater floor sector gb baje star stars log people rooms room number no times
    inch inches watt volt guests families flats tons square metre metres meter year years month
    लीटर लिटर मिनट घंटा घंटे घंटों घण्टे दिन दिनों लोग कमरे कमरा बार फीट फुट किलो किमी मंजिल बजे साल महीने
    """
)
_NUMBERED = keys(
    """
    flat house no number num tower floor sector sec block plot room gali ward building wing phase
    code otp train model year shop door quarter lane road nh top since फ्लैट मकान नंबर नम्बर सेक्टर
    ब्लॉक प्लॉट कोड गली वार्ड टावर
    """
)
_PLACES = keys(
    """
    road street lane nagar colony apartment apartments society towers marg floor chowk flat house
    makan makaan address adress pata pta फ्लैट मकान पता एड्रेस
    """
)
_MONEY_WORDS = keys(
    """
    paid pay paying payment charged charge charging deducted deduct debited credited cut kat kata
    kate kaat katne add load recharge top wallet refund refunded cost costs price rate budget under
    within below above quoted extra took take owe due bill cash dal dalna dalne dalo daal dalwa jama
    bheja bheje bhejna paise paisa lagega lage balance wapas wapis back andar less upto max maximum
    le gaya liya liye mange maang kam dalne advance upi gpay phonepe extra tax gst labour reverse
    invoice receipt refnd paytm इनवॉइस इनवॉयस रसीद फोनपे पेटीएम
    reversed breakup baki baaki remaining reflect diya diye dia overcharged
    एडवांस यूपीआई एक्स्ट्रा टैक्स जीएसटी लेबर बाकी बाक़ी दिए दिया कम ले लिया
    cashback credits कैशबैक
    काटे कट कटे पैसे पैसा वॉलेट डालो डालना डालने डालूं जमा रिफंड बिल भेजे लिए चार्ज वापस वापिस बजट
    बैलेंस अंदर
    """
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d\d?)?")
"""Figures with commas, Indian or Western: what else would a customer write so?"""
_LEAST_BARE = 50
"""Rupees: a smaller bare figure counts rooms, days or people."""

_STARS = keys("""star stars starr str ⭐ * सितारे स्टार तारे taare
    sitara sitare sitaara sitaare taara tara tare taro sitaron सितारा सितारो सितारां तारा तारो
    तारां tarka taarka""")
_RATING = keys("rating ratings rated rate रेटिंग")
_MOST_STARS = 5
_ONLY = keys("hi only bas ही सिर्फ")
_OUT_OF = keys("out में mein me")


def read_variant(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """(token, variant) of every variant that is named or described."""
    found = []
    for at, token in enumerate(tokens):
        if token.key in _NAMED:
            found.append((at, _NAMED[token.key]))
        elif token.key in _DESCRIBED and at + 1 < len(tokens) and tokens[at + 1].key in _ONE:
            found.append((at, _DESCRIBED[token.key]))
    return found


def read_bare_amount(text: str, numbers: Sequence[Span], tokens: tuple[Token, ...]) -> int | None:
    """Paise of a figure without a currency in a message about money ("500 kat gaye")."""
    spoken = _spoken_price(text)
    if spoken is not None or not numbers:
        return spoken
    about_money = any(
        token.key in _MONEY_WORDS or (len(token.key) > 4 and sound(token.key) in _MONEY_WORDS)
        for token in tokens
    )
    before = {tokens[at].start: tokens[at - 1].key for at in range(1, len(tokens))}
    after = {tokens[at].end: tokens[at + 1].key for at in range(len(tokens) - 1)}
    glued = {one.end for one in tokens if one.shape == "word"}  # "AABCK4471Q": no sum
    about_places = any(token.key in _PLACES for token in tokens)
    for span in numbers:
        follows = after.get(span.end, "")
        leads = before.get(span.start, "")
        counts = follows in _COUNTED or follows == "/" or leads in _NUMBERED or span.start in glued
        figures = ascii_digits(span.text)
        said = (
            about_money
            or scale_value(fold(span.text)) is not None
            or _GROUPED.fullmatch(figures) is not None
            or (
                _PRICE.fullmatch(figures) is not None
                and not about_places
                and not f"{leads}{follows}".isdecimal()
                and not (leads == "in" and span.value in _YEARS)
            )
        )
        if said and span.value >= _LEAST_BARE and not counts:
            return to_paise(span.value)
    return None


_YEARS = range(1900, 2040)
_PRICE = re.compile(r"[1-9]\d{2,4}")
"""Figures of three to five digits that count nothing: among customers of a shop they are rupees."""


def _spoken_price(text: str) -> int | None:
    """ "four ninety nine", "twelve ninety nine": hundreds as prices are said."""
    for head, rest in pairwise(read_numbers(text)):
        if (
            head.last == rest.first
            and head.words
            and rest.words
            and 1 <= head.value <= 99
            and 10 <= rest.value <= 99
            and rest.value % 10 == 9
        ):
            return to_paise(head.value * 100 + rest.value)
    return None


def read_rating(text: str, tokens: tuple[Token, ...]) -> float | None:
    """Stars of five: "4 stars", "rating 4.5", "3 out of 5", "5 mein se 2", "⭐⭐⭐⭐"."""
    for number in read_numbers(text):
        halves = number.value * 2
        if 2 <= halves <= 10 and halves == int(halves) and _is_rating(number, tokens):
            return float(number.value)
    for at, token in enumerate(tokens):
        given = _small(token)
        if not given:
            continue
        after = [other.key for other in tokens[at + 1 : at + 2]]
        before = [other.key for other in tokens[max(0, at - 2) : at]]
        out_of = len(before) == 2 and before[0] in _OUT_OF and before[1] in ("se", "से")
        starred = bool(after) and after[0] in _STARS
        if starred or (out_of and at > 2 and _small(tokens[at - 3]) == _MOST_STARS):
            return float(given)
    stars = text.count("⭐")
    return float(stars) if 2 <= stars <= 5 else None


def _small(token: Token) -> int | None:
    """1 to 5 in a figure or a word."""
    if token.shape == "number":
        value = Decimal(token.text.replace(",", ""))
    else:
        value = unit_value(token.key) or Decimal(0)
    return int(value) if value in range(1, 6) else None


def _is_rating(number: Number, tokens: tuple[Token, ...]) -> bool:
    before = tokens[number.first - 1].key if number.first else ""
    if before in (":", "-", "of", "is", "him", "her", "it") and number.first > 1:
        before = tokens[number.first - 2].key
    after = [token.key for token in tokens[number.last : number.last + 4]]
    if after and after[0] in _ONLY:
        after = after[1:]
    if after and after[0] in _STARS | (_RATING - {"rate"}):
        return True
    if len(after) > 2 and after[0] == "out" and after[1] == "of" and after[2] in ("5", "five"):
        return True
    rates = before in _RATING and (before != "rate" or tokens[number.first - 1].key != "rate")
    return rates and (not after or after[0] not in _COUNTED)
