"""`python -m channels`: serve, chat in the terminal, show the configuration, add staff, play the
payment side or WhatsApp."""

import argparse
import asyncio
import gc
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import uvicorn
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings

from assistant.settings import AssistantSettings
from channels import staff, stuck
from channels.app import create_app
from channels.payments import simulator
from channels.payments.simulator import SimulatorError
from channels.server import configuration, listen
from channels.settings import ChannelSettings
from channels.terminal import ChatError, chat, typed_lines
from channels.whatsapp.simulator import command as whatsapp
from channels.work import OneProcessError
from channels.worker import run_worker
from store.catalogue import NoCatalogueError
from store.clear import is_empty
from store.database import DatabaseUnavailableError, DatabaseUrlError, open_database
from store.migrate import MigrationError, is_at_head, migrate
from store.piped import end_with
from store.settings import StoreSettings
from store.staff import StaffError
from store.stuck import NotStuckError

NO_SCHEMA = "the database lacks this program's schema: python -m store migrate"


class CommandError(Exception):
    """Expected trouble: one line, exit code 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 2 when it could not be done."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except KeyboardInterrupt:
        return 130
    except ValidationError as error:
        print("; ".join(map(_told, error.errors())), file=sys.stderr)
        return 2
    except (
        CommandError,
        ChatError,
        DatabaseUrlError,
        DatabaseUnavailableError,
        MigrationError,
        NoCatalogueError,
        OneProcessError,
        SimulatorError,
        whatsapp.SimulatorError,
        NotStuckError,
        StaffError,
    ) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m channels", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the chat, the console and the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument(
        "--prepare",
        action="store_true",
        help="migrate first (a demo always does, and seeds an empty database)",
    )
    serve.set_defaults(run=_serve)
    work = commands.add_parser(
        "worker", help="answer and send, beside web processes on the same PostgreSQL database"
    )
    work.set_defaults(run=_work)
    talk = commands.add_parser("chat", help="chat in the terminal")
    talk.add_argument("--url", default="ws://127.0.0.1:8000", help="the server (%(default)s)")
    talk.set_defaults(run=_chat)
    config = commands.add_parser("config", help="print the configuration, secrets masked")
    config.set_defaults(run=_config)
    staff.add_parser(commands)
    stuck.add_parser(commands)
    simulator.add_parser(commands)
    whatsapp.add_parser(commands)
    return parser


_SELDOM = (10_000, 20, 20)
"""Objects before the collector looks: a turn makes thousands, and hardly one in a circle."""


def _serve(given: argparse.Namespace) -> None:
    settings, store = ChannelSettings(), StoreSettings()
    _prepare(settings, store, asked=given.prepare)
    listener = _listen(given.host, given.port)
    at = _address(given.host, listener.getsockname()[1])
    if settings.demo and not settings.public_url:
        settings = settings.model_copy(update={"public_url": f"http://{at}"})
    app = create_app(settings, store)
    gc.freeze()  # what the program is made of never dies, so it need not be looked at again
    gc.set_threshold(*_SELDOM)
    _Server(configuration(app), _announcement(at)).run([listener])


def _work(_: argparse.Namespace) -> None:
    settings, store = ChannelSettings(), StoreSettings()
    _refuse_old_schema(store)
    run_worker(settings, store, AssistantSettings(), lambda: print("Working", flush=True))


def _refuse_old_schema(store: StoreSettings) -> None:
    with open_database(store.database_url) as database, database.read() as tx:
        if not is_at_head(tx):
            raise CommandError(NO_SCHEMA)


def _prepare(settings: ChannelSettings, store: StoreSettings, *, asked: bool) -> None:
    """A demo makes and fills its own database; anywhere else that is a deliberate act."""
    with open_database(store.database_url) as database:
        with database.read() as tx:
            current = is_at_head(tx)
        if not current and not (settings.demo or asked):
            raise CommandError(NO_SCHEMA)
        if not current:
            print("Preparing the database ...", flush=True)
            migrate(store.database_url)
        with database.read() as tx:
            empty = is_empty(tx)
    if empty and settings.demo:
        print("Filling it with a made-up marketplace ...", flush=True)
        seeded = subprocess.run([sys.executable, "-m", "store", "seed"], check=False)
        if seeded.returncode:
            raise CommandError("the database could not be seeded")
    if settings.demo:
        _open_console(store)


def _open_console(store: StoreSettings) -> None:
    """Let somebody into a demo's console, and say who, the first time."""
    with open_database(store.database_url) as database:
        opened = staff.open_console(database, datetime.now(UTC))
    if opened is not None:
        email, password = opened
        print(f"Console sign-in, shown only now: {email}  {password}", flush=True)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except (OSError, OverflowError) as error:
        raise CommandError(f"cannot listen on {host}:{port}: {error}") from error


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    return f"{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104  not listened on


def _announcement(at: str) -> str:
    return (
        f"Chat      http://{at}/\n"
        f"Console   http://{at}/ops\n"
        f"API       http://{at}/docs\n"
        f"Terminal  .venv/bin/python -m channels chat --url ws://{at}"
    )


class _Server(uvicorn.Server):
    """Says where it can be found once it can be."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._announcement, flush=True)


def _chat(given: argparse.Namespace) -> None:
    interactive = sys.stdin.isatty()
    lines = typed_lines(sys.stdin, "you> " if interactive else "")
    asyncio.run(chat(given.url, lines, sys.stdout, interactive=interactive))


def _config(_: argparse.Namespace) -> None:
    every: tuple[BaseSettings, ...] = (StoreSettings(), AssistantSettings(), ChannelSettings())
    shown = {
        name: re.sub(r"://([^:@/]*):[^@/]*@", r"://\1:***@", _shown(getattr(settings, name)))
        for settings in every
        for name in type(settings).model_fields
    }
    for name, value in shown.items():
        print(f"CONVERGE_{name.upper()}={value}")


def _told(error: ErrorDetails) -> str:
    """One refused setting, by its name in the environment when it is a single one."""
    names = [f"CONVERGE_{part}".upper() for part in error["loc"]]
    return ": ".join([*names, error["msg"].removeprefix("Value error, ")])


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    end_with(main)
