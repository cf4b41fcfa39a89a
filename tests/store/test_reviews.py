"""The queue as reviewers work through it: order, pages, leases, blind items, verdicts."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store.database import Database
from store.leases import (
    LEASE,
    AlreadySettledError,
    ClaimedByAnotherError,
    WrongKindError,
    claim,
    dismiss,
    release,
)
from store.pages import CursorError, read_cursor, write_cursor
from store.review_items import read_item
from store.review_queue import (
    QueueFilter,
    UnknownItemError,
    count_open,
    next_open,
    queue_page,
    queue_row,
)
from store.reviews import Review, VerdictError, overall, reviews_of, save_review
from store.tables import audit_log, complaints, priority_queue
from store.transcripts import conversation, conversation_page, lines
from tests.store.queued import Desk, add_customer, queue_breach

GOOD = Review({"grounding": "good", "faithfulness": "good", "relevancy": "good"})
BAD = Review(
    {"grounding": "bad", "faithfulness": "unsure", "relevancy": "good"},
    ("wrong_price",),
    "AC Repair costs ₹1,299.",
    "strike price taken for the price",
)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def listed(desk: Desk, **wanted: str) -> list[int]:
    with desk.database.read() as tx:
        page = queue_page(tx, desk.now, QueueFilter(**wanted))  # type: ignore[arg-type]  # any text
    return [row.id for row in page.items]


def test_open_items_come_first_the_highest_priority_before_the_oldest(desk: Desk) -> None:
    reviewer = desk.hire("Asha Nair")
    low = desk.queue(priority=10)
    first = desk.queue(priority=80)
    second = desk.queue(priority=80)
    done = desk.queue(priority=99)
    with desk.database.write() as tx:
        save_review(tx, desk.ids, desk.now, done, reviewer, GOOD)
        assert count_open(tx) == 3
    assert listed(desk) == [first, second, low]
    assert listed(desk, status="all") == [first, second, low, done]
    assert listed(desk, status="reviewed") == [done]


def test_a_list_is_narrowed_by_reason_channel_and_language(desk: Desk) -> None:
    web = desk.queue(reasons=("low_grounding", "frustration"), language="hi", priority=3)
    phone = desk.queue(channel="WHATSAPP", reasons=("low_relevancy",), priority=2)
    assert listed(desk, reason="frustration") == [web]
    assert listed(desk, reason="low_relevancy") == [phone]
    assert listed(desk, reason="low%") == []
    assert listed(desk, channel="WHATSAPP") == [phone]
    assert listed(desk, language="hi") == [web]


def test_pages_neither_repeat_nor_skip_while_items_come_and_go(desk: Desk) -> None:
    reviewer = desk.hire("Asha Nair")
    keys = [desk.queue(priority=priority) for priority in (50, 40, 40, 40, 30)]
    seen, cursor = [], None
    while True:
        with desk.database.read() as tx:
            page = queue_page(tx, desk.now, QueueFilter(), cursor=cursor, limit=2)
        seen += [row.id for row in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        if len(seen) == 2:
            desk.queue(priority=90)
            with desk.database.write() as tx:
                save_review(tx, desk.ids, desk.now, keys[0], reviewer, GOOD)
    assert seen == keys


@given(st.text(max_size=60))
@settings(max_examples=80)
def test_a_cursor_from_nowhere_is_refused_by_name(text: str) -> None:
    with suppress(CursorError):
        assert len(read_cursor(text, 3)) == 3


@pytest.mark.parametrize("place", [(1.0,), (1.0, 2.0, 1e300), (1.0, 2.0, 2**63)])
def test_a_cursor_with_the_wrong_numbers_is_refused(place: tuple[float, ...]) -> None:
    with pytest.raises(CursorError):
        read_cursor(write_cursor(*place), 3)
    for text in ("WzEsMixOYU5d", "W3RydWUsMSwyXQ", "bnVsbA"):
        with pytest.raises(CursorError):
            read_cursor(text, 3)


def test_a_claim_holds_the_item_and_names_its_holder_to_others(desk: Desk) -> None:
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    item = desk.queue()
    with desk.database.write() as tx:
        until = claim(tx, desk.ids, desk.now, item, asha)
    assert until == desk.now + LEASE
    with pytest.raises(ClaimedByAnotherError, match="Asha Nair"), desk.database.write() as tx:
        claim(tx, desk.ids, desk.now, item, ravi)
    with pytest.raises(ClaimedByAnotherError, match="Asha Nair"), desk.database.write() as tx:
        save_review(tx, desk.ids, desk.now, item, ravi, GOOD)
    with desk.database.write() as tx:
        assert queue_row(tx, desk.now, item).holder == "Asha Nair"
        assert not release(tx, desk.ids, desk.now, item, ravi)
        assert claim(tx, desk.ids, desk.later(minutes=5), item, asha) == desk.now + LEASE


def test_a_claim_that_ran_out_or_was_released_binds_nobody(desk: Desk) -> None:
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    item, other = desk.queue(priority=9), desk.queue(priority=8)
    with desk.database.write() as tx:
        claim(tx, desk.ids, desk.now, item, asha)
        claim(tx, desk.ids, desk.now, other, asha)
        assert next_open(tx, desk.now, ravi) is None
        assert next_open(tx, desk.now, asha) == item
        assert next_open(tx, desk.now, asha, after=item) == other
        assert release(tx, desk.ids, desk.now, other, asha)
        assert next_open(tx, desk.now, ravi) == other
    assert listed(desk, status="claimed") == [item]
    desk.later(minutes=15)
    assert listed(desk, status="waiting") == [item, other]
    with desk.database.write() as tx:
        row = queue_row(tx, desk.now, item)
        assert (row.status, row.holder) == ("waiting", None)
        claim(tx, desk.ids, desk.now, item, ravi)
        assert queue_row(tx, desk.now, item).holder == "Ravi Rao"


def test_a_verdict_closes_the_item_and_is_kept_whole(desk: Desk) -> None:
    asha, ravi = desk.hire("Asha Nair"), desk.hire("Ravi Rao")
    item = desk.queue()
    following = desk.queue(priority=5)
    with desk.database.write() as tx:
        claim(tx, desk.ids, desk.now, item, asha)
        assert save_review(tx, desk.ids, desk.now, item, asha, BAD) == "bad"
        assert next_open(tx, desk.now, asha, after=item) == following
    with desk.database.read() as tx:
        row = queue_row(tx, desk.now, item)
        stored = reviews_of(tx, item)
        wanted = select(priority_queue.c.action).where(priority_queue.c.id == item)
        action = tx.execute(wanted).scalar_one()
        audit = tx.execute(select(audit_log).where(audit_log.c.action == "review")).one()
    assert (row.status, row.verdict, row.reviewer) == ("reviewed", "bad", "Asha Nair")
    assert [review.review for review in stored] == [BAD]
    assert action == "corrected"
    assert (audit.actor_id, audit.subject) == (asha, f"queue/{item}")
    for person in (asha, ravi):
        with pytest.raises(AlreadySettledError), desk.database.write() as tx:
            save_review(tx, desk.ids, desk.now, item, person, GOOD)
    with pytest.raises(AlreadySettledError, match="Asha Nair"), desk.database.write() as tx:
        claim(tx, desk.ids, desk.now, item, ravi)


@given(st.tuples(*[st.sampled_from(("good", "bad", "unsure"))] * 3))
@settings(max_examples=27)
def test_one_bad_metric_makes_the_turn_bad_and_one_unsure_one_makes_it_unsure(
    said: tuple[str, str, str],
) -> None:
    grounding, faithfulness, relevancy = said
    review = Review(
        {"grounding": grounding, "faithfulness": faithfulness, "relevancy": relevancy}  # type: ignore[dict-item]  # drawn from the three
    )
    expected = next(verdict for verdict in ("bad", "unsure", "good") if verdict in said)
    assert overall(review) == expected


def test_half_a_verdict_or_an_unknown_reason_changes_nothing(desk: Desk) -> None:
    asha = desk.hire("Asha Nair")
    item = desk.queue()
    for review in (Review({"grounding": "good"}), Review(GOOD.verdicts, ("because",))):
        with pytest.raises(VerdictError), desk.database.write() as tx:
            save_review(tx, desk.ids, desk.now, item, asha, review)
    with pytest.raises(UnknownItemError), desk.database.write() as tx:
        save_review(tx, desk.ids, desk.now, item + 1, asha, GOOD)
    assert listed(desk) == [item]


def test_a_blind_item_tells_nothing_of_what_the_machine_thinks_until_the_verdict(
    desk: Desk,
) -> None:
    asha = desk.hire("Asha Nair")
    item = desk.queue(reasons=("blind_sample",), blind=True, columns={"draft": "a first try"})
    assert listed(desk, reason="blind_sample") == []
    with desk.database.write() as tx:
        before = read_item(tx, desk.now, item)
        assert before.turn is not None
        assert before.row.concealed
        assert (before.row.priority, before.row.parts, before.row.reasons) == (None, {}, ())
        assert (before.turn.scores, before.turn.gate, before.turn.draft) == ((), None, None)
        assert before.turn.evidence
        assert all(not line.scores and not line.flagged for line in before.transcript)
        save_review(tx, desk.ids, desk.now, item, asha, GOOD)
        after = read_item(tx, desk.now, item)
        assert after.turn is not None
    assert after.row.reasons == ("blind_sample",)
    assert [score.value for score in after.turn.scores] == [0.4, 0.8, None]
    assert after.turn.draft == "a first try"


def test_an_item_holds_the_turn_its_evidence_then_and_why_each_score_is_what_it_is(
    desk: Desk,
) -> None:
    customer = add_customer(desk, "Rohit Verma", "+919876543210")
    item = desk.queue(user_id=customer)
    with desk.database.read() as tx:
        found = read_item(tx, desk.now, item)
    turn = found.turn
    assert turn is not None
    assert (turn.question, turn.answer) == ("What does AC repair cost?", "AC Repair costs ₹1,399.")
    assert turn.evidence[0].fields["price"] == "1299"
    grounding, _, relevancy = turn.scores
    assert (grounding.findings[0].claim, grounding.findings[0].expected) == ("₹1,399", "₹1,299")
    assert (relevancy.value, relevancy.unscored) == (None, "nothing was asked")
    assert (turn.scorer_version, turn.router_version) == ("scorers-7", "router-3")
    assert found.customer is not None
    assert found.customer.name == "Rohit Verma"
    assert [line.role for line in found.transcript] == ["user", "assistant"]


def test_a_complaint_in_the_queue_is_dismissed_and_never_given_a_turns_verdict(
    marketplace: Database,
) -> None:
    desk = Desk(marketplace)
    asha = desk.hire("Asha Nair")
    with marketplace.read() as tx:
        complaint = tx.execute(select(complaints.c.id).limit(1)).scalar_one()
    item, turn = queue_breach(desk, complaint), desk.queue()
    with pytest.raises(WrongKindError), marketplace.write() as tx:
        save_review(tx, desk.ids, desk.now, item, asha, GOOD)
    with pytest.raises(WrongKindError), marketplace.write() as tx:
        dismiss(tx, desk.ids, desk.now, turn, asha, action="handled")
    with marketplace.write() as tx:
        found = read_item(tx, desk.now, item)
        assert found.turn is None
        assert found.complaint is not None
        assert found.complaint.number == found.row.complaint_number
        dismiss(tx, desk.ids, desk.now, item, asha, action="handled")
        assert queue_row(tx, desk.now, item).status == "dismissed"


def test_conversations_are_listed_by_who_spoke_last_and_found_by_customer(desk: Desk) -> None:
    customer = add_customer(desk, "Rohit Verma", "+919876543210")
    desk.queue("first", channel="WHATSAPP")
    desk.later(minutes=1)
    desk.queue("second", user_id=customer, language="hi")
    with desk.database.read() as tx:
        page = conversation_page(tx, limit=1)
        assert [talk.customer for talk in page.items] == ["Rohit Verma"]
        rest = conversation_page(tx, cursor=page.next_cursor, limit=1)
        assert [talk.channel for talk in rest.items] == ["WHATSAPP"]
        assert rest.next_cursor is None
        own = conversation_page(tx, customer_id=customer)
        assert [talk.language for talk in own.items] == ["hi"]
        head = own.items[0]
        assert conversation(tx, head.id) == head
        assert conversation(tx, head.id + 1) is None
        assert [line.text for line in lines(tx, head.id, 1, 1)] == ["second"]
