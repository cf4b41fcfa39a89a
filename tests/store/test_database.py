"""Units of work, the connections they run on, and prepared statements, on both databases."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, text, update

from store.database import (
    Database,
    DatabaseUnavailableError,
    Tx,
    open_database,
    tell_after_commit,
)
from store.prepared import Prepared
from store.tables import dialogues

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADD = Prepared(insert(dialogues))
COLUMNS = select(dialogues.c.id, dialogues.c.state, dialogues.c.updated_at, dialogues.c.language)
BETWEEN = COLUMNS.where(
    dialogues.c.id >= bindparam("key"), dialogues.c.id < bindparam("key") + bindparam("many")
).order_by(dialogues.c.id)


def row(key: int, **more: object) -> dict[str, object]:
    at = {"created_at": NOON, "updated_at": NOON}
    return {"id": key, "channel": "WEB", "state": {"city": "पुणे"}, **at, **more}


def add(database: Database, key: int) -> None:
    with database.write() as tx:
        ADD.change(tx, row(key))


def keys(database: Database) -> list[int]:
    with database.read() as tx:
        return list(tx.execute(select(dialogues.c.id).order_by(dialogues.c.id)).scalars())


def fail_after(database: Database, *work: Callable[[Tx], object]) -> None:
    """Do some work in one unit that then fails."""
    with suppress(ZeroDivisionError), database.write() as tx:
        for part in work:
            part(tx)
        raise ZeroDivisionError


def test_a_unit_of_work_is_kept_whole_or_not_at_all(database: Database) -> None:
    add(database, 1)
    fail_after(database, lambda tx: ADD.change(tx, row(2)))
    with database.read() as tx:
        ADD.change(tx, row(3))
    assert keys(database) == [1]


def test_news_is_heard_after_the_commit_and_never_of_what_was_undone(database: Database) -> None:
    heard: list[tuple[object, list[int]]] = []
    with database.heard_by(lambda news: heard.append((list(news), keys(database)))):
        with database.write() as tx:
            ADD.change(tx, row(1))
            tell_after_commit(tx, "one")
            tell_after_commit(tx, "uno")
        fail_after(database, lambda tx: tell_after_commit(tx, "never"))
        add(database, 2)
    with database.write() as tx:
        tell_after_commit(tx, "to nobody")
    assert heard == [(["one", "uno"], [1])]


def test_core_and_prepared_statements_share_a_unit_of_work(database: Database) -> None:
    seen: list[int] = []
    fail_after(
        database,
        lambda tx: tx.execute(insert(dialogues), row(1)),
        lambda tx: seen.append(len(Prepared(COLUMNS).all(tx, {}))),
        lambda tx: ADD.change(tx, row(2)),
        lambda tx: seen.append(len(tx.execute(COLUMNS).all())),
    )
    assert seen == [1, 2]
    assert keys(database) == []


def test_a_prepared_statement_reads_what_core_reads(database: Database) -> None:
    for key in (1, 2, 3):
        add(database, key)
    prepared, given = Prepared(BETWEEN), {"key": 1, "many": 2}
    with database.read() as tx:
        expected = [tuple(found) for found in tx.execute(BETWEEN, given)]
        found = prepared.all(tx, given)
        first = prepared.first(tx, given)
        nothing = prepared.first(tx, {"key": 9, "many": 1})
    assert found == expected
    assert first == found[0]
    assert nothing is None
    assert (first.id, first.state, first.updated_at) == (1, {"city": "पुणे"}, NOON)


def test_a_prepared_change_counts_and_returns_rows(database: Database) -> None:
    add(database, 1)
    speak = (
        update(dialogues)
        .where(dialogues.c.id == bindparam("key"), dialogues.c.language == "en")
        .values(last_seq=dialogues.c.last_seq + 1, language="hi")
    )
    with database.write() as tx:
        assert Prepared(speak).change(tx, {"key": 9}) == 0
        assert Prepared(speak).change(tx, {"key": 1}) == 1
        again = Prepared(
            update(dialogues)
            .values(last_seq=dialogues.c.last_seq + 1)
            .returning(dialogues.c.last_seq, dialogues.c.language)
        ).first(tx, {})
    assert again == (2, "hi")


def test_a_prepared_statement_converts_and_refuses_values_as_core_does(database: Database) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    with database.write() as tx:
        ADD.change(tx, row(1, updated_at=NOON.astimezone(india), state=None))
        (kept,) = Prepared(COLUMNS).all(tx, {})
        absent = tx.execute(text("SELECT state IS NULL FROM dialogues")).scalar_one()
    assert kept.updated_at == NOON
    assert kept.updated_at.utcoffset() == timedelta(0)
    assert absent
    with pytest.raises(ValueError, match="naive"), database.write() as tx:
        ADD.change(tx, row(2, updated_at=NOON.replace(tzinfo=None)))


def test_a_value_that_is_missing_is_an_error_and_no_null(database: Database) -> None:
    with pytest.raises(KeyError, match="many"), database.read() as tx:
        Prepared(BETWEEN).all(tx, {"key": 1})


def test_one_statement_serves_two_databases(database: Database, sqlite_database: Database) -> None:
    for one in (database, sqlite_database):
        add(one, 1)
        with one.read() as tx:
            assert [found.id for found in Prepared(COLUMNS).all(tx, {})] == [1]


def test_a_connection_that_saw_an_error_is_not_lent_again(database: Database) -> None:
    for _ in range(30):
        fail_after(database, lambda tx: tx.execute(text("SELECT 1")))
    add(database, 1)
    assert keys(database) == [1]


def test_lost_connections_are_replaced(postgres_database: Database) -> None:
    with postgres_database.read() as one, postgres_database.read() as two:
        for tx in (one, two):
            tx.execute(text("SELECT 1"))
    with open_database(url_of(postgres_database)) as other, other.write() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    with pytest.raises(DatabaseUnavailableError):
        add(postgres_database, 1)
    add(postgres_database, 1)
    assert keys(postgres_database) == [1]


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)
