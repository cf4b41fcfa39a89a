"""Compares people's names across scripts and spellings, and knows what looks like a name.

"रीना श्रीवास्तव" is "Reena Srivastava"; "Meena" is not "Reena".
"""

import re
from functools import lru_cache

from anyascii import anyascii

from assistant.language.tokens import fold, keys

_VOWELS = re.compile(r"[aeiouy]+")
_RULES = (
    ("chh", "c"), ("ch", "c"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("gh", "g"),
    ("kh", "k"), ("ph", "f"), ("jh", "j"), ("ck", "k"), ("q", "k"), ("w", "v"), ("z", "j"),
    ("x", "ks"), ("rh", "r"), ("mn", "mn"), ("au", "o"), ("ou", "o"), ("ee", "i"), ("oo", "u"),
    ("aa", "a"), ("y", "i"), ("h", ""),
)  # fmt: skip

# Given and family names that are common enough to show that a word is a name.
FAMILY_NAMES = keys("""
    sharma verma varma gupta singh kumar yadav patel shah mehta joshi nair menon pillai
    iyer iyengar reddy rao naidu gowda shetty das dutta ghosh bose banerjee mukherjee
    chatterjee sen roy khan sheikh shaikh ansari qureshi pasha ali ahmed hussain siddiqui
    mirza saini meena chauhan chouhan rathore rathod solanki parmar makwana chavda desai
    trivedi pandya bhatt dave jain agarwal aggarwal bansal goyal mittal malhotra kapoor
    khanna chopra arora sethi bhatia ahuja gill sandhu sidhu dhillon grewal kaur tiwari
    tripathi mishra pandey dubey shukla dwivedi srivastava shrivastava saxena mathur
    tandon chaturvedi pathak thakur jha sinha prasad ranjan mahto paswan shinde jadhav
    pawar patil kulkarni deshmukh deshpande more kale gaikwad chavan bhosale sawant kadam
    mane vishwakarma prajapati kushwaha malviya rajput tomar sutar subramaniam sundaram
    krishnan raman mohan thomas george mathew joseph fernandes dsouza gomes pereira lobo
    kumawat lal ram devi begum biswas mondal barman sarkar pal saha paul swamy murthy
    hegde kamath bhat acharya malik chaudhary choudhary bhardwaj rawat negi bisht kohli
    sahni bajaj chakraborty bhattacharya rathi शर्मा वर्मा गुप्ता सिंह कुमार यादव पटेल शाह मेहता जोशी नायर
    मेनन पिल्लई अय्यर रेड्डी राव नायडू गौड़ा शेट्टी दास घोष बोस बनर्जी मुखर्जी चटर्जी सेन
    रॉय ख़ान शेख़ अंसारी क़ुरैशी पाशा अली अहमद हुसैन सिद्दीक़ी मिर्ज़ा सैनी मीणा मीना
    चौहान राठौर राठौड़ सोलंकी परमार मकवाना देसाई त्रिवेदी पंड्या भट्ट दवे जैन अग्रवाल
    बंसल गोयल मित्तल मल्होत्रा कपूर खन्ना चोपड़ा अरोड़ा सेठी भाटिया गिल कौर तिवारी
    त्रिपाठी मिश्रा पांडे दुबे शुक्ला श्रीवास्तव सक्सेना माथुर टंडन पाठक ठाकुर झा सिन्हा
    प्रसाद रंजन शिंदे जाधव पवार पाटिल कुलकर्णी देशमुख विश्वकर्मा प्रजापति मालवीय राजपूत
    तोमर सुतार कुमावत लाल राम देवी बेगम बिस्वास पाल साहा मलिक चौधरी भारद्वाज रावत बिष्ट कोहली
    साहनी बजाज चक्रवर्ती भट्टाचार्य राठी
    """)


_LABIAL = re.compile("ं(?=[पफबभम])")
_SINGH = re.compile("सिंह(?!ा)")  # सिन्हा, folded to सिंहा, is Sinha


def _nasal(word: str) -> str:
    """The dot of Devanagari as the letter it sounds like: शंभू is Shambhu, सिंह Singh."""
    return _SINGH.sub("सिंघ", _LABIAL.sub("म", word)).replace("ं", "न")


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """A word's sound without vowels, the same from Devanagari and Latin writing."""
    latin = anyascii(_nasal(fold(word))).lower()
    latin = "".join(letter for letter in latin if letter.isalpha()).replace("ow", "o")
    head = "a" if latin[:1] in "aeiou" and latin else ""
    for old, new in _RULES:
        latin = latin.replace(old, new)
    bones = _VOWELS.sub("", latin)
    return head + re.sub(r"(.)\1+", r"\1", bones)


def _short(word: str) -> str:
    """A word of Devanagari with its vowels short: शिव and शीव are one."""
    return fold(word).replace("ी", "ि").replace("ू", "ु").replace("ई", "इ").replace("ऊ", "उ")


@lru_cache(maxsize=8192)
def _first_vowel(word: str) -> str:
    latin = anyascii(fold(word)).lower().replace("ee", "i").replace("oo", "u").replace("aa", "a")
    found = _VOWELS.search(latin.replace("y", "i"))
    return found.group()[0] if found else ""


def same_name(one: str, other: str) -> bool:
    """Whether two single names are one, whatever script and spelling."""
    if one.casefold() == other.casefold():
        return True
    bones, others = skeleton(one), skeleton(other)
    if not bones or not others or bones != others:
        return False
    if not (one.isascii() or other.isascii()):
        return _short(one) == _short(other)
    if one.isascii() and other.isascii():
        vowels = _first_vowel(one), _first_vowel(other)
        return vowels[0] == vowels[1] or {vowels[0], vowels[1]} <= {"a", "e", "u"}
    return True
