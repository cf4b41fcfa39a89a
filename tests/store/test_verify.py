"""`verify` names every kind of damage, on databases that have lost their constraints."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from store.database import Database, Tx, open_database
from store.tables import metadata
from store.verify import verify
from tests.engines import Engine
from tests.store.damage import DAMAGE
from tests.store.marketplace import build_marketplace

TODAY = datetime(2026, 11, 25, tzinfo=UTC)


def build_unguarded(url: str) -> None:
    """The same rows in tables without a single constraint, so that nothing prevents damage.

    Plain indexes on the keys keep it fast.
    """
    build_marketplace(url)
    with open_database(url, pool_size=1) as database, database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for table in reversed(metadata.sorted_tables):
            connection.exec_driver_sql(f"CREATE TABLE bare AS SELECT * FROM {table.name}")
            connection.exec_driver_sql(f"DROP TABLE {table.name}")
            connection.exec_driver_sql(f"ALTER TABLE bare RENAME TO {table.name}")
            for column in table.columns:
                if column.primary_key or column.foreign_keys:
                    connection.exec_driver_sql(
                        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"
                    )
        connection.commit()


@pytest.fixture(scope="module")
def unguarded(engine: Engine) -> Iterator[Database]:
    with open_database(engine.fresh(build_unguarded)) as database:
        yield database


@pytest.fixture(scope="module")
def sqlite_unguarded(sqlite_engine: Engine) -> Iterator[Database]:
    with open_database(sqlite_engine.fresh(build_unguarded)) as database:
        yield database


def broken_rules(tx: Tx) -> set[str]:
    return {violation.rule for violation in verify(tx, TODAY)}


def test_a_consistent_marketplace_breaks_no_rule(marketplace: Database) -> None:
    with marketplace.read() as tx:
        assert verify(tx, TODAY) == ()


def test_losing_the_constraints_breaks_no_rule_by_itself(unguarded: Database) -> None:
    with unguarded.read() as tx:
        assert verify(tx, TODAY) == ()


@pytest.mark.parametrize(("rule", "damage"), DAMAGE, ids=[rule for rule, _ in DAMAGE])
def test_each_kind_of_damage_is_named(sqlite_unguarded: Database, rule: str, damage: str) -> None:
    with sqlite_unguarded.read() as tx:  # what is written here is rolled back
        tx.exec_driver_sql(damage)
        assert rule in broken_rules(tx)


def test_the_rules_find_damage_on_both_engines(unguarded: Database) -> None:
    """All damage at once, short of deletions; some of it hides behind other damage."""
    done = {rule: damage for rule, damage in DAMAGE if not damage.startswith("DELETE")}
    with unguarded.read() as tx:
        for damage in done.values():
            tx.exec_driver_sql(damage)
        assert len(broken_rules(tx) & set(done)) > 70


def test_a_broken_rule_comes_with_its_meaning_a_few_rows_and_their_number(
    sqlite_unguarded: Database,
) -> None:
    with sqlite_unguarded.read() as tx:
        tx.exec_driver_sql("UPDATE users SET email = 'nowhere' || id WHERE id IN (60, 51, 70, 71)")
        (violation,) = verify(tx, TODAY)
    assert violation.rule == "email_form"
    assert violation.detail.endswith("of one @: users#51, users#60, users#70")
    assert violation.count == 4


def test_a_database_in_use_is_judged_by_the_clock_and_not_by_the_day_it_was_seeded_for(
    sqlite_unguarded: Database,
) -> None:
    with sqlite_unguarded.read() as tx:
        tx.exec_driver_sql(
            "UPDATE conversations SET origin = 'live', created_at = '2026-11-24 10:00:00.000000'"
        )
        tx.exec_driver_sql("DELETE FROM sessions")
        tx.exec_driver_sql("UPDATE users SET email = NULL")
        assert verify(tx, TODAY) == ()


def test_an_empty_database_breaks_no_rule(database: Database) -> None:
    with database.read() as tx:
        assert verify(tx, TODAY) == ()
