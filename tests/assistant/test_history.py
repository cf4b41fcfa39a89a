"""The seeded history: played by the real turn, so that every score in the log can be had again."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.history import seed_marketplace
from assistant.model import METRICS, Evidence, Exchange
from assistant.quality.scores import score
from assistant.record import score_columns
from store.database import Database, open_database
from store.log import read_turns
from store.migrate import migrate
from store.tables import conversations, priority_queue, reviews
from store.verify import verify
from tests.assistant.conftest import AS_OF
from tests.conftest import opened
from tests.engines import Engine, SqliteEngine

COUNTS = {
    "users": 150,
    "categories": 12,
    "subcategories": 76,
    "providers": 120,
    "addresses": 198,
    "rate_cards": 156,
    "bookings": 139,
    "booking_items": 294,
    "conversations": 1192,
    "priority_queue": 100,
    "complaints": 120,
    "complaint_updates": 180,
}
INDIA = dt.timezone(dt.timedelta(hours=5, minutes=30))


def build_marketplace(url: str) -> None:
    migrate(url)
    with open_database(url) as database, database.write() as tx:
        seed_marketplace(tx, 7, AS_OF)


@pytest.fixture
def seeded(engine: Engine) -> Iterator[Database]:
    """The whole seed, on both engines."""
    yield from opened(engine, build_marketplace)


def rows_of(database: Database, table: Any) -> list[tuple[Any, ...]]:
    """All rows but for when the database wrote them."""
    columns = [c for c in table.columns if c.name not in ("created_at", "updated_at")]
    with database.read() as tx:
        return [tuple(row) for row in tx.execute(select(*columns).order_by(table.c.id))]


def test_the_seed_holds_exactly_what_is_promised_and_breaks_no_rule(seeded: Database) -> None:
    tables = conversations.metadata.tables
    with seeded.read() as tx:
        found = {
            name: tx.execute(select(func.count()).select_from(tables[name])).scalar_one()
            for name in COUNTS
        }
        assert found == COUNTS
        assert verify(tx, dt.datetime.combine(AS_OF, dt.time(12), INDIA)) == ()


def test_every_score_in_the_log_is_what_the_scorers_compute(seeded: Database) -> None:
    compared = 0
    for batch in read_turns(seeded):
        for turn in batch:
            again = score(
                Exchange(
                    question=turn.question,
                    evidence=tuple(
                        Evidence(row["source"], row.get("fields", {}), row.get("text"))
                        for row in turn.evidence
                    ),
                    answer=turn.answer,
                    context=turn.context,
                    now=turn.asked_at.astimezone(INDIA),
                )
            )
            columns = score_columns(again)
            assert {metric: columns[metric] for metric in METRICS} == dict(turn.scores)
            compared += 1
    assert compared == 596


def test_scores_differ_because_replies_do(seeded: Database) -> None:
    with seeded.read() as tx:
        for metric in METRICS:
            values = tx.execute(select(conversations.c[metric]).distinct()).scalars().all()
            assert len([value for value in values if value is not None]) > 1


def test_the_queue_holds_faults_asked_for_people_anger_and_a_blind_sample(
    seeded: Database,
) -> None:
    with seeded.read() as tx:
        items = tx.execute(select(priority_queue)).all()
        reasons = Counter(reason for item in items for reason in item.reasons)
        by_score = sum(any(r.startswith("low_") for r in item.reasons) for item in items)
        judged = tx.execute(select(func.count()).select_from(reviews)).scalar_one()
    assert 45 <= by_score <= 80
    assert reasons["asked_for_human"] > 0
    assert reasons["frustration"] > 0
    assert reasons["blind_sample"] > 0
    assert {item.status for item in items} == {"waiting", "reviewed"}
    assert judged == sum(item.status == "reviewed" for item in items) == 30


def test_faults_are_marked_as_another_systems_and_all_are_queued(seeded: Database) -> None:
    with seeded.read() as tx:
        faults = set(
            tx.execute(
                select(conversations.c.id).where(conversations.c.origin == "seed_fault")
            ).scalars()
        )
        queued = set(tx.execute(select(priority_queue.c.message_id)).scalars())
    assert faults
    assert faults <= queued


def test_all_languages_and_channels_take_part(seeded: Database) -> None:
    with seeded.read() as tx:
        turns = tx.execute(
            select(conversations.c.language, conversations.c.channel).where(
                conversations.c.role == "assistant"
            )
        ).all()
    assert {row.language for row in turns} == {"en", "hinglish", "hi"}
    assert {row.channel for row in turns} == {"WEB", "MOBILE", "WHATSAPP"}


def test_the_same_seed_and_day_give_the_same_rows_on_either_engine(
    sqlite_engine: Engine, postgres_engine: Engine
) -> None:
    for one in opened(sqlite_engine, build_marketplace):
        for other in opened(postgres_engine, build_marketplace):
            for table in (conversations, priority_queue, reviews):
                rows = rows_of(one, table)
                assert rows
                assert rows == rows_of(other, table)


def test_copies_for_load_stand_beside_the_original_and_break_no_rule(tmp_path: Path) -> None:
    url = SqliteEngine(tmp_path).empty()
    migrate(url)
    with open_database(url) as database:
        with database.write() as tx:
            seed_marketplace(tx, 7, AS_OF, scale=3)
        with database.read() as tx:
            rows = tx.execute(
                select(conversations.c.origin, func.count().label("count")).group_by(
                    conversations.c.origin
                )
            )
            origins = {row.origin: row._mapping["count"] for row in rows}
            assert origins["replica"] == 2 * 1192
            assert sum(origins.values()) == 3 * 1192
            assert verify(tx, dt.datetime.combine(AS_OF, dt.time(12), INDIA)) == ()
