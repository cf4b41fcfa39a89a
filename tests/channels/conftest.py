"""Fixtures of the channel tests."""

from collections.abc import Iterator

import pytest

from store.database import Database
from tests.channels.site import Site, running


@pytest.fixture
def site(sqlite_database: Database) -> Iterator[Site]:
    """A server on a free port with a fresh SQLite database."""
    with running(sqlite_database) as site:
        yield site


@pytest.fixture
def either_site(database: Database) -> Iterator[Site]:
    """The same on both engines."""
    with running(database) as site:
        yield site
