"""Says what kind of answer beside what kind of evidence a turn is, and so which model judges it: a
turn of a company's chatbot, whoever's; talk about the world; a claim beside a card, a table or a
passage; a report. It goes by form and a few words, and judges nothing.
"""

import re

from assistant.language.tokens import keys, keys_in
from assistant.model import Exchange
from assistant.quality.entailment.premises import claims_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.rows import Row

HOME = "home"
"""A question of a customer's, answered from records or rules: our own kind of turn."""
_SOURCES = keys(
    """session policy policies terms faq faqs kb help support rules guide guidelines handbook manual
    sop instructions knowledge"""
)
"""What only a support desk's evidence is called."""
_CUSTOMERS = (
    keys("customer customers client clients member members guest guests"),
    keys("we our us you your"),
)
_RUPEES = re.compile(r"(?:₹|\bRs\.?|\bINR) ?\d")
_DEALINGS = keys(
    """fee fees charge charged charges charging refund refunds refunded refundable booking
    bookings booked cancel cancelled cancellation cancelling warranty gst invoice appointment
    technician delivery delivered subscription payment payments paid pay reschedule rescheduled
    deposit policyholder premium slot visit visits plan plans renewal account"""
)
"""What a company says to its customers, and what it deals with."""
_ONE_PERSON = keys("i i'm i've i'd my me mine")
"""How a person writes, and no company: in a forum."""
_LONGEST, _SIGNS = 900, 2
"""Letters that all passages of such a company have at most, and of these signs how many, dealings
counting twice at most. Of talk about the world (train parts of BEGIN, FaithDial, Q2, USR, mtRAG) it
takes one in a hundred at most for that; of our twins with passages alone it finds three in four."""
_SOURCE_WORD = re.compile(r"[^\W\d_]+")
_HINDI = re.compile(r"[\u0900-\u097f]")
_LISTED = re.compile(r"[-#*\s]*[^\s:,|;][^:,|;]{0,40}[:,|;\t] ?[^\s](?:.*[^.!?।\s])?\s*$")
"""A line of a record: "- genre: rock", "2021-02-25,0.09"; no sentence, whoever says it."""
_LINE = 120
"""Letters that it has at most."""
_LEAST_LISTED, _MOST = 3, 0.6
"""Such lines that make a passage a record: so many, and so large a share of all."""
_PRICED = frozenset(("amount", "pincode", "identifier"))
"""What a row that names one of our services holds besides when it is of our own kind."""


def setting_of(exchange: Exchange, grounds: Grounds) -> str:
    """What kind of answer beside what kind of evidence this is."""
    if any(_is_a_desks(entry.source) for entry in exchange.evidence):
        return HOME
    if any(_is_ours(row) for row in grounds.rows):
        return HOME
    records = sum(1 for entry in exchange.evidence if entry.fields)
    if exchange.question.strip() and (
        records or _HINDI.search(exchange.question) or _is_told_to_customers(exchange)
    ):
        return HOME
    length = "claim" if len(claims_of(exchange.answer)) < 2 else "text"
    if length == "text" and (records or any(_is_listed(one.text) for one in exchange.evidence)):
        return "report"
    if not records:
        return f"{'talk' if exchange.question.strip() else 'passage'}_{length}"
    return "table_claim" if records > 1 else "card_claim"


def _is_listed(text: str | None) -> bool:
    """Whether a passage is a record written out: most of its lines name a field and its value, or
    hold the values of one row."""
    lines = [line for line in (text or "").splitlines() if line.strip()]
    listed = sum(len(line) < _LINE and _LISTED.match(line) is not None for line in lines)
    return listed >= max(_LEAST_LISTED, _MOST * len(lines))


def _is_a_desks(source: str) -> bool:
    """Whether a source's name has a word of a support desk's: "help-center/refunds"."""
    return not _SOURCES.isdisjoint(_SOURCE_WORD.findall(source.casefold()))


def _is_told_to_customers(exchange: Exchange) -> bool:
    """Whether passages read like what a company tells its customers."""
    texts = [entry.text or "" for entry in exchange.evidence]
    if sum(map(len, texts)) > _LONGEST:
        return False
    if any(map(_RUPEES.search, texts)):
        return True
    said = frozenset().union(*map(keys_in, texts))
    if not said.isdisjoint(_ONE_PERSON):
        return False
    spoken_to = sum(not said.isdisjoint(words) for words in _CUSTOMERS)
    return spoken_to + min(len(said & _DEALINGS), _SIGNS) >= _SIGNS


def _is_ours(row: Row) -> bool:
    """Whether a plain row names one of our services with a price, a pincode or a number."""
    named = any("." not in value.path for value in row.of("service"))
    return named and bool(_PRICED & row.by_kind.keys())
