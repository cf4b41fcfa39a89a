"""What a message says about itself: values, and the masks that the classifier sees instead."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.language.services import shipped_lexicon
from assistant.model import Slots
from assistant.router.references import dictated
from assistant.router.slots import read_slots

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Kolkata"))  # a Monday


def slots(text: str) -> Slots:
    return read_slots(text, NOW, shipped_lexicon()).slots


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("do you serve 560102", "pincode", "560102"),
        ("५६०१०२ में आते हो", "pincode", "560102"),
        ("five six zero zero six six", "pincode", "560066"),
        ("Bangalore me aate ho", "city", "Bengaluru"),
        ("मुंबई में", "city", "Mumbai"),
        ("status of CB-104233", "booking_number", "CB-104233"),
        ("cb 104233 kahan hai", "booking_number", "CB-104233"),
        ("cb104233", "booking_number", "CB-104233"),
        ("my booking 104233", "booking_number", "CB-104233"),
        ("order number one zero four two three three", "booking_number", "CB-104233"),
        ("order 560102 kahan hai", "booking_number", "CB-560102"),
        ("बुकिंग १०४२३३", "booking_number", "CB-104233"),
        ("order id 345678", "booking_number", "CB-345678"),
        ("pin number 400050", "pincode", "400050"),
        ("CC-200017 ka kya hua", "complaint_number", "CC-200017"),
        ("my complaint 200017", "complaint_number", "CC-200017"),
        ("शिकायत नंबर 200017", "complaint_number", "CC-200017"),
        ("add 500 rupees", "amount_paise", 50000),
        ("can I get the break-up? 2,360 seems a lot", "amount_paise", 236000),
        ("UPI se 1180 kiya, aaya kya?", "amount_paise", 118000),
        ("₹1,499 kat gaye", "amount_paise", 149900),
        ("500 kat gaye", "amount_paise", 50000),
        ("मेरे 1200 रिफंड कब आएंगे", "amount_paise", 120000),
        ("paint my 2 bhk", "amount_paise", None),
        ("call me on 98765 43210", "mobile", "9876543210"),
        ("+91 9876543210", "mobile", "9876543210"),
        ("the standard one", "variant", "standard"),
        ("sasta wala", "variant", "basic"),
        ("प्रीमियम वाला", "variant", "premium"),
        ("gave him 4 stars", "rating", 4),
        ("rating 5", "rating", 5),
        ("1 hi star dunga", "rating", 1),
        ("5 mein se 2", "rating", 2),
        ("cancel because I am ill", "reason", "I am ill"),
        ("Owing to a wedding I request you to come later.", "reason", "a wedding"),
        ("due to a strike we humbly seek another day", "reason", "a strike"),
        ("kal bhej do", "date", date(2026, 11, 24)),
        ("kal aaya tha", "date", date(2026, 11, 22)),
        ("kal ka book kiya hai", "date", date(2026, 11, 24)),
        ("कल सुबह 10 बजे", "date", date(2026, 11, 24)),
        ("parso shaam", "date", date(2026, 11, 25)),
        ("कल सुबह 10 बजे", "time_from", time(10)),
        ("today at 5", "date", date(2026, 11, 23)),
        ("shaam 5 baje", "time_from", time(17)),
        ("bijli wala chahiye", "category", "electrical"),
        ("geezer theek karwana hai", "services", ("appliance-repair/geyser-repair",)),
    ],
)
def test_a_slot_is_read(text: str, name: str, value: Any) -> None:
    assert getattr(slots(text), name) == value


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("Robibare bikele lok pathao", date(2026, 11, 29), (time(16), time(20))),
        ("mongolbar dupure kichu hobe?", date(2026, 11, 24), (time(12), time(16))),
        ("brihoshpotibar 10 theke 12 er modhye", date(2026, 11, 26), (time(10), time(12))),
        ("Shanivari sakali 10 vajta ya", date(2026, 11, 28), (time(10), None)),
        ("बुधवारी संध्याकाळी पाठवा", date(2026, 11, 25), (time(16), time(20))),
        ("ravivare bapore 3 vage mokli do", date(2026, 11, 29), (time(15), None)),
        ("shukkarvaar nu 2 ton 4 vaje", date(2026, 11, 27), (time(14), time(16))),
        ("aitvaar nu savere bhejo ji", date(2026, 11, 29), (time(8), time(12))),
        ("एतवार के साँझे भेजीं", date(2026, 11, 29), (time(16), time(20))),
        ("naalai kaalaila vaanga", date(2026, 11, 24), (time(8), time(12))),
        ("kaal kono lok asbe dada?", date(2026, 11, 24), (None, None)),
        ("budhwar la 4 te 6", date(2026, 11, 25), (time(16), time(18))),
        ("pankha kal lagwaye the, aaj phir band", date(2026, 11, 22), (None, None)),
        ("tomorrow, bring the ladder", date(2026, 11, 24), (None, None)),
        ("the Thursday one, please cancel it", date(2026, 11, 26), (None, None)),
        ("Thursday one pm", date(2026, 11, 26), (time(13), None)),
        ("my flat is on the 4th flr, 3rd A cross", None, (None, None)),
        ("come on the 4th, please", date(2026, 12, 4), (None, None)),
        ("paani din-raat girta hai", None, (None, None)),
        ("raat-din machine chalti hai", None, (None, None)),
        ("har subah bijli jaati hai", None, (None, None)),
        ("every evening at 6 the lights trip", None, (time(18), None)),
        ("subah mein nahi, shaam mein", None, (time(16), time(20))),
        ("कॉल करो मुझे", None, (None, None)),
        ("aaj se 3 din baad kaam kar dena", date(2026, 11, 26), (None, None)),
        ("आज से एक हफ्ते बाद भेजना", date(2026, 11, 30), (None, None)),
        ("he was to report at 9 this morning", date(2026, 11, 23), (time(9), None)),
        ("satrday ko bhejo", date(2026, 11, 28), (None, None)),
        ("come on wendesday", date(2026, 11, 25), (None, None)),
        ("do it tmrw evenin instead", date(2026, 11, 24), (time(16), time(20))),
        ("pls snd sm1 tonite", date(2026, 11, 23), (time(18), time(20))),
        ("सवा दस का कहा था", None, (time(10, 15), None)),
        ("saade paanch ko bulao", None, (time(17, 30), None)),
        ("sava kilo chini", None, (None, None)),
        ("shaam ko aane wala tha", None, (time(16), time(20))),
        ("subah booking ki thi, koi nahi aaya", None, (None, None)),
        ("ek hi baar me sun, ghar gali me hai", None, (None, None)),
        ("wed plz", date(2026, 11, 25), (None, None)),
        ("sun plz", None, (None, None)),
        ("GOOD NOON SIR", None, (None, None)),
        ("your plumber attended on Saturday", date(2026, 11, 21), (None, None)),
        ("cn u mail me the bil for sat", date(2026, 11, 21), (None, None)),
        ("maine kal AC repair book kiya tha", date(2026, 11, 22), (None, None)),
        ("kal 10 baje ka AC book kiya tha", date(2026, 11, 24), (time(10), None)),
        ("kal ke kaam ki raseed dijiye", date(2026, 11, 22), (None, None)),
    ],
)
def test_a_day_and_its_hours_are_read_of_every_neighbour(
    text: str, day: date | None, hours: tuple[time | None, time | None]
) -> None:
    found = slots(text)
    assert (found.date, (found.time_from, found.time_to)) == (day, hours)


def test_a_window_has_two_ends() -> None:
    found = slots("4-6pm")
    assert (found.time_from, found.time_to) == (time(16), time(18))


def test_salon_alone_stands_for_both_salons() -> None:
    found = slots("salon ka rate")
    assert found.category is None
    assert {key.split("/")[0] for key in found.services} == {"salon-for-women", "salon-for-men"}


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "good morning",
        "no",
        "ek baat batao",
        "this one",
        "am I speaking to the right desk",
        "do you rent scooters",
    ],
)
def test_small_talk_says_nothing(text: str) -> None:
    assert slots(text) == Slots()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("price of AC repair in 560102 tomorrow", "price of _svc_ in _pin_ _date_"),
        ("status of CB-104233", "status of _booking_"),
        ("Pune में नल ठीक करवाना है", "_city_ में _svc_ करवाना है"),
        ("add 500 rupees", "add _amount_"),
        ("good morning", "good morning"),
    ],
)
def test_the_classifier_sees_shapes_not_values(text: str, masked: str) -> None:
    assert read_slots(text, NOW, shipped_lexicon()).masked == masked


def test_digits_spoken_one_by_one_become_figures() -> None:
    assert dictated("pin code do do chhe zero ek zero hai") == "pin code 226010 hai"
    assert dictated("one or two days") == "one or two days"
