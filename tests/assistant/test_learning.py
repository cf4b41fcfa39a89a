"""The loop closes: what reviewers say today, the turn goes by tomorrow, once a lead agrees."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from assistant.learning import Learning, as_threshold, learn
from assistant.mind import Mind
from assistant.model import Draft, Sentence
from assistant.quality.thresholds import VERSION
from assistant.skills import SKILLS
from store.database import Database
from store.labels import Period
from store.regression_cases import NoCorrectionError, keep_case, read_cases
from store.review_queue import QueueFilter, UnknownItemError, queue_page
from store.reviews import Review, Verdict, save_review
from store.second_reviews import next_second, read_second, save_second
from store.tables import audit_log, conversations, priority_queue
from store.thresholds import UnknownThresholdError, approve, threshold_history, undo
from tests.assistant.conftest import Chat
from tests.store.queued import Desk

ASKED = "how much is AC repair in 411001?"


def promising(request: Any, facts: Any, voice: Any) -> Draft:
    """A system that promises what nobody has decided."""
    said = SKILLS["price_quote"](request, facts, voice)
    assert isinstance(said, Draft)
    return replace(said, sentences=(*said.sentences, Sentence("Our manager will surely call you.")))


@pytest.fixture
def chat(shop: Database, mind: Mind) -> Chat:
    return Chat(shop, replace(mind, skills={**SKILLS, "price_quote": promising}, blind_rate=0.0))


def last_reply(chat: Chat) -> Any:
    with chat.database.read() as tx:
        mine = conversations.c.conversation_id == chat.conversation
        said = select(conversations).where(mine, conversations.c.role == "assistant")
        return tx.execute(said.order_by(conversations.c.id.desc())).first()


def all_good(**verdicts: Verdict) -> Review:
    said: dict[str, Verdict] = dict.fromkeys(("grounding", "faithfulness", "relevancy"), "good")
    return Review({**said, **verdicts})


def review_many(desk: Desk, person: int, score: float, verdict: Verdict, count: int) -> None:
    for _ in range(count):
        desk.later(seconds=7)
        columns = {"faithfulness": score, "grounding": 1.0, "scorer_version": VERSION}
        item = desk.queue(columns=columns)
        with desk.database.write() as tx:
            review = all_good(faithfulness=verdict)
            save_review(tx, desk.ids, desk.now, item, person, review)


def learnt(database: Database) -> Learning:
    with database.read() as tx:
        return learn(tx, Period())


def test_reviewers_labels_change_tomorrows_threshold_and_a_lead_can_take_it_back(
    shop: Database, chat: Chat
) -> None:
    chat.ask(ASKED)
    reply = last_reply(chat)
    assert reply.flagged
    assert 0.2 < reply.faithfulness < 0.965
    desk = Desk(shop, now=chat.clock.moment)
    asha, lead = desk.hire("Asha Nair"), desk.hire("Meera Iyer", "lead")
    review_many(desk, asha, 0.1, "bad", 40)
    review_many(desk, asha, round(reply.faithfulness, 4), "good", 40)
    (proposal,) = [one for one in learnt(shop).proposals if str(one.place) == "all turns"]
    assert (proposal.metric, proposal.current) == ("faithfulness", 0.965)
    assert 0.1 < proposal.value < reply.faithfulness
    assert 0.6 < proposal.promise < (proposal.precision.low or 0.0)
    assert proposal.flagged < proposal.flagged_now

    with shop.write() as tx:
        key = approve(tx, desk.ids, desk.now, lead, as_threshold(proposal))
    chat.ask(ASKED)
    assert not last_reply(chat).flagged
    assert [one.value for one in learnt(shop).approved] == [proposal.value]

    with shop.write() as tx:
        undo(tx, desk.ids, desk.now, lead, key)
    chat.ask(ASKED)
    assert last_reply(chat).flagged
    with shop.write() as tx, pytest.raises(UnknownThresholdError):
        undo(tx, desk.ids, desk.now, lead, key)
    with shop.read() as tx:
        (kept,) = threshold_history(tx)
        said = select(audit_log.c.action).where(audit_log.c.subject == f"threshold/{key}")
        assert tx.execute(said.order_by(audit_log.c.id)).scalars().all() == ["approve", "undo"]
    assert (kept.approved_by, kept.undone_by) == ("Meera Iyer", "Meera Iyer")


def test_an_approved_curve_tells_how_likely_a_turn_is_bad(shop: Database, chat: Chat) -> None:
    chat.ask(ASKED)
    desk = Desk(shop, now=chat.clock.moment)
    asha, lead = desk.hire("Asha Nair"), desk.hire("Meera Iyer", "lead")
    score = round(last_reply(chat).faithfulness, 4)
    review_many(desk, asha, 0.0, "bad", 40)
    review_many(desk, asha, score, "bad", 21)
    review_many(desk, asha, score, "good", 9)
    review_many(desk, asha, 1.0, "good", 40)
    (proposal,) = [one for one in learnt(shop).proposals if str(one.place) == "all turns"]
    with shop.write() as tx:
        approve(tx, desk.ids, desk.now, lead, as_threshold(proposal))
    chat.ask(ASKED)
    with shop.read() as tx:
        is_last = priority_queue.c.message_id == last_reply(chat).id
        parts = tx.execute(select(priority_queue.c.parts).where(is_last)).scalar_one()
    assert parts["likelihood"] == pytest.approx(0.7, abs=0.08)


def test_a_threshold_of_other_scorers_is_not_looked_at(shop: Database, chat: Chat) -> None:
    desk = Desk(shop, now=chat.clock.moment)
    asha, lead = desk.hire("Asha Nair"), desk.hire("Meera Iyer", "lead")
    review_many(desk, asha, 0.1, "bad", 40)
    review_many(desk, asha, 0.5, "good", 40)
    proposal = learnt(shop).proposals[0]
    older = replace(as_threshold(proposal), scorer_version="quality-0")
    with shop.write() as tx:
        approve(tx, desk.ids, desk.now, lead, older)
    chat.ask(ASKED)
    assert last_reply(chat).flagged


def test_a_second_reviewer_sees_nothing_of_the_first(database: Database) -> None:
    desk = Desk(database)
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    for _ in range(40):
        desk.later(milliseconds=1001)
        item = desk.queue()
        with database.write() as tx:
            save_review(tx, desk.ids, desk.now, item, asha, all_good(grounding="bad"))
    with database.read() as tx:
        assert next_second(tx, asha) is None
        waiting = next_second(tx, ravi)
        assert waiting is not None
        shown = read_second(tx, desk.now, waiting, ravi)
    assert shown.reviews == ()
    assert shown.row.concealed
    assert shown.turn is not None
    assert shown.turn.scores == ()
    assert shown.row.verdict is None
    assert all(not line.scores for line in shown.transcript)
    with database.write() as tx:
        assert save_second(tx, desk.ids, desk.now, waiting, ravi, all_good()) == "good"
    with database.write() as tx, pytest.raises(UnknownItemError):
        save_second(tx, desk.ids, desk.now, waiting, ravi, all_good())
    with database.read() as tx:
        found = learn(tx, Period())
    (overall,) = [one for one in found.agreement if one.what == "overall"]
    assert (overall.pairs, overall.agreed) == (1, 0)
    assert found.reviewed == 39  # where the two are split, the turn says nothing


def test_what_chance_drew_and_one_called_bad_is_looked_at_again(database: Database) -> None:
    desk = Desk(database)
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    for verdict in ("bad", "good") * 10:
        desk.later(milliseconds=1001)
        item = desk.queue(blind=True, reasons=("blind_sample",), sample_rate=0.01)
        with database.write() as tx:
            review = all_good(relevancy="bad" if verdict == "bad" else "good")
            save_review(tx, desk.ids, desk.now, item, asha, review)
    asked = 0
    with database.write() as tx:
        while (again := next_second(tx, ravi)) is not None:
            save_second(tx, desk.ids, desk.now, again, ravi, all_good())
            asked += 1
    assert 10 <= asked <= 14
    with database.read() as tx:
        found = learn(tx, Period())
    # The pairs that tell how often reviewers err were asked whatever the first one said.
    assert found.error.pairs == 20 // 5
    assert not any(one.is_bad for one in found.labelled)


def test_a_correction_is_kept_as_a_case_once(database: Database) -> None:
    desk = Desk(database)
    asha = desk.hire("Asha Nair")
    plain, corrected = desk.queue(), desk.queue()
    right = replace(
        all_good(grounding="bad"), reasons=("wrong_price",), corrected_answer="It is ₹1,299."
    )
    with database.write() as tx:
        save_review(tx, desk.ids, desk.now, plain, asha, all_good())
        save_review(tx, desk.ids, desk.now, corrected, asha, right)
        assert keep_case(tx, desk.ids, desk.now, corrected, asha)
        assert not keep_case(tx, desk.ids, desk.now, corrected, asha)
        with pytest.raises(NoCorrectionError):
            keep_case(tx, desk.ids, desk.now, plain, asha)
        (case,) = read_cases(tx)
    assert case.corrected_answer == "It is ₹1,299."
    assert case.turn.answer == "AC Repair costs ₹1,399."
    assert case.verdicts["grounding"] == "bad"


def test_who_waits_long_enough_comes_first_and_the_sample_before_all(database: Database) -> None:
    desk = Desk(database)
    desk.queue("slow", priority=30)
    desk.later(days=50)
    desk.queue("middling", priority=50)
    desk.queue("urgent", priority=80)
    desk.queue("by chance", priority=1, reasons=("blind_sample",), blind=True, sample_rate=0.005)
    with database.read() as tx:
        page = queue_page(tx, desk.now, QueueFilter(), limit=2)
        rest = queue_page(tx, desk.now, QueueFilter(), cursor=page.next_cursor)
    said = [row.snippet for row in (*page.items, *rest.items)]
    assert said == ["by chance", "urgent", "slow", "middling"]
