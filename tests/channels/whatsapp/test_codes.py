"""Every error code of the platform, with what must follow from it."""

import pytest

from channels.delivery import MOST_ATTEMPTS
from channels.whatsapp.codes import decide
from channels.whatsapp.door import CHANNEL
from store.alarms import alarms_on
from store.outbox import lag
from tests.channels.whatsapp.shop import Shop, refusal

LATER = (2, 4, 80007, 130429, 131016, 131056, 131057, 133004)
RETRY = (1, 131000, 131053)
STOP = (0, 3, 10, 190, 200, 250, 299, 368, 130497, 131005, 131031, 131042, 131045, 133010)
SLOW = (131048, 131064)
FINAL = (130403, 130472, 131021, 131026, 131049, 131050, 131051)
OUR_FAULT = (100, 131008, 131009, 132000, 132001, 132005, 132007, 132012, 132015, 132016)


def test_every_code_of_the_table_is_decided_and_an_unknown_one_is_tried_again() -> None:
    table = {
        "later": LATER,
        "retry": RETRY,
        "stop": STOP,
        "slow": SLOW,
        "final": FINAL,
        "dead": OUR_FAULT,
    }
    for decision, codes in table.items():
        assert {decide(code) for code in codes} == {decision}
    assert decide(131047) == "template"
    assert decide(None) == decide(987654) == "retry"


@pytest.mark.parametrize("code", LATER)
def test_a_platform_that_is_throttled_for_hours_loses_no_reply(
    either_shop: Shop, code: int
) -> None:
    shop = either_shop
    shop.answers = [refusal(code) for _ in range(60)]
    key = shop.converse("one")
    shop.hear()
    second = shop.converse("two")
    for _ in range(70):
        shop.deliver()
        shop.pass_time(minutes=5)
    assert [shop.state(key), shop.state(second)] == [("sent", 0), ("sent", 0)]
    assert [body["text"]["body"] for body in shop.bodies] == ["one"] * 61 + ["two"]


def test_a_throttled_reply_is_tried_ever_more_rarely_and_then_every_five_minutes(
    shop: Shop,
) -> None:
    shop.answers = [refusal(130429) for _ in range(99)]
    shop.converse()
    tried = []
    for second in range(1200):
        before = len(shop.bodies)
        shop.deliver()
        tried += [second] * (len(shop.bodies) - before)
        shop.pass_time(seconds=1)
    assert tried == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 812, 1112]


def test_what_a_platform_has_refused_for_a_day_is_given_up_where_people_see_it(
    shop: Shop,
) -> None:
    shop.answers = [refusal(130429) for _ in range(999)]
    key = shop.converse()
    for _ in range(23):
        shop.deliver()
        shop.pass_time(hours=1)
    assert shop.state(key) == ("pending", 0)
    shop.pass_time(hours=1)
    shop.deliver()
    assert shop.state(key) == ("dead", 1)
    assert shop.row(key).error_code == 130429


def test_a_throttle_that_is_reported_later_loses_no_reply_either(either_shop: Shop) -> None:
    shop = either_shop
    key = shop.converse()
    for number in range(1, 21):
        shop.deliver()
        shop.report(f"wamid.ours.{number}", "failed", errors=[{"code": 130429, "title": "no"}])
        shop.pass_time(minutes=5)
    shop.deliver()
    assert shop.state(key) == ("sent", 0)
    assert len(shop.bodies) == 21


def test_tries_while_the_platform_was_throttled_count_for_no_other_trouble(shop: Shop) -> None:
    shop.answers = [*(refusal(131016) for _ in range(20)), refusal(131000)]
    key = shop.converse()
    for _ in range(22):
        shop.deliver()
        shop.pass_time(minutes=10)
    assert shop.state(key) == ("sent", 1)


@pytest.mark.parametrize("code", RETRY)
def test_back_off_and_retry(shop: Shop, code: int) -> None:
    shop.answers = [refusal(code, 500 if code < 3 else 400)]
    key = shop.converse()
    shop.deliver()
    assert shop.state(key) == ("pending", 1)
    shop.pass_time(seconds=6)
    shop.deliver()
    assert shop.state(key) == ("sent", 1)
    assert len(shop.bodies) == 2


def test_retries_end_after_eight_where_people_see_it(shop: Shop) -> None:
    shop.answers = [refusal(131000) for _ in range(20)]
    key = shop.converse()
    for _ in range(20):
        shop.deliver()
        shop.pass_time(minutes=10)
    assert shop.state(key) == ("dead", MOST_ATTEMPTS)
    assert len(shop.bodies) == MOST_ATTEMPTS


@pytest.mark.parametrize("code", FINAL)
def test_final_for_this_person(shop: Shop, code: int) -> None:
    shop.answers = [refusal(code)]
    key = shop.converse()
    shop.deliver()
    other = shop.reply(shop.hear(number="919800000001"))
    shop.pass_time(hours=1)
    shop.deliver()
    assert shop.state(key) == ("failed", 1)
    assert shop.row(key).error_code == code
    assert shop.state(other) == ("sent", 0)


@pytest.mark.parametrize("code", OUR_FAULT)
def test_our_fault_is_a_dead_letter(shop: Shop, code: int) -> None:
    shop.answers = [refusal(code)]
    key = shop.converse()
    shop.deliver()
    assert shop.state(key) == ("dead", 1)
    assert len(shop.bodies) == 1


@pytest.mark.parametrize("code", STOP)
def test_stop_all_sends_raise_an_alarm_and_lose_nothing(shop: Shop, code: int) -> None:
    shop.answers = [refusal(code, 401)]
    key = shop.converse()
    shop.deliver()
    later = shop.reply(shop.hear(number="919800000001"))
    shop.deliver()
    assert len(shop.bodies) == 1
    with shop.database.read() as tx:
        (alarm,) = alarms_on(tx, CHANNEL)
    assert (alarm.kind, alarm.code, alarm.times) == ("stop", code, 1)
    assert f"{code}" in str(alarm)
    shop.pass_time(seconds=61)
    shop.deliver()
    shop.pass_time(seconds=61)
    shop.deliver()
    assert {shop.state(key)[0], shop.state(later)[0]} == {"sent"}
    assert shop.state(key)[1] == 0, "waiting is no failed try"
    with shop.database.read() as tx:
        assert alarms_on(tx, CHANNEL) == ()


def test_one_message_at_a_time_tries_while_sends_are_stopped(either_shop: Shop) -> None:
    shop = either_shop
    shop.answers = [refusal(190) for _ in range(40)]
    for n in range(30):
        shop.reply(shop.hear(number=f"9198000000{n:02}"))
    shop.deliver()
    at_once = len(shop.bodies)
    for _ in range(3):
        shop.pass_time(minutes=30)
        shop.deliver()
    assert len(shop.bodies) == at_once + 3
    with shop.database.read() as tx:
        (alarm,) = alarms_on(tx, CHANNEL)
        assert (alarm.times, lag(tx).pending) == (4, 30)


@pytest.mark.parametrize("code", SLOW)
def test_slow_down_without_retrying_by_itself(shop: Shop, code: int) -> None:
    shop.answers = [refusal(code)]
    key = shop.converse()
    shop.deliver()
    for n in range(3):
        shop.reply(shop.hear(number=f"91980000000{n}"))
    shop.deliver()
    assert shop.state(key) == ("dead", 1)
    assert len(shop.bodies) == 2
    for _ in range(2):
        shop.pass_time(seconds=1)
        shop.deliver()
    assert len(shop.bodies) == 4
    with shop.database.read() as tx:
        assert [alarm.kind for alarm in alarms_on(tx, CHANNEL)] == ["slow"]


@pytest.mark.parametrize(
    ("code", "state", "sent"),
    [(131026, "failed", 1), (132001, "dead", 1), (131048, "dead", 1), (131016, "sent", 2)],
)
def test_a_code_that_is_reported_later_is_decided_on_just_the_same(
    either_shop: Shop, code: int, state: str, sent: int
) -> None:
    key = either_shop.converse()
    either_shop.deliver()
    for _ in range(3):
        either_shop.report("wamid.ours.1", "failed", errors=[{"code": code, "title": "no"}])
        either_shop.report("wamid.ours.1", "sent")
    either_shop.pass_time(minutes=1)
    either_shop.deliver()
    assert either_shop.state(key)[0] == state
    assert len(either_shop.bodies) == sent


def test_a_stop_that_is_reported_later_stops_too(shop: Shop) -> None:
    shop.converse()
    shop.deliver()
    for _ in range(3):
        shop.report("wamid.ours.1", "failed", errors=[{"code": 131042, "title": "no money"}])
    with shop.database.read() as tx:
        assert [(alarm.code, alarm.times) for alarm in alarms_on(tx)] == [(131042, 1)]
