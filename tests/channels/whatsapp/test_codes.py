"""Every error code of the platform, with what must follow from it."""

import pytest

from channels.delivery import MOST_ATTEMPTS
from channels.whatsapp.codes import decide
from channels.whatsapp.door import CHANNEL
from store.alarms import alarms_on
from store.outbox import lag
from tests.channels.whatsapp.shop import Shop, refusal

RETRY = (1, 2, 4, 80007, 130429, 131000, 131016, 131053, 131056, 131057, 133004)
STOP = (0, 3, 10, 190, 200, 250, 299, 368, 130497, 131005, 131031, 131042, 131045, 133010)
SLOW = (131048, 131064)
FINAL = (130403, 130472, 131021, 131026, 131049, 131050, 131051)
OUR_FAULT = (100, 131008, 131009, 132000, 132001, 132005, 132007, 132012, 132015, 132016)


def test_every_code_of_the_table_is_decided_and_an_unknown_one_is_tried_again() -> None:
    table = {"retry": RETRY, "stop": STOP, "slow": SLOW, "final": FINAL, "dead": OUR_FAULT}
    for decision, codes in table.items():
        assert {decide(code) for code in codes} == {decision}
    assert decide(131047) == "template"
    assert decide(None) == decide(987654) == "retry"


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
    shop.answers = [refusal(131016) for _ in range(20)]
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
