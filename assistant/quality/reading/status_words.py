"""Statuses as systems and people name them in three languages, and which of them agree."""

from assistant.language.tokens import Token, fold, tokenize

# canonical status: phrases. A phrase is matched on whole words; the longest wins.
_PHRASES = """
pending: विचाराधीन | vicharadhin | draft | ड्राफ्ट | draft stage | in draft | partially completed | partly completed | partly done | half done | आधा हुआ | अधूरा | अधूरी | अधूरे | adhura | adhuri | incomplete | pending | awaiting | waiting | awaited | unassigned | yet to be | पेंडिंग | पैंडिंग | लंबित | अटकी | अटका | अटका हुआ | अटकी हुई | atki | atka | atki hui | not started | on wait | under review | in queue | प्रतीक्षा में | awaiting yes | awaiting confirmation | awaiting payment | unconfirmed
confirmed: confirmed | confirm | cnfrm | confirmd | scheduled | booked | fixed | pakki | पक्की | पक्का | कन्फ़र्म | कन्फर्म्ड | कंफर्म | कंफ़र्म्ड | कन्फ़र्म्ड | निश्चित | बुक्ड | शेड्यूल | शेड्यूल्ड | locked in | पुष्टि | पुष्ट
accepted: approved | approve | sanctioned | accepted | accept | स्वीकार | स्वीकृत | एक्सेप्ट | एक्सेप्टेड | मंज़ूर | manjoor | taken up
assigned: assigned | allotted | असाइन | असाइन्ड
in_progress: शुरू | shuru | in progress | in-progress | inprogress | ongoing | underway | under way | started | in process | being worked on | शुरू हो चुका | शुरू हो चुकी | शुरू हो गया | शुरू हो गई | शुरू हुआ | शुरू हुई | इन प्रोग्रेस | प्रोग्रेस में | प्रगति पर | shuru ho gaya | shuru ho gayi | shuru ho chuka | shuru ho chuki | shuru hua | shuru hui | progress me | progress mein | being processed | processing | प्रोसेसिंग | प्रोसेस में | working on it | on it right now | kaam chal | काम चल | काम जारी | kaam jaari | kaam jari
running: running | चालू | जारी | chalu | chaalu | jaari | jari
completed: completed | complete | done | finished | wrapped up | पूरी | पूरा | पूरे | पूर्ण | संपन्न | कम्प्लीट | कंप्लीट | कम्प्लीटेड | समाप्त | ख़त्म | poora ho | poori ho | pura ho | puri ho | khatam | khatm | poora hua | poori hui | निपट | nipat | over and done | delivered | डिलीवर | डिलिवर | deliver ho
cancelled: निरस्त | nirast | cancelled | canceled | cancel | canceld | cancelled by | withdrawn | कैंसल | कैंसिल | कैन्सल | कैंसल्ड | कैंसिल्ड | रद्द | रद | radd | rad | called off
paid: paid | successful | success | succeeded | paid in full | settled | captured | चुकता | भुगतान हो चुका | पेड | cleared | सफल | received | gone through | went through | ho gaya payment | चुका दिए | चुका दी
failed: failed | fail | unsuccessful | declined | फेल | फ़ेल | विफल | असफल | नाकाम | bounced | did not go through | didn't go through | nakaam
refunded: रिफ़ंड हुआ | रिफंड हुआ | रिफंड हुई | रिफंड हुए | refund hui | refund hue | रिफ़ंड हो | रिफंड हो चुके | refund hua | वापस किया | वापस पा | वापस आ | वापस हो | wapas aa gaya | wapas aaya | wapas ho gaya | refunded | refund ho chuka | refund ho gaya | रिफंडेड | रिफ़ंडेड | रिफंड हो चुका | वापस हो चुका | वापस आ चुका | लौटा दिया | लौटाया जा चुका | credited | reversed
deposited: जमा हो चुकी | जमा हो चुका | जमा हो चुके | जमा हो गए | जमा हो गया | जमा हो गई | जमा हुई | जमा हुए | जमा नहीं हुई | जमा नहीं हुए | jama ho gaya | jama ho gaye | jama ho chuka | jama ho chuke
requested: अनुरोधित | requested | initiated | raised | रिक्वेस्टेड | अनुरोध | request daal | रिक्वेस्ट डाल | रिक्वेस्ट | submitted | request ho
happened: ho chuka | ho chuki | ho chuke | हो चुका | हो चुकी | हो चुके
ongoing: चल रहा | चल रही | चल रहे | chal raha | chal rahi | chal rahe
due: पेमेंट नहीं हुआ | पेमेंट अभी नहीं हुआ | भुगतान नहीं हुआ | भुगतान अभी नहीं हुआ | payment nahi hua | payment abhi nahi hua | payment nahi hui | bhugtan nahi hua | भुगतान बाकी | पेमेंट बाकी | payment baki | payment baaki | bhugtan baki | payment due | overdue | अब तक बाक़ी | अभी तक बाक़ी | ab tak baki | ab tak baaki | नहीं चुकाए | नहीं चुकाया | nahi chukaya | unpaid | अनपेड | बाक़ी है | बाक़ी हैं | baki hai | baaki hai | बकाया | not paid
open: open | opened | खुली | खुला | ओपन | khuli | khula | reopened | unresolved
resolved: resolved | resolve | sorted | solved | सुलझ | सुलझा | सुलझी | हल | निपटारा | niptara | niptaara | निपटान | निपट चुकी | suljha | sulajh | रिज़ॉल्व | रिज़ॉल्व्ड | रिजॉल्व्ड | solve
closed: closed | close | बंद | band | क्लोज़ | क्लोज़्ड | shut
escalated: escalated | escalate | एस्केलेट | एस्केलेटेड | ऊपर भेजी | upar bheji | sent up | एस्कलेट | एस्केलेटिड
rejected: ठुकरा | thukra | rejected | refused | turned down | denied | खारिज | ख़ारिज | अस्वीकार | अस्वीकृत | नामंज़ूर | रिजेक्ट | रिजेक्टेड | reject | disapproved
paused: निलंबित | स्थगित | paused | on hold | hold par | hold pe | held up | रुका | रुकी | रुका हुआ | रुकी हुई | ruka | ruki | होल्ड | होल्ड पर | put on hold | रुक गया | रुक गई | रुक | stalled | stuck | suspended | ठप
rescheduled: rescheduled | reschedule | रीशेड्यूल | postponed | टल | टाल
undone: होना बाकी | होनी बाकी | होने बाकी | लगना बाकी | लगनी बाकी | करना बाकी | करनी बाकी | आना बाकी | जाना बाकी | hona baki | honi baki | hona baaki | honi baaki | aana baki | aana baaki | karna baki | karna baaki | yet to be done
expired: मियाद निकल | मियाद ख़त्म | miyaad khatam | miyad khatam | expired | lapsed | एक्सपायर | खत्म हो चुका | expire
active: active | live | सक्रिय | एक्टिव | valid
inactive: inactive | deactivated | निष्क्रिय | discontinued | invalid
verified: verified | वेरिफ़ाइड | वेरीफाइड | सत्यापित
available: available | free | vacant | khaali | khali | खाली | उपलब्ध | अवेलेबल | unbooked
unavailable: unavailable | full | sold out | booked out | भरा | भरे | फुल | अनुपलब्ध | bhara | bhare | taken | भर चुके | भर चुका | भर चुकी | bhar chuke | bhar chuka | bhar chuki | बुक हो चुके | book ho chuke
on_the_way: मार्ग में | on way | raste mein | raaste mein | on the way | en route | enroute | dispatched | on his way | on her way | raaste me | raste me | रास्ते में | निकल चुका | निकल चुके | nikal chuka | in transit | left for
arrived: arrived | reached | पहुँच चुका | पहुंच गए | pahunch gaya | pahunch chuka | पहुँच गए | पहुँच चुके
not_found: not found for customer | not found
"""

# What a reader would take as the same thing.
_AGREE = {
    "confirmed": {"confirmed", "accepted", "active", "assigned"},
    "accepted": {"accepted", "confirmed", "assigned"},
    "assigned": {"accepted", "confirmed", "in_progress", "on_the_way", "arrived", "completed"},
    "in_progress": {"in_progress", "arrived", "running"},
    "running": {"in_progress", "active", "open", "available", "confirmed", "accepted", "escalated"},
    "completed": {"completed"},
    "pending": {"pending", "requested", "open"},
    "ongoing": {"in_progress", "confirmed", "accepted", "pending", "open", "active"},
    "happened": {
        "completed",
        "paid",
        "escalated",
        "refunded",
        "cancelled",
        "resolved",
        "closed",
        "accepted",
        "confirmed",
        "requested",
        "in_progress",
        "rescheduled",
    },
    "paid": {"paid"},
    "refunded": {"refunded", "deposited"},
    "deposited": {"deposited", "refunded", "paid", "completed"},
    "requested": {"requested", "pending", "open"},
    "open": {"open", "available", "confirmed", "accepted", "assigned"},
    "closed": {"closed", "unavailable", "inactive"},
    "available": {"available", "open", "active"},
    "active": {"active", "verified", "confirmed", "available"},
    "on_the_way": {"on_the_way", "in_progress"},
    "arrived": {"arrived", "in_progress"},
}

# Words that are a status only when they are the predicate of a row that has one.
SOFT = frozenset(
    ("ongoing", "happened", "open", "available", "active", "unavailable", "due", "closed", "verified", "paused",
     "arrived", "on_the_way", "inactive", "expired", "not_found", "requested", "running", "deposited", "undone")
)  # fmt: skip
LACKING = frozenset(("due", "undone"))
"""States of what has not happened: a "not" in their words ("not paid") denies nothing else."""
STATUSES = frozenset(line.split(":")[0] for line in _PHRASES.strip().splitlines())


def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in _PHRASES.strip().splitlines():
        status, phrases = line.split(":", 1)
        for phrase in phrases.split("|"):
            words = tuple(fold(word) for word in phrase.replace("-", " ").split())
            table.setdefault(words[0], []).append((words, status))
    return {
        first: tuple(sorted(phrases, key=lambda phrase: -len(phrase[0])))
        for first, phrases in table.items()
    }


_BY_FIRST_WORD = _phrases()


def status_at(tokens: tuple[Token, ...], index: int) -> tuple[str, int] | None:
    """(status, token after it) of the longest status phrase that starts at a token."""
    for words, status in _BY_FIRST_WORD.get(tokens[index].key, ()):
        last, position = 0, index
        while last < len(words) and position < len(tokens):
            if tokens[position].text in ("-", "_"):
                position += 1
                continue
            if tokens[position].key != words[last]:
                break
            last, position = last + 1, position + 1
        if last == len(words):
            return status, position
    return None


def status_of(value: str) -> str | None:
    """The status that a field's whole value names ("IN_PROGRESS", "partially-paid"), or None."""
    plain = value.replace("_", " ").replace("-", " ").strip()
    if not plain or len(plain) > 40:
        return None
    tokens = tokenize(plain)
    found = status_at(tokens, 0) if tokens else None
    if found is not None and found[1] == len(tokens):
        return found[0]
    return None


def agrees(said: str, held: str) -> bool:
    """Whether a reader who is told `said` is not misled when the system holds `held`."""
    return said == held or held in _AGREE.get(said, ())
