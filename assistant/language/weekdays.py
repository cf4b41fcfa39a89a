"""Reads weekdays: "Thursday", "next Monday", "Friday 17"."""

from datetime import date, timedelta

from assistant.language.calendar_words import LAST, MONTHS, NEXT, WEEKDAYS, WEEKDAYS_DOUBTFUL
from assistant.language.tokens import Token


def weekday_at(
    tokens: tuple[Token, ...], index: int, today: date
) -> tuple[int, tuple[date, ...], bool] | None:
    """The weekday that begins at a token: where it ends, the days it may mean, likeliest first, and
    whether it is a bare weekday, which joins a date said beside it; None when there is none."""
    token = tokens[index]
    weekday = WEEKDAYS.get(token.key)
    if weekday is None or (token.key in WEEKDAYS_DOUBTFUL and not _weekday_here(tokens, index)):
        return None
    dated = _named_day(tokens, index + 1, weekday, today)
    if dated is not None:
        return index + 2, (dated,), False
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    before = tokens[index - 1].key if index else ""
    week = timedelta(days=7)
    if before in NEXT:
        ahead += week if ahead == today else timedelta()
        return index + 1, (ahead, ahead + week), True
    if before in LAST:
        return index + 1, (ahead - week, ahead - 2 * week), True
    if ahead == today:
        return index + 1, (ahead, ahead + week, ahead - week), True
    return index + 1, (ahead, ahead - week, ahead + week), True


def _named_day(tokens: tuple[Token, ...], index: int, weekday: int, today: date) -> date | None:
    """The near day that "Thursday 17" means; smaller numbers may be hours and are left alone."""
    if index >= len(tokens) or not tokens[index].text.isdecimal() or int(tokens[index].text) <= 12:
        return None
    if index + 1 < len(tokens) and tokens[index + 1].key in MONTHS:
        return None
    near = (today + timedelta(days=offset) for offset in range(-14, 32))
    meant = [day for day in near if day.day == int(tokens[index].text) and day.weekday() == weekday]
    return meant[0] if len(meant) == 1 else None


def _weekday_here(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a doubtful short form stands where a weekday would."""
    before = tokens[index - 1].key if index else ""
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    if before in NEXT | LAST | {"on", "this", "by", "is", "इस"} or after in ("ko", "को", ".", ","):
        return True
    return after in ("morning", "evening", "at", "subah", "shaam", "ke", "tak") or (
        index + 1 < len(tokens) and tokens[index + 1].shape in ("number", "dmy")
    )
