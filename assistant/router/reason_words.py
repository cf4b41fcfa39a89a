"""Words by which the clauses of a message are told apart: what wishes, what states, what ends one.

Data only, for `assistant.router.reasons`: phrases between commas, each a pattern of whole words.
"""

IS = "hai, hain, hu, hun, hoon, tha, thi, है, हैं, हूँ, हूं, था, थी, थे"
DONE = """
    gaya, gayi, gaye, gya, gyi, diya, diye, raha, rahi, rahe, rha, rhi,
    गया, गई, गए, गयी, गये, दिया, दिए, रहा, रही, रहे
"""
GOES_ON = """
    h, the, na, ना, kya, क्या, to, तो, ki, कि, bhi, भी, aur, और, hi, ही, nahi, नहीं, hoga, होगा
"""
"""What still belongs to a clause whose verb has been said."""
BECAUSE = """
    because, bcoz, bcz, bcos, coz, cuz, kyunki, kyuki, kyonki, kyoki, qki, due to, owing to,
    reason is, reason(?=:| -), wajah yeh hai, क्योंकि, क्यूंकि, वजह यह है कि
"""
WE = "i|we|my|our|he|she|they|there|somebody|someone"
"""What may follow "as" and "since" where they mean "because"."""
CAUSE = "ki wajah se, ke karan, ke kaaran, की वजह से, के कारण"
BETWEEN = """
    so, hence, therefore, isliye, is liye, islie, ab, toh, lekin, but, and please, then,
    (?<=hai )to, (?<=hain )to, (?<=hun )to, (?<=hu )to, (?<=h )to, (?<=gay[aie] )to,
    इसलिए, इस लिए, अब, तो, लेकिन, मगर
"""
WISHED = """
    karo, kro, krdo, kardo, करो, कीजिए, kijiye, bhejo, भेजो, rakho, रखो, karao, कराओ, karaiye,
    कराइए, chahiye, chaiye, चाहिए, likho, लिखो, hatao, हटाओ,
    (?:kar|kr|kara|karwa|hata|rakh|bula|bhej|likh|badal|de) ?(?:do|dijiye|lo|lijiye),
    (?:कर|करा|करवा|हटा|रख|बुला|भेज|लिख|बदल|दे) ?(?:दो|दीजिए|दीजिये|दें|लो|लीजिए),
    (?:kar?na|kara?na|karwana|karni|krni) (?:hai|h), (?:करना|करनी|करवाना|करवानी) है
"""
"""Verbs that end a wish."""
WISHES = """
    please, pls, plz, kindly, can (?:you|we|i|u), could, may i, instead, want to, request, regret,
    wish, register, report, status, stand, note, likh\\w*, bhej\\w*, talk, speak, connect, transfer,
    customer care, agent, representative, rating, stars?, out of 5, need, needs, required, prefer,
    better, would rather, make it, (?:tell|ask) (?:him|her|them|one|your), call (?:off|me|you|us),
    kar ?(?:do|de|dijiye), kr ?(?:do|de), karo, kijiye, dijiye, lijiye, rakho,
    rakh (?:do|lo|de|dijiye|lijiye), bula ?(?:o|do|lo|dijiye), hata ?(?:o|do|dijiye),
    karna h(?:ai)?, krna h(?:ai)?, karni h(?:ai)?, krni, karana, karwana, ba+t kar\\w*,
    कर (?:दो|दीजिए|दें), कीजिए, कृपया, लिख\\S*, भेज\\S*, संज्ञान, दर्ज, के[ंन]सल, कराना, करवाना,
    कर(?:ना|नी) है, बुला (?:लो|दो|दीजिए), बात कर\\S*, रख(?:ो|िए), रख (?:दो|दीजिए),
    आ जाइए, आइए\\S*, आइयो, स्टार
"""
BIDS = "move|change|chng|shift|bring|send|mat|let|get|give|call|make|put|drop|remove|take|keep|मत"
"""Verbs that wish at the head of a clause."""
BIDS_LAST = (
    r"(?!(?:ko|to|ho|no|who|go|two|too)\b)[a-z]+(?:[dhjlrw]|kh|[ty]a|a)o"
    r"|(?!(?:liye|diye|kiye)\b)[a-z]+iye(?:ga)?"
    r"|(?![लदकप]िए)\S+(?:ओ|िए|िये|िएगा|इए|इएगा|[^म]ें|एँ|एं)|(?!को|तो|हो)\S+[डलरखजट]ो"
)
"""Endings of a Hindi verb that bids, at the end of a clause."""
STATES = """
    h, he, liya, liye, kiya, aaya, aayi, aaye, pada, padi, hoga, hogi, nahi, rehta, rehti, rehte,
    दी, लिया, लिए, किया, आया, आई, आए, पड़ा, पड़ी, होगा, होगी, नहीं, रहता, रहती, रहते,
    i'm, im, i am, is, are, was, were, have, has, had, will, won't, wont, can't, cant, cannot,
    doesn't, don't, dont, didn't, didnt, never, not, no, [a-z][a-z][a-z]+ed, left, broke, came,
    took, went, lost, said, told, gave, made, comes, goes
"""
WHO = "jo, जो"
CAME = "\\w*aaya, aayi, ayi, aane, w[aeai]l\\w*, आया, आयी, आई, आए, आने, वाल\\S*"
BOOKED = "slot, booking, appointment, appt, visit, order, बुकिंग, स्लॉट, अपॉइंटमेंट, jagah, जगह"
"""A clause about these and a day or an hour says what is wanted."""
CALLS = """
    kya, kaun, koi, kisi, kidhar, kahan, mil\\w*, (?:phone|fone|call) (?!nahi|nai|nhi|utha)\\w+,
    ring, line, number, aadmi, real, manager, someone, somebody, anyone, want, milna,
    क्या, कौन, कोई, किसी, कहाँ, कहां, मिल\\S*, (?:फ|फ़)ोन (?!नहीं|उठा)\\S+, नंबर, आदमी, चाहता, चाहती
"""
"""A clause about these wishes for a person, whatever its verb."""
