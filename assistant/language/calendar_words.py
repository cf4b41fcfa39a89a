"""Words of the calendar and the clock in English, Hinglish and Hindi, and those of neighbouring
languages that people mix in. Data only."""

from assistant.language.tokens import fold, keys, sound


def _table(lines: str) -> dict[str, int]:
    """Numbers by every spelling, and by the sound of the longer romanised ones."""
    found = {
        fold(word): int(number)
        for number, words in (line.split(":") for line in lines.strip().splitlines())
        for word in words.split()
    }
    sounds = {sound(word): number for word, number in found.items() if word.isascii()}
    return {word: number for word, number in sounds.items() if len(word) > 4} | found


MONTHS = _table("""
1: january jan janvari janwari janvary jaanuary जनवरी
2: february feb febuary feburary farvari farwari फ़रवरी फरबरी
3: march mar मार्च
4: april apr aprail अप्रैल
5: may mai मई
6: june jun joon जून
7: july jul julai जुलाई
8: august aug agast अगस्त
9: september sept sep septmber sitambar sitamber सितंबर सितम्बर
10: october oct octobar aktubar aktoobar अक्टूबर अक्तूबर
11: november nov novmber novembar navambar navamber नवंबर नवम्बर
12: december dec decmber desember disambar disamber दिसंबर दिसम्बर
""")

WEEKDAYS = _table("""
0: monday monday's mon mandey somvar somwar somvaar somwaar somvare sombar peer सोमवार मंडे मण्डे पीर
0: shombar shomvar somar thingal सोमार सोमारी
1: tuesday tuesday's tue tues tuseday mangalvar mangalwar mangalvaar
1: mangalwaar mangalbar mangal मंगलवार मंगल मंगर मंगरवार ट्यूज़डे ट्यूसडे ट्यूजडे मंगलबार
1: mongolbar mongalbar mangar mangarvar sevvai मंगळवार मंगळ मंगरे मङ्गलवार मंगलवारे mangadvar mangalware
2: wednesday wednesday's wed weds wednsday wensday budhvar budhwar budhvaar
2: budhwaar budhbar budh बुधवार बुध वेडनेसडे वेन्सडे वेडनसडे वेनसडे
2: budhobar budbar budvar budhware बुद्धवार बुधबार बुधवारे
3: thursday thursday's thu thur thurs thrusday guruvar guruwar jumerat jumeraat
3: guruvaar guruwaar gurubar brihaspativar veervar gurvar गुरुवार गुरूवार बृहस्पतिवार वीरवार
3: बीफे बियफे बिहफे थर्सडे जुमेरात
3: brihoshpotibar brihospotibar brihaspatibar brihashpotibar bishyudbar bihafe biphe
3: virvar viyazhan viyalan bispatvar bispatwar
3: brihaspat brihaspati brihspativar lokkhibar bife bihphe
3: garuvar guruware गरुवार गुरवार बिस्पतवार बिसपतवार
3: बिस्पत बृहस्पत बृहस्पति ब्रहस्पतिवार बृहस्पतवार वीरवारे गुरुवारे
4: friday friday's fri firday shukravar shukrawar shukravaar shukrawaar
4: shukra shukr shukrvar shukrwar sukravar shukrabar jumma juma jumme jume शुक्रवार शुक्र जुम्मा जुम्मे जुमा
4: जुमे फ्राइडे फ्राईडे
4: shukrobar shukrabaar sukrobar sukkarvar shukkarvar shukkar sukkar velli सुकवार सुकरवार सुक्करवार
4: शुक्करवार सुक्कर शुक्कर शुकरवार शुक्रबार शुक्रवारे jummah jumua shukraware sukarvar
5: saturday saturday's sat satday saterday shanivar shaniwar shanivaar shaniwaar shanichar
5: shani sanichar shanibar sanivar saniwar शनिवार शनीवार शनिचर सनीचर सनिचर शनिश्चर शनि सैटरडे सैटर्डे सटरडे
5: shonibar sonibar sanibar chhanivar shanicharvar thavar thawar thaavar sanisar saneesar shaniware
5: chhanichharvar chhanichar थावर थावरवार सनीवार सनिवार
5: सनीसर शनीचरवार शनिचरवार शनिवारे शनिबार सनीचरवार
6: sunday sunday's sun sundey ravivar raviwar ravivaar raviwaar rabibar
6: robibar etvar aitvar aetvar aditvar nyayiru gnayiru gnayitru एतवार ऐतवार दीतवार दितवार अदीतवार
6: ditvar ditwar deetvar deetwar adeetvar adeetwar raviyar
6: ravibar itvar रवीवार रविबार अइतवार एतबार इतबार
6: itvar itwar itvaar itwaar sande sandey atwar रविवार इतवार संडे सण्डे सन्डे अतवार
""")
# "sun" is also "listen", "sat" and "mon" ride in other words' places
WEEKDAYS_DOUBTFUL = keys(
    """
    sun mon sat wed mangal peer मंगल बुध शनि शुक्र पीर
    sukkar shukkar सुक्कर शुक्कर brihaspati brihaspat बृहस्पति बृहस्पत मंगळ
    thavar thawar shani shukra shukr
    """
)

# Days from today; two readings where the word looks both ways.
RELATIVE: dict[str, tuple[int, ...]] = {
    fold(word): offsets
    for words, offsets in (
        ("ajj aaje aaju ajke aajke आजु", (0,)),
        ("today today's aaj aj tonight tonite tonyt आज टुडे 2day tdy", (0,)),
        ("tomorrow tomorrow's tomorow tommorow tommorrow tomorrows tmrw tmr tomoro", (1,)),
        ("toomorow toomorrow tomorro tomorw tomrow tmorrow tmorow tommorw tommrow", (1,)),
        ("tommoro tomarrow tomrrow", (1,)),
        ("tumorrow tomorrw tomrw tmro tmmrw tomor tommarow tmrrow", (1,)),
        ("tmrrw tmrow 2moro 2morrow tomo tomm टुमॉरो", (1,)),
        ("overmorrow", (2,)),
        ("yesterday yesterday's yest yesterdays ystrday yestrday yestarday yesterdy", (-1,)),
        ("kal kl kall kalh काल्ह काल्हि कल", (1, -1)),
        ("kaal kaalh kalhe kaalhe kallh kalke kaalke काल काल्हे", (1, -1)),
        ("udya udyaa udyala उद्या उद्याला agamikal aagamikal bhalke bhalak bihan bihaan", (1,)),
        ("agamikaal aagamikaal avtikale aavtikale aavtikal", (1,)),
        ("gaikale gaikal gaykale gotokaal", (-1,)),
        ("gotoporshu gatparva", (-2,)),
        ("कालै काल्हिए कल्ह कल्हे", (1, -1)),
        ("आजै", (0,)),
        ("paramdivas parmdivas parmdivse paramdivse parmdi parmde parva parwa parvala", (2, -2)),
        ("parsyun parsyu parsoon porsudin aagamiporshu परस्यूं परस्यू परसु परसुं परवाला", (2, -2)),
        ("naalai naalaikku nalaiku naalaiku बिहान", (1,)),
        ("gotokal gatokal netru", (-1,)),
        ("porshu porsu porshudin paramdivase parmdivase परवा", (2, -2)),
        ("parso parson parsoo parsu prso parsaun parsun parson परसों परसो परसूं परसौं", (2, -2)),
        ("narso tarso narson tarson tarsyun terva तरस्यूं तेरवा नरसों तरसों", (3, -3)),
    )
    for word in words.split()
}

DAY_OF_MONTH = keys(
    """
    tarikh tareekh tarik tareek tarikhko
    tarikhe tarkhe tarkhela tarikhela तारखेला तारखे tarekh date तारीख तारीख़ ता
    """
)
ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "वीं", "वें"))
ORDINALS = _table("""
1: first pehli pehla pahli pahla पहली पहला
2: second dusri doosri दूसरी
3: third teesri tisri तीसरी
4: fourth chauthi चौथी
5: fifth paanchvi panchvi पाँचवीं पांचवीं
6: sixth chhathi छठी
7: seventh saatvi सातवीं
8: eighth aathvi आठवीं
9: ninth nauvi नौवीं
10: tenth dasvi दसवीं
11: eleventh
12: twelfth
13: thirteenth
14: fourteenth
15: fifteenth
16: sixteenth
17: seventeenth
18: eighteenth
19: nineteenth
20: twentieth
30: thirtieth
""")
DAYS = keys(
    """
    day days din dino dinon दिन दिनों
    """
)
WEEKS = keys(
    """
    week weeks week's weeks' hafta hafte haftey हफ़्ता हफ़्ते सप्ताह hapta hapte haptey haftay
    athvada athavda athavada athvadya athavdya
    athvadyat athavdyat athavadyat athvadyachya athavdyachya
    athvadiya athvadiye athvadiyu athvadiyama saptah soptaho soptahe soptahey
    हफ्तै हफ्तो हप्ता हप्ते हप्तै हफता हफते आठवडा आठवड्यात आठवड्याच्या आठवडय़ात
    """
)
AFTERWARDS = keys("baad bad later after hence बाद bd baadh")
WITHIN = keys("mein me में")
MONTH_WORDS = keys("month mahine mahina mahene maheene महीने महीना माह")
WEEKENDS = keys("weekend weekends वीकेंड वीकएंड वीकेन्ड")
FESTIVALS = {
    fold(word): day
    for words, day in (("christmas xmas क्रिसमस", (25, 12)), ("newyear", (1, 1)))
    for word in words.split()
}
"""Feasts that keep their date, as (day, month); those of the moon move and name no day here."""
BEFORE_NOW = keys("ago pehle pahle phle पहले back")
NEXT = keys(
    """
    next nxt agle agla agli aane aanewale coming upcoming अगले अगला अगली अगिला आगामी आने
    aglai aglo agila agile aglya pudhchya pudhachya pudhil samner अगलै अगलो आगलै आगले अगिले पुढच्या पुढील
    aavta avta aavti avti aavte aavtai yetya yenarya agami aagami आवतै आवते आवता येत्या येणाऱ्या
    """
)
COMING = keys(
    """
    aane aanewale coming upcoming आगामी आने aavta avta aavti avti aavte aavtai yetya yenarya agami
    aagami आवतै आवते आवता येत्या येणाऱ्या
    """
)
"""Of `NEXT` the words that mean the nearest one, never the one after it."""
THIS = keys("this is isi इस इसी ehi एह एही इण ईं hya ह्या")
LAST = keys(
    """
    last previous pichle pichla pichhle पिछले पिछला pichli pichhli pichhla pichlai pichhlai pichlo
    pichhila pichhile pachhle pachhla magchya maagchya magil gelya goto gato gat beete beeti bitey
    gayela gayele guzishta पिछली पिछलै पिछलो पिछिला पिछिले पाछले पाछलै मागच्या मागील गेल्या
    बीते बीती गत विगत गुज़िश्ता
    """
)

OCLOCK = keys(
    """
    baje bje bajey bajay bajae bajy baj bajkar bajke vaje bajje bajे o'clock oclock bj bjey
    vaje vajje wajje vajta vajata wajta vage vagye वाजता बजे बज बजकर बजें बजेके
    vagya vagyaa vagyani vge vgye vgya vgyani vaage wage wagye wagya vajlya vajtaa vajyan vajya
    bajya bajyan bajyaan bajyaa bajai bajhe bajle vajtana tay baaje
    बज्यां बज्या बजै बाजे बजले वाजल्या वाजतां बज्यां वजे वज्जे
    """
)
# Part of the day -> (first hour that it may name, first hour after it); hours may pass 24.
DAYPARTS: dict[str, tuple[int, int]] = {
    fold(word): hours
    for words, hours in (
        ("morning mornin morng mrng mrning morn forenoon subah subha subeh suba subh", (4, 12)),
        ("mornig mornng mrngs moring morinng subhah subhaa", (4, 12)),
        ("sawere savere savare swere saver subhe sube sakali tadke", (4, 12)),
        (
            "svare swaare savaare savaar sabere saberey shokal shokale bhinsar dinuge dinugai",
            (4, 12),
        ),
        ("तड़का सबेरे सबेर भिनसार सवारे सवारै सवेरै सुवारै दिनुगै दिनूगै सुबे सुबू", (4, 12)),
        ("सुबह सवेरे प्रातः पूर्वाह्न तड़के तड़कै सकाळी मॉर्निंग", (4, 12)),
        ("sokal sokale sakal sakale sakaal savar svere bhore kaalaila", (4, 12)),
        ("pahate सकाळ सकाळच्या पहाटे भोरे", (4, 12)),
        ("afternoon aftrnoon afternon aftn dopahar dophar dopehar dupahar dopaher", (12, 17)),
        ("dopeher dopher dophr dupher dophair dophare aftrnun afternun", (12, 17)),
        ("दोपहर आफ़्टरनून दुपहर दुपहरिया दोफारै अपराह्न अपराह्ण dupari", (12, 17)),
        ("dupur dupure dupar dupari dupaari dupehar dupehre dupahariya duphariya", (12, 17)),
        ("bpore dopare doparai dupehri dupehrey दोपारै दोपारां दोपहरां दुपारै दोपैरां दुपहरी", (12, 17)),
        ("bapor bapore madhyanam mathiyanam दुपार दुपारी", (12, 17)),
        ("evening evning evng evn eve shaam sham saam shyam sanjh sandhya", (16, 21)),
        ("evenin evenng evnin evnng eveing evenig evning shm shaam", (16, 21)),
        ("शाम सायं साँझ संध्या इवनिंग", (16, 21)),
        ("bikel bikele bikal bikale bikaal sondhye sondhya sondhe sandhyakali", (16, 21)),
        ("sandhyakaali sayankali saanj saanje sanje saanjh sanjhe sanjhiya aathan", (16, 21)),
        (
            "sondhay sondhyay shaamin shamin sinjhya sanjhi sanjhle साँझि सांझ सिंझ्या सिंज्या संझा संझ्या",
            (16, 21),
        ),
        ("shaami maalaila sayangalam संध्याकाळ संध्याकाळी सायंकाळी साँझे", (16, 21)),
        ("raate raatre ratre ratri raati raathiri रात्री", (19, 28)),
        ("night nite nyt raat rat tonight tonite tonyt 2nite रात नाइट", (19, 28)),
        ("am a.m एएम", (0, 12)),
        ("pm p.m पीएम", (12, 24)),
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
        ("year", "year years yr yrs saal sal varsh baras वर्ष वर्षों साल सालों बरस बरसों"),
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
    कार्यदिवस कार्यदिवसों कार्यदिनों karyadivas karyadivason karyadiwas karyadivaso workdays workday
    """
)
