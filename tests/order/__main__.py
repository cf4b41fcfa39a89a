"""`python -m tests.order`: the proofs at full size, with their figures.

One process on SQLite; two web processes and four workers on PostgreSQL.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import respx

from store.database import Database
from store.migrate import migrate
from tests.channels.site import Site, running, running_apart
from tests.channels.whatsapp.shop import Shop
from tests.conftest import opened
from tests.engines import Engine, SqliteEngine, running_postgres
from tests.order.copies import post_copies
from tests.order.shuffles import MESSAGES, PEOPLE, Shuffled, look, shuffle
from tests.order.statuses import ORDERS, climb

WORKERS = 4


def prove(engine: Engine, size: argparse.Namespace) -> bool:
    """All three; prints what came of them, and says whether all of it was right."""
    with _fresh(engine) as database, _site(database) as site:
        told = "SQLite, one process" if database.is_sqlite else f"PostgreSQL, {WORKERS} workers"
        print(told)
        copies = post_copies(site, size.copies)
        print(
            f"  {copies.posted} copies of one webhook, the last 7 days later: "
            f"{copies.answered_200} answered 200, {copies.lines} message, {copies.turns} turn"
        )
    with _fresh(engine) as database, _site(database) as site:
        start = time.monotonic()
        said = shuffle(site, size.shuffles, random.Random(size.seed))
        found = look(database, said)
        print(
            f"  {size.shuffles} shuffles of {MESSAGES} messages of {PEOPLE} people, "
            f"{said.webhooks} webhooks, {time.monotonic() - start:.0f} s: {found.missing} missing, "
            f"{found.doubles} doubles, {found.early} replies before their question, "
            f"{found.overtaken} before an earlier one's, {found.leaks} leaks"
        )
    with _fresh(engine) as database, respx.mock(assert_all_called=False) as router:
        climbs = climb(Shop(database, router), ORDERS)
        print(
            f"  {len(ORDERS)} orders of 5 statuses, {climbs.cases} cases with the answer to the "
            f"send anywhere or nowhere: {climbs.downgrades} downgrades, {climbs.wrong_ends} wrong "
            f"ends; load of the machine {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    is_right = copies.is_one and found == Shuffled(0, 0, 0, 0, 0)
    return is_right and not climbs.downgrades and not climbs.wrong_ends


@contextmanager
def _fresh(engine: Engine) -> Iterator[Database]:
    yield from opened(engine, migrate)


@contextmanager
def _site(database: Database) -> Iterator[Site]:
    run = running(database) if database.is_sqlite else running_apart(database, workers=WORKERS)
    with run as site:
        yield site


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--shuffles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    given_url = os.environ.get("CONVERGE_TEST_POSTGRES_URL")
    with tempfile.TemporaryDirectory() as folder, running_postgres(given_url) as postgres:
        proven = [prove(engine, given) for engine in (SqliteEngine(Path(folder)), postgres)]
    return 0 if all(proven) else 1


if __name__ == "__main__":
    sys.exit(main())
