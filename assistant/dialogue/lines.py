"""Lines that several skills say of a row: a price, an address."""

from assistant.answers.phrases import Voice
from assistant.model import Evidence, Sentence


def price_line(voice: Voice, row: Evidence) -> Sentence:
    """A rate card with GST, and what it cost before if it has become cheaper."""
    holes = {
        "service": (row, "service"),
        "variant": (row, "variant"),
        "price": (row, "price"),
        "gst": (row, "gst_percent"),
        "total": (row, "price_with_gst"),
    }
    if "strike_price" in row.fields:
        return voice.say("price_line_struck", strike=(row, "strike_price"), **holes)
    return voice.say("price_line", **holes)


def not_sold(voice: Voice, row: Evidence) -> Sentence:
    """That a service is not offered at a pincode, or nowhere in a city."""
    if "city" in row.fields:
        return voice.say("not_sold_in_city", service=(row, "service"), city=(row, "city"))
    return voice.say("not_sold_here", service=(row, "service"), pincode=(row, "pincode"))


def address_line(voice: Voice, row: Evidence) -> Sentence:
    phrase = "address_default_line" if row.fields["default"] else "address_line"
    return voice.say(phrase, pincode=(row, "pincode"), city=(row, "city"), address=(row, "address"))
