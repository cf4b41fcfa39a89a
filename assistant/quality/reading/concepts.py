"""What words of the trade mean, whatever their language: "wapas", "वापस" and "back" are a refund."""

from functools import cache, lru_cache

from assistant.language.tokens import Token, fold, tokenize

_CONCEPTS = """
refund: refund refunds refunded refundable wapas vapas wapis वापस वापसी रिफंड रिफ़ंड लौट लौटा लौटता लौटेगा लौटेंगे लौटाया return returned returns
cancel: cancel cancelled canceled cancelling cancellation radd रद्द कैंसल कैंसिल कैन्सल कैंसिलेशन cancelation
move: move moved moving reschedule rescheduled rescheduling shift shifted badal badalna badle badla बदल बदलना बदली बदलने रीशेड्यूल postpone prepone change changed
free: free muft mufat मुफ़्त फ़्री फ्री complimentary nishulk निशुल्क gratis
charge: charge charges charged chargeable fee fees fine penalty shulk शुल्क चार्ज जुर्माना कटौती deduct
warranty: warranty warrantee guarantee गारंटी वारंटी guaranteed covered cover cashless
price: price prices rate rates cost costs daam dam keemat kimat दाम क़ीमत कीमत रेट भाव kharcha ख़र्च खर्च kitna kitne कितना कितने lagega padega पड़ेगा लगेगा tariff quote quotation amount how-much fees paise पैसे
tax: gst tax sgst cgst igst जीएसटी टैक्स
discount: discount off coupon offer promo बचत bachat छूट chhoot ऑफ़र ऑफर कूपन डिस्काउंट deal cashback
pay: pay paid payment payments paying bhugtan भुगतान पेमेंट upi card cash wallet transaction kata कटा कट kat debit debited
wallet: wallet वॉलेट walet balance बैलेंस
slot: slot slots available availability khaali khali खाली ख़ाली उपलब्ध स्लॉट free vacant opening timing kab कब when aaoge aa सकते aayega आएगा आएँगे come coming reach
status: status update stage kahan kaha पहुँचा pahuncha स्थिति स्टेटस progress confirmed confirm हुआ hua pending अभी abhi
person: technician provider professional plumber electrician beautician stylist kaun कौन who person name naam नाम टेक्नीशियन प्रोफ़ेशनल agent karigar कारीगर expert
complaint: complaint complain shikayat शिकायत issue ticket grievance escalate escalated
invoice: invoice bill receipt बिल इनवॉइस बिल break-up breakup
address: address pata पता पते pate location ghar घर
hours: hours timing timings open close kholte band बंद खुलते समय time samay
safety: safe safety background verified verify otp pin police privacy number सुरक्षित सत्यापित
booking: booking bookings book booked order orders बुकिंग ऑर्डर appointment visit विज़िट
human: human agent manager supervisor insaan इंसान executive person baat बात call customer-care
service: service services सर्विस सेवा kaam काम repair cleaning
share: share de dena batana बताना दे देना personal
rating: rating rated star stars रेटिंग
refer: refer referral रेफ़रल invite code
call: call calls calling calls phone ring कॉल फ़ोन फोन message text sms whatsapp मैसेज contact
guarantee: guarantee guaranteed guarantees promise promised assure assured assurance surely definitely gaaranti गारंटी वादा wada vaada vada पक्का pakka pakki zaroor zarur ज़रूर befikar बेफ़िक्र chinta चिंता certain certainly
always: always hamesha हमेशा never kabhi कभी everytime forever sada har-baar any every anytime 100% bilkul
soon: minutes minute immediately instantly turant तुरंत abhi अभी asap shortly jaldi जल्दी tonight today aaj आज hour ghante
gift: gift bonus extra voucher cashback complimentary muft मुफ़्त free points
""".strip()


@cache
def _by_word() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _CONCEPTS.splitlines():
        concept, words = line.split(":", 1)
        for word in words.split():
            table.setdefault(fold(word), set()).add(concept)
    return {word: frozenset(concepts) for word, concepts in table.items()}


_NONE = frozenset[str]()


def concepts_of(token: Token) -> frozenset[str]:
    """The concepts that a word stands for."""
    return _by_word().get(token.key, _NONE)


@lru_cache(maxsize=2048)
def concepts_in(text: str) -> frozenset[str]:
    """All concepts of a text."""
    known = _by_word()
    return _NONE.union(*[known[token.key] for token in tokenize(text) if token.key in known])
