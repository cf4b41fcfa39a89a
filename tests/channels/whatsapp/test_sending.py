"""Sending: within the window and by template outside it, at the pace the platform allows, and what
becomes of a send whose outcome nobody knows."""

import datetime as dt

import httpx
import pytest

from store.outbox import lag
from tests.channels.whatsapp.platform import ASHA
from tests.channels.whatsapp.shop import Shop, refusal, said

CHOICES = (("intent:price_quote", "Prices"), ("intent:human_agent", "A person"))


def test_a_reply_goes_to_the_number_with_its_key_and_is_known_by_the_platforms_name(
    either_shop: Shop,
) -> None:
    key = either_shop.converse(choices=CHOICES)
    either_shop.deliver()
    (body,) = either_shop.bodies
    assert body["messaging_product"] == "whatsapp"
    assert body["to"] == ASHA
    assert body["biz_opaque_callback_data"] == str(key)
    buttons = body["interactive"]["action"]["buttons"]
    assert [one["reply"]["id"] for one in buttons] == [value for value, _ in CHOICES]
    assert either_shop.row(key).external_id == "wamid.ours.1"
    assert either_shop.state(key) == ("sent", 0)


def test_somebody_without_a_number_is_reached_by_user_id(shop: Shop) -> None:
    shop.reply(shop.hear(user_id="IN.123"))
    shop.deliver()
    assert shop.bodies[0]["recipient"] == "IN.123"
    assert "to" not in shop.bodies[0]


def test_the_access_token_is_sent_and_never_kept(shop: Shop) -> None:
    shop.answers = [refusal(190)]
    key = shop.converse()
    shop.deliver()
    assert shop.graph.calls[0].request.headers["Authorization"] == "Bearer token"
    assert "token" not in shop.row(key).error


def test_a_long_reply_goes_in_parts_each_once_and_in_order(either_shop: Shop) -> None:
    key = either_shop.converse("\n".join(f"line {n}" for n in range(1200)), choices=CHOICES)
    either_shop.answers = [None, refusal(131000)]
    either_shop.deliver()
    assert either_shop.state(key) == ("pending", 1)
    either_shop.pass_time(seconds=2)
    either_shop.deliver()
    first, refused, *rest = (said(body).splitlines() for body in either_shop.bodies)
    assert refused == rest[0]
    assert [*first, *(line for lines in rest for line in lines)] == [
        f"line {n}" for n in range(1200)
    ]
    assert either_shop.state(key) == ("sent", 1)


# --- the window ---


def template_names(shop: Shop) -> list[str | None]:
    return [body.get("template", {}).get("name") for body in shop.bodies]


def test_within_a_day_words_go_as_they_are_and_after_it_only_a_template(shop: Shop) -> None:
    conversation = shop.hear("one")
    shop.hear("two")
    shop.reply(conversation)
    shop.pass_time(hours=23, minutes=58)
    shop.deliver()
    late = shop.reply(conversation, "We found\nthree slots.")
    shop.pass_time(minutes=2)
    shop.deliver()
    assert template_names(shop) == [None, "converge_reply"]
    template = shop.bodies[1]["template"]
    assert template["language"] == {"code": "en"}
    assert template["components"][0]["parameters"][0]["text"] == "We found · three slots."
    assert shop.state(late)[0] == "sent"


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [("hi", "converge_reply", "hi"), ("hinglish", "converge_reply_hinglish", "en")],
)
def test_a_template_speaks_the_customers_language(
    shop: Shop, language: str, name: str, code: str
) -> None:
    shop.converse("नमस्ते", language=language)
    shop.pass_time(days=2)
    shop.deliver()
    assert template_names(shop) == [name]
    assert shop.bodies[0]["template"]["language"]["code"] == code


def test_the_window_counts_from_the_platforms_time_and_is_never_moved_back(shop: Shop) -> None:
    conversation = shop.hear("new")
    shop.hear("an old one that comes late", at=shop.moment - dt.timedelta(hours=30))
    shop.reply(conversation)
    shop.deliver()
    assert template_names(shop) == [None]


def test_an_old_message_that_comes_late_opens_no_window(shop: Shop) -> None:
    conversation = shop.hear("old", at=shop.moment - dt.timedelta(hours=25))
    shop.reply(conversation)
    shop.deliver()
    assert template_names(shop) == ["converge_reply"]


def test_a_copy_of_an_old_message_does_not_open_the_window_again(shop: Shop) -> None:
    conversation = shop.hear("hello")
    shop.reply(conversation)
    shop.pass_time(hours=25)
    shop.heard = 0
    with pytest.raises(ValueError, match="not enough values"):
        shop.hear("hello", at=shop.moment - dt.timedelta(hours=25))
    shop.deliver()
    assert template_names(shop) == ["converge_reply"]


def test_what_fits_no_template_fails_where_people_see_it(shop: Shop) -> None:
    key = shop.converse("word " * 400)
    shop.pass_time(hours=25)
    shop.deliver()
    assert shop.bodies == []
    assert shop.state(key) == ("dead", 1)
    assert "no template fits" in shop.row(key).error
    with shop.database.read() as tx:
        assert lag(tx).dead == 1


def test_a_window_that_only_the_platform_knows_to_be_closed_is_met_by_a_template(
    shop: Shop,
) -> None:
    shop.answers = [refusal(131047)]
    key = shop.converse()
    shop.deliver()
    assert template_names(shop) == [None, "converge_reply"]
    assert shop.state(key) == ("sent", 0)


def test_a_closed_window_that_is_reported_later_is_met_by_a_template(either_shop: Shop) -> None:
    key = either_shop.converse()
    either_shop.deliver()
    for _ in range(2):
        either_shop.report("wamid.ours.1", "failed", errors=[{"code": 131047, "title": "closed"}])
    either_shop.pass_time(minutes=1)
    either_shop.deliver()
    assert template_names(either_shop) == [None, "converge_reply"]
    assert either_shop.state(key) == ("sent", 1)


# --- pace ---


def test_bursts_to_one_person_are_spaced_and_others_do_not_wait(shop: Shop) -> None:
    conversation = shop.hear()
    for n in range(49):
        shop.hear(f"{n}")
    keys = [shop.reply(conversation, f"{n}") for n in range(50)]
    other = shop.reply(shop.hear(number="919800000001"))
    shop.deliver()
    assert len(shop.bodies) == 45 + 1
    assert shop.state(other)[0] == "sent"
    for _ in range(5):
        shop.pass_time(seconds=6)
        shop.deliver()
    assert [shop.state(key) for key in keys] == [("sent", 0)] * 50
    texts = [body["text"]["body"] for body in shop.bodies if body["to"] == ASHA]
    assert texts == [f"{n}" for n in range(50)]


def test_our_number_sends_no_more_than_its_limit_in_a_second(shop: Shop) -> None:
    for n in range(100):
        shop.reply(shop.hear(number=f"91980000{n:04}"))
    shop.deliver()
    assert len(shop.bodies) == 80
    shop.pass_time(seconds=1)
    shop.deliver()
    assert len(shop.bodies) == 100


# --- nobody knows ---


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("gone"),
        httpx.Response(502, text="<html>bad gateway</html>"),
        httpx.Response(200, text="not json"),
    ],
    ids=["read timeout", "disconnect", "bad gateway", "no name"],
)
def test_a_send_of_unknown_outcome_is_held_and_never_sent_again_by_itself(
    either_shop: Shop, trouble: httpx.Response | Exception
) -> None:
    either_shop.answers = [trouble]
    key = either_shop.converse()
    either_shop.deliver()
    either_shop.pass_time(hours=2)
    either_shop.deliver()
    assert either_shop.state(key)[0] == "unknown"
    assert len(either_shop.bodies) == 1
    with either_shop.database.read() as tx:
        assert lag(tx).unknown == 1


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
def test_a_send_that_never_left_is_tried_again_for_as_long_as_the_platform_is_away(
    shop: Shop, trouble: Exception
) -> None:
    shop.answers = [trouble] * 20
    key = shop.converse()
    for _ in range(21):
        shop.deliver()
        shop.pass_time(minutes=10)
    assert shop.state(key) == ("sent", 0)


@pytest.mark.parametrize(
    ("what", "state"), [("sent", "sent"), ("delivered", "delivered"), ("read", "read")]
)
def test_a_status_settles_what_nobody_knew(either_shop: Shop, what: str, state: str) -> None:
    either_shop.answers = [httpx.ReadTimeout("slow")]
    key = either_shop.converse()
    either_shop.deliver()
    either_shop.report("wamid.theirs", what, biz_opaque_callback_data=str(key))
    assert either_shop.state(key)[0] == state
    assert either_shop.row(key).external_id == "wamid.theirs"


def test_a_failure_settles_it_too_and_it_is_sent_again_if_that_helps(shop: Shop) -> None:
    shop.answers = [httpx.ReadTimeout("slow")]
    key = shop.converse()
    shop.deliver()
    failure = {"biz_opaque_callback_data": str(key), "errors": [{"code": 131000}]}
    for _ in range(2):
        shop.report("wamid.theirs", "failed", **failure)
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.state(key) == ("sent", 1)
    assert len(shop.bodies) == 2


def test_a_part_of_unknown_outcome_is_settled_and_the_rest_follows(shop: Shop) -> None:
    shop.answers = [httpx.ReadTimeout("slow")]
    key = shop.converse("word " * 2000)
    shop.deliver()
    callback = shop.bodies[0]["biz_opaque_callback_data"]
    assert callback == f"{key}/0/3"
    for _ in range(2):
        shop.report("wamid.first", "delivered", biz_opaque_callback_data=callback)
    shop.deliver()
    assert [body["biz_opaque_callback_data"] for body in shop.bodies] == [
        f"{key}/{part}/3" for part in range(3)
    ]
    assert shop.state(key)[0] == "sent"


@pytest.mark.parametrize("callback", ["", "x", "-1", "1/2", "9" * 400, "1/x/3", None, "١"])
def test_what_others_send_along_settles_nothing(shop: Shop, callback: str | None) -> None:
    shop.answers = [httpx.ReadTimeout("slow")]
    key = shop.converse()
    shop.deliver()
    shop.report("wamid.theirs", "delivered", biz_opaque_callback_data=callback)
    assert shop.state(key)[0] == "unknown"


# --- numbers typed back ---

MANY = tuple((f"service:{n}", f"Service {n}") for n in range(1, 13))


@pytest.mark.parametrize("typed", ["12", " 12. ", "१२"])
def test_a_number_typed_back_means_the_choice_beside_it(shop: Shop, typed: str) -> None:
    shop.converse("Which one?", choices=MANY)
    shop.hear(typed)
    assert shop.lines()[-1].chosen == "service:12"


@pytest.mark.parametrize("typed", ["13", "0", "12 AC", "twelve", "411001", "²"])
def test_other_words_and_numbers_choose_nothing(shop: Shop, typed: str) -> None:
    shop.converse("Which one?", choices=MANY)
    shop.hear(typed)
    assert shop.lines()[-1].chosen is None


def test_a_number_is_no_press_of_a_button_that_shows_none(shop: Shop) -> None:
    """A yes is said or pressed; behind buttons nobody has seen a number."""
    shop.converse("Shall I book it?", choices=(("confirm:1", "Yes"), ("intent:deny", "No")))
    shop.hear("1")
    assert shop.lines()[-1].chosen is None
