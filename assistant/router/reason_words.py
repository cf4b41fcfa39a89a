"""Words by which the clauses of a message are told apart: what wishes, what states, what ends one.

Data only, for `assistant.router.reasons`: phrases between commas, each a pattern of whole words.
"""

IS = "hai, hain, hu, hun, hoon, tha, thi, si, ahe, aahe, chhe, है, हैं, हूँ, हूं, था, थी, थे, छे, आहे"
DONE = """
    gaya, gayi, gaye, gya, gyi, gye, diya, diye, raha, rahi, rahe, rha, rhi, rhe,
    गया, गई, गए, गयी, गये, दिया, दिए, रहा, रही, रहे
"""
GOES_ON = """
    h, the, na, ना, kya, क्या, to, तो, ki, कि, bhi, भी, aur, और, hi, ही, nahi, नहीं, hoga, होगा
"""
"""What still belongs to a clause whose verb has been said."""
BECAUSE = """
    because, bcoz, bcz, bcos, coz, cuz, kyunki, kyuki, kyonki, kyoki, qki, due to, owing to,
    ka+he ki, काहे कि, काहे की, reason is, reason(?=:| -), wajah yeh hai,
    क्योंकि, क्यूंकि, वजह यह है कि
"""
WE = "i|we|my|our|he|she|it|they|there|somebody|someone"
"""What may follow "as" and "since" where they mean "because"."""
CAUSE = "ki wajah se, ke karan, ke kaaran, की वजह से, के कारण"
BETWEEN = r"""
    so, hence, therefore, isliye, is liye, islie, ab(?! n\w+ cha), toh, lekin, but,
    and please, then,
    (?<=hai )to, (?<=hain )to, (?<=hun )to, (?<=hu )to, (?<=h )to, (?<=gay[aie] )to,
    who(?= \w+), (?:is|us)ki(?= shikayat| complain), इसलिए, इस लिए, अब(?! नहीं चाहिए), तो, लेकिन, मगर
"""
WISHED = r"""
    karo, kro, krdo, kardo, करो, कीजिए, bhejo, भेजो, rakho, रखो, karao, कराओ, bulao, बुलाओ, lagao,
    chahiye, chaiye, चाहिए, likho, लिखो, hatao, हटाओ, rehne do, रहने दो,
    (?!(?:le|de|kar|is|us|jis|kis)?(?:li|di|ki|pi)ye)[a-z][a-z]+iye(?:ga)?, [a-z]+[rdltkw]wao,
    (?:kar|kr|kara|karwa|hata|rakh|bula|bhej|likh|badal|de|lga|laga) ?(?:do|de|dijiye|lo|lijiye),
    (?:kar|kr|kara|karwa|hata|rakh|bula|bhej|badal) ?(?:dena|lena),
    (?:कर|करा|करवा|हटा|रख|बुला|भेज|लिख|बदल|दे|लगा) ?(?:दो|दीजिए|दीजिये|दें|लो|लीजिए),
    (?:कर|करा|करवा|हटा|रख|बुला|भेज|बदल) ?(?:देना|लेना),
    (?!इसलिए|[लदकप]िए)\S+(?:िए|िये|िएगा|इए|इएगा),
    (?:kar?na|kara?na|karwana|karni|krni) (?:hai|h), (?:करना|करनी|करवाना|करवानी) है
"""
"""Verbs that end a wish."""
PRAYS = "na, ji, yaar, yar, bhai, bhaiya, please, pls, plz, ना, जी, यार, भाई, भैया, प्लीज"
"""What may still follow such a verb."""
PLEADS = r"""
    please, pls, plz, kindly, can (?:you|we|i|u), could, may i, want to, request, regret, make it,
    (?:would|i'd) rather, (?:tell|ask) (?:him|her|them|one|your), call (?:off|me|you|us),
    (?:has|have|need|needs) to be, if (?:any|possible|applicable|so), placing on record,
    no longer (?:require|need|want|wish), who'?s paying, who (?:will|is going to) pay,
    kar ?(?:do|de|dijiye), kr ?(?:do|de), karo, kijiye, dijiye,
    lijiye, rakho, rakh (?:do|lo|de|dijiye|lijiye), bula ?(?:o|do|lo|dijiye), hata ?(?:o|do|de),
    hata dijiye, bhej(?!a|i|e)\w*, ko aaye(?! (?:the|hai|hain)), ko aa jaye, chahiye, chaiye,
    karna h(?:ai)?, krna h(?:ai)?, karni h(?:ai)?, krni, karana, karwana, ba+t kar\w*,
    likh ?(?:o|do|na|lo|dijiye|iye)?, kardo, krdo,
    कर (?:दो|दीजिए|दें), कीजिए, कृपया, लिख(?:ो|िए|ना), लिख (?:दो|लो), भेज(?!ा|ी|े)\S*, संज्ञान,
    कराना, करवाना, कर(?:ना|नी) है, चाहिए, बुला (?:लो|दो|दीजिए), बात कर\S*, रख(?:ो|िए),
    mat (?:bhej|aa|aiy|aay|kar|kij|bula|rakh|lag|dij|lij)\w*, मत \S+,
    (?:nakko|nako|नक्को|नको)(?=(?:\s+(?:ab|abhi|bhai|अब|आता))?\W*$),
    dhak(?:a|e)?l\w*, ढकल\S*, pathav\w*, pathva\w*, pathao, pathaiye, पाठव\S*, mokl\w*, gothav\w*,
    (?:बदल|कर|करा|करवा|भेज|रख|रखवा|लगा|हटा|बुला|कह|टाल) ?दीं, (?:भेज|कर|रख|राख|बुलाव|हटाव)ीं,
    (?:dass|das|kar|kara|bhej|de|le|badal|hata|rakh) ?(?:devo|deyo|deo|dyo|deu|dyo sa),
    (?:दस|कर|करा|भेज|बता|दे|बदल|हटा|रख|कह|सरका) ?(?:द्यो|देवो|दिज्यो),
    (?:kar|krj|ap|aap|mokl|aav|av|lakh|kah)jo, moklo, sanga, sangaa, सांगा, kalva, कळवा, thevun,
    (?:badal|bata|bhej|kar|rakh|hata) na(?: (?:bhau|bhai|yaar|yar|bhaiya))?(?=\W*$),
    रख (?:दो|दीजिए), आ जाइए, आइए\S*, आइयो, को आए(?! (?:थे|है|हैं))
"""
"""What wishes in any clause."""
WISHES = r"""
    instead, wish, register, report, status, stand, note, talk, speak, connect, transfer,
    customer care, agent, representative, rating, stars?,
    out of 5, need, needs, required, prefer,
    better, दर्ज, क[ेै](?:ं|न्)सि?ल, out of \d+, स्टार
"""
"""What wishes unless its clause tells something that was."""
BIDS = (
    "move|change|chng|shift|bring|send|mat|let|get|give|call|make|put|drop|remove|take|keep|push"
    "|cancel|reschedule|postpone|prepone|tell|ask|मत"
)
"""Verbs that wish at the head of a clause."""
BIDS_LAST = (
    r"(?!(?:ko|to|ho|no|who|go|two|too)\b)[a-z]+(?:[dhjlrw]|kh|[ty]a|a)o"
    r"|(?!(?:liye|diye|kiye)\b)[a-z]+iye(?:ga)?"
    r"|(?![लदकप]िए)\S+(?:ओ|िए|िये|िएगा|इए|इएगा|[^म]ें|एँ|एं)|(?!को|तो|हो)\S+[डलरखजट]ो"
)
"""Endings of a Hindi verb that bids, at the end of a clause."""
STATES = """
    h, he, liya, liye, kiya, aaya, aayi, aaye, pada, padi, hoga, hogi, nahi, rehta, rehti, rehte,
    si, ditta, ditti, ditte, kitta, kiti, hoya, hoyi,
    ba, bani, bhail, gail, kaile, kailas, rahal, aail,
    gayo, gayu, thayu, thai, avyo, aavyo, aala, aali, aale, zala, zali, zale, gela, geli, nahiye,
    बा, भइल, गइल, कइलस, आइल, आला, झाला, झाली, गेला, नाही, कोनी, ग्यो, ग्या, हुयो, आयो, गयो,
    दी, लिया, लिए, किया, आया, आई, आए, पड़ा, पड़ी, होगा, होगी, नहीं, रहता, रहती, रहते,
    i'm, im, i am, is, are, was, were, have, has, had, will, won't, wont, can't, cant, cannot,
    doesn't, don't, dont, didn't, didnt, never, [a-z][a-z][a-z]+ed, left, broke, came,
    took, went, lost, said, told, gave, made, comes, goes
"""
ASKS = """
    can (?:you|we|i|u|the|it), could, please, pls, plz, kindly, i want, i wish, i would,
    may (?:i|we),
    (?:i|we) (?:would |must |do |humbly |hereby |kindly |therefore )?(?:request|seek|beg|pray)
"""
"""What begins a wish."""
_NOUN = r"(?:(?!(?:we|i|he|she|they|it|and|or|but)\b)\w+ )"
_LEADING = "if when where over in on with of to from at by near behind under inside"
NOT_LED = "".join(rf"(?<!\b{word} )" for word in _LEADING.split())
"""After these no new clause begins with a subject."""
TELLS = rf"""
    (?:we|they|he|she|it|i|you) (?:are|is|was|were|have|has|had|won't|wont|can't|cant|cannot|don't),
    (?:we|they|he|she|i) (?:doesn't|didn't|didnt|did|never|got|left|broke|came|took|said|already),
    i'm, im, i've, it'?s, he's, she's, we're, they're, we've, they've, there's, nobody, no one,
    there (?:is|are|was|were), (?:my|our|his|her) {_NOUN}?{_NOUN}?{_NOUN}?(?:is|are|was|were|has
    |have|had|got|didn't|doesn't|won't|can't|fell|broke|came|left|took|found|gave|made|went|said|told|met|lost|[a-z][a-z][a-z]+ed),
    your (?:man|boy|guy|fellow|technician|worker|people|team|person) (?:did|has|have|was|came|broke
    |never|left|took|is)
"""
"""A subject and its verb, which begin a statement."""
BRIEFLY = "changed|found|got|sold|fixed|booked|hired|lost|moved|bought|plans?|mind"
"""With these a statement begins whose subject is left out."""
_DOES = (
    "(?:ho|kar|kr|aa|ja|le|de|lag|badal|chhod|chod|tod|nikal|bigad|toot|tut|jal|mar|reh|pad|bhool"
    "|bhul|chal|baith|mil|kha|gir|phas|bhaag|bhag|likh|bol)"
)
_DOES_HI = (
    "(?:हो|कर|आ|जा|ले|दे|लग|बदल|छोड़|तोड़|निकल|बिगड़|टूट|जल|मर|रह|पड़|भूल|चल|बैठ|मिल|खा|गिर"
    "|फँस|फंस|भाग|लिख|बोल)"
)
TOLD = rf"""
    {_DOES} ?(?:ke |kar )?(?:ga?y[aie]|ga?yi|gai|diy[ae]|di|liy[ae]|li|rah[aie]|rh[aie]|chuk[aie]),
    chal[aei] (?:ga?y[aie]|ga?yi|gai), चल[ाेी] (?:गया|गए|गई),
    [a-z]+t[aei] (?:hai|hain|h|tha|thi|the), (?:ke|kar) (?:gaya|gayi|gaye|gya),
    {_DOES_HI} ?(?:के |कर )?(?:गया|गई|गए|गयी|गये|दिया|दी|दिए|लिया|ली|लिए|रहा|रही|रहे|चुक[ाीे]),
    \S+त[ाेी] (?:है|हैं|था|थी|थे), (?:के|कर) (?:गया|गई|गए)
"""
"""What ends a statement in Hindi."""
CASES = (
    "ko|ka|ki|ke|pe|par|se|me|mein|wala|wali|wale|to|for|on|in|at|by|of|is|has|was|and|or|till"
    "|from|को|का|की|के|पे|पर|से|में|वाला|वाली|वाले|और|है|था|थी"
)
WHO = "jo, जो"
CAME = r"""
    \w*aaya, aayi, ayi, aane, w[aeai]l\w*, आया, आयी, आई, आए, आने, वाल\S*,
    mang(?:w)?ay[aie], bula(?:w)?ay[aie], book (?:kiya|ki), मंग(?:व)?ा(?:या|ई|यी|ए),
    बुल(?:व)?ा(?:या|ई|यी|ए), बुक (?:किया|की)
"""
BOOKED = "slot, booking, appointment, appt, visit, order, बुकिंग, स्लॉट, अपॉइंटमेंट, jagah, जगह"
"""A clause about these and a day or an hour says what is wanted."""
POINTS = """
    wo woh vo ye yeh yah this that the it meri mera mere apni apna hamari hamara my our wali wala
    wale ki ka ke baaki baki rest booking order visit slot appointment one same right now asap
    immediately sandarbh reference ref sir madam संदर्भ abhi turant fauran jaldi today
    वो वह ये यह मेरी मेरा मेरे अपनी हमारी वाली वाला वाले की का के बुकिंग विज़िट अभी तुरंत फौरन जल्दी
"""
"""Words that only point at what is booked, or hurry: a clause of nothing else tells nothing."""
SAYS_THAT = r"""
    (?:report|inform(?: you)?|state|say|note|regret|notice|notify you|complain|record) that(?=\s),
    (?:hai|hain|hu|hun|hoon|है|हैं|हूँ|हूं) (?:ki|कि)(?=\s), सूचित करना है(?: कि)?, निवेदन है(?: कि)?
"""
"""What announces a statement."""
WORKERS = r"""
    technician, technicians, worker, workers, workman, man, men,
    guy, guys, boy, boys, fellow, fellows, lady, girl,
    team, crew, staff, truck, tempo, driver,
    electrician, plumber, carpenter, painter, cleaner, cleaners,
    mechanic, movers, packers, beautician, he, she,
    nobody, no one, banda, bande, bandi, munda, munde,
    aadmi, admi, adami, ladka, ladke, ladki, mistri,
    mistry, karigar, kaarigar, maanas, manas, manus, lok, lok,
    koi, wala, wale, wali, aala, mechanik, टेक्नीशियन,
    कारीगर, मिस्त्री, आदमी, लड़का, लड़के, लड़की, बंदा, कर्मचारी,
    वाला, वाली, वाले, आळो, माणूस, कोई, प्लंबर, पेंटर, इलेक्ट्रीशियन
"""
"""Whose doing or absence is a reason to have money back."""
ASKING = (
    "did|do|does|have|has|is|are|was|will|can|when|where|why|how|who|kab|kya|kahan|kyu|kyun|kyon|कब"
    "|क्या|कहाँ|क्यों"
)
MONEY = r"""
    accounts, sum, arrived, refund\w*, money, paise, paisa, paiso, rupee\w*,
    rupay\w*, rs, inr, amount, account, bank, wapas, wapis, waapas, lauta\w*,
    laut\w*, return\w*, credit\w*, cashback, upi, wallet, promis\w*,
    restored, reflect\w*, said, told, bola, bole, bolta,
    kaha, kehte, taka, parat, ferot, days?, din,
    pachha, paacha, mudne, pahunchal, milal, milega, mile, mila,
    रिफंड, पैसे, पैसा, पइसा, रुपये, रुपए, रुपया, खाते, खाता,
    वापस, लौटा\S*, लौटेगा, बोला, बोले, कहा, दिन, मिला, मिले, मिलेगा,
    cancel\w*, कैंसिल, रद्द, status, pending
"""
TWICE = """
    double, twice, two times, do baar, do bar, dobara, extra, zyada, jyada, दो बार, डबल,
    ज़्यादा, एक्स्ट्रा
"""
TAKEN = r"""
    charge\w*, deduct\w*, debit\w*, cut, kat\w*, kaat\w*, liya, liye,
    le liy[ae], li gayi, paid, चार्ज, काट\S*, कट\S*, लिया, लिए
"""
AFTERMATH = r"""
    and (?:they|you|nothing|now|still|it has|it is), tab se, ab tak, abhi tak, तब से, अब तक, अभी तक
"""
"""After it the message tells what has become of the money."""
