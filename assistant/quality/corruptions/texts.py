"""Faults that are no single value: a flipped statement, a promise, a misstated rule, a reply that
does not answer. All words come from `words.toml`.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from assistant.answers.rendering import write_money
from assistant.language.dates import find_dates
from assistant.language.detect import detect
from assistant.language.durations import find_durations
from assistant.language.identifiers import find_identifiers, find_pincodes
from assistant.language.money import find_amounts, find_percentages
from assistant.language.services import find_services
from assistant.language.spans import Span
from assistant.language.times import find_times, find_windows
from assistant.language.tokens import fold, tokenize
from assistant.quality.corruptions.held import OwnRow, day_of
from assistant.quality.corruptions.reply import Edit, Reply, has_word
from assistant.quality.corruptions.restyle import phrases, write_day, write_number
from assistant.quality.corruptions.values import wrong_rule


def flipped(reply: Reply) -> Edit | None:
    """A statement that names a fact, denied; or a denial that names one, stated."""
    edits = set()
    for span in _facts(reply):
        if span.kind == "date" and not re.search(r"\d", span.text):
            continue
        first, last = reply.sentence(span.start, span.end)
        sentence = reply.answer[first:last]
        if "?" in sentence or has_word(sentence, "conditions"):
            continue
        for verb in phrases()["asserted" if has_word(sentence, "negations") else "denied"]:
            for found in re.finditer(verb["said"], sentence):
                text = found.expand(verb["becomes"])
                edits.add(Edit(first + found.start(), first + found.end(), text))
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    return reply.chance.choice(ordered) if ordered else None


def promise(reply: Reply) -> Edit | None:
    """An assurance, of which evidence has no word, said at the end."""
    language = detect(reply.answer)
    fitting = [
        entry for entry in phrases()["promises"] if not _is_spoken_of(reply, entry["unless"])
    ]
    return _appended(reply, reply.chance.choice(fitting)[language]) if fitting else None


def misstated_rule(reply: Reply) -> Edit | None:
    """A length or a share of a rule changed; else a false rule beside what evidence says of it."""
    edit = wrong_rule(reply)
    if edit is not None and reply.chance.random() < 0.7:
        return edit
    text = " ".join(reply.held.texts).lower()
    fitting = [
        entry for entry in phrases()["policies"]
        if any(word in text for word in entry["about"].split())
    ]  # fmt: skip
    if not fitting:
        return edit
    return _appended(reply, reply.chance.choice(fitting)[detect(reply.answer)])


def false_sum(reply: Reply) -> Edit | None:
    """Two amounts of the reply added up wrongly at its end."""
    paise = sorted({span.value for span in find_amounts(reply.answer)})
    if len(paise) < 2:
        return None
    one, other = reply.chance.sample(paise, 2)
    for slip in reply.shuffled((1000, 2000, 5000, 10_000, -1000, -5000, -10_000)):
        total = one + other + slip
        if total > 0 and total // 100 not in reply.held.derived:
            language = detect(reply.answer)
            value = write_money(Decimal(total) / 100, language)
            return _appended(reply, phrases()["sums"][language].format(value=value))
    return None


def off_topic(reply: Reply) -> Edit | None:
    """A fluent word about something that neither question nor answer speaks of."""
    about = {
        key
        for text in (reply.question, reply.answer)
        for s in find_services(text)
        for key in s.keys
    }
    language = detect(reply.answer)
    fitting = [
        entry[language] for entry in phrases()["off_topic"]
        if not about & {key for span in find_services(entry["en"]) for key in span.keys}
        and entry["about"] not in f"{reply.question} {reply.answer}".lower()
    ]  # fmt: skip
    return _whole(reply, reply.chance.choice(fitting)) if fitting else None


def refusal(reply: Reply) -> Edit | None:
    """A refusal or a question back where the good reply states what evidence holds."""
    if not any(_is_held(reply, span) for span in _facts(reply)):
        return None
    return _whole(reply, reply.chance.choice(phrases()["refusals"])[detect(reply.answer)])


def aside(reply: Reply) -> Edit | None:
    """A true thing of the row spoken of, other than what was asked."""
    words = {token.key for token in tokenize(reply.question)}
    asked = {
        topic
        for topic in ("price", "when", "status", "where")
        if words & {fold(word) for word in phrases()["words"][topic].split()}
    }
    if not asked:
        return None
    language = detect(reply.answer)
    options = [
        phrases()["asides"][language][topic].format(service=service, value=value)
        for row in reply.held.own
        for service in row.labels().values()
        if any(span.keys for span in find_services(service)) and service in reply.answer
        for topic, value in _told(row)
        if topic not in asked and (topic == "where" or value not in reply.answer)
    ]
    return _whole(reply, reply.chance.choice(sorted(options))) if options else None


def other_row(reply: Reply) -> Edit | None:
    """The reply about a neighbouring own row than the one whose service, pincode, variant or number
    the question names: every value of the row exchanged for the neighbour's."""
    asked, said = reply.question.lower(), reply.answer.lower()
    rows = reply.held.own
    for row in reply.shuffled(rows):
        named = [
            cell
            for cell in row.cells
            if len(str(cell.value)) > 2
            and str(cell.value).lower() in asked
            and str(cell.value).lower() in said
        ]
        for other in reply.shuffled(rows):
            if other is row or other.table != row.table:
                continue
            if not any(_differs(cell.path, row, other, asked) for cell in named):
                continue
            answer = _rewritten(reply, row, other)
            if answer is not None:
                return _whole(reply, answer)
    return None


def _differs(path: str, row: OwnRow, other: OwnRow, asked: str) -> bool:
    here = {str(cell.value).lower() for cell in row.at(path)}
    there = {str(cell.value).lower() for cell in other.at(path)}
    return bool(there) and not here & there and not any(value in asked for value in there)


def _rewritten(reply: Reply, row: OwnRow, other: OwnRow) -> str | None:
    """The answer with every value that only `row` holds exchanged for that of `other`; None when a
    value cannot be, or the thing asked for is not named in the answer."""
    edits: dict[int, Edit] = {}
    swapped = 0
    for cell in row.cells:
        there = other.at(cell.path)
        if not there or there[0].value == cell.value:
            continue
        for edit in _edits_for(reply, cell.value, there[0].value, cell.paise(), there[0].paise()):
            edits.setdefault(edit.start, edit)
            swapped += 1
    if not swapped or not any(label in reply.answer for label in _own_labels(row, other)):
        return None
    answer = reply.answer
    end = len(answer)
    for edit in sorted(edits.values(), key=lambda edit: -edit.start):
        if edit.end <= end:
            answer = answer[: edit.start] + edit.text + answer[edit.end :]
            end = edit.start
    return answer if answer != reply.answer else None


def _own_labels(row: OwnRow, other: OwnRow) -> list[str]:
    """What names `row` and not `other`: names, pincodes, numbers."""
    return [
        str(cell.value)
        for cell in row.cells
        if len(str(cell.value)) > 3
        and str(cell.value) not in {str(c.value) for c in other.at(cell.path)}
    ]


def _edits_for(
    reply: Reply, old: object, new: object, old_paise: int | None, new_paise: int | None
) -> Iterable[Edit]:
    text = str(old)
    at = reply.answer.find(text) if len(text) > 3 else -1
    if at >= 0 and isinstance(old, str):
        yield Edit(at, at + len(text), str(new))
        return
    day, new_day = day_of(old), day_of(new)
    if day is not None and new_day is not None:
        for span in find_dates(reply.answer, reply.held.now.date()):
            if day in span.value:
                written = write_day(span.text, day, new_day, reply.held.now.date())
                if written:
                    yield Edit(span.start, span.end, written)
        return
    if old_paise is None or new_paise is None:
        return
    for span in find_amounts(reply.answer):
        if span.value == old_paise:
            written = write_number(span.text, Decimal(old_paise) / 100, Decimal(new_paise) / 100)
            if written:
                yield Edit(span.start, span.end, written)


def _facts(reply: Reply) -> list[Span]:
    """Every value that the answer states."""
    text = reply.answer
    finders = (find_amounts, find_percentages, find_times, find_windows, find_durations,
               find_identifiers, find_pincodes)  # fmt: skip
    found = [span for finder in finders for span in finder(text)]
    found += find_dates(text, reply.held.now.date())
    found += [
        Span("service", one.keys, one.start, one.end, one.text) for one in find_services(text)
    ]
    return found


def _is_held(reply: Reply, span: Span) -> bool:
    if span.kind == "amount":
        return Decimal(span.value) / 100 in reply.held.numbers
    if span.kind == "date":
        return bool(reply.held.dates & set(span.value))
    if span.kind == "time":
        return bool(reply.held.times & set(span.value))
    if span.kind == "duration":
        return span.value.low in reply.held.numbers
    return False


def _is_spoken_of(reply: Reply, words: str) -> bool:
    return any(word.lower() in reply.held.words for word in words.split())


def _told(row: OwnRow) -> Iterable[tuple[str, str]]:
    """(topic, value in words) of what a row can tell."""
    for cell in row.cells:
        name, text = cell.name.lower(), str(cell.value)
        if "pin" in name and len(text) == 6:
            yield "where", text
        elif name in ("status", "state", "stage"):
            yield "status", text.replace("_", " ").lower()
        elif name in ("price", "rate", "fee", "amount", "total") and cell.paise() is not None:
            yield "price", write_money(Decimal(cell.paise() or 0) / 100, "en")


def _appended(reply: Reply, sentence: str) -> Edit:
    end = len(reply.answer)
    stop = (
        ""
        if not reply.answer or reply.answer[-1] in ".?!।" or not reply.answer[-1].isalnum()
        else "."
    )
    return Edit(end, end, f"{stop} {sentence}")


def _whole(reply: Reply, answer: str) -> Edit:
    return Edit(0, len(reply.answer), answer)
