"""The two database engines under test: each builds a database once and hands out copies of it.

PostgreSQL comes from CONVERGE_TEST_POSTGRES_URL or from a private cluster, started from the
installed programs and gone at the end of the run.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import OperationalError

Build = Callable[[str], None]
"""Fills the empty database at a URL and closes every connection to it."""


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL server and none can be started."""


class Engine(Protocol):
    def fresh(self, build: Build) -> str:
        """The URL of a new database as `build` leaves it; `build` runs once a session."""

    def renew(self, url: str, build: Build) -> None:
        """Make a database that was dropped once more, as `build` leaves it."""

    def empty(self) -> str:
        """The URL of a new database without tables."""

    def drop(self, url: str) -> None: ...


class SqliteEngine:
    """Databases are files in `folder`; a copy is a copied file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Build, str] = {}

    def fresh(self, build: Build) -> str:
        url = self.empty()
        self.renew(url, build)
        return url

    def renew(self, url: str, build: Build) -> None:
        if build not in self._templates:
            template = self.empty()
            build(template)
            self._templates[build] = template
        shutil.copyfile(_file(self._templates[build]), _file(url))

    def empty(self) -> str:
        return f"sqlite:///{self._folder / secrets.token_hex(8)}.db"

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)


class PostgresEngine:
    """Databases of one server; a copy is CREATE DATABASE ... TEMPLATE."""

    def __init__(self, server: URL) -> None:
        self._server = server.set(drivername="postgresql+psycopg")
        self.name = server.render_as_string()
        self._templates: dict[Build, str] = {}
        self._made: set[str] = set()

    def fresh(self, build: Build) -> str:
        url = self._new_url()
        self.renew(url, build)
        return url

    def renew(self, url: str, build: Build) -> None:
        if build not in self._templates:
            template = self.empty()
            build(template)
            self._templates[build] = template
        self._create(url, f"TEMPLATE {make_url(self._templates[build]).database}")

    def empty(self) -> str:
        url = self._new_url()
        self._create(url, "TEMPLATE template0 ENCODING 'UTF8'")
        return url

    def drop(self, url: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")
        self._made.discard(url)

    def drop_all(self) -> None:
        for url in tuple(self._made):
            self.drop(url)

    def _new_url(self) -> str:
        name = f"converge_test_{secrets.token_hex(8)}"
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _create(self, url: str, options: str) -> None:
        self.ask(f"CREATE DATABASE {make_url(url).database} {options}")
        self._made.add(url)

    def ask(self, statement: str) -> None:
        """Run one statement on the server itself.

        Raises:
            OperationalError: it does not answer.
        """
        server = create_engine(self._server, isolation_level="AUTOCOMMIT")
        try:
            with server.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            server.dispose()


@contextmanager
def running_postgres(given_url: str | None) -> Iterator[PostgresEngine]:
    """The server at `given_url`, or a private one; every database made on it is dropped.

    Raises:
        NoPostgresError: neither can be had.
    """
    if given_url is not None:
        engine = PostgresEngine(make_url(given_url))
        try:
            engine.ask("SELECT 1")
        except OperationalError as error:
            said = str(error.orig).splitlines()[0]
            raise NoPostgresError(f"{engine.name} does not answer: {said}") from error
        try:
            yield engine
        finally:
            engine.drop_all()
        return
    with _private_cluster() as folder:
        yield PostgresEngine(
            URL.create("postgresql", "postgres", database="postgres", query={"host": str(folder)})
        )


@contextmanager
def durable_postgres() -> Iterator[str]:
    """The URL of a private server set up as PostgreSQL comes: a commit waits for the disk.

    Raises:
        NoPostgresError: none can be started.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    with _private_cluster(f"-h 127.0.0.1 -p {port}"):
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


HASTY = "-h '' -F -c synchronous_commit=off -c full_page_writes=off"
"""On a socket of a folder only, and never waiting for the disk."""


@contextmanager
def _private_cluster(options: str = HASTY) -> Iterator[Path]:
    """A cluster in a folder of its own, gone in the end."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="converge-pg-"))
    run_as = _unprivileged(folder)
    data, log = folder / "data", folder / "log"
    settings = f"-k {folder} {options}"
    control = (str(programs / "pg_ctl"), "-D", str(data))
    try:
        _call(run_as, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust",
              "-E", "UTF8", "--no-locale", "--no-sync")  # fmt: skip
        _call(run_as, *control, "-l", str(log), "-o", settings, "-w", "start")
        try:
            yield folder
        finally:
            _call(run_as, *control, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where initdb and pg_ctl are; the newest version wins."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise NoPostgresError("install it, or set CONVERGE_TEST_POSTGRES_URL")
    return newest.parent


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: hand the folder to somebody else and run as them."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _call(run_as: dict[str, Any], *command: str) -> None:
    # Into a file, not a pipe: the server inherits the handle and would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False, **run_as)
        if done.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
            raise NoPostgresError(f"{Path(command[0]).name} failed: {said.splitlines()[-1]}")


def _file(url: str) -> str:
    path = make_url(url).database
    assert path is not None
    return path
