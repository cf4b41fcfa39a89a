"""Finds the people and towns that a reply names, known from evidence or only by their looks."""

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache

from assistant.language.calendar_words import MONTHS, WEEKDAYS
from assistant.language.tokens import Token, fold, keys, keys_in, tokenize
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.people import FAMILY_NAMES, same_name, skeleton
from assistant.quality.reading.reader import Fact, stood_on

# Capitalised words that are no names of people.
_NOT_NAMES = keys("""
    sure yes no ok okay hi hello hey dear sir madam mam sorry thanks thank please kindly
    your you the this that it is are i we our they he she his her there here for on at in
    to of and or but if as so by with from until after before when while also just only
    not all any both each gst sgst cgst igst upi otp app inr rs ac ro tv mcb id pm am
    card cash wallet refund booking order complaint service services repair cleaning
    control installation standard basic premium deluxe salon women men home car bike
    status total price amount payment haan ji bhai aap aapka aapki aapke mam maam noted
    checked done confirmed cancelled completed pending good great morning afternoon
    evening technician provider professional team support customer care step policy right
    now today tomorrow yesterday one two three four five six seven eight nine ten first
    second whole half part full free plan pack package variant option slot window india
    road nagar colony sector phase market street lane floor flat tower house near
    opposite city office state district area hair cut color facial spa massage wax waxing
    makeup manicure pedicure shaving beard trimming bed bug pest rodent termite mosquito
    cockroach general water tank tap pipe toilet drain sink kitchen bathroom sofa carpet
    window deep regular interior exterior painting texture wood polishing waterproofing
    furniture door cabinet custom wiring fan light fitting switch socket fuse inverter
    doorbell local intercity shifting moving relocation vehicle transportation packing
    packers movers filter replacement geyser microwave refrigerator fridge washing
    machine gas refilling detailing polish assembly bhk rk suv hatchback sedan both
    either neither since because however working days monday mon let me my got though
    well alright absolutely happy unfortunately yours regarding whichever nothing another
    original
    """)
_BEFORE_NAME = keys("""
    technician technican provider professional pro beautician stylist plumber electrician
    carpenter painter cleaner driver agent executive specialist expert mechanic
    supervisor lead named name mr mrs ms shri smt dr by with टेक्नीशियन टेक्निशियन
    प्रोवाइडर प्रोफ़ेशनल प्रोफेशनल ब्यूटीशियन प्लंबर इलेक्ट्रीशियन बढ़ई कारपेंटर पेंटर
    ड्राइवर एजेंट मैकेनिक नाम श्री श्रीमती naam
    """)
_HONORIFICS = keys("ji जी bhai भाई sir madam didi दीदी")
_TITLES = keys("mr mrs ms miss shri smt shrimati dr श्री श्रीमती सुश्री डॉ mister")
_NEVER_NAMES = _HONORIFICS | _TITLES | MONTHS.keys() | WEEKDAYS.keys()

_CITIES = {
    "mumbai": "mumbai मुंबई bombay बंबई", "delhi": "delhi दिल्ली dilli", "noida": "noida नोएडा",
    "bengaluru": "bengaluru bangalore बेंगलुरु बैंगलोर बेंगलूरु बंगलौर",
    "hyderabad": "hyderabad हैदराबाद", "chennai": "chennai चेन्नई madras", "pune": "pune पुणे पूना",
    "kolkata": "kolkata कोलकाता calcutta कलकत्ता", "ahmedabad": "ahmedabad अहमदाबाद amdavad",
    "jaipur": "jaipur जयपुर", "lucknow": "lucknow लखनऊ", "kanpur": "kanpur कानपुर",
    "nagpur": "nagpur नागपुर", "indore": "indore इंदौर", "thane": "thane ठाणे थाने",
    "bhopal": "bhopal भोपाल", "visakhapatnam": "visakhapatnam vizag विशाखापत्तनम विशाखापट्टनम",
    "patna": "patna पटना", "vadodara": "vadodara baroda वडोदरा", "ghaziabad": "ghaziabad गाज़ियाबाद",
    "ludhiana": "ludhiana लुधियाना", "agra": "agra आगरा", "nashik": "nashik नासिक",
    "faridabad": "faridabad फ़रीदाबाद", "meerut": "meerut मेरठ", "rajkot": "rajkot राजकोट",
    "varanasi": "varanasi banaras वाराणसी बनारस", "srinagar": "srinagar श्रीनगर",
    "amritsar": "amritsar अमृतसर", "ranchi": "ranchi रांची", "coimbatore": "coimbatore कोयंबटूर",
    "kochi": "kochi cochin कोच्चि", "chandigarh": "chandigarh चंडीगढ़", "surat": "surat सूरत",
    "guwahati": "guwahati गुवाहाटी", "mysuru": "mysuru mysore मैसूर मैसूरु",
    "dehradun": "dehradun देहरादून", "gurugram": "gurugram gurgaon गुरुग्राम गुड़गांव गुड़गाँव",
    "mangaluru": "mangaluru mangalore", "udaipur": "udaipur उदयपुर", "jodhpur": "jodhpur जोधपुर",
    "raipur": "raipur रायपुर", "bhubaneswar": "bhubaneswar भुवनेश्वर", "madurai": "madurai मदुरै",
    "thiruvananthapuram": "thiruvananthapuram trivandrum तिरुवनंतपुरम",
    "kozhikode": "kozhikode calicut कोझिकोड कालीकट", "thrissur": "thrissur त्रिशूर",
    "gwalior": "gwalior ग्वालियर", "jabalpur": "jabalpur जबलपुर", "ujjain": "ujjain उज्जैन",
    "vijayawada": "vijayawada विजयवाड़ा", "guntur": "guntur गुंटूर", "warangal": "warangal वारंगल",
    "howrah": "howrah हावड़ा", "siliguri": "siliguri सिलीगुड़ी", "durgapur": "durgapur दुर्गापुर",
    "jalandhar": "jalandhar जालंधर", "panipat": "panipat पानीपत", "sonipat": "sonipat सोनीपत",
    "panchkula": "panchkula पंचकूला", "mohali": "mohali मोहाली", "dhanbad": "dhanbad धनबाद",
    "jamshedpur": "jamshedpur जमशेदपुर", "prayagraj": "prayagraj allahabad प्रयागराज इलाहाबाद",
    "gorakhpur": "gorakhpur गोरखपुर", "bareilly": "bareilly बरेली", "aligarh": "aligarh अलीगढ़",
    "mathura": "mathura मथुरा", "ajmer": "ajmer अजमेर", "bikaner": "bikaner बीकानेर",
    "shimla": "shimla शिमला", "haridwar": "haridwar हरिद्वार", "kolhapur": "kolhapur कोल्हापुर",
    "solapur": "solapur सोलापुर", "cuttack": "cuttack कटक", "gandhinagar": "gandhinagar गांधीनगर",
    "bhavnagar": "bhavnagar भावनगर", "jamnagar": "jamnagar जामनगर", "bilaspur": "bilaspur बिलासपुर",
    "hubballi": "hubballi hubli हुबली", "belagavi": "belagavi belgaum बेलगाम",
}  # fmt: skip
_AREAS = {
    "koramangala": "koramangala कोरमंगला", "indiranagar": "indiranagar इंदिरानगर",
    "whitefield": "whitefield व्हाइटफ़ील्ड", "bellandur": "bellandur बेलंदूर",
    "jayanagar": "jayanagar जयनगर", "malleshwaram": "malleshwaram malleswaram मल्लेश्वरम",
    "marathahalli": "marathahalli मराठाहल्ली", "kothrud": "kothrud कोथरूड कोथरुड",
    "kharadi": "kharadi खराडी खराड़ी", "wakad": "wakad वाकड", "hadapsar": "hadapsar हडपसर",
    "baner": "baner बाणेर बानेर", "aundh": "aundh औंध", "hinjewadi": "hinjewadi hinjawadi हिंजेवाड़ी",
    "bandra": "bandra बांद्रा", "andheri": "andheri अंधेरी", "powai": "powai पवई",
    "malad": "malad मलाड", "borivali": "borivali बोरीवली", "goregaon": "goregaon गोरेगांव गोरेगाँव",
    "vashi": "vashi वाशी", "airoli": "airoli ऐरोली", "gachibowli": "gachibowli गचीबोवली",
    "madhapur": "madhapur माधापुर", "kondapur": "kondapur कोंडापुर", "dwarka": "dwarka द्वारका",
    "adyar": "adyar अड्यार", "velachery": "velachery वेलाचेरी",
}  # fmt: skip


@cache
def _city_names() -> dict[str, str]:
    return {fold(word): city for city, words in _CITIES.items() for word in words.split()}


@cache
def _area_names() -> dict[str, str]:
    return {fold(word): area for area, words in _AREAS.items() for word in words.split()}


def city_of(word: str) -> str | None:
    """The canonical name of a city, or of a well-known part of one, in any spelling, or None."""
    key = fold(word)
    return _city_names().get(key) or _area_names().get(key)


def find_people(text: str, grounds: Grounds, taken: Sequence[Fact]) -> tuple[Fact, ...]:
    """People named: those of evidence, another customer's row included, and unknown ones that
    look like names. `value` is the tuple of single names."""
    singles = grounds.people
    if not singles and True not in _looks(text):
        return ()
    tokens = tokenize(text)
    free = [token.shape == "word" for token in tokens]
    for index in stood_on(tokens, taken):
        free[index] = False
    found, index = [], 0
    while index < len(tokens):
        if not (free[index] and _name_like(text, index, singles)):
            index += 1
            continue
        last = index
        while last < len(tokens) and free[last] and _name_like(text, last, singles):
            last += 1
            if last < len(tokens) and "\n" in text[tokens[last - 1].end : tokens[last].start]:
                break
        while (
            index < last - 1
            and _opens(tokens, index)
            and _known_within(tokens, index, last, singles)
        ):
            index += 1
        last = _known_end(tokens, index, last, singles, grounds)
        run = tokens[index:last]
        if _is_person(tokens, index, last, singles):
            start, end = run[0].start, run[-1].end
            words = tuple(token.text.removesuffix("'s").removesuffix("’s") for token in run)
            found.append(Fact("person", words, start, end, text[start:end]))
        index = last
    return tuple(found)


def _known_end(
    tokens: Sequence[Token], first: int, last: int, singles: Set[str], grounds: Grounds
) -> int:
    """Where a name of evidence ends that what evidence has, too, follows: "Baldev Singh Rajouri
    Garden"; a family name that nobody has is part of it."""
    known = [any(same_name(token.text, name) for name in singles) for token in tokens[first:last]]
    end = first + known.index(False) if known and False in known else last
    rest = tokens[end:last]
    place = end > first and all(
        token.key in grounds.words and token.key not in FAMILY_NAMES for token in rest
    )
    return end if place and not any(known[end - first :]) else last


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word has its capital only from the start of a sentence ("Main Mitra hoon")."""
    return index == 0 or tokens[index - 1].shape == "mark"


def _known_within(tokens: Sequence[Token], first: int, last: int, singles: Set[str]) -> bool:
    """Whether given names of evidence follow the first word of the run, which is none itself."""
    known = [any(same_name(token.text, name) for name in singles) for token in tokens[first:last]]
    given = (token.key not in FAMILY_NAMES for token in tokens[first + 1 : last])
    return not known[0] and any(one and other for one, other in zip(known[1:], given, strict=True))


def _name_like(text: str, index: int, singles: Set[str]) -> bool:
    """Whether a word is a name of evidence, `singles`, or looks like one by itself."""
    if not singles:
        return _looks(text)[index]
    tokens = tokenize(text)
    token = tokens[index]
    if token.key in _NEVER_NAMES:
        return False
    # "से" sounds like Sahu
    long = token.text in singles or len(skeleton(token.text)) > 1
    if long and any(same_name(token.text, name) for name in singles):
        return (
            token.text[0].isupper() or not token.text.isascii() or token.text in singles
            or (token.key in map(fold, singles) and _has_name_beside(tokens, index, singles))
        )  # fmt: skip
    return _looks(text)[index]


@lru_cache(maxsize=2048)
def _looks(text: str) -> tuple[bool, ...]:
    """Of each token, whether it looks like a name to whoever has no evidence."""
    tokens = tokenize(text)
    return tuple(_looks_named(tokens, index) for index in range(len(tokens)))


def _looks_named(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.shape != "word" or token.key in _NEVER_NAMES:
        return False
    if token.text.isascii():
        return (
            token.text[0].isupper()
            and token.key not in _NOT_NAMES
            and token.key not in _city_names()
        )
    if token.key in FAMILY_NAMES:
        return True
    return (
        index + 1 < len(tokens) and tokens[index + 1].key in FAMILY_NAMES and len(token.text) > 2
        and token.key not in _NOT_NAMES and token.key not in _city_names()
        and tokens[index + 1].key not in ("राम", "लाल", "पाल", "राव")
    )  # fmt: skip


def _has_name_beside(tokens: Sequence[Token], index: int, singles: Set[str]) -> bool:
    """ "sandeep kulkarni", written small: a name of evidence with another one, or a family's,
    beside it."""
    near = [tokens[at] for at in (index - 1, index + 1) if 0 <= at < len(tokens)]
    return any(
        token.shape == "word" and token.text.isascii() and len(token.key) > 2
        and (token.key in FAMILY_NAMES or any(same_name(token.text, name) for name in singles))
        for token in near
    )  # fmt: skip


def _is_person(tokens: Sequence[Token], first: int, last: int, singles: Set[str]) -> bool:
    run = tokens[first:last]
    if any(same_name(token.text, name) for token in run for name in singles):
        return True
    if any(token.key in FAMILY_NAMES for token in run) and len(run) > 1:
        return True
    before = tokens[first - 1].key if first else ""
    after = tokens[last].key if last < len(tokens) else ""
    named = before in _BEFORE_NAME and before not in ("by", "with")
    return named or (after in _HONORIFICS and run[0].text.isascii() and first > 0)


def find_places(text: str, taken: Sequence[Fact]) -> Iterable[Fact]:
    """Cities named, by their canonical name."""
    return _find(text, taken, _city_names())


def find_areas(text: str, taken: Sequence[Fact]) -> Iterable[Fact]:
    """Well-known parts of cities, where evidence does not use the word to tell rows apart."""
    return _find(text, taken, _area_names())


def _find(text: str, taken: Sequence[Fact], names: Mapping[str, str]) -> Iterable[Fact]:
    if names.keys().isdisjoint(keys_in(text)):
        return
    for token in tokenize(text):
        place = names.get(token.key) if token.shape == "word" else None
        if place and not any(fact.start < token.end and token.start < fact.end for fact in taken):
            yield Fact("place", place, token.start, token.end, text[token.start : token.end])
