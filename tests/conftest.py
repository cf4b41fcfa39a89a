"""Databases for tests: `database` runs a test on both engines, `sqlite_database` on one."""

import os
from collections.abc import Iterator

import pytest

from store.database import Database, open_database
from store.migrate import migrate
from tests.engines import Build, Engine, NoPostgresError, SqliteEngine, running_postgres


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return SqliteEngine(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """A server of our own or the one we were told of; without either the run ends at once."""
    try:
        with running_postgres(os.environ.get("CONVERGE_TEST_POSTGRES_URL")) as engine:
            yield engine
    except NoPostgresError as error:
        pytest.exit(f"the tests need PostgreSQL: {error}", returncode=1)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both engines, one after the other."""
    chosen: Engine = request.getfixturevalue(f"{request.param}_engine")
    return chosen


@pytest.fixture
def database(engine: Engine) -> Iterator[Database]:
    """A migrated, empty database, on both engines."""
    yield from opened(engine, migrate)


@pytest.fixture
def sqlite_database(sqlite_engine: Engine) -> Iterator[Database]:
    """A migrated, empty database, where the engine makes no difference."""
    yield from opened(sqlite_engine, migrate)


@pytest.fixture
def postgres_database(postgres_engine: Engine) -> Iterator[Database]:
    """A migrated, empty database of a server."""
    yield from opened(postgres_engine, migrate)


IDLE: dict[tuple[Engine, Build], list[tuple[str, Database]]] = {}


def opened(engine: Engine, build: Build) -> Iterator[Database]:
    """A fresh copy of what `build` makes, open for one test.

    The next test gets its copy under the same name, by the same `Database`: to compile a statement
    takes longer than to run it here, and this one has compiled most already.
    """
    idle = IDLE.setdefault((engine, build), [])
    if idle:
        url, database = idle.pop()
        engine.renew(url, build)
    else:
        url = engine.fresh(build)
        database = open_database(url)
    with database:
        yield database
    engine.drop(url)
    idle.append((url, database))
