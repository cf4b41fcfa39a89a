"""Sites with a host application whose tokens they believe."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from store.database import Database
from tests.channels.mobile.host import KEY
from tests.channels.site import Site, running


@pytest.fixture
def shop(database: Database) -> Iterator[Site]:
    """A site with a host application, on both engines."""
    with running(database, host_token_key=SecretStr(KEY)) as site:
        yield site


@pytest.fixture
def lite(sqlite_database: Database) -> Iterator[Site]:
    """The same where the engine makes no difference."""
    with running(sqlite_database, host_token_key=SecretStr(KEY)) as site:
        yield site
