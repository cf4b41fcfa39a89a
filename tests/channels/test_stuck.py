"""Messages that break the one who answers, or never go out: parked, seen, tried again, let be."""

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import insert, select

from channels.__main__ import main
from channels.work import MOST_BREAKS
from store.database import Database
from store.ids import Clock, Ids
from store.stuck import stuck
from store.tables import audit_log, conversations, inbox, outbox
from tests.channels import plain
from tests.channels.console import Console, Visitor, words
from tests.channels.site import Frame, Site, echo, running, running_apart, url_of


class Sickly:
    """An assistant that a certain word breaks, until it is cured."""

    def __init__(self) -> None:
        self.is_cured = False

    def __call__(self, database: Database, ids: Ids, clock: Clock) -> Callable[[int], bool]:
        answer = echo(database, ids, clock)

        def answer_or_break(conversation_id: int) -> bool:
            if not self.is_cured and waits_for(database, conversation_id, "poison"):
                raise RuntimeError("poison")
            return answer(conversation_id)

        return answer_or_break


def waits_for(database: Database, conversation_id: int, text: str) -> bool:
    pending = (
        select(conversations.c.text)
        .join(inbox, inbox.c.message_id == conversations.c.id)
        .where(inbox.c.conversation_id == conversation_id, inbox.c.state == "pending")
        .order_by(inbox.c.id)
    )
    with database.read() as tx:
        return tx.execute(pending).scalars().first() == text


@pytest.fixture
def sickly() -> Sickly:
    return Sickly()


@pytest.fixture(params=["sqlite, one process", "postgres, apart"])
def ward(request: pytest.FixtureRequest, sickly: Sickly) -> Iterator[Site]:
    """A site with that assistant, which tries again without much ado."""
    engine, _, arrangement = request.param.partition(", ")
    run = running_apart if arrangement == "apart" else running
    with run(request.getfixturevalue(f"{engine}_database"), sickly, look_seconds=0.02) as site:
        yield site


def poison(site: Site, guest: Frame) -> int:
    """Say something good, the word, and something good again, and see both good ones answered, in
    order; gives where the word stands."""

    async def talk() -> int:
        async with site.chat(guest) as talker:
            seqs: list[int] = []
            for text in ("hello", "poison", "still there?"):
                await talker.say(type="message", client_id=text, text=text)
                seqs.append((await talker.until("ack", client_id=text))["seq"])
            await talker.until("message", in_reply_to=seqs[2])
            answered = [line["in_reply_to"] for line in talker.lines() if "in_reply_to" in line]
            assert answered == [seqs[0], seqs[2]]
            return seqs[1]

    return asyncio.run(talk())


def only_one(site: Site) -> str:
    with site.database.read() as tx:
        (one,) = stuck(tx)
    return f"{one.box}/{one.id}"


def answer_to(site: Site, guest: Frame, seq: int) -> str:
    async def wait() -> str:
        async with site.chat(guest) as talker:
            found = [line for line in talker.lines() if line.get("in_reply_to") == seq]
            return str((found or [await talker.until("message", in_reply_to=seq)])[0]["text"])

    return asyncio.run(wait())


def test_a_message_that_breaks_the_assistant_is_parked_and_the_next_one_answered(
    ward: Site,
) -> None:
    seq = poison(ward, ward.guest())
    with ward.database.read() as tx:
        (one,) = stuck(tx)
    assert (one.box, one.seq, one.text, one.attempts) == ("inbox", seq, "poison", MOST_BREAKS)
    assert one.error == "RuntimeError('poison')"
    assert "converge_inbox_parked 1.0" in plain.get(f"{ward.http}/metrics").text
    ready = plain.get(f"{ward.http}/readyz")
    assert (ready.status_code, ready.json()["stuck"]) == (200, 1)


def test_a_parked_message_is_replayed_by_a_command_and_answered(
    ward: Site,
    sickly: Sickly,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    guest = ward.guest()
    seq = poison(ward, guest)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url_of(ward.database))
    assert main(["stuck", "list", "--json"]) == 0
    assert [one["text"] for one in json.loads(capsys.readouterr().out)] == ["poison"]
    sickly.is_cured = True
    name = only_one(ward)
    assert main(["stuck", "replay", name]) == 0
    assert "poison" in answer_to(ward, guest, seq)
    assert main(["stuck", "replay", name]) == 2
    assert "no such message" in capsys.readouterr().err
    assert main(["stuck", "list"]) == 0
    assert "Nothing is stuck" in capsys.readouterr().out


def test_a_discarded_message_is_gone_from_the_list_with_the_reason_on_record(
    ward: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(ward, ward.guest())
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url_of(ward.database))
    name = only_one(ward)
    assert main(["stuck", "discard", name, "--why", "a prank"]) == 0
    with ward.database.read() as tx:
        assert stuck(tx) == ()
        line = tx.execute(select(audit_log.c.action, audit_log.c.subject, audit_log.c.detail)).one()
    assert tuple(line) == ("discard", name, {"why": "a prank"})


@pytest.mark.parametrize("name", ["inbox", "inbox/x", "attic/1", "outbox/-1", "inbox/" + "9" * 30])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["stuck", "replay", name])


@pytest.fixture
def console(site: Site) -> Console:
    """A console with one message that was given up."""
    asyncio.run(_chat(site))
    with site.database.write() as tx:
        key = tx.execute(select(conversations.c.id).where(conversations.c.seq == 2)).scalar_one()
        tx.execute(outbox.delete())
        given = {"id": 7, "message_id": key, "channel": "WHATSAPP", "state": "dead"}
        head = tx.execute(select(conversations.c.conversation_id).limit(1)).scalar_one()
        now = site.hands.now()
        when = {"next_attempt_at": now, "created_at": now, "attempts": 8, "error": "<b>no</b>"}
        tx.execute(insert(outbox), {**given, **when, "conversation_id": head})
    return Console(site)


async def _chat(site: Site) -> None:
    async with site.chat(site.guest()) as talker:
        await talker.say(type="message", client_id="a", text="hello")
        await talker.until("message", author="assistant")


def state_of(console: Console) -> str:
    with console.site.database.read() as tx:
        return str(tx.execute(select(outbox.c.state)).scalar_one())


def test_leads_see_stuck_messages_with_their_trouble_and_have_them_tried_again(
    console: Console,
) -> None:
    with console.staff(role="lead") as lead:
        page = lead.get("/ops/stuck")
        assert "Could not be sent" in words(page)
        assert "&lt;b&gt;no&lt;/b&gt;" in page.text
        assert lead.send_form("/ops/stuck/outbox/7/replay").status_code == 303
        assert state_of(console) == "pending"
        assert lead.send_form("/ops/stuck/outbox/7/replay").status_code == 404


def test_leads_discard_with_a_reason(console: Console) -> None:
    with console.staff(role="lead") as lead:
        assert lead.send_form("/ops/stuck/outbox/7/discard").status_code == 422
        assert lead.send_form("/ops/stuck/outbox/7/discard", why="left us").status_code == 303
        assert "Nothing is stuck" in words(lead.get("/ops/stuck"))
    assert state_of(console) == "failed"


def test_programs_see_and_settle_the_same(console: Console) -> None:
    def post(lead: Visitor, action: str, **body: str) -> int:
        headers = {"X-CSRF-Token": lead.csrf}
        return lead.post(f"/v1/ops/stuck/outbox/7/{action}", headers=headers, json=body).status_code

    with console.staff(role="lead") as lead:
        (item,) = lead.get("/v1/ops/stuck").json()["items"]
        assert (item["box"], item["id"], item["attempts"]) == ("outbox", "7", 8)
        assert lead.post("/v1/ops/stuck/outbox/7/replay").status_code == 403
        assert post(lead, "discard", why=" ") == 422
        assert post(lead, "replay") == 204
        assert post(lead, "discard", why="too late") == 404


def test_agents_neither_see_nor_settle_them(console: Console) -> None:
    with console.staff(role="agent") as agent:
        assert agent.get("/v1/ops/stuck").status_code == 403
        assert "Stuck" not in words(agent.get("/ops/queue"))
        assert agent.send_form("/ops/stuck/outbox/7/replay").status_code == 403
    assert state_of(console) == "dead"
