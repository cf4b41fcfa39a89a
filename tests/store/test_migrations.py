"""The schema: what the migrations make is what the tables say, on both engines, there and back."""

import pytest
from alembic import command
from sqlalchemy import inspect, select

from store.database import Database, open_database
from store.migrate import MigrationError, configuration, is_at_head, migrate
from store.tables import metadata, payments, refund_items
from store.verify import verify
from tests.engines import Engine
from tests.store.marketplace import NOW

_SQLITE_SCHEMA = (
    "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' AND sql IS NOT NULL"
)
_POSTGRES_SCHEMA = """
    SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
       AND conrelid IS DISTINCT FROM to_regclass('alembic_version')
    UNION ALL
    SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
           is_nullable, column_default)
      FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""


def schema_of(database: Database) -> dict[str, str]:
    """Every table, constraint and index as the database itself describes it, spacing aside."""
    with database.read() as tx:
        query = _SQLITE_SCHEMA if database.is_sqlite else _POSTGRES_SCHEMA
        return {name: "".join(said.split()) for name, said in tx.exec_driver_sql(query)}


def test_migrations_make_exactly_the_tables_and_constraints_of_the_metadata(
    database: Database, engine: Engine
) -> None:
    url = engine.empty()
    with open_database(url) as described:
        metadata.create_all(described.engine)
        assert schema_of(database) == schema_of(described)
    engine.drop(url)


def test_alembic_finds_nothing_left_to_do(engine: Engine) -> None:
    url = engine.fresh(migrate)
    command.check(configuration(url))
    engine.drop(url)


def test_a_migrated_database_can_be_emptied_and_migrated_again(engine: Engine) -> None:
    url = engine.fresh(migrate)
    migrate(url, "base")
    with open_database(url) as database:
        assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
        with database.read() as tx:
            assert not is_at_head(tx)
        migrate(url)
        with database.read() as tx:
            assert is_at_head(tx)
    engine.drop(url)


def test_bookings_of_the_first_schema_get_the_payments_that_their_columns_tell_of(
    marketplace: Database,
) -> None:
    url = marketplace.engine.url.render_as_string(hide_password=False)
    told = [
        select(*(column for column in table.columns if column.name not in ("id", "refund_id")))
        for table in (payments, refund_items)
    ]
    with marketplace.read() as tx:
        before = [sorted(map(str, tx.execute(statement))) for statement in told]
    marketplace.close()
    command.downgrade(configuration(url), "0001")
    migrate(url)
    with marketplace.read() as tx:
        after = [sorted(map(str, tx.execute(statement))) for statement in told]
        assert verify(tx, NOW) == ()
    assert after == before
    assert all(after)


def test_a_database_from_the_future_is_refused_and_left_alone(database: Database) -> None:
    with database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with database.read() as tx:
        assert not is_at_head(tx)
    with pytest.raises(MigrationError, match="9999"):
        migrate(database.engine.url.render_as_string(hide_password=False))


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = schema_of(database)
    migrate(database.engine.url.render_as_string(hide_password=False))
    assert schema_of(database) == before
