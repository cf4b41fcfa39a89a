"""Conversations in three languages through the real turn, each on a seeded business of its own."""

import pytest

from store.database import Database
from tests.assistant.script import Play, Scenario, scenarios

ALL = tuple(scenarios())
NAMES = [f"{one.file and one.file.stem}: {one.name}" for one in ALL]


@pytest.mark.parametrize(
    "scenario", ALL, ids=[f"{one.file and one.file.stem}: {one.name}" for one in ALL]
)
def test_conversation(sqlite_shop: Database, scenario: Scenario) -> None:
    Play(sqlite_shop, scenario).run()
