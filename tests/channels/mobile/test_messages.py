"""The mobile channel over REST: the log by pages, messages that are taken once, offline batches."""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import Database
from tests.channels.mobile.app import App, sign_in, wait_for
from tests.channels.site import Frame, Site, running


def lines_of(app: App, many: int) -> list[Frame]:
    """All lines of the app's conversation, once there are so many."""

    def written() -> list[Frame] | None:
        lines: list[Frame] = app.read(limit=200).json()["items"]
        return lines if len(lines) >= many else None

    return wait_for(written)


def test_a_message_is_taken_answered_and_read_page_by_page(either_site: Site) -> None:
    app = App.of_guest(either_site)
    taken = app.post("k1", text="AC repair?")
    assert taken.status_code == 201
    assert taken.json() | {"ts": ""} == {
        "conversation_id": app.conversation,
        "client_id": "k1",
        "seq": 1,
        "ts": "",
    }
    asked, answered = lines_of(app, 2)
    assert (asked["author"], asked["text"]) == ("customer", "AC repair?")
    assert (answered["author"], answered["in_reply_to"]) == ("assistant", 1)
    first = app.read(limit=1).json()
    assert (first["items"], first["next_cursor"]) == ([asked], "1")
    rest = app.read(first["next_cursor"], limit=1).json()
    assert (rest["items"], rest["next_cursor"]) == ([answered], None)
    assert app.read(2).json() == {"items": [], "next_cursor": None}


def test_the_same_key_and_message_is_the_same_answer_a_week_later_too(site: Site) -> None:
    app = App.of_person(site)
    first = app.post("k1", text="hello")
    site.hands.ahead += timedelta(days=7)
    again = app.post("k1", text="hello")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert len(lines_of(app, 2)) == 2


def test_a_key_is_refused_for_another_message_and_needed_for_any(site: Site) -> None:
    app = App.of_person(site)
    other = App.of_person(site)
    assert app.post("k1", text="hello").status_code == 201
    assert app.post("k1", text="bye").json()["code"] == "key_reused"
    elsewhere = other.post("k1", text="hello")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "key_reused")
    assert app.post(None, text="hello").json()["code"] == "key_missing"
    assert len(lines_of(app, 2)) == 2


def test_keys_are_each_persons_own(site: Site) -> None:
    apps = [App.of_guest(site), App.of_guest(site), App.of_person(site)]
    for number, app in enumerate(apps):
        taken = app.post("same", text=f"number {number}")
        assert (taken.status_code, taken.json()["seq"]) == (201, 1)


def test_a_guests_key_still_holds_after_signing_in(site: Site) -> None:
    app = App.of_guest(site)
    app.post("k1", text="hello")
    app.session = sign_in(site, "98765 43210", app.session)
    assert app.post("k1", text="other").status_code == 409
    assert app.post("k1", text="hello").json()["seq"] == 1


def test_many_copies_of_one_post_at_once_are_one_message(either_site: Site) -> None:
    app = App.of_person(either_site)
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: app.post("k1", text="hello"), range(24)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(lines_of(app, 2)) == 2


def test_two_messages_under_one_key_at_once_are_one_message_and_one_refusal(
    either_site: Site,
) -> None:
    app, other = App.of_person(either_site), App.of_person(either_site)
    posts: list[Callable[[], Any]] = [
        lambda: app.post("k1", text="hello"),
        lambda: app.post("k1", text="bye"),
        lambda: other.post("k1", text="hello"),
    ]
    with ThreadPoolExecutor(3) as threads:
        answers = [future.result() for future in [threads.submit(post) for post in posts]]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


def test_a_quick_reply_is_chosen_over_rest_and_one_that_was_not_offered_is_refused(
    site: Site,
) -> None:
    app = App.of_guest(site)
    assert app.post("k0", value="intent:price_quote").json()["code"] == "unknown_choice"
    app.post("k1", text="hello")
    lines_of(app, 2)
    for _ in range(2):
        assert app.post("k2", value="intent:price_quote").status_code == 201
    assert app.post("k2", value="intent:human_agent").status_code == 409
    assert lines_of(app, 4)[2]["text"] == "Prices"


def test_what_is_posted_appears_on_open_sockets_and_the_other_way_round(site: Site) -> None:
    async def talk() -> None:
        app = App.of_guest(site)
        async with site.chat(app.session, path="/v1/mobile/socket") as talker:
            taken = await asyncio.to_thread(app.post, "k1", text="over REST")
            assert (await talker.until("message", seq=1))["text"] == "over REST"
            await talker.say(type="message", client_id="k1", text="over REST")
            assert (await talker.until("ack"))["seq"] == taken.json()["seq"]
            await talker.say(type="message", client_id="k2", text="over the socket")
            seq = (await talker.until("ack"))["seq"]
        again = await asyncio.to_thread(app.post, "k2", text="over the socket")
        assert again.json()["seq"] == seq

    asyncio.run(talk())


def test_a_batch_is_taken_in_its_order_with_the_devices_times(site: Site) -> None:
    app = App.of_guest(site)
    batch = [
        {"client_id": f"c{n}", "text": f"line {n}", "sent_at": f"2026-11-28T10:0{n}:00+05:30"}
        for n in range(5)
    ]
    items = app.post_batch(*batch).json()["items"]
    assert [(item["client_id"], item["seq"]) for item in items] == [
        (f"c{n}", n + 1) for n in range(5)
    ]
    lines = lines_of(app, 10)
    said = [line["text"] for line in lines if line["author"] == "customer"]
    assert said == [f"line {n}" for n in range(5)]
    answered = [line["in_reply_to"] for line in lines if line["author"] == "assistant"]
    assert answered == [1, 2, 3, 4, 5]


def test_a_batch_that_is_partly_known_takes_the_rest_and_repeated_changes_nothing(
    either_site: Site,
) -> None:
    app = App.of_guest(either_site)
    lines = [{"client_id": f"c{n}", "text": f"line {n}"} for n in range(6)]
    app.post("c1", text="line 1")
    first = app.post_batch(*lines).json()
    assert {item["client_id"]: item["seq"] for item in first["items"]}["c1"] == 1
    with ThreadPoolExecutor(6) as threads:
        for again in threads.map(lambda _: app.post_batch(*lines), range(6)):
            assert again.json() == first
    said = [line["text"] for line in lines_of(app, 12) if line["author"] == "customer"]
    assert said == ["line 1", "line 0", "line 2", "line 3", "line 4", "line 5"]


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"client_id": "c9", "text": "  "}, 422),
        ({"client_id": "c9", "text": "x\x00"}, 422),
        ({"client_id": "c9"}, 422),
        ({"client_id": "c9", "text": "a", "value": "b"}, 422),
        ({"client_id": "c9", "value": "service:none"}, 422),
        ({"client_id": "c9", "text": "a", "sent_at": "2026-11-28T10:00:00"}, 422),
        ({"client_id": "c9", "text": "a", "surprise": 1}, 422),
        ({"client_id": "c0", "text": "again"}, 422),
        ({"client_id": "known", "text": "other words"}, 409),
    ],
)
def test_one_bad_message_of_a_batch_is_named_and_nothing_is_taken(
    site: Site, bad: Frame, status: int
) -> None:
    app = App.of_guest(site)
    app.post("known", text="words")
    lines_of(app, 2)
    answer = app.post_batch({"client_id": "c0", "text": "fine"}, bad)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(app.read().json()["items"]) == 2


def test_another_persons_conversation_is_as_absent_as_none(site: Site) -> None:
    mine, theirs = App.of_person(site), App.of_person(site, "98765 43211")
    for place in (theirs.conversation, "17"):
        assert mine.read(conversation=place).status_code == 404
        assert mine.post("k", text="hi", conversation_id=place).status_code == 404
        batch = mine.post_batch({"client_id": "c", "text": "hi"}, conversation_id=place)
        assert batch.status_code == 404
    assert theirs.read().json()["items"] == []


def test_without_a_good_token_nothing_is_answered(site: Site) -> None:
    app = App.of_person(site)
    app.post("k", text="mine")
    app.session = app.session | {"token": "guessed"}
    answers = [app.read(), app.post("k", text="x"), app.register(), app.sign_out()]
    answers.append(app.post_batch({"client_id": "c", "text": "hi"}))
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown_session")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6))
def test_however_batches_and_live_messages_mix_each_is_taken_once_and_read_once(
    site: Site, seed: int
) -> None:
    """A phone that loses its connection again and again: it sends its queue anew, whole or in part,
    while other messages go out, and reads on from where it stands."""
    chance = random.Random(seed)
    app = App.of_guest(site)
    queue = [{"client_id": f"c{n}", "text": f"line {n}"} for n in range(6)]
    read: list[Frame] = []
    for step in range(6):
        cut = chance.randint(1, 6)
        if chance.random() < 0.6:
            assert app.post_batch(*queue[:cut]).status_code == 201
        else:
            assert app.post(f"live{step}", text=f"live {step}").status_code == 201
        read += app.read(read[-1]["seq"] if read else 0, limit=chance.randint(1, 4)).json()["items"]
    app.post_batch(*queue)
    lines = lines_of(app, 2 * sum(line["author"] == "customer" for line in site_lines(app)))
    while more := app.read(read[-1]["seq"] if read else 0, limit=3).json()["items"]:
        read += more
    assert read == lines
    assert [line["seq"] for line in read] == list(range(1, len(read) + 1))
    said = [line["text"] for line in read if line["author"] == "customer"]
    assert len(set(said)) == len(said)
    assert [text for text in said if text.startswith("line")] == [f"line {n}" for n in range(6)]


def site_lines(app: App) -> list[Frame]:
    lines: list[Frame] = app.read(limit=200).json()["items"]
    return lines


def test_whoever_asks_too_fast_is_told_when_to_come_back(sqlite_database: Database) -> None:
    with running(sqlite_database, frames_per_second=0.01) as site:
        app, other = App.of_guest(site), App.of_guest(site)
        batch = [{"client_id": f"m{n}", "text": "hi"} for n in range(100)]
        assert app.post_batch(*batch).status_code == 201
        for _ in range(20):
            assert app.read().status_code == 200
        for answer in (app.read(), app.post("k", text="hi"), app.register()):
            assert (answer.status_code, answer.json()["code"]) == (429, "too_fast")
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["Retry-After"] == "100"
        assert other.read().status_code == 200
