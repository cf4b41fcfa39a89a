"""Whose a conversation is: one person at a time, for as long as they are heard of."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from store.chat import Arrival, accept, messages_after
from store.database import Database, open_database
from store.dialogues import UnknownConversationError, dialogue
from store.handoffs import (
    LEASE,
    NotHolderError,
    UnknownColleagueError,
    claim,
    hand_back,
    hold_on,
    release,
    return_expired,
    transfer,
)
from store.line import ask_for_person, line_for
from store.staff_replies import StaffReply, say
from store.tables import conversations, handoffs, outbox
from store.turns import count_failure, leave_to_person, next_waiting
from store.verify import chat, verify
from store.verify import handoffs as rules
from tests.store.queued import Desk

AT_ONCE = 8
RULES = {check.name for check in (*chat.CHECKS, *rules.CHECKS)} - {"reply_is_traceable"}
"""Replies of these tests come from nowhere."""


class Talks(Desk):
    """Conversations that a customer has begun, and people to take them."""

    def begin(self, *, waiting: bool = True) -> int:
        item = self.queue()
        with self.database.write() as tx:
            (talk, reply) = tx.execute(
                select(conversations.c.conversation_id, conversations.c.id)
                .where(conversations.c.role == "assistant")
                .order_by(conversations.c.id.desc())
                .limit(1)
            ).one()
            if waiting:
                ask_for_person(tx, self.ids, self.now, talk, reply, "asked")
        assert item
        return int(talk)

    def owner(self, talk: int) -> tuple[str, str | None, int | None]:
        with self.database.read() as tx:
            head = dialogue(tx, talk)
        assert head is not None
        return head.owner, head.owner_name, head.position

    def reply(self, talk: int, person: int, text: str, name: str = "a") -> int:
        with self.database.write() as tx:
            given = f"{talk}:{person}:{name}"
            return say(tx, self.ids, self.now, StaffReply(talk, person, given, text)).seq


@pytest.fixture
def talks(database: Database) -> Iterator[Talks]:
    talks = Talks(database)
    yield talks
    with database.read() as tx:
        broken = {violation.rule for violation in verify(tx, talks.later(minutes=1))}
    assert broken & RULES == set()


def test_of_many_who_claim_at_once_one_wins_and_the_others_are_told_who(talks: Talks) -> None:
    people = [talks.hire(f"Colleague{number} Rao") for number in range(AT_ONCE)]
    talk = talks.begin()
    start = Barrier(AT_ONCE)
    url = talks.database.engine.url.render_as_string(hide_password=False)

    def want(person: int) -> str:
        start.wait(timeout=30)
        try:
            with shared.write() as tx:
                return "won" if claim(tx, talks.ids, talks.now, talk, person).is_new else "again"
        except NotHolderError as refused:
            return str(refused)

    with open_database(url, pool_size=AT_ONCE) as shared, ThreadPoolExecutor(AT_ONCE) as threads:
        outcomes = list(threads.map(want, people))
    winner = f"Colleague{outcomes.index('won')} Rao"
    assert talks.owner(talk) == ("staff", winner, None)
    outcomes.remove("won")
    assert set(outcomes) == {f"{winner} has this conversation"}


def test_the_line_is_in_the_order_of_asking_and_keeps_the_place_of_who_comes_back(
    talks: Talks,
) -> None:
    asha = talks.hire("Asha Nair")
    first, second, third = talks.begin(), talks.begin(), talks.begin()
    assert [talks.owner(one)[2] for one in (first, second, third)] == [1, 2, 3]
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, first, asha)
    assert [talks.owner(one)[2] for one in (first, second, third)] == [None, 1, 2]
    with talks.database.write() as tx:
        release(tx, talks.ids, talks.now, first, asha)
    assert [talks.owner(one)[2] for one in (first, second, third)] == [1, 2, 3]


def test_how_long_others_waited_is_said_once_there_is_something_to_say(talks: Talks) -> None:
    asha = talks.hire("Asha Nair")
    for minutes in (2, 5, 30):
        talk = talks.begin()
        talks.later(minutes=minutes)
        with talks.database.write() as tx:
            assert line_for(tx, talk, talks.now).half_within_minutes is None
            claim(tx, talks.ids, talks.now, talk, asha)
    talk = talks.begin()
    with talks.database.read() as tx:
        line = line_for(tx, talk, talks.now)
    assert (line.ahead, line.is_in_line, line.joined, line.half_within_minutes) == (0, True, 3, 5)
    with talks.database.read() as tx:
        assert line_for(tx, talk, talks.later(hours=25)).half_within_minutes is None


def test_who_is_heard_of_keeps_the_conversation_and_who_is_not_gives_it_back(talks: Talks) -> None:
    asha, ravi = talks.hire("Asha Nair"), talks.hire("Ravi Iyer")
    talk = talks.begin()
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, asha)
    for _ in range(3):
        with talks.database.write() as tx:
            hold_on(tx, talks.later(seconds=100), talk, asha)
            assert return_expired(tx, talks.ids, talks.now, talk) is None
    talks.now += LEASE
    with talks.database.write() as tx:
        left = return_expired(tx, talks.ids, talks.now, talk)
        assert left is not None
        assert left.holder == "Asha Nair"
        assert return_expired(tx, talks.ids, talks.now, talk) is None
    assert talks.owner(talk) == ("waiting", None, 1)
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, ravi)
    with pytest.raises(NotHolderError, match="Ravi Iyer has"):
        talks.reply(talk, asha, "Still there?")


def test_a_lease_that_ran_out_binds_nobody_even_before_it_is_swept(talks: Talks) -> None:
    asha, ravi = talks.hire("Asha Nair"), talks.hire("Ravi Iyer")
    talk = talks.begin()
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, asha)
    talks.now += LEASE + timedelta(seconds=1)
    talks.reply(talk, asha, "I was away for a moment")
    talks.now += LEASE + timedelta(seconds=1)
    with talks.database.write() as tx:
        assert claim(tx, talks.ids, talks.now, talk, ravi).is_new
    assert talks.owner(talk) == ("staff", "Ravi Iyer", None)


def test_a_persons_reply_is_logged_once_and_goes_out_on_the_conversations_channel(
    talks: Talks,
) -> None:
    asha = talks.hire("Asha Nair")
    talk = talks.begin()
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, asha)
    seqs = [talks.reply(talk, asha, "Hello", name) for name in ("a", "a", "b")]
    assert seqs == [3, 3, 4]
    with talks.database.read() as tx:
        last = messages_after(tx, talk, 2)
        sent = tx.execute(
            select(outbox.c.channel).where(outbox.c.message_id.in_([line.id for line in last]))
        )
        assert [(line.role, line.author) for line in last] == [("agent", "Asha Nair")] * 2
        assert sent.scalars().all() == ["WEB", "WEB"]


def test_a_conversation_is_handed_back_with_a_summary_and_can_be_taken_over_again(
    talks: Talks,
) -> None:
    asha = talks.hire("Asha Nair")
    talk = talks.begin(waiting=False)
    for summary in ("wrong price, credited", "called back"):
        with talks.database.write() as tx:
            claim(tx, talks.ids, talks.now, talk, asha)
        assert talks.owner(talk)[0] == "staff"
        with talks.database.write() as tx:
            hand_back(tx, talks.ids, talks.later(minutes=3), talk, asha, summary)
        assert talks.owner(talk) == ("assistant", None, None)
        with pytest.raises(NotHolderError, match="you do not have"):
            talks.reply(talk, asha, "One more thing")
    with talks.database.read() as tx:
        rows = tx.execute(select(handoffs.c.reason, handoffs.c.summary).order_by(handoffs.c.id))
        assert [tuple(row) for row in rows] == [
            ("taken_over", "wrong price, credited"),
            ("taken_over", "called back"),
        ]


def test_a_message_that_failed_before_a_person_came_is_answered_when_they_leave_it(
    talks: Talks,
) -> None:
    asha = talks.hire("Asha Nair")
    talk = talks.begin(waiting=False)
    with talks.database.write() as tx:
        accept(tx, talks.ids, Arrival("WEB", talk, "m", "hello", None, talks.later(seconds=1)))
        waiting = next_waiting(tx, talk)
        assert waiting is not None
        count_failure(tx, waiting.inbox_id, "the disk was full")
        claim(tx, talks.ids, talks.now, talk, asha)
        assert leave_to_person(tx, waiting.inbox_id, talks.now)
        assert next_waiting(tx, talk) is None
        hand_back(tx, talks.ids, talks.later(minutes=1), talk, asha, "was away")
        again = next_waiting(tx, talk)
    assert again is not None
    assert again.message_id == waiting.message_id


def test_a_conversation_is_passed_on_to_a_colleague_at_work_and_to_nobody_else(
    talks: Talks,
) -> None:
    asha, ravi = talks.hire("Asha Nair"), talks.hire("Ravi Iyer")
    talk = talks.begin()
    with talks.database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, asha)
        with pytest.raises(NotHolderError, match="Asha Nair has"):
            transfer(tx, talks.ids, talks.now, talk, ravi, ravi)
        with pytest.raises(UnknownColleagueError):
            transfer(tx, talks.ids, talks.now, talk, asha, 999_999)
        assert not transfer(tx, talks.ids, talks.now, talk, asha, asha).is_new
        assert transfer(tx, talks.ids, talks.now, talk, asha, ravi).is_new
    assert talks.owner(talk) == ("staff", "Ravi Iyer", None)


def test_what_does_not_exist_cannot_be_taken(talks: Talks) -> None:
    asha = talks.hire("Asha Nair")
    with talks.database.write() as tx, pytest.raises(UnknownConversationError):
        claim(tx, talks.ids, talks.now, 17, asha)


def test_asking_twice_keeps_one_place_in_the_line(talks: Talks) -> None:
    talk = talks.begin()
    with talks.database.write() as tx:
        reply = tx.execute(
            select(conversations.c.id).where(conversations.c.role == "assistant")
        ).scalar_one()
        ask_for_person(tx, talks.ids, talks.later(minutes=1), talk, reply, "stuck")
        assert len(tx.execute(select(handoffs.c.id)).all()) == 1
