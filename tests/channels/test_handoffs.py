"""A customer, the assistant and people: over sockets and HTTP, on both engines where they race."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.channels.console import Console, Visitor, words
from tests.channels.handing import claim, hear, message, page_of, post, roles, say, waiting
from tests.channels.site import Frame


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(console: Console) -> None:
    session = waiting(console)
    names = ["Asha Nair", "Ravi Iyer", "Meera Das", "Joy Sen"]
    with ExitStack() as doors, ThreadPoolExecutor(len(names)) as threads:
        people = [doors.enter_context(console.staff(name)) for name in names]
        answers = list(threads.map(lambda one: claim(one, session), people))
    won = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 200]
    lost = [answer.json() for answer in answers if answer.status_code != 200]
    assert len(won) == 1
    assert {(one["status"], one["code"]) for one in lost} == {(409, "not_yours")}
    assert all(won[0] in one["detail"] for one in lost)


def test_a_conversation_goes_to_a_person_and_back_and_the_customer_sees_it_all(
    console: Console,
) -> None:
    session = waiting(console)
    with console.staff("Asha Nair") as asha, console.staff("Ravi Iyer") as ravi:
        assert claim(asha, session).json()["holder"] == "Asha Nair"
        assert "Asha Nair" in hear(console.site, session, author="system")["text"]
        say(console.site, session, message("are you there?"))
        first = post(asha, session, "messages", client_id="a", text="Yes, I am.").json()
        again = post(asha, session, "messages", client_id="a", text="Yes, I am.").json()
        assert (again["seq"], again["repeated"]) == (first["seq"], True)
        reply = hear(console.site, session, author="agent")
        assert (reply["text"], reply["seq"]) == ("Yes, I am.", first["seq"])
        assert reply["name"] == "Asha Nair"
        refused = post(ravi, session, "messages", client_id="r", text="Me too.")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
        assert "Asha Nair" in refused.json()["detail"]
        to = ravi.get("/v1/ops/session").json()["user_id"]
        assert post(asha, session, "transfer", to=int(to)).json()["holder"] == "Ravi Iyer"
        late = post(asha, session, "messages", client_id="b", text="One more thing")
        assert "Ravi Iyer" in late.json()["detail"]
        assert post(ravi, session, "heartbeat").json()["holder"] == "Ravi Iyer"
        assert post(ravi, session, "hand-back", summary="Was there.").status_code == 204
    say(console.site, session, message("hello", "x"))
    hear(console.site, session, author="assistant", in_reply_to=8)
    assert roles(console, session) == (
        ["user", "assistant", "system", "user", "agent", "system", "system", "user", "assistant"]
    )


def test_somebody_takes_over_from_the_assistant_and_puts_the_customer_into_the_line(
    sqlite_console: Console,
) -> None:
    session = sqlite_console.site.guest()
    say(sqlite_console.site, session, message("hello"))
    hear(sqlite_console.site, session, author="assistant")
    with sqlite_console.staff("Asha Nair") as asha:
        page = asha.get(page_of(session))
        assert "The assistant answers here" in words(page)
        assert asha.send_form(f"{page_of(session)}/claim").status_code == 303
        assert "You have this conversation" in words(asha.get(page_of(session)))
        assert asha.send_form(f"{page_of(session)}/release").status_code == 303
        (row,) = asha.get("/v1/ops/handoffs").json()["items"]
        assert (row["state"], row["position"], row["reason"]) == ("waiting", 1, "taken_over")
    told = [line.text for line in sqlite_console.site.log(session) if line.role == "system"]
    assert "back in the line" in told[-1]


def test_the_line_shows_who_waits_why_and_with_what_words_the_first_first(
    sqlite_console: Console,
) -> None:
    first, second = waiting(sqlite_console), waiting(sqlite_console, "hi")
    say(sqlite_console.site, first, message("<b>hurry</b> up & answer"))
    with sqlite_console.staff("Asha Nair") as asha, sqlite_console.staff("Ravi Iyer") as ravi:
        page = asha.get("/ops/handoffs")
        assert "&lt;b&gt;hurry&lt;/b&gt; up &amp; answer" in page.text
        assert "<b>hurry" not in page.text
        seen = words(page)
        assert seen.index("hurry") < seen.index("किसी व्यक्ति से")
        assert "asked for a person" in seen
        listed = asha.get("/v1/ops/handoffs?limit=1").json()
        assert [row["conversation_id"] for row in listed["items"]] == [first["conversation_id"]]
        assert listed["tally"] == {"waiting": 2, "overdue": 0, "held": 0}
        assert "converge_handoffs_waiting 2.0" in asha.get("/metrics").text
        rest = asha.get("/v1/ops/handoffs", params={"cursor": listed["next_cursor"]}).json()
        assert [row["position"] for row in rest["items"]] == [2]
        assert rest["next_cursor"] is None
        claim(ravi, first)
        assert "Ravi Iyer" in words(asha.get("/ops/handoffs?view=held"))
        assert asha.get("/v1/ops/handoffs?view=mine").json()["items"] == []
        hindi = ravi.get("/v1/ops/handoffs?language=hi").json()["items"]
        assert [row["conversation_id"] for row in hindi] == [second["conversation_id"]]
        address = re.search(r'hx-get="([^"]+)"', asha.get("/ops/handoffs").text)
        assert address is not None
        assert asha.get(address[1].replace("&amp;", "&")).status_code == 204


def test_the_page_of_a_conversation_has_tools_for_its_holder_only(sqlite_console: Console) -> None:
    session = waiting(sqlite_console)
    path = page_of(session)
    with sqlite_console.staff("Asha Nair") as asha, sqlite_console.staff("Ravi Iyer") as ravi:
        assert "Number 1 in the line" in words(asha.get(path))
        asha.send_form(f"{path}/claim")
        mine, theirs = asha.get(path), ravi.get(path)
        assert "Reply to the customer" in words(mine)
        assert "Asha Nair has this conversation" in words(theirs)
        assert "Reply to the customer" not in words(theirs)
        sent = asha.send_form(f"{path}/messages", client_id="a", text="<i>Hello</i> & welcome")
        assert sent.status_code == 303
        assert "&lt;i&gt;Hello&lt;/i&gt; &amp; welcome" in asha.get(path).text
        refused = ravi.send_form(f"{path}/messages", client_id="a", text="kept as typed")
        assert refused.status_code == 409
        assert "Asha Nair has this conversation" in words(refused)
        assert "You have this conversation" in words(asha.send_form(f"{path}/heartbeat"))
        assert "Asha Nair has" in words(ravi.send_form(f"{path}/heartbeat"))
        done = asha.send_form(f"{path}/hand-back", summary="<u>Told</u> the price.")
        assert (done.status_code, done.headers["location"]) == (303, "/ops/handoffs")
        assert "&lt;u&gt;Told&lt;/u&gt; the price." in ravi.get(path).text
    assert all("Told" not in line.text for line in sqlite_console.site.log(session))


@pytest.mark.parametrize(
    ("what", "given", "status"),
    [
        ("messages", {"client_id": "a", "text": "   "}, 422),
        ("messages", {"client_id": "a", "text": "x\x00"}, 422),
        ("messages", {"client_id": "", "text": "x"}, 422),
        ("messages", {"client_id": "a", "text": "x" * 4001}, 422),
        ("messages", {"client_id": "a", "text": "x", "as": "customer"}, 422),
        ("hand-back", {"summary": ""}, 422),
        ("hand-back", {"summary": "s" * 1001}, 422),
        ("transfer", {"to": "somebody"}, 422),
        ("transfer", {"to": 999_999_999}, 422),
        ("messages", {"client_id": "a", "text": "x"}, 201),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    sqlite_console: Console, what: str, given: Frame, status: int
) -> None:
    session = waiting(sqlite_console)
    with sqlite_console.staff() as asha:
        claim(asha, session)
        before = roles(sqlite_console, session)
        assert post(asha, session, what, **given).status_code == status
        assert (roles(sqlite_console, session) == before) == (status == 422)


def test_what_does_not_exist_is_404_and_what_is_nobodys_is_409(sqlite_console: Console) -> None:
    nowhere = {"conversation_id": "17"}
    session = waiting(sqlite_console)
    with sqlite_console.staff() as asha:
        for what, given in (
            ("claim", {}),
            ("heartbeat", {}),
            ("release", {}),
            ("hand-back", {"summary": "x"}),
            ("messages", {"client_id": "a", "text": "x"}),
        ):
            assert post(asha, nowhere, what, **given).status_code == 404
            if what != "claim":
                assert post(asha, session, what, **given).status_code == 409
    with sqlite_console.visitor() as stranger:
        assert claim(stranger, session).status_code == 401


def test_open_sockets_are_told_of_every_change_of_place_and_of_hands(
    sqlite_console: Console,
) -> None:
    first, second = waiting(sqlite_console), waiting(sqlite_console)

    async def talk(asha: Visitor) -> list[Frame]:
        async with sqlite_console.site.chat(second) as talker:
            await talker.until("handoff", state="waiting", position=2)
            for what, session in (("claim", first), ("claim", second)):
                await asyncio.to_thread(post, asha, session, what)
                await talker.until("handoff")
            await asyncio.to_thread(post, asha, second, "hand-back", summary="Told.")
            await talker.until("handoff", state="ended")
            return [frame for frame in talker.seen if frame["type"] == "handoff"]

    with sqlite_console.staff("Asha Nair") as asha:
        told = asyncio.run(talk(asha))
    assert [{k: v for k, v in frame.items() if k != "type"} for frame in told] == [
        {"state": "waiting", "position": 2},
        {"state": "waiting", "position": 1},
        {"state": "joined", "agent": "Asha Nair"},
        {"state": "ended"},
    ]
