"""Checks one fact of a reply by its kind: names, codes and counts here, the rest beside."""

import re
from collections.abc import Callable, Sequence

from assistant.language.services import find_services
from assistant.language.tokens import fold, keys, tokenize
from assistant.model import Reason
from assistant.quality.facts.amounts import check_amount, check_percent
from assistant.quality.facts.attribution import ruled_out
from assistant.quality.facts.calendar import check_date
from assistant.quality.facts.case import Case
from assistant.quality.facts.counts import check_number
from assistant.quality.facts.equations import goes_into_one, worked_out
from assistant.quality.facts.hours import check_clock
from assistant.quality.facts.lengths import check_duration
from assistant.quality.facts.places import check_place
from assistant.quality.facts.referred import another_worker, anothers
from assistant.quality.facts.statuses import check_status
from assistant.quality.reading import field_names as names
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.people import same_name
from assistant.quality.reading.rows import Row

_THAN_AFTER, _THAN_BEFORE = keys("se से"), keys("than")
_WORK = keys("cleaning clean safai saaf सफ़ाई सफाई साफ़ of the ki ka ke की का के")
"""What is done with a part of a home: "शौचालय की सफ़ाई", of a package that says "शौचालय"."""
_EXTENT = keys("include includes included exclude excludes excluded scope covers description note")
_PICKED = keys("picked chose chosen selected opted चुना चुनी chuna chuni choose")
_CHOSEN = frozenset(("chosen", "selected", "picked", "opted", "current"))
_HEAD = 4
"""Letters in which kin words agree: "flushing", "flush"."""
_ADDRESS = 90
"""Letters before a pincode in which its address stands."""
_LEAST_ADDRESS = 11
_CODE, _DIGIT = re.compile(r"\b\d{6}\b|\n"), re.compile(r"\d")
"""Another pincode or line, and what an address has, but the name of a service has not."""
_RECKONED = frozenset(("amount", "number", "duration"))
"""Facts that a reply may write out a sum for."""
_NAME = 60
"""Letters that the name of a thing has at most."""


def check(case: Case) -> Reason | None:
    """The verdict on one fact; None when it is not checkable (supposed, echoed, no figure)."""
    checker = _CHECKERS.get(case.fact.kind)
    reason = checker(case) if checker is not None else None
    if reason is None or reason.verdict == "supported":
        return reason
    if case.fact.kind in _RECKONED:
        sum_said = worked_out(case) or goes_into_one(case)
        if sum_said is not None:
            return case.supported(how=sum_said)
    quoted = _quoted(case)
    return reason if quoted is None else case.supported(quoted, "quoted")


def _quoted(case: Case) -> Hit | None:
    """The longer text of the right row that the reply quotes word for word around the fact: a
    subject, an address, a remark."""
    fact = case.fact
    numbers = tuple(
        item.fact for item in case.reply.placed
        if item.fact.kind == "identifier" and item.hits
        and item.clause.sentence == case.clause.sentence
    )  # fmt: skip
    for row in case.one.scope:
        if numbers and ruled_out(row, {"identifier": numbers}):
            continue
        for value in row.of("text"):
            longer = len(value.value) > len(fact.text) + 3 and fact.text in value.value
            if longer and _covers(case.reply.text, value.value, fact.start, fact.end):
                return row, value
    return None


def _covers(text: str, quote: str, start: int, end: int) -> bool:
    """Whether the quote stands in the text over all of a stretch of it."""
    at = text.find(quote, max(0, end - len(quote)))
    return 0 <= at <= start and at + len(quote) >= end


def _name(case: Case) -> Reason | None:
    """Variants and people: in the right row, or denied."""
    fitting = case.one.fitting
    chosen = _chosen(case) or another_worker(case)
    if chosen is not None and chosen[1].value != case.fact.value:
        return case.refuted(chosen)
    if fitting:
        return case.supported(fitting[0])
    if case.clause.denied and (case.one.hits or case.echoed):
        return None
    if case.fact.kind == "person" and (case.echoed or _in_session(case)):
        return None
    compared = case.near_words(0, 1) & _THAN_AFTER or case.near_words(1, 0) & _THAN_BEFORE
    if case.fact.kind == "variant" and compared and case.one.hits:
        return None
    if case.fact.kind == "variant" and (
        _is_part_of_a_name(case) or _of_a_rule(case) or _in_a_field_name(case)
    ):
        return None
    return case.refuted()


def _chosen(case: Case) -> Hit | None:
    """What evidence says was picked, where a tier is said to have been: "you went with Basic"."""
    if case.fact.kind != "variant" or case.clause.denied or case.clause.supposed:
        return None
    words = case.clause_words
    if not (words & _PICKED or ("went" in words and "with" in words)):
        return None
    picked = [
        (row, value)
        for row in case.grounds.rows if case.one.against[id(row)] <= {"variant"}
        for value in row.of("variant") if value.words & _CHOSEN
    ]  # fmt: skip
    return picked[0] if len({value.value for _, value in picked}) == 1 else None


def _of_a_rule(case: Case) -> bool:
    """ "basic" cover, a "premium" of 15 %: a word of a passage, which no row has as its tier."""
    return not case.one.hits and case.in_passage() is not None


def _in_a_field_name(case: Case) -> bool:
    """ "premium" beside a "min_premium": what evidence calls a sum, and no tier it has."""
    words = {word for row in case.grounds.rows for value in row.values for word in value.words}
    return not case.one.hits and not words.isdisjoint((fold(case.fact.text), case.fact.value))


def _is_part_of_a_name(case: Case) -> bool:
    """ "गोल्ड" of a "Gold Facial": no tier, where evidence knows it only inside other names."""
    tiers = any(row.of("variant") for row in case.grounds.rows)
    texts = (value.value for row in case.grounds.rows for value in row.of("text"))
    return not tiers and any(
        same_name(case.fact.value, token.text) for text in texts for token in tokenize(text)
    )


def _in_session(case: Case) -> bool:
    """The customer, or the assistant itself, as the session names them."""
    held = [
        token.text for value in case.grounds.session.of("text") for token in tokenize(value.value)
    ]
    return all(any(same_name(name, other) for other in held) for name in case.fact.value)


def _level(case: Case) -> Reason | None:
    """A level that the rows have, of those that have any."""
    if case.one.fitting:
        return case.supported(case.one.fitting[0])
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    rated = any(row.of("level") for row in case.one.scope)
    return case.refuted() if rated and not case.clause.asked else None


def _service(case: Case) -> Reason | None:
    fitting = case.one.fitting
    if fitting:
        return case.supported(fitting[0])
    passage = case.in_passage()
    if passage is not None and not case.one.hits:
        return case.supported(source=passage)
    if case.clause.denied and (case.one.hits or case.echoed):
        return None
    if not case.one.hits and (
        _in_descriptions(case) or _told_of(case) or _part_of_the_name(case) or _is_their_trade(case)
    ):
        return None
    if case.echoed and not case.one.hits:
        stated = case.beside("date", "time", "window", "status", "amount", "number", "identifier")
        known = any(
            row.service_keys for row in case.one.scope if row.of("status") or row.of("date")
        )
        if not (stated and known) or case.clause.asked or case.clause.supposed:
            return None
    return case.refuted()


def _is_their_trade(case: Case) -> bool:
    """ "pest control", of rows for termites and rodents: the trade of more than one service."""
    trade = "-".join(token.key for token in tokenize(case.fact.text)) + "/"
    kin = {key for row in case.grounds.rows for key in row.service_keys if key.startswith(trade)}
    return len(kin) > 1


def _in_descriptions(case: Case) -> bool:
    """A word of a longer text of evidence, such as what a service includes."""
    wanted = fold(case.fact.text)
    texts = [passage.text for passage in case.grounds.passages]
    texts += [
        value.value for row in case.grounds.rows for value in row.of("text")
        if all(named.path != value.path for named in row.of("service"))
    ]  # fmt: skip
    tokens = tokenize(case.fact.text)
    words = tuple(token.text for token in tokens)
    if any(wanted in fold(text) or _spells(words, text) for text in texts):
        return True
    parts = tuple(token.text for token in tokens if token.key not in _WORK)
    told = [
        value.value for row in case.one.scope for value in row.of("text")
        if row.service_keys
        and ("," in value.value or all(named.path != value.path for named in row.of("service")))
    ]  # fmt: skip
    if len(parts) > 1 and any(_begins_alike(parts, text) for text in told):
        return True  # "drain pipe ki flushing", of a "drain pipe flush"
    if parts and any(_spells(parts, " ".join(name)) for name in _named_fields(case)):
        return True  # "मेम्ब्रेन", of a field that is called so
    return 0 < len(parts) < len(tokens) and any(_spells(parts, text) for text in told)


def _begins_alike(words: Sequence[str], text: str) -> bool:
    """Whether every word begins as one of the text does."""
    held = {token.key[:_HEAD] for token in tokenize(text) if token.shape == "word"}
    return all(fold(word)[:_HEAD] in held for word in words)


def _named_fields(case: Case) -> set[frozenset[str]]:
    """The words of the names of fields, but of those that tell an hour ("window")."""
    return {
        value.words for row in case.one.scope for value in row.of("text")
        if not value.words & (names.HOURS | names.TIMES)
    }  # fmt: skip


def _told_of(case: Case) -> bool:
    """ "किचन कैबिनेट", of a rule on "kitchen cabinets": what passages and longer texts name in
    another language, be it a part of the work only."""
    texts = [passage.text for passage in case.grounds.passages]
    texts += [
        value.value for row in case.one.scope for value in row.of("text")
        if value.words & _EXTENT
    ]  # fmt: skip
    return any(
        not case.fact.value.isdisjoint(span.keys) for text in texts
        for span in find_services(text)
    )  # fmt: skip


def _part_of_the_name(case: Case) -> bool:
    """ "Deep cleaning" of the Chimney Deep Cleaning that is spoken of."""
    words = tuple(token.text for token in tokenize(case.fact.text))
    return len(words) > 1 and any(
        _spells(words, " ".join(text.value for text in row.of("text") if len(text.value) < _NAME))
        for row in case.one.scope if row.of("service")
    )  # fmt: skip


def _spells(words: Sequence[str], text: str) -> bool:
    """Whether every word stands in the text, in either script."""
    held = [token.text for token in tokenize(text) if token.shape == "word"]
    return all(any(same_name(word, other) for other in held) for word in words)


def _code(case: Case) -> Reason | None:
    """Pincodes, phones, identifiers."""
    fitting = case.one.fitting
    if fitting and case.fact.kind == "identifier" and _of_another_service(case, fitting):
        return case.refuted()
    if fitting and case.fact.kind == "pincode" and _of_another_label(case):
        return case.refuted()
    own = None if case.clause.denied or case.echoed else anothers(case)
    if own is not None:
        return case.refuted(own)
    if fitting:
        return case.supported(fitting[0])
    session = case.grounds.session
    same = [value for value in session.of(case.fact.kind) if value.value == case.fact.value]
    if same and not case.one.hits:
        return case.supported((session, same[0]))
    passage = case.in_passage()
    if passage is not None:
        return case.supported(source=passage)
    echoed = case.echoed or _asked_for(case)
    if case.clause.denied and (case.one.hits or echoed):
        return None
    if echoed or _in_texts(case):
        return case.supported(how="as the customer said")
    return case.refuted()


def _link(case: Case) -> Reason | None:
    """A web address: to the letter as evidence or the question has it."""
    if case.one.hits:
        return case.supported(case.one.hits[0])
    for passage in case.grounds.passages:
        if case.fact.value in passage.text:
            return case.supported(source=passage.source)
    return None if case.echoed else case.refuted()


def _asked_for(case: Case) -> bool:
    """Whether the question holds the code's figures, whatever joins them ("ORD 55671")."""
    figures = "".join(letter for letter in case.fact.text if letter.isdecimal())
    return case.fact.kind == "identifier" and len(figures) > 3 and figures in case.reply.asked_keys


def _of_another_service(case: Case, fitting: Sequence[Hit]) -> bool:
    """Whether the number's rows are of other services than all that the sentence names."""
    held = [row.service_keys for row, _ in fitting if row.service_keys]
    sentence = [item for item in case.reply.placed if item.clause.sentence == case.clause.sentence]
    several = len({item.fact.value for item in sentence if item.fact.kind == "identifier"}) > 1
    named = [
        item.fact.value for item in sentence
        if item.fact.kind == "service" and item.hits
        and (item.clause == case.clause or not several)
    ]  # fmt: skip
    alike = all(_is_known(keys) == _is_known(said) for keys in held for said in named)
    return bool(held and named) and alike and all(
        keys.isdisjoint(said) for keys in held for said in named
    )  # fmt: skip


def _is_known(services: frozenset[str]) -> bool:
    """Whether the trade's lexicon knows them, and not only the field that holds the word."""
    return any("/" in key for key in services)


def _of_another_label(case: Case) -> bool:
    """ "the office pincode is 400703": all rows of what the clause names hold another one."""
    named = [row for item in case.beside("label") for row, _ in item.fitting]
    named += _quoted_addresses(case)
    held = [value.value for row in named for value in row.of("pincode")]
    return bool(held) and not case.beside("pincode") and case.fact.value not in held


def _quoted_addresses(case: Case) -> list[Row]:
    """The rows whose address stands word for word right before the code, in the same line and with
    no other code between."""
    before = case.reply.text[max(0, case.fact.start - _ADDRESS) : case.fact.start]
    before = _CODE.split(before)[-1]
    return [
        row for row in case.grounds.rows
        if row.of("pincode") and any(
            len(value.value) > _LEAST_ADDRESS and _DIGIT.search(value.value)
            and value.value in before for value in row.of("text")
        )
    ]  # fmt: skip


def _in_texts(case: Case) -> bool:
    """A code that stands somewhere inside a longer value of own evidence."""
    plain = case.fact.value.upper().replace("-", "")
    return (
        case.fact.kind == "identifier"
        and not case.one.hits
        and any(
            plain in value.value.upper().replace("-", "")
            for row in case.grounds.rows
            for value in row.of("text")
        )
    )


_CHECKERS: dict[str, Callable[[Case], Reason | None]] = {
    "amount": check_amount,
    "number": check_number,
    "percent": check_percent,
    "fraction": check_percent,
    "date": check_date,
    "time": check_clock,
    "window": check_clock,
    "duration": check_duration,
    "pincode": _code,
    "phone": _code,
    "identifier": _code,
    "link": _link,
    "service": _service,
    "variant": _name,
    "level": _level,
    "person": _name,
    "place": check_place,
    "status": check_status,
}
