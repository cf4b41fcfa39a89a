"""The product's own command, as in `python -m channels COMMAND ...`, in a process that dies at the
point it is told to.

Wraps only what the product has from others, where it touches them: the databases' drivers, the web
server's way out, the HTTP client's answer. The product knows nothing of it and is not changed.
"""

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import psycopg
import uvicorn
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.__main__ import main
from channels.whatsapp.webhook import PATH

POINTS = {
    "after-insert": ("inbox", "outbox"),
    "before-commit": ("inbox", "outbox"),
    "after-commit": ("inbox", "outbox"),
    "before-200": ("webhook", "socket"),
    "after-send": ("platform", "socket"),
    "before-mark-sent": ("platform", "socket"),
}
"""Within a commit that takes a message in or answers one, and at its end; before an acknowledgement
leaves; after a reply has left, and before that is written down."""
Reach = Callable[[str, str], None]
_WRITES = re.compile(r"\s*(INSERT INTO|UPDATE) (inbox|outbox)\b")
_SENT = re.compile(r"\s*UPDATE outbox SET ([^W]*)\bsent_at=")


class Doom:
    """An order to die: FOLDER/doom names a point and where; the first to come takes the file."""

    def __init__(self, folder: Path) -> None:
        self._order = folder / "doom"
        self._taken = folder / "struck"

    def reach(self, point: str, where: str) -> None:
        try:
            if self._order.read_text() != f"{point} {where}":
                return
            self._order.rename(self._taken)
        except FileNotFoundError:
            return
        self._taken.write_text(where)
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()


class Statements:
    """What one connection writes, between one commit and the next."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._inserted = ""

    def run(self, sql: object, execute: Callable[[], Any]) -> Any:
        text = sql if isinstance(sql, str) else ""
        sent = _SENT.match(text)
        if sent:
            self._reach("before-mark-sent", "platform" if "external_id" in sent[1] else "socket")
        result = execute()
        found = _WRITES.match(text)
        if found and found[1] == "INSERT INTO":
            self._inserted = found[2]
            self._reach("after-insert", found[2])
        return result

    def commit(self, commit: Callable[[], None]) -> None:
        inserted, self._inserted = self._inserted, ""
        if inserted:
            self._reach("before-commit", inserted)
        commit()
        if inserted:
            self._reach("after-commit", inserted)


def watch_databases(reach: Reach) -> None:
    """Have every connection that SQLAlchemy opens report."""

    class SqliteCursor(sqlite3.Cursor):
        connection: "Sqlite"

        def execute(self, sql: str, *given: Any) -> Any:
            execute = super().execute
            return self.connection.statements.run(sql, lambda: execute(sql, *given))

    class Sqlite(sqlite3.Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.statements = Statements(reach)

        def cursor(self, factory: Any = SqliteCursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *given: Any) -> Any:
            return self.cursor().execute(sql, *given)

        def commit(self) -> None:
            self.statements.commit(super().commit)

    class PostgresCursor(psycopg.Cursor[Any]):
        connection: "Postgres"

        def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
            execute = super().execute
            run = self.connection.statements.run
            return run(query, lambda: execute(query, params, **named))

    class Postgres(psycopg.Connection[Any]):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.statements = Statements(reach)

        def commit(self) -> None:
            self.statements.commit(super().commit)

    def connect(dialect: Any, _record: object, places: Any, named: Any) -> Any:
        if dialect.name == "sqlite":
            return sqlite3.connect(*places, factory=Sqlite, **named)
        return Postgres.connect(*places, cursor_factory=PostgresCursor, **named)

    event.listen(Engine, "do_connect", connect)


class WatchedApp:
    """ASGI: reports before an acknowledgement leaves, and after a reply has left by a socket."""

    def __init__(self, app: ASGIApp, reach: Reach) -> None:
        self._app = app
        self._reach = reach

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            text = message.get("text") or ""
            if message["type"] == "http.response.start":
                if scope["path"] == PATH and message["status"] == 200:
                    self._reach("before-200", "webhook")
            elif text.startswith('{"type":"ack"'):
                self._reach("before-200", "socket")
            await send(message)
            if '"author":"assistant"' in text:
                self._reach("after-send", "socket")

        await self._app(scope, receive, watched)


def watch_network(reach: Reach) -> None:
    """Have the web server and the HTTP client report."""
    load, handle = uvicorn.Config.load, httpx.AsyncHTTPTransport.handle_async_request

    def watched_load(self: uvicorn.Config) -> None:
        load(self)
        self.loaded_app = WatchedApp(self.loaded_app, reach)

    async def watched_handle(
        self: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        answer = await handle(self, request)
        if request.method == "POST" and b"biz_opaque_callback_data" in request.content:
            reach("after-send", "platform")
        return answer

    uvicorn.Config.load = watched_load  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = watched_handle  # type: ignore[method-assign]


def run_command(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], output: Path
) -> None:
    """Be `python -m channels COMMAND ...` from now on; what it prints goes to a file."""
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    doom = Doom(folder)
    watch_databases(doom.reach)
    watch_network(doom.reach)
    sys.exit(main(command))
