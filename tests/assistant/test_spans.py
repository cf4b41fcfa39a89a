"""What the finders of numbers, money, dates and times read in customers' and agents' texts."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.dates import find_dates
from assistant.language.durations import find_durations
from assistant.language.identifiers import find_identifiers, find_phones, find_pincodes
from assistant.language.money import find_amounts, find_percentages
from assistant.language.numbers import find_numbers
from assistant.language.times import find_dayparts, find_times, find_windows
from assistant.language.tokens import tokenize

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twelve hundred", 1200),
        ("five hundred and ninety nine", 599),
        ("dhai hazar", 2500),
        ("ढाई हज़ार", 2500),
        ("बारह सौ निन्यानवे", 1299),
        ("saadhe teen", "3.5"),
        ("साढ़े बारह सौ", 1250),
        ("sava sau", 125),
        ("paune do lakh", 175_000),
        ("1.5k", 1500),
        ("1.2 lakh", 120_000),
        ("12 hazaar 500", 12_500),
        ("teen hajar paanch sau pachaas", 3550),
        ("1,29,999", 129_999),
        ("1,299,000", 1_299_000),
        ("१,२९९", 1299),
        ("twenty-five", 25),
    ],
)
def test_a_number_is_read_whatever_its_words_and_grouping(text: str, value: int | str) -> None:
    assert [span.value for span in find_numbers(text)] == [Decimal(value)]


@pytest.mark.parametrize("text", ["do you repair", "bata do na", "so what", "tera naam", "aane do"])
def test_words_that_are_more_often_something_else_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == ()


@pytest.mark.parametrize(
    ("text", "paise"),
    [
        ("₹1,299", [129_900]),
        ("Rs.1,299/-", [129_900]),
        ("rs500", [50_000]),
        ("1299 rupees", [129_900]),
        ("1299 rupay", [129_900]),
        ("1299 रुपये", [129_900]),
        ("INR 1299.50", [129_950]),
        ("₹500-800", [50_000, 80_000]),
        ("पाँच सौ से आठ सौ रुपये", [50_000, 80_000]),
        ("dhai hazar", [250_000]),
        ("₹2.5k", [250_000]),
        ("411001", []),
        ("10-12", []),
    ],
)
def test_an_amount_is_exact_paise(text: str, paise: list[int]) -> None:
    assert [span.value for span in find_amounts(text)] == paise


@given(st.integers(min_value=1, max_value=99_999_999))
@settings(max_examples=60)
def test_an_amount_written_in_indian_grouping_is_found_again(paise: int) -> None:
    rupees, rest = divmod(paise, 100)
    head, tail = str(rupees)[:-3], str(rupees)[-3:]
    while len(head) > 2:
        tail = f"{head[-2:]},{tail}"
        head = head[:-2]
    written = f"₹{head + ',' if head else ''}{tail}" + (f".{rest:02d}" if rest else "")
    assert [span.value for span in find_amounts(f"Total {written}, all in.")] == [paise]


@pytest.mark.parametrize(
    "text", ["18%", "18 percent", "18 per cent", "18 प्रतिशत", "eighteen percent"]
)
def test_a_percentage_is_read_in_three_languages(text: str) -> None:
    assert [span.value for span in find_percentages(text)] == [Decimal(18)]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("25/11", date(2026, 11, 25)),
        ("25 Nov 2026", date(2026, 11, 25)),
        ("Nov 25th", date(2026, 11, 25)),
        ("पच्चीस नवंबर", date(2026, 11, 25)),
        ("25 तारीख", date(2026, 11, 25)),
        ("Tuesday", date(2026, 11, 24)),
        ("mangalwar ko", date(2026, 11, 24)),
        ("मंगलवार", date(2026, 11, 24)),
        ("aaj", date(2026, 11, 23)),
        ("kl subah", date(2026, 11, 24)),
        ("parso", date(2026, 11, 25)),
        ("3 din baad", date(2026, 11, 26)),
        ("in 2 days", date(2026, 11, 25)),
        ("next Sat", date(2026, 11, 28)),
        ("day after tomorrow", date(2026, 11, 25)),
        ("5 tarikh", date(2026, 12, 5)),
    ],
)
def test_the_first_reading_of_a_date_is_the_nearest_future_one(text: str, nearest: date) -> None:
    assert [span.value[0] for span in find_dates(text, MONDAY)] == [nearest]


def test_kal_and_parso_look_both_ways() -> None:
    (kal,) = find_dates("kal", MONDAY)
    assert kal.value == (date(2026, 11, 24), date(2026, 11, 22))


def test_a_weekday_beside_a_date_must_agree_with_it() -> None:
    (agreeing,) = find_dates("Wednesday 25 Nov", MONDAY)
    assert agreeing.value == (date(2026, 11, 25),)
    (wrong,) = find_dates("Tuesday 24 Nov 2025", MONDAY)
    assert wrong.value == ()


@pytest.mark.parametrize("text", ["12 se 24 ghante pehle", "3 to 5 working days", "24/7", "10-12"])
def test_lengths_of_time_are_no_dates(text: str) -> None:
    assert find_dates(text, MONDAY) == ()


@given(
    st.dates(date(2026, 6, 1), date(2027, 5, 1)), st.sampled_from(["%d %b", "%d %B %Y", "%b %d"])
)
@settings(max_examples=60)
def test_a_written_date_is_found_again(day: date, style: str) -> None:
    (span,) = find_dates(f"Your visit is on {day.strftime(style)}.", MONDAY)
    assert day in span.value


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("10 am", time(10)),
        ("10bje", time(10)),
        ("subah 10 baje", time(10)),
        ("शाम 4 बजे", time(16)),
        ("saadhe teen baje", time(15, 30)),
        ("18:30", time(18, 30)),
        ("shaam 6:42 par", time(18, 42)),
        ("9 in the morning", time(9)),
        ("raat 8", time(20)),
        ("noon", time(12)),
    ],
)
def test_a_clock_time_is_among_its_readings(text: str, reading: time) -> None:
    (span,) = find_times(text)
    assert reading in span.value


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10-12", 10, 12),
        ("4-6pm", 16, 18),
        ("10 am to 12 noon", 10, 12),
        ("12 से 2 के बीच", 12, 14),
        ("2 baje se 4 baje tak", 14, 16),
        ("between 4 and 6", 16, 18),
        ("सुबह 8 बजे से रात 8 बजे तक", 8, 20),
    ],
)
def test_a_window_is_read_with_both_its_ends(text: str, start: int, end: int) -> None:
    (span,) = find_windows(text)
    assert (time(start), time(end)) in span.value


@given(st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
@settings(max_examples=40)
def test_a_written_time_is_found_again(hour: int, minute: int) -> None:
    moment = datetime(2026, 1, 1, hour, minute)  # noqa: DTZ001 - only its clock is written
    (span,) = find_times(f"at {moment.strftime('%I:%M %p').lower()}")
    assert span.value == (moment.time(),)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 hours", (120, 120)),
        ("30 din", (43_200, 43_200)),
        ("three days", (4320, 4320)),
        ("7-day warranty", (10_080, 10_080)),
        ("3 se 5 kaam ke din", (4320, 7200)),
        ("3 से 5 कामकाजी दिनों", (4320, 7200)),
        ("आधा घंटा", (30, 30)),
        ("dedh ghante", (90, 90)),
    ],
)
def test_a_duration_has_both_its_ends(text: str, minutes: tuple[int, int]) -> None:
    (span,) = find_durations(text)
    assert span.value.minutes() == minutes


def test_a_part_of_the_day_alone_stands_for_the_hours_worked_in_it() -> None:
    (span,) = find_dayparts("kal subah aa jao")
    assert span.value == (time(8), time(12))
    assert find_dayparts("kal subah 10 baje") == ()


def test_what_names_one_thing_is_told_from_what_counts() -> None:
    text = "ORD-20261120-0088 at 411001, call +91 98765 43210, pay ₹411002 in 7 days"
    assert [span.value for span in find_identifiers(text)] == ["ORD-20261120-0088"]
    assert [span.value for span in find_pincodes(text)] == ["411001"]
    assert [span.value for span in find_phones(text)] == ["9876543210"]


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_any_text_is_read_without_an_error_and_spans_quote_it(text: str) -> None:
    found = [
        *find_numbers(text), *find_amounts(text), *find_percentages(text), *find_times(text),
        *find_windows(text), *find_durations(text), *find_dates(text, MONDAY),
        *find_identifiers(text), *find_pincodes(text), *find_phones(text),
    ]  # fmt: skip
    assert all(text[span.start : span.end] == span.text for span in found)


@given(st.integers(0, 400))
@settings(max_examples=40)
def test_days_from_now_are_counted_by_the_calendar(count: int) -> None:
    (span,) = find_dates(f"{count} din baad", MONDAY)
    assert span.value == (MONDAY + timedelta(days=count),)


@given(st.text(st.characters(exclude_categories=("Nd", "Cs")) | st.sampled_from("aकि'’-+/. \n")))
def test_a_text_without_figures_is_cut_as_it_is_beside_one(text: str) -> None:
    *before, figure = tokenize(f"{text} 7")
    assert tokenize(text) == tuple(before)
    assert figure.shape == "number"
