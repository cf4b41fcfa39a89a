"""What the words of a field's name say about its value: money, percentage, identity, owner, role.

Names never seen before are read word by word; nothing here lists the columns of one system.
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

PAISE = frozenset(("paise", "paisa"))
MONEY = frozenset(
    """price prices amount amt total subtotal fee fees cost charge charges charged rate tariff fare
    mrp inr rs rupees rupee discount paid payable payment due dues balance refund refunded wallet
    bill billed tax gst sgst cgst igst advance remaining deposit savings saving off strike list sum
    gross net grand quote quoted convenience taxable value cashback bonus reward credit debit
    received tendered collected sell selling offer budget salary tip penalty fine surcharge visiting
    estimate cart outstanding owed money earnings payout tot worth pay""".split()
)
PERCENT = frozenset("percent percentage pct share ratio".split())
TAXES = frozenset("gst sgst cgst igst tax vat".split())
COUNTED = frozenset(
    """qty quantity count counts number jobs bookings visits rating stars score seats people guests
    rooms flats floors units unit sqft area size capacity years experience reviews items crew min
    max times attempts distance km days hours minutes months weeks sla duration age flat position
    head min_people version seq rank level""".split()
)
DURATIONS = {
    "days": "day", "day": "day", "hours": "hour", "hour": "hour", "hrs": "hour",
    "minutes": "minute", "mins": "minute", "minute": "minute", "months": "month", "month": "month",
    "weeks": "week", "years": "year",
}  # fmt: skip
PINCODE = frozenset("pin pincode pincodes pins zip zipcode postal postcode postalcode".split())
PHONE = frozenset("phone mobile contact whatsapp tel telephone cell".split())
IDENTITY = frozenset(
    """id ids no number num ref reference code order booking complaint invoice ticket bk txn
    transaction utr key token inv cno awb case sr coupon promo""".split()
)
PERSON = frozenset(
    """name provider technician tech pro professional worker assignee assigned agent executive
    electrician plumber carpenter painter beautician stylist driver cleaner therapist lead manager
    handler handled person contact owner staff member crew partner by who expert supervisor booked
    customer mechanic helper barber specialist coordinator attended to from""".split()
)
VARIANT = frozenset(
    "variant tier plan level grade pkg package pack option type edition model size class".split()
)
PLACE = frozenset("city town district locality area location place state region zone from to".split())
OWNER = frozenset(
    """customer user client cust uid owner buyer payer holder account member who by raised requested
    booked subscriber patron consumer for person acct profile patient guest prepared usr
    customerid userid""".split()
)
NOT_OWNER = frozenset(
    """provider technician agent staff employee worker pro handled assigned service rate order
    booking address product item job slot complaint invoice payment method name mobile phone city
    rating count total price amount state address status type""".split()
)
OWNER_TABLES = frozenset("user users customer customers client clients account accounts profile".split())
TIMES = frozenset(
    """at on time ts timestamp epoch start end begin from to date when until till due slot scheduled
    created updated""".split()
)
ENDS = frozenset("end ends to till until close closes finish ended finished upto".split())

# Money roles. A value under a marked role is not the plain price; who quotes it must say so.
_ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("limit", frozenset("min minimum max maximum limit least".split())),
    ("tax", frozenset("gst sgst cgst igst tax vat".split())),
    ("strike", frozenset("strike strikethrough mrp list original was regular crossed before old".split())),
    ("discount", frozenset("discount off savings saving saved coupon promo rebate".split())),
    ("refund", frozenset("refund refunded refundable reversal back".split())),
    ("convenience", frozenset("convenience platform".split())),
    ("remaining", frozenset("remaining remainder due dues outstanding owed balance pending".split())),
    ("wallet", frozenset("wallet".split())),
    ("advance", frozenset("advance deposit token upfront".split())),
    ("paid", frozenset("paid received collected tendered debited charged".split())),
    ("total", frozenset("total payable grand bill gross final tot".split())),
    ("subtotal", frozenset("subtotal taxable base net".split())),
)


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The lower-case words of a field's name, whatever joins them ("unitPrice_paise")."""
    return frozenset(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def money_role(words: frozenset[str]) -> str:
    """The part an amount plays by its field's name; "price" when nothing marks it."""
    if "wallet" in words:
        return "wallet"
    if "total" in words and words & {"with", "grand", "gst", "incl", "including"}:
        return "total"
    if words & {"with", "incl", "inclusive", "including"} and words & TAXES:
        return "total"
    for role, marks in _ROLES:
        if words & marks:
            return role
    return "price"
