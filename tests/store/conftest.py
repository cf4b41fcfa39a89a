"""Databases that hold something, on both engines or on one."""

from collections.abc import Iterator

import pytest

from store.database import Database
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace


@pytest.fixture
def marketplace(engine: Engine) -> Iterator[Database]:
    yield from opened(engine, build_marketplace)


@pytest.fixture
def sqlite_marketplace(sqlite_engine: Engine) -> Iterator[Database]:
    yield from opened(sqlite_engine, build_marketplace)
