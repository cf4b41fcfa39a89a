"""`python -m channels staff add`: accounts of the operations console, the first one included."""

import argparse
import getpass
import secrets
import sys
from datetime import UTC, datetime
from typing import Any

from store.database import Database, open_database
from store.settings import StoreSettings
from store.staff import ROLES, StaffError, add_staff, unopened_admin

GENERATED_BYTES = 12


def add_parser(subparsers: Any) -> None:
    """Add `staff add` to the commands."""
    staff = subparsers.add_parser("staff", help="accounts of the operations console")
    actions = staff.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="make an account, or give one on file its password")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=ROLES)
    source = add.add_mutually_exclusive_group()
    source.add_argument("--password", help="seen by whoever sees your shell; better let it ask")
    source.add_argument("--generate", action="store_true", help="draw one and print it, once")
    add.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Make the account.

    Raises:
        StaffError: it cannot be made as asked.
        DatabaseUnavailableError: the database cannot be used.
    """
    password = _password(given)
    with open_database(StoreSettings().database_url) as database, database.write() as tx:
        add_staff(tx, datetime.now(UTC), given.email, given.name, given.role, password)
    print(f"{given.email} may sign in at /ops as {given.role}")
    if given.generate:
        print(f"Password: {password}")


def open_console(database: Database, now: datetime) -> tuple[str, str] | None:
    """Give the first admin of a made-up marketplace a password while nobody can sign in yet; their
    email and the password, or None when there is nothing to do."""
    with database.read() as tx:
        admin = unopened_admin(tx)
    if admin is None:
        return None
    email, name = admin
    password = secrets.token_urlsafe(GENERATED_BYTES)
    try:
        with database.write() as tx:
            add_staff(tx, now, email, name, "admin", password)
    except StaffError:  # another process has opened it meanwhile, and says so
        return None
    return email, password


def _password(given: argparse.Namespace) -> str:
    """As given, drawn, asked for, or the first line of what is piped in."""
    if given.password is not None:
        return str(given.password)
    if given.generate:
        return secrets.token_urlsafe(GENERATED_BYTES)
    if sys.stdin.isatty():
        return getpass.getpass(f"Password for {given.email}: ")
    return sys.stdin.readline().rstrip("\n")
