"""The proofs of `make order` at small size, and that they can say no."""

import random
from collections.abc import Iterator

import pytest
import respx
from sqlalchemy import select, update

from store.database import Database
from store.migrate import migrate
from store.tables import conversations
from tests.channels.site import Site, running, running_apart
from tests.channels.whatsapp.shop import Shop
from tests.conftest import opened
from tests.order.copies import post_copies
from tests.order.shuffles import Shuffled, look, shuffle
from tests.order.statuses import ORDERS, climb


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Iterator[Site]:
    """One process on SQLite; two web processes and four workers on PostgreSQL."""
    for database in opened(request.getfixturevalue(f"{request.param}_engine"), migrate):
        run = running(database) if database.is_sqlite else running_apart(database, workers=4)
        with run as site:
            yield site


def test_a_hundred_copies_at_once_and_one_a_week_later_are_one_turn(place: Site) -> None:
    assert post_copies(place, 100).is_one


def test_shuffled_messages_are_answered_once_after_they_were_asked_and_to_who_asked(
    place: Site,
) -> None:
    said = shuffle(place, 5, random.Random(7))
    assert len(said.messages) == 100
    assert look(place.database, said) == Shuffled(0, 0, 0, 0, 0)


def test_what_is_wrong_would_be_seen(sqlite_database: Database) -> None:
    with running(sqlite_database) as site:
        said = shuffle(site, 2, random.Random(7))
    line = conversations.c
    with sqlite_database.write() as tx:
        is_reply = line.role == "assistant"
        leaky, early, gone = tx.execute(select(line.id, line.reply_to_id).where(is_reply)).all()[:3]
        tx.execute(update(conversations).where(line.id == leaky.id).values(text="for another"))
        tx.execute(update(conversations).where(line.id == early.reply_to_id).values(seq=10_000))
        silent = {"role": "system", "reply_to_id": None}
        tx.execute(update(conversations).where(line.id == gone.id).values(silent))
    found = look(sqlite_database, said)
    assert (found.missing, found.doubles, found.early, found.leaks) == (1, 0, 1, 1)


@pytest.mark.parametrize("order", ORDERS[::40], ids="-".join)
def test_no_order_of_statuses_takes_back_what_was_reached(
    database: Database, order: tuple[str, ...]
) -> None:
    with respx.mock(assert_all_called=False) as router:
        climbs = climb(Shop(database, router), [order])
    assert (climbs.cases, climbs.downgrades, climbs.wrong_ends) == (12, 0, 0)
