"""What relevancy holds against a reply: each pair differs only in the one fault it names."""

import pytest

from assistant.model import Evidence, Exchange, Score
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import THRESHOLDS, is_low

SESSION = Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41})
FRIDGE = Evidence(
    "tariff#7",
    {"service": "Refrigerator Repair", "plan": "Basic", "rate_inr": "549", "pin": "411014"},
)
FRIDGE_PREMIUM = Evidence(
    "tariff#8",
    {"service": "Refrigerator Repair", "plan": "Premium", "rate_inr": "949", "pin": "411014"},
)
FRIDGE_ELSEWHERE = Evidence(
    "tariff#9",
    {"service": "Refrigerator Repair", "plan": "Basic", "rate_inr": "599", "pin": "411045"},
)
CAR = Evidence(
    "tariff#12",
    {"service": "Car Washing", "plan": "Basic", "rate_inr": "449", "pin": "411014"},
)
VISIT = Evidence(
    "visits#31",
    {
        "customer_id": 41,
        "ref": "CB-104233",
        "what": "Waxing",
        "starts": "2026-11-24T10:00:00+05:30",
        "state": "confirmed",
        "assignee": "Hetal Solanki",
        "payable": "825.00",
    },
)
LATER_VISIT = Evidence(
    "visits#32",
    {
        "customer_id": 41,
        "ref": "CB-104290",
        "what": "Deep Cleaning",
        "starts": "2026-11-28T16:00:00+05:30",
        "state": "pending",
        "assignee": "Meera Nair",
        "payable": "2999.00",
    },
)
RATES = (FRIDGE, FRIDGE_PREMIUM, FRIDGE_ELSEWHERE, CAR)
VISITS = (VISIT, LATER_VISIT)

PRICE = {
    "en": "how much is basic fridge repair in 411014?",
    "hinglish": "411014 me fridge repair basic kitne ka padega",
    "hi": "411014 में फ्रिज रिपेयर का बेसिक कितने का है?",
}
PRICED = {
    "en": "Basic Refrigerator Repair in 411014 comes to ₹549.",
    "hinglish": "411014 me Refrigerator Repair ka Basic ₹549 ka hai.",
    "hi": "411014 में फ्रिज रिपेयर का बेसिक ₹549 का है।",
}
WHEN = {
    "en": "when is my waxing?",
    "hinglish": "meri waxing kab hai",
    "hi": "मेरी वैक्सिंग कब है?",
}
DATED = {
    "en": "Your Waxing is tomorrow at 10 am.",
    "hinglish": "Aapki Waxing kal subah 10 baje hai.",
    "hi": "आपकी वैक्सिंग कल सुबह 10 बजे है।",
}
LANGUAGES = ("en", "hinglish", "hi")


def judge(
    question: str, answer: str, *rows: Evidence, context: tuple[tuple[str, str], ...] = ()
) -> Score:
    evidence = (SESSION, *rows)
    exchange = Exchange(question, evidence, answer, context)
    examined = examine(answer, read_evidence(evidence), question)
    return score_relevancy(exchange, examined.grounds, examined.checked)


def is_bad(score: Score) -> bool:
    return is_low(score, THRESHOLDS["relevancy"])


def kinds(score: Score) -> set[str]:
    """What was found wrong, by the kinds of its reasons."""
    return {r.kind for r in score.reasons if r.verdict in ("unsupported", "contradicted")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_that_gives_the_price_of_what_was_named_is_wholly_relevant(language: str) -> None:
    assert judge(PRICE[language], PRICED[language], *RATES).value == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_that_gives_the_day_of_the_booking_asked_about_is_wholly_relevant(
    language: str,
) -> None:
    assert judge(WHEN[language], DATED[language], *VISITS).value == 1.0


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Keep your refrigerator a little away from the wall, it cools better that way."),
        ("hinglish", "Fridge ko deewar se thoda door rakhiye, thandak achhi rahegi."),
        ("hi", "फ्रिज को दीवार से थोड़ा हटाकर रखिए, ठंडक अच्छी बनी रहेगी।"),
    ],
)
def test_advice_that_nobody_asked_for_is_off_topic(language: str, answer: str) -> None:
    score = judge(PRICE[language], answer, *RATES)
    assert is_bad(score)
    assert "off_topic" in kinds(score)


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Your Waxing is with Hetal Solanki and comes to ₹825."),
        ("hinglish", "Aapki Waxing Hetal Solanki karengi aur ₹825 lagenge."),
        ("hi", "आपकी वैक्सिंग हेतल सोलंकी करेंगी और ₹825 लगेंगे।"),
    ],
)
def test_true_facts_about_the_same_booking_that_leave_the_ask_open_are_the_wrong_intent(
    language: str, answer: str
) -> None:
    score = judge(WHEN[language], answer, *VISITS)
    assert is_bad(score)
    assert kinds(score) == {"ask:when"}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Car Washing in 411014 comes to ₹449."),
        ("hinglish", "411014 me Car Washing ₹449 ka hai."),
        ("hi", "411014 में कार वॉशिंग ₹449 की है।"),
    ],
)
def test_the_price_of_another_service_ignores_the_service(language: str, answer: str) -> None:
    score = judge(PRICE[language], answer, *RATES)
    assert is_bad(score)
    assert "constraint:service" in kinds(score)


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Premium Refrigerator Repair in 411014 comes to ₹949."),
        ("hinglish", "411014 me Refrigerator Repair ka Premium ₹949 ka hai."),
        ("hi", "411014 में फ्रिज रिपेयर का प्रीमियम ₹949 का है।"),
    ],
)
def test_the_price_of_another_variant_ignores_the_variant(language: str, answer: str) -> None:
    assert is_bad(judge(PRICE[language], answer, *RATES))


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Basic Refrigerator Repair in 411045 comes to ₹599."),
        ("hinglish", "411045 me Refrigerator Repair ka Basic ₹599 ka hai."),
        ("hi", "411045 में फ्रिज रिपेयर का बेसिक ₹599 का है।"),
    ],
)
def test_the_price_at_another_pincode_ignores_the_pincode(language: str, answer: str) -> None:
    assert is_bad(judge(PRICE[language], answer, *RATES))


@pytest.mark.parametrize(
    ("language", "question", "good", "bad"),
    [
        ("en", "is my booking of tomorrow confirmed?", "Yes, tomorrow's Waxing is confirmed.",
         "Your Deep Cleaning on Saturday is pending."),
        ("hinglish", "kal wali booking confirm hai kya", "Haan, kal ki Waxing confirmed hai.",
         "Aapki Shaniwar ki Deep Cleaning pending hai."),
        ("hi", "कल वाली बुकिंग कन्फ़र्म है क्या?", "हाँ, कल की वैक्सिंग कन्फ़र्म है।",
         "आपकी शनिवार की डीप क्लीनिंग पेंडिंग है।"),
    ],
)  # fmt: skip
def test_the_booking_of_another_day_ignores_the_day(
    language: str, question: str, good: str, bad: str
) -> None:
    assert judge(question, good, *VISITS).value == 1.0
    assert is_bad(judge(question, bad, *VISITS))


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Sorry, I can't see that price from here. Please check the app."),
        ("hinglish", "Sorry, iska rate mere paas nahi hai, app me dekh lijiye."),
        ("hi", "माफ़ कीजिए, यह दाम मुझे नहीं दिख रहा, ऐप पर देख लीजिए।"),
    ],
)
def test_a_refusal_is_right_only_where_evidence_has_no_answer(language: str, answer: str) -> None:
    needless, right = judge(PRICE[language], answer, *RATES), judge(PRICE[language], answer)
    assert is_bad(needless)
    assert kinds(needless) == {"needless_refusal"}
    assert right.value == 1.0
    assert [reason.kind for reason in right.reasons] == ["refusal"]


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "what is the status of CB-109999?", "I don't see CB-109999 under your number."),
        ("hinglish", "CB-109999 ka status kya hai", "CB-109999 aapke number par nahi dikh rahi."),
        ("hi", "CB-109999 का स्टेटस क्या है?", "CB-109999 नाम की कोई बुकिंग आपके नंबर पर नहीं दिख रही।"),
    ],
)  # fmt: skip
def test_not_seeing_a_number_that_is_not_the_customers_is_a_right_refusal(
    language: str, question: str, answer: str
) -> None:
    assert judge(question, answer, *VISITS).value == 1.0


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "cancel my booking", "Which one: Waxing tomorrow or Deep Cleaning on Saturday?"),
        ("hinglish", "meri booking cancel kar do", "Kaunsi: Waxing ya Deep Cleaning?"),
        ("hi", "मेरी बुकिंग कैंसिल कर दो", "कौन-सी: कल की वैक्सिंग या शनिवार की डीप क्लीनिंग?"),
    ],
)  # fmt: skip
def test_asking_which_is_right_where_several_fit(language: str, question: str, answer: str) -> None:
    assert judge(question, answer, *VISITS).value == 1.0


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "May I know your pincode?"),
        ("hinglish", "Aapka pincode bata dijiye."),
        ("hi", "कृपया अपना पिनकोड बताइए।"),
    ],
)
def test_asking_for_what_the_question_gave_is_needless(language: str, answer: str) -> None:
    assert kinds(judge(PRICE[language], answer, *RATES)) == {"needless_refusal"}


@pytest.mark.parametrize(
    ("language", "question", "half"),
    [
        ("en", "when is my waxing and who is coming?", "Your Waxing is tomorrow at 10 am."),
        ("hinglish", "meri waxing kab hai aur kaun aayega", "Aapki Waxing kal subah 10 baje hai."),
        ("hi", "मेरी वैक्सिंग कब है और कौन आएगा?", "आपकी वैक्सिंग कल सुबह 10 बजे है।"),
    ],
)
def test_one_of_two_asks_answered_is_not_enough(language: str, question: str, half: str) -> None:
    score = judge(question, half, *VISITS)
    assert is_bad(score)
    assert kinds(score) == {"ask:who"}


def test_a_service_that_is_not_sold_may_be_said_to_be_so() -> None:
    row = Evidence("coverage#3", {"service": "Car Washing", "pin": "411014", "available": False})
    answer = "Sorry, we don't do Car Washing in 411014 yet."
    assert judge("car wash price in 411014", answer, row).value == 1.0


def test_what_is_named_only_to_be_ruled_out_need_not_be_spoken_of() -> None:
    question = "fridge repair rate 411014, basic not premium"
    assert judge(question, PRICED["en"], *RATES).value == 1.0


def test_small_talk_is_answered_by_small_talk() -> None:
    score = judge("thank you so much", "You're welcome, happy to help!")
    assert score.value == 1.0
    assert [reason.kind for reason in score.reasons] == ["small_talk"]


def test_a_bare_pincode_asks_what_was_asked_before_the_question_back() -> None:
    context = (
        ("user", "what does basic fridge repair cost"),
        ("assistant", "What is your pincode?"),
    )
    good = judge("411014", PRICED["en"], *RATES, context=context)
    bad = judge("411014", "Refrigerator Repair is sold in 411014.", *RATES, context=context)
    assert good.value == 1.0
    assert is_bad(bad)


def test_an_empty_question_is_not_scored() -> None:
    score = judge("   ", "Hello!")
    assert score.value is None
    assert score.unscored == "nothing was asked"


def test_an_empty_reply_answers_nothing() -> None:
    assert is_bad(judge(PRICE["en"], "", *RATES))


def test_the_same_exchange_always_gets_the_same_score() -> None:
    assert judge(PRICE["hi"], PRICED["hi"], *RATES) == judge(PRICE["hi"], PRICED["hi"], *RATES)


def test_a_rule_told_in_other_words_answers_and_a_refusal_that_quotes_it_is_right() -> None:
    rule = Evidence(
        "kb/profile",
        text="A phone number can be changed in the app under Profile > Security after an OTP.",
    )
    told = "Please open Profile > Security in the app; an OTP lets you change the phone number."
    assert not is_bad(judge("can i change my number", told, rule))
    assert is_bad(judge("can i change my number", "Sorry, I can't help with that.", rule))


def test_a_trade_that_is_named_may_be_answered_by_the_person() -> None:
    worker = Evidence("pro/19", {"name": "Salim Khan", "stars": 4.8})
    job = Evidence("job/12", {"customer_id": 41, "task": "MCB/Fuse Repair", "pro": "Salim Khan"})
    question = "what is the rating of the electrician"
    assert not is_bad(judge(question, "Salim Khan is rated 4.8.", job, worker))
