"""What the words of a field's name say about its value: money, percentage, identity, owner, role.

Names never seen before are read word by word; nothing here lists the columns of one system.
"""

import re
from functools import lru_cache

from assistant.language.tokens import fold
from assistant.quality.reading.field_words import MEANINGS


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u0900-\u097f]+")

PAISE = _set("paise paisa minor cents")
RUPEES = _set("rupees rupee rs inr rupaye rupay rupaya")
UNIT = _set("unit units uom in currency ccy denomination ikai")
"""Fields that say what the number beside them is counted in."""
MONEY = _set("""
    price prices amount amt total subtotal fee fees cost charge charges charged rate
    tariff fare mrp inr rs rupees rupee discount paid payable payment due dues balance
    refund refunded wallet bill billed tax gst sgst cgst igst advance remaining deposit
    savings saving off strike list sum gross net grand quote quoted convenience taxable
    value cashback bonus reward credit debit received tendered collected sell selling
    offer budget salary tip penalty fine surcharge visiting daam dam rakam raqam kharcha
    kimat keemat qeemat shulk kul cap estimate cart outstanding owed money earnings payout
    tot worth pay rashi raashi lagat rupaye rupay rupaya rupiya mulya bhugtan dey jama
    bakaya inaam chhoot bachat jurmana vyay
    """)
PERCENT = _set("percent percentage pct pc perc share ratio pratishat fisadi feesadi")
TAXES = _set("gst sgst cgst igst tax vat kar")
COUNTED = _set("""
    qty quantity count counts number jobs bookings visits rating stars score seats people
    guests rooms flats floors units unit sqft area size capacity years experience reviews
    revisits revisit helpers workers sessions coats pieces spots
    items crew min max times attempts distance km days hours minutes months weeks sla
    duration age flat position head min_people version seq rank level
    speed mbps gbps kbps gb mb tb kg kgs gram grams litre litres liter liters ltr ml watt watts kw
    kwh volt volts ton tons tonnage btu inch inches cm mm metre metres meter meters feet ft sqm rpm
    devices screens channels temperature
    """)
DURATIONS = {
    "days": "day", "day": "day", "hours": "hour", "hour": "hour", "hrs": "hour",
    "minutes": "minute", "mins": "minute", "minute": "minute", "months": "month", "month": "month",
    "weeks": "week", "years": "year", "ghante": "hour", "ghanta": "hour", "mahine": "month",
    "mahina": "month", "hafte": "week", "hafta": "week", "saal": "year", "minat": "minute",
    "dino": "day", "din": "day", "wks": "week", "yrs": "year", "yr": "year", "mths": "month",
}  # fmt: skip
DONE_WITH = _set("total billed charged paid")
"""What is done with hours that are counted ("hoursBilled"): no sum of money."""
HOURS = _set("hrs hours hour slot window time between open")
OPEN = _set("""
    open opens opening hours timing timings weekday weekdays weekend monday tuesday wednesday
    thursday friday saturday sunday mon tue wed thu fri sat sun
    """)
"""Fields that say when something is open, in whole hours."""
LENGTHS = _set("duration eta takes length slot wait est estimated work")
PINCODE = _set("pin pincode pincodes pins zip zipcode postal postcode postalcode")
PHONE = _set("phone mobile contact whatsapp tel telephone cell")
IDENTITY = _set("""
    id ids no number num ref reference code order booking complaint invoice ticket bk txn
    transaction utr key token inv cno awb case sr coupon promo
    oid bkid payid pid jid tid rid orderid bookingid ticketid complaintid refno resno ordno bkno
    """)
PERSON = _set("""
    name provider technician tech pro professional worker assignee assigned agent
    executive electrician plumber carpenter painter beautician stylist driver cleaner
    therapist lead manager handler handled person contact owner staff member crew partner
    by who whom with expert supervisor booked customer mechanic helper barber specialist
    coordinator attended to from
    """)
NICKNAMES = _set("nick nickname alias address addr street landmark")
"""What people call a place; "naya ghar" is no service there."""
AGENTIVE = ("head", "er", "or", "ist", "ian")
"""How words end that say who does something ("resolver", "team_head")."""
VARIANT = _set(
    "variant tier plan level grade pkg package pack option type edition model size class"
)
PLACE = _set("city town district locality area location place state region zone from to")
OWNER = _set("""
    customer user client cust uid owner buyer payer holder account member who by raised
    requested booked subscriber patron consumer for person acct profile patient guest
    prepared usr customerid userid cid custid belongs belong purchaser principal
    consignor complainant resident shopper shipper requester requestor applicant
    household tenant party beneficiary
    """)
NOT_OWNER = _set("""
    provider technician agent staff employee worker pro handled assigned service rate
    order booking address product item job slot complaint invoice payment method name
    mobile phone city rating count total price amount state address status type per each one
    single prati ek
    """)
SERVICES = _set(
    "service services job jobs item items task tasks svc work works treatment treatments"
)
OWNER_TABLES = _set("user users customer customers client clients account accounts profile")
TIMES = _set("""
    at on time ts timestamp epoch start end begin from to date when until till due slot
    scheduled created updated
    """)
STATES = _set("""
    status state stage phase condition standing progress outcome result lifecycle flag st step
    position mode
    """)
"""Fields whose few words say how things stand."""
ENDS = _set("end ends to till until close closes finish ended finished upto")

# Money roles. A value under a marked role is not the plain price; who quotes it must say so.
_ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("limit", _set("min minimum max maximum limit least cap ceiling floor")),
    ("tax", _set("gst sgst cgst igst tax vat kar")),
    (
        "strike",
        _set(
            "strike strikethrough mrp list original was regular crossed before old pehle tha purana"
        ),
    ),
    (
        "discount",
        _set("discount disc cut off savings saving saved coupon promo rebate chhoot chhut bachat"),
    ),
    ("refund", _set("refund refunded refundable reversal back wapas vapas wapsi vapasi lautaya")),
    ("convenience", _set("convenience platform suvidha")),
    (
        "remaining",
        _set("remaining remainder due dues outstanding owed balance pending baki baaki bakaya"),
    ),
    ("wallet", _set("wallet")),
    ("advance", _set("advance deposit token upfront")),
    ("paid", _set("paid received collected tendered debited charged diya chukaya jama")),
    ("total", _set("total payable grand bill gross final tot kul")),
    ("subtotal", _set("subtotal taxable base net bina")),
)


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The lower-case words of a field's name, whatever joins them ("unitPrice_paise"), and the
    English ones that they stand for ("दिया_गया", "keemat")."""
    words = {fold(word) for word in _WORD.findall(name)}
    return frozenset(words.union(*(MEANINGS.get(word, ()) for word in words)))


@lru_cache(maxsize=4096)
def money_role(words: frozenset[str]) -> str:
    """The part an amount plays by its field's name; "price" when nothing marks it."""
    if "wallet" in words:
        return "wallet"
    if words >= {"kam", "se"}:  # "kam se kam", at least
        return "limit"
    if "total" in words and not words & {"remaining", "balance", "outstanding", "tax", "discount"}:
        return "total"
    if words & {"pre", "before", "excl", "excluding", "without", "ex", "bina"} and words & TAXES:
        return "subtotal"
    if "paid" in words and not words & {"to", "un", "not"}:
        return "paid"
    if words & {"with", "incl", "inclusive", "including", "inc", "after", "post"} and words & TAXES:
        return "total"
    for role, marks in _ROLES:
        if words & marks:
            return role
    return "price"
