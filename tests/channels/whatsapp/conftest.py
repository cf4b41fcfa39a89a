"""The shop on WhatsApp that tests send from, on one database or on either."""

from collections.abc import Iterator

import pytest
import respx

from store.database import Database
from tests.channels.whatsapp.shop import Shop


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
def shop(sqlite_database: Database, router: respx.MockRouter) -> Shop:
    return Shop(sqlite_database, router)


@pytest.fixture
def either_shop(database: Database, router: respx.MockRouter) -> Shop:
    return Shop(database, router)
