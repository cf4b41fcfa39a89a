"""Number words of English, Hinglish and Hindi, as people spell them. Data only."""

from decimal import Decimal

from assistant.language.number_dialects import numbered
from assistant.language.tokens import fold, keys, sound

_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "ninty": 90, "dozen": 12,
}  # fmt: skip

# Tens end in ";"; spellings of one number are joined by "/".
_HINDI = """
शून्य/ज़ीरो एक दो तीन चार पाँच/पांच छह/छः/छे/छै/छ: सात आठ नौ ;
दस ग्यारह/ग्यारा बारह/बारा तेरह/तेरा चौदह/चौदा पंद्रह/पन्द्रह/पंद्रा सोलह/सोला
सत्रह/सतरह/सत्तरह अठारह/अट्ठारह उन्नीस ;
बीस इक्कीस बाईस/बाइस तेईस/तेइस चौबीस पच्चीस/पचीस छब्बीस सत्ताईस/सत्ताइस
अट्ठाईस/अट्ठाइस/अठाईस उनतीस/उन्तीस ;
तीस इकतीस/इकत्तीस बत्तीस तैंतीस/तेंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस/उन्तालीस ;
चालीस इकतालीस बयालीस/बियालीस तैंतालीस/तिरतालीस चवालीस/चौवालीस पैंतालीस छियालीस सैंतालीस
अड़तालीस उनचास/उन्चास ;
पचास इक्यावन बावन तिरपन/तिरेपन चौवन/चव्वन पचपन छप्पन सत्तावन अट्ठावन/अठावन उनसठ ;
साठ इकसठ बासठ तिरसठ/तिरेसठ चौंसठ/चौसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर ;
सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी/उनासी ;
अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी/अठासी नवासी ;
नब्बे इक्यानवे/इक्यानबे बानवे/बानबे तिरानवे/तिरानबे चौरानवे/चौरानबे पचानवे/पंचानवे/पंचानबे
छियानवे/छियानबे सत्तानवे/सत्तानबे अट्ठानवे/अठानवे/अट्ठानबे निन्यानवे/निन्यानबे
"""

_HINGLISH = """
shunya/zero ek/ik do/doh teen/tin chaar/char paanch/panch/paach che/chhah/cheh/chhe/chah
saat/sat aath/ath/aat nau/nou ;
das/dus gyarah/gyara/gyaarah barah/bara/baarah terah/tera chaudah/choudah/chauda
pandrah/pandra/pandhra solah/sola satrah/satra/sattarah atharah/athara/attharah
unnis/unnees ;
bees/bis ikkis/ikkees bais/baees/baais teis/tees-teen chaubis/chaubees/choubis
pachis/pachees/pachchis chhabbis/chabbis sattais/sattaees atthais/atthaees/athais/attais
untis/untees ;
tees/tis iktis/ikattis/ikattees battis/battees taintis/tentis chauntis/chautis
paintis/paintees chhattis/chattis saintis/saintees artis/adtis/adtees untalis/unchalis ;
chalis/chaalis/chalees iktalis/iktalees bayalis/bayalees taintalis/tetalis
chavalis/chauvalis paintalis/paintalees/pentalis chhiyalis/chiyalis saintalis/setalis
adtalis/artalis/adtalees unchas/unchaas/unanchas ;
pachas/pachaas ikyavan/ikyawan bavan/bawan tirpan/tirepan chauvan/chauwan pachpan
chhappan/chappan sattavan/sattawan atthavan/athavan/atthawan unsath ;
saath/sath iksath basath tirsath chaunsath/chausath painsath chhiyasath/chiyasath
sadsath/sarsath adsath/arsath unhattar ;
sattar ikhattar bahattar tihattar chauhattar pachhattar/pachattar chhihattar
satattar/sathattar athhattar/athattar unyasi/unasi ;
assi/assee ikyasi bayasi tirasi chaurasi pachasi chhiyasi sattasi atthasi/athasi navasi ;
nabbe/nabe ikyanve/ikyanbe/ikyanave banve/baanve/banave/baanave tiranve/tiranbe/tiranave
chauranve/chauranave pachanve/panchanve/pachanave/panchanave chhiyanve/chhiyanave/chiyanve
sattanve/sattanwe/sattanave atthanve/athanve/atthanave/athanave
ninyanve/ninyanbe/ninanve/ninnyanve/ninyanave/ninanave/ninnanave/nityanave
"""

_SCALES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "lakh": 100_000, "lac": 100_000,
    "lakhs": 100_000, "lacs": 100_000, "crore": 10_000_000, "million": 1_000_000,
    "sau": 100, "so": 100, "sao": 100, "sho": 100, "shoto": 100,
    "shambhar": 100, "saikda": 100, "hazar": 1000, "hzar": 1000, "hajjar": 1000,
    "karod": 10_000_000, "crores": 10_000_000,
    "सौ": 100, "हज़ार": 1000, "लाख": 100_000, "करोड़": 10_000_000, "हंड्रेड": 100,
    "थाउज़ेंड": 1000, "शंभर": 100, "सो": 100, "सैकड़ा": 100, "हजारां": 1000, "हजारे": 1000,
}  # fmt: skip

# Said before a number: added to it ("saadhe teen" = 3.5) or taken off ("paune do" = 1.75).
_PREFIXES = {
    "saadhe": "0.5", "sadhe": "0.5", "sade": "0.5", "saade": "0.5", "साढ़े": "0.5", "साढे": "0.5",
    "साडे": "0.5", "साड़े": "0.5", "sada": "0.5", "saada": "0.5", "sadha": "0.5", "साढ़ी": "0.5",
    "साडी": "0.5", "sadi": "0.5",
    "sava": "0.25", "savaa": "0.25", "sawa": "0.25", "सवा": "0.25", "savva": "0.25", "सव्वा": "0.25",
    "paune": "-0.25", "pone": "-0.25", "paun": "-0.25", "पौने": "-0.25",
    "pauna": "-0.25", "pona": "-0.25", "pavne": "-0.25", "पावणे": "-0.25",
    "पौणे": "-0.25", "पोने": "-0.25",
}  # fmt: skip

_FRACTIONS = {
    "dedh": "1.5", "derh": "1.5", "der": "1.5", "ded": "1.5", "डेढ़": "1.5", "dhai": "2.5",
    "dhaai": "2.5", "adhai": "2.5", "ढाई": "2.5", "अढ़ाई": "2.5",
    "deedh": "1.5", "didh": "1.5", "dodh": "1.5", "दीड": "1.5", "डोढ": "1.5", "adich": "2.5",
    "adeech": "2.5", "arai": "2.5", "अडीच": "2.5", "अढी": "2.5",
}  # fmt: skip

# Words that mean something else more often than a number: they count only beside a unit,
# a scale or another number.
DOUBTFUL = keys(
    """
    do doh che cheh chah sat ath aat nau nou so sao das dus bis bees tis tees tera
    bara sola satra sath saath k paach der ded sade pone paun dozen shunya ik tin char
    chauda दो तेरा बारा सोला सतरह छे छै साठ
    ikk ikko eko don dui doi dugo tinn tran trn pach panj saha chhav satt atth naun daha
    duss akra baran baaro teran tero adhar unni vees vih tish trish tris
    sitter shait solan pandar savvis dodh sada saada sadi sho pona pauna दोय दोन पाच पंच सहा नव
    सो आट इक दश तीह एको एगो दुइ दूइ तिन साडी vees wees veeh
    chhay chhoy chhoi shaat aek panjj navanu chalish ekush
    """
)


NOT_NUMBERS = keys("now banawe banaawe banawen bnawe")
"""What sounds like a number and is none: "banave" is 92, "banawe" a verb of Bhojpuri."""


def _numbered(block: str) -> dict[str, int]:
    tens = [ten.split() for ten in block.split(";")]
    return {
        spelling: ten * 10 + unit
        for ten, words in enumerate(tens)
        for unit, spellings in enumerate(words)
        for spelling in spellings.split("/")
    }


def _keyed(table: dict[str, int]) -> dict[str, Decimal]:
    """Under the exact key and, for romanised words, under the sound of it."""
    exact = {fold(word): Decimal(value) for word, value in table.items()}
    sounds = {sound(word): value for word, value in exact.items() if word.isascii()}
    return {word: value for word, value in sounds.items() if len(word) > 2} | exact


ENGLISH = {word: Decimal(value) for word, value in _ENGLISH.items()}
UNITS = {word: Decimal(value) for word, value in numbered().items()}
UNITS |= _keyed(_numbered(_HINGLISH)) | _keyed(_numbered(_HINDI)) | ENGLISH
SCALES = _keyed(_SCALES)
PREFIXES = {fold(word): Decimal(value) for word, value in _PREFIXES.items()}
FRACTIONS = {fold(word): Decimal(value) for word, value in _FRACTIONS.items()}
