"""The floor: what a turn costs when nothing is thought. A process of its own.

A bare socket echo; for each message three reads by key, two inserts and a commit through the plain
driver, in one thread hop, durable like the product's own.
"""

import argparse
import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from websockets.asyncio.server import ServerConnection, serve

_TABLES = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE lines (id {serial}, conversation INTEGER, text TEXT)",
    "CREATE TABLE box (id {serial}, line TEXT, state TEXT)",
    "INSERT INTO people VALUES (1, 'somebody')",
)
_READS = (
    "SELECT name FROM people WHERE id = {mark}",
    "SELECT text FROM lines WHERE id = {mark}",
    "SELECT state FROM box WHERE id = {mark}",
)
_INSERTS = (
    "INSERT INTO lines (conversation, text) VALUES (1, {mark})",
    "INSERT INTO box (line, state) VALUES ({mark}, 'pending')",
)


def open_sqlite(path: str) -> Callable[[str], None]:
    """A turn on a fresh SQLite file with the pragmas that the product uses."""
    tx = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    tx.execute("PRAGMA journal_mode=WAL")
    tx.execute("PRAGMA synchronous=FULL")
    for statement in _TABLES:
        tx.execute(statement.format(serial="INTEGER PRIMARY KEY"))

    def turn(text: str) -> None:
        tx.execute("BEGIN IMMEDIATE")
        for statement in _READS:
            tx.execute(statement.format(mark="?"), (1,)).fetchone()
        for statement in _INSERTS:
            tx.execute(statement.format(mark="?"), (text,))
        tx.execute("COMMIT")

    return turn


def open_postgres(url: str) -> Callable[[str], None]:
    tx = psycopg.connect(url, autocommit=False)
    for table in ("people", "lines", "box"):
        tx.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES:
        tx.execute(statement.format(serial="BIGSERIAL PRIMARY KEY"))
    tx.commit()

    def turn(text: str) -> None:
        for statement in _READS:
            tx.execute(statement.format(mark="%s"), (1,)).fetchone()
        for statement in _INSERTS:
            tx.execute(statement.format(mark="%s"), (text,))
        tx.commit()

    return turn


async def run(port: int, turn: Callable[[str], None]) -> None:
    pool = ThreadPoolExecutor(1)
    loop = asyncio.get_running_loop()

    async def echo(socket: ServerConnection) -> None:
        async for raw in socket:
            frame: dict[str, Any] = json.loads(raw)
            await loop.run_in_executor(pool, turn, frame["text"])
            await socket.send(json.dumps({"type": "message", "text": frame["text"]}))

    async with serve(echo, "127.0.0.1", port, compression=None) as server:
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--sqlite")
    parser.add_argument("--postgres")
    given = parser.parse_args()
    opened = open_sqlite(given.sqlite) if given.sqlite else open_postgres(given.postgres)
    asyncio.run(run(given.port, opened))
