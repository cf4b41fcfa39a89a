"""Looking after the database from the command line: `python -m store COMMAND --help`.

Expected trouble is one line on stderr and exit code 2; `verify` exits 1 when a rule is broken.
"""

import argparse
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from assistant.history import TURNS, HistoryError, seed_marketplace
from store.catalogue_file import CatalogueFileError, read_catalogue_file
from store.clear import clear, holds_production_data, is_empty
from store.database import Database, DatabaseUnavailableError, DatabaseUrlError, open_database
from store.erase import UnknownUserError, erase_user
from store.ids import Ids
from store.import_catalogue import import_catalogue
from store.migrate import MigrationError, is_at_head, migrate
from store.piped import end_with
from store.rules import RULES
from store.settings import StoreSettings
from store.verify import count_rows, verify


class CommandError(Exception):
    """Expected trouble: one line, exit code 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 when `verify` found something, 2 on trouble."""
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(StoreSettings(), given)
    except KeyboardInterrupt:
        return 130
    except HistoryError as error:
        print(error, file=sys.stderr)
        return 1
    except CatalogueFileError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    except ValidationError as error:
        print("; ".join(item["msg"] for item in error.errors()), file=sys.stderr)
        return 2
    except (
        CommandError,
        DatabaseUnavailableError,
        DatabaseUrlError,
        MigrationError,
        UnknownUserError,
    ) as error:
        print(error, file=sys.stderr)
        return 2
    except (SQLAlchemyError, sqlite3.Error) as error:
        print(f"the database refused: {str(error).partition(chr(10))[0]}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser("migrate", help="bring the database to this program's schema")
    make.set_defaults(run=_migrate)
    seed = commands.add_parser("seed", help="fill an empty database with a made-up marketplace")
    seed.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    seed.add_argument("--scale", type=_positive, default=1, metavar="N", help="default: 1")
    seed.add_argument(
        "--as-of", type=_day, metavar="DATE", help="the day between past and future (today)"
    )
    seed.set_defaults(run=_seed)
    check = commands.add_parser("verify", help="name every rule that the data breaks")
    check.set_defaults(run=_verify)
    empty = commands.add_parser("clear", help="delete all rows")
    empty.add_argument("--yes", action="store_true", help="do not ask")
    empty.add_argument("--force", action="store_true", help="even if the data may be real")
    empty.set_defaults(run=_clear)
    load = commands.add_parser("import-catalogue", help="load services, prices and providers")
    load.add_argument("file", type=Path, metavar="FILE.csv|json")
    load.set_defaults(run=_import_catalogue)
    erase = commands.add_parser("erase-user", help="forget a person")
    erase.add_argument("user_id", type=_positive, metavar="ID")
    erase.set_defaults(run=_erase_user)
    return parser


def _migrate(settings: StoreSettings, _: argparse.Namespace) -> int:
    migrate(settings.database_url)
    print("the database has this program's schema")
    return 0


def _seed(settings: StoreSettings, given: argparse.Namespace) -> int:
    as_of: date = given.as_of or _today()
    with _migrated(settings) as database, database.write() as tx:
        if not is_empty(tx):
            raise CommandError("the database is not empty; to start over: python -m store clear")
        turns = TURNS * given.scale
        with tqdm(total=turns, unit=" turns", desc="playing the chat history") as bar:
            seed_marketplace(tx, given.seed, as_of, given.scale, bar.update)
        counts = count_rows(tx)
    print(f"seeded {sum(counts.values())} rows as of {as_of}")
    return 0


def _verify(settings: StoreSettings, _: argparse.Namespace) -> int:
    with _migrated(settings) as database, database.read() as tx:
        if not database.is_sqlite:  # so that what is written meanwhile is seen whole or not at all
            tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        violations = verify(tx, _now())
    for violation in violations:
        print(f"{violation.rule}: {violation.detail} ({violation.count})")
    if violations:
        print(f"{len(violations)} rules are broken", file=sys.stderr)
        return 1
    print("every rule holds")
    return 0


def _clear(settings: StoreSettings, given: argparse.Namespace) -> int:
    with _migrated(settings) as database:
        with database.read() as tx:
            is_real = holds_production_data(tx, demo=settings.demo)
        if is_real and not given.force:
            raise CommandError("this may be production data: nothing was seeded here (--force)")
        if not given.yes and not _confirmed(f"Delete every row of {database.engine.url}?"):
            raise CommandError("nothing was deleted")
        clear(database)
    print("the database is empty")
    return 0


def _import_catalogue(settings: StoreSettings, given: argparse.Namespace) -> int:
    file = read_catalogue_file(given.file)
    with _migrated(settings) as database, database.write() as tx:
        done = import_catalogue(tx, file, _now())
    print(
        f"{done.services} services, {done.rate_cards} rate cards, {done.pincodes} pincodes and"
        f" {done.providers} providers are on file"
    )
    return 0


def _erase_user(settings: StoreSettings, given: argparse.Namespace) -> int:
    ids = Ids(_now, random.SystemRandom())
    with _migrated(settings) as database, database.write() as tx:
        erased = erase_user(tx, ids, _now(), given.user_id)
    print(f"user {given.user_id} is erased")
    if erased.open_bookings:
        print(f"{erased.open_bookings} bookings of theirs are still open: cancel or serve them")
    return 0


@contextmanager
def _migrated(settings: StoreSettings) -> Iterator[Database]:
    with open_database(settings.database_url) as database:
        with database.read() as tx:
            current = is_at_head(tx)
        if not current:
            raise CommandError("the database lacks this program's schema: python -m store migrate")
        yield database


def _confirmed(question: str) -> bool:
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-01-31") from error


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(ZoneInfo(RULES.time_zone)).date()


if __name__ == "__main__":
    end_with(main)
