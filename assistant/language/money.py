"""Finds amounts of money and percentages, in figures and words, as exact paise and decimals."""

from decimal import ROUND_HALF_UP, Decimal

from assistant.language.numbers import Number, read_numbers, span_over
from assistant.language.spans import Span
from assistant.language.tokens import Token, keys, tokenize

_BEFORE = keys("₹ rs inr रु रू रुपये $ € £ usd eur gbp")
"""Somebody else's shop may price in dollars; a log is taken to hold one currency."""
_AFTER = keys(
    """
    $ € £ usd eur gbp dollar dollars euro euros
    ₹ rs inr rupees rupee rupay rupaye rupaiye rupya rupaya rupai rupe rupiya rupiye
    rupye ruppees ruppee rupess bucks रु रू रुपये रुपए रुपया रुपयों रुपय रूपये रूपए
    रुपयें rupaiya rupaiyya rupyo rupiyo rupayo rupiyaan taka takay rupaye rupayee रुपिया रिपिया
    रिपियां रिप्या रुपैया रुपियां रुपियो रुपयां रूपिया रुपियै रुपयै टका
    """
)
_PAISE = keys("paise paisa पैसे")
_PERCENT = keys(
    """
    % percent percentage pct pc pratishat pratisat fisdi feesadi fisadi pracent
    parsent प्रतिशत फ़ीसदी फीसद परसेंट पर्सेंट %
    """
)
_BETWEEN = keys(
    """
    - – to se or ya and aur से या और
    """
)
_ONLY = keys("only मात्र")
_SCALE_ENDS = keys(
    """
    k hazar hazaar hajar hajaar thousand lakh lac हज़ार लाख सौ sau hundred
    """
)


def find_amounts(text: str) -> tuple[Span, ...]:
    """Amounts of money in paise: named by a currency, by "/-", or said in hundreds and thousands.

    Both ends of "500-800 rupees" are amounts. A bare figure is not: it may be anything.
    """
    tokens = tokenize(text)
    numbers = read_numbers(text)
    found = []
    for index, number in enumerate(numbers):
        first, last = _with_currency(tokens, number)
        if (first, last) == (number.first, number.last):
            linked = index + 1 < len(numbers) and _linked(tokens, number, numbers[index + 1])
            after = numbers[index + 1] if linked else None
            if not (
                (after and _with_currency(tokens, after)[1] > after.last)
                or _named_before(tokens, numbers, index)
                or _said_in_scales(tokens, number)
            ):
                continue
        paise = to_paise(number.value)
        if index + 1 < len(numbers) and last > number.last:
            last, extra = _and_paise(tokens, last, numbers[index + 1])
            paise += extra
        found.append(span_over("amount", paise, tokens, first, last, text))
    return tuple(found)


def find_percentages(text: str) -> tuple[Span, ...]:
    """Percentages as decimals: 18 for "18%", "18 प्रतिशत", "eighteen percent"."""
    tokens = tokenize(text)
    numbers = read_numbers(text)
    found = []
    for index, number in enumerate(numbers):
        last = number.last
        if last < len(tokens) and tokens[last].key == "per" and last + 1 < len(tokens):
            last += tokens[last + 1].key in ("cent", "sent")
        if last < len(tokens) and (tokens[last].key in _PERCENT or last > number.last):
            found.append(span_over("percent", number.value, tokens, number.first, last + 1, text))
        elif index + 1 < len(numbers) and _linked(tokens, number, numbers[index + 1]):
            end = numbers[index + 1].last
            money = _with_currency(tokens, number) != (number.first, number.last)
            ranged = number.value <= numbers[index + 1].value  # no "1400 - 15%"
            if ranged and not money and end < len(tokens) and tokens[end].key in _PERCENT:
                found.append(
                    span_over("percent", number.value, tokens, number.first, number.last, text)
                )
    return tuple(found)


def to_paise(rupees: Decimal) -> int:
    """Rupees as paise, halves rounded up."""
    return int((rupees * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _with_currency(tokens: tuple[Token, ...], number: Number) -> tuple[int, int]:
    """The number's token range widened by the currency beside it; itself when there is none."""
    first, last = number.first, number.last
    before = first - 1
    if before > 0 and tokens[before].text in (".", ":") and tokens[before - 1].key in _BEFORE:
        before -= 1
    if before >= 0 and tokens[before].key in _BEFORE:
        first = before
    end = len(tokens)
    if last + 1 < end and tokens[last].key in _BEFORE and tokens[last + 1].shape == "number":
        return first, last  # "tera ₹200": the sign is of the next
    if last < end and (
        tokens[last].key in _AFTER or (first < number.first and tokens[last].key in _ONLY)
    ):
        last += 1
    if last + 1 < end and tokens[last].text == "/" and tokens[last + 1].text in "-–=":
        last += 2
    return first, last


def _and_paise(tokens: tuple[Token, ...], last: int, after: Number) -> tuple[int, int]:
    """The paise of "a thousand rupees and 64 paise", with the token after them."""
    joined = after.first - last <= 1 and all(t.key in _BETWEEN for t in tokens[last : after.first])
    if not joined or after.last >= len(tokens) or tokens[after.last].key not in _PAISE:
        return last, 0
    return after.last + 1, int(after.value)


def _linked(tokens: tuple[Token, ...], number: Number, after: Number) -> bool:
    return after.first == number.last + 1 and tokens[number.last].key in _BETWEEN


def _named_before(tokens: tuple[Token, ...], numbers: tuple[Number, ...], index: int) -> bool:
    """ "Rs 299-399": the second figure of a range named by the first."""
    before = numbers[index - 1] if index else None
    return (
        before is not None
        and tokens[before.last].text in ("-", "–")
        and before.value < numbers[index].value
        and _linked(tokens, before, numbers[index])
        and _with_currency(tokens, before)[0] < before.first
    )


def _said_in_scales(tokens: tuple[Token, ...], number: Number) -> bool:
    """ "1.5k", "dhai hazar", "बारह सौ": nothing else in this trade is counted so."""
    span = tokens[number.first : number.last]
    follower = tokens[number.last].key if number.last < len(tokens) else ""
    return (
        len(span) > 1
        and any(token.key in _SCALE_ENDS for token in span[1:])
        and follower not in _NOT_MONEY
    )


_NOT_MONEY = keys(
    """
    bookings log people customers homes घर लोग days km sqft ft feet ग्राहक square sq gaj foot watt
    """
)
