"""Words of the calendar and the clock in English, Hinglish and Hindi. Data only."""

from assistant.language.tokens import fold, keys


def _table(lines: str) -> dict[str, int]:
    return {
        fold(word): int(number)
        for number, words in (line.split(":") for line in lines.strip().splitlines())
        for word in words.split()
    }


MONTHS = _table("""
1: january jan janvari janwari janvary जनवरी
2: february feb farvari farwari february फ़रवरी फरबरी
3: march mar मार्च
4: april apr aprail अप्रैल
5: may mai मई
6: june jun joon जून
7: july jul julai जुलाई
8: august aug agast अगस्त
9: september sept sep sitambar sitamber सितंबर सितम्बर
10: october oct aktubar aktoobar अक्टूबर अक्तूबर
11: november nov navambar navamber नवंबर नवम्बर
12: december dec disambar disamber दिसंबर दिसम्बर
""")

WEEKDAYS = _table("""
0: monday monday's mon somvar somwar somvaar somwaar सोमवार मंडे
1: tuesday tuesday's tue tues mangalvar mangalwar mangalvaar
1: mangalwaar mangal मंगलवार मंगल ट्यूज़डे
2: wednesday wednesday's wed weds budhvar budhwar budhvaar
2: budhwaar budh बुधवार बुध वेडनेसडे वेन्सडे
3: thursday thursday's thu thur thurs guruvar guruwar
3: guruvaar guruwaar brihaspativar veervar gurvar गुरुवार गुरूवार बृहस्पतिवार वीरवार थर्सडे
4: friday friday's fri shukravar shukrawar shukravaar shukrawaar
4: shukrvar shukrwar jumma शुक्रवार जुम्मा फ्राइडे
5: saturday saturday's sat shanivar shaniwar shanivaar shaniwaar शनिवार शनि सैटरडे
6: sunday sunday's sun ravivar raviwar ravivaar raviwaar
6: itvar itwar itvaar itwaar रविवार इतवार संडे
""")
# "sun" is also "listen", "sat" and "mon" ride in other words' places
WEEKDAYS_DOUBTFUL = keys(
    """
    sun mon sat wed mangal मंगल बुध शनि
    """
)

# Days from today; two readings where the word looks both ways.
RELATIVE: dict[str, tuple[int, ...]] = {
    fold(word): offsets
    for words, offsets in (
        ("today today's aaj aj tonight आज टुडे 2day tdy", (0,)),
        ("tomorrow tomorrow's tomorow tommorow tommorrow tomorrows tmrw tmr", (1,)),
        ("tmrrw 2moro tomo टुमॉरो", (1,)),
        ("yesterday yesterday's yest yesterdays ystrday", (-1,)),
        ("kal kl kall कल", (1, -1)),
        ("parso parson parsoo parsu prso parsaun परसों परसो", (2, -2)),
        ("narso tarso नरसों तरसों", (3, -3)),
    )
    for word in words.split()
}

DAY_OF_MONTH = keys(
    """
    tarikh tareekh tarik tareek tarikhko tarekh date तारीख तारीख़ ता
    """
)
ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "वीं", "वें"))
DAYS = keys(
    """
    day days din dino dinon दिन दिनों
    """
)
WEEKS = keys(
    """
    week weeks hafta hafte haftey हफ़्ता हफ़्ते सप्ताह
    """
)
AFTERWARDS = keys(
    """
    baad bad later after hence mein me में बाद bd baadh
    """
)
BEFORE_NOW = keys("ago pehle pahle phle पहले back")
NEXT = keys(
    """
    next agle agla agli aane aanewale coming अगले अगला अगली आने
    """
)
LAST = keys(
    """
    last previous pichle pichla pichhle पिछले पिछला
    """
)

OCLOCK = keys(
    """
    baje bje bajey baj bajkar bajke bajे o'clock oclock bj bjey बजे बज बजकर बजें बजेके
    """
)
# Part of the day -> (first hour that it may name, first hour after it); hours may pass 24.
DAYPARTS: dict[str, tuple[int, int]] = {
    fold(word): hours
    for words, hours in (
        ("morning subah subha subeh sawere savere suba सुबह सवेरे प्रातः मॉर्निंग", (4, 12)),
        ("afternoon dopahar dophar dopehar dupahar dopaher दोपहर आफ़्टरनून दुपहर", (12, 17)),
        ("evening shaam sham saam shyam sanjh शाम सायं साँझ इवनिंग", (16, 21)),
        ("night raat rat tonight रात नाइट", (19, 28)),
        ("am a.m", (0, 12)),
        ("pm p.m", (12, 24)),
    )
    for word in words.split()
}
NOON = keys("noon midday")
MIDNIGHT = keys("midnight आधीरात")
# What a customer means who only says "in the morning": the hours that are worked.
DAYPART_WINDOWS = {(4, 12): (8, 12), (12, 17): (12, 16), (16, 21): (16, 20), (19, 28): (18, 20)}

TIME_UNITS: dict[str, str] = {
    fold(word): unit
    for unit, words in (
        ("minute", "minute minutes min mins minat mint minit मिनट मिनिट मिनटों"),
        ("hour", "hour hours hr hrs ghanta ghante ghnte ghanto ghanton ghante ghantey ghnta "
                 "घंटा घंटे घंटों घण्टे घण्टा"),
        ("day", "day days din dino dinon दिन दिनों दिवस डे डेज़"),
        ("week", "week weeks hafta hafte haftey हफ़्ता हफ़्ते हफ़्तों सप्ताह वीक"),
        ("month", "month months mahina mahine mahino mahene महीना महीने महीनों माह"),
        ("year", "year years saal sal वर्ष साल सालों"),
    )
    for word in words.split()
}  # fmt: skip
WORKING = keys(
    """
    working business kaamkaji kamkaji kaam-kaji कामकाजी कार्य वर्किंग बिज़नेस karya
    """
)
WORKING_DAYS = keys(
    """
    कार्यदिवस कार्यदिवसों कार्यदिनों
    """
)
