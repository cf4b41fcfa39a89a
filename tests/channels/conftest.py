"""Fixtures of the channel tests."""

from collections.abc import Iterator

import pytest

from channels.work import shipped_assistant
from store.database import Database
from store.migrate import migrate
from tests.channels.console import Console
from tests.channels.site import Site, running, running_apart
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace


@pytest.fixture
def site(sqlite_database: Database) -> Iterator[Site]:
    """A server on a free port with a fresh SQLite database."""
    with running(sqlite_database) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgres", "postgres, apart"])
def either_site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The same on both engines, and on PostgreSQL also as two web processes and a worker."""
    engine, _, apart = request.param.partition(", ")
    run = running_apart if apart else running
    for database in opened(request.getfixturevalue(f"{engine}_engine"), migrate):
        with run(database) as site:
            yield site


@pytest.fixture
def console(engine: Engine) -> Iterator[Console]:
    """The product as it ships, with its console, on both engines."""
    for database in opened(engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            yield Console(site)


@pytest.fixture
def sqlite_console(sqlite_engine: Engine) -> Iterator[Console]:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            yield Console(site)
