"""Fixtures of the channel tests."""

from collections.abc import Iterator

import pytest

from store.database import Database
from store.migrate import migrate
from tests.channels.site import Site, running, running_apart
from tests.conftest import opened


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
