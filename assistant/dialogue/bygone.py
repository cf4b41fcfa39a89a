"""Hears that a message is about what is over: why a booking was cancelled, who came, what there was
before. Whoever asks after a deed wants none done.
"""

from assistant.language.tokens import keys, tokenize

_CANCEL = keys(
    """
    cancel cancelled canceled cancle cancled cancell cancellation kancel radd rad रद्द कैंसल कैंसिल
    कैन्सल कैंसल्ड
    """
)
_WHY = keys(
    """
    why kyu kyun kyon kyoon kiyu q kisne kisliye kaise who reason wajah karan क्यों क्यूँ क्यूं किसने
    किसलिए कैसे वजह कारण
    """
)
_CANCELLED = keys("cancelled canceled")
_DONE = keys(
    """
    was were did has had been hui hua hue huyi hogayi hogaya gayi gaya gai gya gyi kiya kari kardi
    kardiya diya thi tha हुई हुआ हुए गई गया गयी किया दी दिया थी था थे
    """
)
_NOT_YET = keys(
    """
    want please pls can can't cant cannot may unable could should shall will would need get how not
    nahi nahin nhi raha rahi rha rhi karna karni karo kardo kare karein karunga chahiye sakta sakti
    sakte sakun jaye jaaye नहीं नही रहा रही करना करनी करो करें चाहिए सकता सकती सकते सकूँ जाए
    """
)
"""With one of these it is no deed of the past that is asked after."""
_WHETHER = keys("did you aapne apne tumne आपने तुमने")
_IF = keys("kya is are क्या")
_WAS = keys("was were did tha thi था थी थे")
_STILL_OPEN = keys(
    """
    confirm confirmed assign assigned accept accepted cancel cancelled canceled book booked supposed
    reschedule rescheduled going to कन्फर्म
    """
)
_BEFORE = keys(
    """
    past previous history completed earlier older old purani purana purane pichli pichla pichle
    pichhli pichhla pichhle pehle pahle done so far ab-tak finished पुरानी पुराने पुराना पिछली पिछले
    पिछला पहले हिस्ट्री
    """
)
_BOOKINGS = keys(
    """
    booking bookings order orders job jobs visit visits appointment appointments service services
    history बुकिंग ऑर्डर हिस्ट्री सर्विस
    """
)


def asks_why_cancelled(text: str) -> bool:
    """Whether it is asked why or by whom something was cancelled, or whether we have done it."""
    words = _words(text)
    if not words & _CANCEL or words & _NOT_YET:
        return False
    asks = words & _WHY or (words & _WHETHER and text.rstrip().endswith("?"))
    return bool(asks and words & (_DONE | _CANCELLED))


def asks_if_cancelled(text: str) -> bool:
    """Whether it is asked if something was cancelled: "kya meri booking cancel ho gayi?"."""
    words = _words(text)
    if not words & _CANCEL or words & _NOT_YET:
        return False
    asks = bool(words & _IF) or text.rstrip().endswith("?")
    return asks and bool(words & (_DONE | _CANCELLED))


def speaks_of_past(text: str) -> bool:
    """Whether it asks after a visit that is over: "kaun aaya tha"."""
    words = _words(text)
    return bool(words & _WAS) and not words & _STILL_OPEN


def asks_for_history(text: str) -> bool:
    """Whether it is about the bookings that there were: "purani bookings dikhao"."""
    words = _words(text)
    return bool(words & _BEFORE and words & _BOOKINGS) or speaks_of_past(text)


def _words(text: str) -> set[str]:
    return {token.key for token in tokenize(text)}
