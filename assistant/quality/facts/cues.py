"""Words near a fact that say which part it plays: the old price, the tax, the day of payment.

Shared by the checker of amounts and of dates; three languages, folded keys.
"""

from assistant.language.tokens import keys

MONEY_CUES = {
    "strike": keys("""
        mrp earlier original originally was were pehle pahle phle पहले actual instead
        jagah जगह bajay bajaye बजाय regular usual struck list मूल असली असल tha thi thay
        था थी थे down dropped normally old purana purani पुराना पुरानी kata katke काटकर
        कटकर from strike full asli rather over against marked printed cut slashed ghatkar
        घटकर usually aamtaur आमतौर
        """
    ),
    "discount": keys("""
        discount off save saves saved saving savings bachat bach bache bachi बचत बचे बच
        chhoot choot chhut छूट बचाए बचाया बचाई बचाये bachaye bachaya bachae less coupon कूपन rebate minus kam kum कम cheaper sasta
        ghata ghatakar ghatkar घटाकर घटकर घटा deduct deducted लाभ fayda faida फ़ायदा फायदा benefit
        promo code knocked reduced reduction डिस्काउंट डिसकाउंट katke kata काटकर कटा
        हटाकर hata offer ऑफर
        """
    ),
    "tax": keys("gst sgst cgst igst tax taxes जीएसटी टैक्स कर jst vat सीजीएसटी एसजीएसटी आईजीएसटी"),
    "refund": keys("""
        refund refunded wapas vapas wapis vapis वापस back return returned लौट लौटा लौटेगा
        लौटेंगे लौटते रिफ़ंड रिफंड वापसी lautega laut lauta credited reversed milenge
        milega मिलेंगे मिलेगा मिलेंगी
        """
    ),
    "convenience": keys("convenience कन्वीनियंस सुविधा platform charge charges चार्ज fee fees शुल्क"),
    "remaining": keys("""
        remaining rest balance due dues baki baaki bacha bachi बाकी बाक़ी बकाया शेष left
        outstanding leaves leave dena देना pending owe owed bakaya later बचा बची bachta
        bachega bachenge remainder still pay
        """
    ),
    "wallet": keys("wallet वॉलेट balance बैलेंस walet"),
    "advance": keys("advance एडवांस deposit token upfront booking pehle पहले अग्रिम peshgi paid diya"),
    "paid": keys("""
        paid pay paying payment diya diye de kata kate kat chuka chuke charged received
        jama भुगतान दिए दिया दे कटा कटे चुके पेमेंट पेड जमा चुका kiya kiye किया किए
        received got collected mile मिले mila मिला
        """
    ),
    "total": keys("""
        total totals all kul कुल altogether payable pay bill बिल sab सब together incl
        including inclusive milakar mila milake मिलाकर मिला grand final finally jodkar
        जोड़कर जोड़ jod comes banega bana बना बनेगा बनता padega padenge पड़ेगा पड़ेंगे
        dene देने gst overall टोटल final
        """
    ),
    "limit": keys("""
        minimum min kam least atleast कम न्यूनतम above over ऊपर upar order cart more
        below under upto max maximum zyada ज़्यादा up required chahiye चाहिए limit ऑर्डर
        कार्ट
        """
    ),
    "subtotal": keys("subtotal before taxable base bina बिना excluding plus without पहले pehle net"),
}  # fmt: skip

# Words that name a part of a bill beyond doubt.
STRONG_CUES = {
    "tax": keys("gst sgst cgst igst जीएसटी टैक्स tax"),
    "discount": keys("discount डिस्काउंट छूट chhoot"),
    "strike": keys("mrp"),
    "wallet": keys("wallet वॉलेट"),
    "convenience": keys("convenience platform सुविधा कन्वीनियंस"),
    "refund": keys("refund refunded रिफंड wapas वापस"),
    "total": keys("total कुल kul टोटल altogether"),
}

# Field-name words that mark a date, and the words of a sentence that speak of such a date.
_DATE_MARKS = (
    ("cancelled", "cancelled canceled cancel",
     "cancel cancelled canceled cancellation radd रद्द "
     "कैंसल कैंसिल कैन्सल कैंसिलेशन कैंसलेशन called",
     "cancelled canceled कैंसल कैंसिल रद्द cancel cancellation"),
    ("paid", "paid payment invoiced attempted txn transaction charged received collected pay advance",
     "paid pay payment paisa paise पेमेंट भुगतान पेड invoice "
     "bill billed इनवॉइस बिल kata kat कटा कट "
     "charged received पैसे पैसा दिए diya diye settled "
     "transaction txn failed fail upi attempt card "
     "कोशिश try जमा cleared debit debited advance अग्रिम एडवांस due",
     "paid payment पेमेंट भुगतान attempt attempts कोशिश invoice failed"),
    ("refunded", "refunded credited refund reversed",
     "refund refunded wapas vapas वापस रिफ़ंड रिफंड credit "
     "credited लौट लौटा laut aaya आया wallet "
     "वॉलेट reversed expected",
     "refund refunded credited रिफंड credit"),
    ("completed", "completed finished done closed resolved ended finish closed_at delivered end",
     "completed complete done finished finish finishing over wrapped पूरा "
     "पूरी पूरे ho hua hui हुआ हुई हुए "
     "हो closed close resolved band बंद resolve khatam "
     "ख़त्म सुलझ सुलझी हल कंप्लीट कम्प्लीट was last "
     "were since से se ended tha thi था थी "
     "service serviced fixed solved nipta निपटा कर kar warranty "
     "समापन samapan समाप्त समाप्ति samapt wraps वारंटी visit came आए aaye aayi आई till until tak "
     "तक end चुकी चुका चुके chuki chuka chuke लग lag "
     "replaced fixed installed",
     "completed finished closed resolved पूरा पूरी khatam end ends"),
    ("created", "created booked placed ordered opened raised logged lodged filed "
     "registered requested asked applied issued reported received submitted",
     "created booked placed ordered opened open "
     "raised raise logged registered register requested "
     "request asked applied reported filed made put on since "
     "from darj दर्ज ki kiya kari की किया करवाई "
     "करवाया dali daali डाली डाला khuli खुली se "
     "से booking order complaint शिकायत shikayat बुक book "
     "bheji भेजी uthai उठाई submitted received "
     "lodged complained started initiated shuru शुरू bani placed place ordered "
     "ऑर्डर लिया liya",
     "raised logged opened registered requested darj "
     "दर्ज booked placed raise uthai माँगा मांगा"),
    ("answered", "response respond reply answered",
     "response respond responded reply answer answered first due "
     "by before within जवाब jawab पहला pehla "
     "tak तक",
     "response respond reply answer जवाब jawab"),
    ("solved", "resolve resolution closure fix fixed hal disposed",
     "resolve resolved resolution closure close closed solve solved "
     "fix fixed sort हल hal समाधान सुलझ "
     "due by before within deadline expected tak तक सीमा limit latest",
     "resolve resolved resolution हल hal समाधान सुलझ suljh solved fixed"),
    ("due", "due expected deadline by before sla target remaining",
     "due by before expected within till until tak arrive arriving come coming reach now "
     "aayega aaega aayegi आएगा आएगी पहुँचेगा पहुंचेगा pahunchega अब ab "
     "तक deadline latest resolve resolved ummeed उम्मीद "
     "hona होना paas reply jawab जवाब से पहले eta andaza andaaza andaz anuman anumaan estimate "
     "estimated likely अंदाज़ा अंदाज अनुमान अनुमानित around about lagbhag लगभग kareeb करीब "
     "pehle should promised target time limit समय samay "
     "remaining baki बाकी balance pay",
     "due deadline सीमा"),
    ("valid", "valid expires expiry until till ends upto expire validity warranty",
     "valid till until expires expire expiry tak तक before समापन samapan समाप्त समाप्ति samapt "
     "by validity last लास्ट aakhri आखिरी ends end "
     "mianad warranty वारंटी chalega चलेगा मान्य good",
     "valid वैध expires coupon कूपन code validity"),
    ("moved", "old original previous orig moved changed before was",
     "change changes came बदला moved move shifted shift earlier "
     "original originally was pehle पहले from instead rescheduled "
     "changed badal badla बदल बदली बदला se से tha thi "
     "था थी बजाय bajay jagah जगह old purana old hat हट",
     "originally earlier purana पुराना badla बदलाव बदला changed"),
)  # fmt: skip
DATE_MARKS = tuple(
    (role, keys(fields), keys(cues), keys(strong)) for role, fields, cues, strong in _DATE_MARKS
)


SUM_CUES = keys("""
    total all kul कुल altogether together sum sab सब dono दोनों both plus mila milakar
    milake मिलाकर मिला jod jodkar जोड़ jodke make makes making comes come combined teeno
    तीनों in ban bana banta banega बना बनता बनेगा बनते banenge बनेंगे pay dene देने and
    aur और add adding with grand bill totals totalling overall = hua hue hote hota होते
    होता alag अलग separately individually lagte lagta लगते लगता subtotal payable देय deya हुआ हुए padega padenge पड़ेगा पड़ेंगे lagenge लगेंगे टोटल
    """)
DIFFERENCE_CUES = keys("""
    jagah जगह हटाने रह reh save saves saving savings saved bachat bach bacha bache bachi
    bachega bachenge bachte bachta bachti बचते बचता बचती बचत बच बचे बचेंगे बचेगा बचता discount off less minus
    difference diff farak fark farq antar apart अंतर फ़र्क फर्क extra zyada jyada ज़्यादा ज्यादा more
    kam कम cheaper sasta sasti saste सस्ता सस्ती सस्ते mehnga mehngi mehnge महंगा महंगी महंगे महँगा
    महँगी महँगे remaining rest left baki baaki बाकी
    बाक़ी due balance upar ऊपर short katke काटकर कटकर ghatkar घटकर ghatakar घटाकर after still chhoot
    छूट लाभ benefit owe remain remains dene देने bakaya बकाया बचेगी शेष dearer costlier
    pay kata कटेंगे katenge deduct deducted knocked reduced add short chahiye चाहिए
    hatakar हटाकर discounted higher lower drop refund below without bina बिना leaves
    leaving chhodkar छोड़कर mrp kat kate katega ktega kategi kaat कट कटेगा कटेगी lose
    lost wapas वापस back gone risen rose increased hiked बढ़ badh over above budget बजट
    """)
COMPARING = keys("""
    more less extra zyada jyada ज़्यादा ज्यादा अधिक adhik kam कम cheaper sasta sasti saste सस्ता
    सस्ती सस्ते mehnga mehngi mehnge महंगा महंगी महंगे महँगा महँगी महँगे longer shorter difference diff farak fark farq antar apart अंतर फ़र्क फर्क dearer costlier higher lower
    upar ऊपर than gone risen rose increased hiked fallen बढ़ बढ़ा badh badha over above budget
    बजट
    """)
INFERRING = keys("""
    so thus therefore leaves leaving left makes means works which isliye इसलिए yaani yani
    यानी यानि matlab मतलब without bina बिना spent spend cover short out i.e. net to तो सो
    """)
"""Words with which a speaker draws a figure from others."""
SPENT_CUES = keys("spent spend spending total totals kharch kharcha खर्च ख़र्च kul कुल टोटल altogether")
TAX_CUES = MONEY_CUES["tax"] | keys(
    "incl inclusive including with total kul कुल mila "
    "milakar मिलाकर final payable pay all sab सब bill"
)
FRACTION_CUES = keys("half aadha adha aadhe आधा आधे quarter chauthai चौथाई percent % प्रतिशत फ़ीसदी")
ROUGH = keys("""
    about around roughly nearly almost approx approximately lagbhag लगभग kareeb karib
    करीब क़रीब just under over thoda thodi थोड़ा ~ some odd takreeban qareeb se kam zyada
    upar ऊपर ज़्यादा कम little less more bit short
    """)
ANOTHER = keys(
    "another other dusra dusri doosra doosri dusre दूसरा "
    "दूसरी दूसरे second else separate separately alag अलग वैसे "
    "waise next agli agla अगली अगला incidentally "
    "other's remaining third teesri teesra तीसरी तीसरा previous previously pichhla pichhli pichla "
    "pichli पिछला पिछली पिछले older"
)
TAX_IN = keys("gst tax जीएसटी टैक्स incl including milakar मिलाकर")
