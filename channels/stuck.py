"""`python -m channels stuck list | replay | discard`: what only people can get going again.

What is replayed is picked up by the running workers within a second.
"""

import argparse
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from store.database import Tx, open_database
from store.ids import Ids
from store.settings import StoreSettings
from store.stuck import BOXES, Box, discard, replay, stuck


def add_parser(subparsers: Any) -> None:
    """Add `stuck ...` to the commands."""
    parser = subparsers.add_parser("stuck", help="messages that could not be answered or sent")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="show them, the oldest first")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    again = actions.add_parser("replay", help="have them tried again")
    again.add_argument("names", nargs="+", type=_name, metavar="BOX/KEY", help="as listed")
    again.set_defaults(run=_replay)
    away = actions.add_parser("discard", help="let one be: it is never answered or sent")
    away.add_argument("names", nargs="+", type=_name, metavar="BOX/KEY", help="as listed")
    away.add_argument("--why", required=True, help="for the audit log")
    away.set_defaults(run=_discard)


def _name(given: str) -> tuple[Box, int]:
    box, _, key = given.partition("/")
    for known in BOXES:
        if box == known and key.isascii() and key.isdigit() and len(key) < 19:
            return known, int(key)
    raise argparse.ArgumentTypeError(f"not a name like inbox/123: {given!r}")


def _list(given: argparse.Namespace) -> None:
    with open_database(StoreSettings().database_url) as database, database.read() as tx:
        found = stuck(tx)
    if given.json:
        print(json.dumps([asdict(one) for one in found], default=str, ensure_ascii=False))
        return
    for one in found:
        print(f"{one.box}/{one.id}  {one.channel}  since {one.since:%Y-%m-%d %H:%M}Z", end="  ")
        print(f"conversation {one.conversation_id} line {one.seq}: {one.text[:60]!r}  {one.error}")
    print(f"{len(found)} messages are stuck" if found else "Nothing is stuck")


def _replay(given: argparse.Namespace) -> None:
    with _writing() as (tx, ids, now):
        for box, key in given.names:
            replay(tx, ids, now, box, key, None)
    print(f"{len(given.names)} to be tried again")


def _discard(given: argparse.Namespace) -> None:
    with _writing() as (tx, ids, now):
        for box, key in given.names:
            discard(tx, ids, now, box, key, None, given.why)
    print(f"{len(given.names)} discarded")


@contextmanager
def _writing() -> Iterator[tuple[Tx, Ids, datetime]]:
    def clock() -> datetime:
        return datetime.now(UTC)

    with open_database(StoreSettings().database_url) as database, database.write() as tx:
        yield tx, Ids(clock, random.SystemRandom()), clock()
