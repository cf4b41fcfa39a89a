"""Number words of six neighbouring languages, as people type them in two scripts. Data only.

What Hindi or English spells alike means theirs: `assistant.language.number_words` takes from here
what they lack.
"""

from assistant.language.tokens import fold

_WORDS = """
1: ekk ikk ikko eko aek एको एगो इक इक्क
2: dui dugo don dony doi दुइ दूइ दुगो दोन दोय
3: tinn tingo tran trann trn त्रण तिन्न तिन तिनगो
4: chargo chyar च्यार चारि चारगो
5: panj pach panjj पाच पंज पान्च पंच
6: saha chhav chhay chhoy chhoi सहा छव छय
7: satt shaat सत्त
8: atth aatth आट अट्ठ
9: naun नऊ नव नौं
10: daha duss दहा दश
11: akra egarah egaro igyara agiyar agyar giaran gyaran akara एगारह अकरा इग्यारा इग्यारह अगियार ग्यारां
12: baaran baran baaro बारां
13: teran tero teraa तेरां
14: chaudan chavda chawda चवदा चौदां चवदह
15: pandhra pandhara pandran ponero panero pandar pandreh पंधरा पन्द्रा पंदरा पनरा पंदरह
16: solan sholo सोळा सोलां सोळह
17: shotero sataran satraa सतरा सतारां
18: athra athero atharan aathra अठरा अठारा
19: ekonis unni ognis ognees unish ekunis एकोणीस उगणीस उन्नी
20: vees vih veeh wees वीस वीह
21: ekvis ikki ekush ekvees एकवीस इक्की
22: bavis bavees baish बावीस
23: tevis trevis teish tevees तेवीस
24: chovis chovees chobbish chauvis chaubi चोवीस
25: panchvis panchvees pachvis pochish panchish panjhi pachvees पंचवीस पच्ची पचवीस
26: savvis chhavvis chhabbish सव्वीस
27: satavis sattavis shatash satvis सत्तावीस
28: aththavis athavis atthavis अठ्ठावीस अट्ठावीस
29: ekontis ogantris untish एकोणतीस
30: tris trish tish तीह त्रीस
31: ektis ektris ekattris एकतीस
32: battris battish
33: tettis tetris tettish तेहतीस
35: pastis pantris pointish pastees पस्तीस
36: chhattris chhattish
40: chollish chalish चाळीस
42: bechalis betalis bechaalis बेचाळीस
45: panchetalis pistalis pastalis panchechalis poytallish पंचेचाळीस पिस्तालीस
48: atthechalis adtalis aatchollish अठ्ठेचाळीस
49: ekonpannas oganpachas एकोणपन्नास
50: pannas panjah punjah panchash ponchash panjaah पन्नास पंजाह
51: ekavan ekkavan ekaanno एक्कावन्न
55: panchavan panchavann pachpann ponchanno पंचावन्न
60: shait saathh षाट
65: pasashta pansath pointhatti पासष्ट
70: shottor sitter sittair
75: panchahattar panchottar pachattar pochattor पंचाहत्तर
80: ainshi enshi ऐंशी
85: panchaainshi panchyashi pachyasi pochashi पंच्याऐंशी
90: navvad nevu nobboi nabbey nabbai नव्वद नब्बै
95: panchyannav pachanu pochanobboi panchanu पंच्याण्णव
99: navvyannav navanu niranobboi nadinave नव्याण्णव
"""


def _table(lines: str) -> dict[str, int]:
    return {
        fold(word): int(number)
        for number, words in (line.split(":") for line in lines.strip().splitlines())
        for word in words.split()
    }


HOURS = _table("""
2: be beh बे
3: tra tin
4: chaar char
6: chha chhe cha छ
7: sat saat
8: aath ath aat
9: nav nau noy नव
10: das dos dus dosh
11: agyar agiyaar
12: bar baar barah
""")
"""Hours that are words of everyday use besides: they count right before "vage" and its like."""

HUNDREDS = ("she", "shay", "sso", "so", "sau", "sho", "shey", "शे", "शो", "सौ", "सो")
"""Grown on to a number in Marathi, Gujarati and Bengali: "panchso", "barashe"."""
STEMS = _table("""
1: ek ekk एक
2: do don dui दो दोन
3: tin teen tran तीन त्रण
4: char chaar चार
5: pach paach panch paanch पाच पाँच पांच
6: saha chha chhah सहा छह छ
7: sat saat shaat सात
8: aath ath aat आठ
9: nau nav नऊ नौ
11: akra akara अकरा
12: bara baara बारा
13: tera teraa तेरा
14: chauda चौदा
15: pandhra pandhara pandra पंधरा
16: sola सोळा
17: satra सतरा
18: athra athara अठरा
19: ekonis एकोणीस
25: panchvis पंचवीस
""")


def numbered() -> dict[str, int]:
    """The numbers by their words."""
    return _table(_WORDS)
