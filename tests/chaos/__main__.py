"""`python -m tests.chaos`: 50 conversations, processes killed again and again, and the verdict.

One process on SQLite; on PostgreSQL, when CONVERGE_TEST_POSTGRES_URL names a server where databases
may be created, one process, and then several web processes and workers of which any may die.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

from tests.chaos.server import Server, Worker, free_port


def play(
    database_url: str, folder: Path, size: argparse.Namespace, *, web: int, workers: int
) -> int:
    """Let customers talk while processes die `kills` times, and judge.

    Args:
        web: how many web processes; without `workers` they answer themselves.
    """
    environment = {**os.environ, "CONVERGE_DATABASE_URL": database_url, "CONVERGE_DEMO": "true"}
    for step in ("migrate", "seed"):
        subprocess.run([sys.executable, "-m", "store", step], env=environment, check=True)
    ledger, transcripts = folder / "ledger.jsonl", folder / "transcripts.jsonl"
    ledger.touch()
    chance = random.Random(size.seed)
    answering = {"CONVERGE_WORKER": str(not workers).lower()}
    servers = [Server(database_url, free_port(), answering) for _ in range(web)]
    processes = [*servers, *(Worker(database_url) for _ in range(workers))]
    done = 0
    try:
        for process in processes:
            process.start()
        command = [sys.executable, "-m", "tests.chaos.customers"]
        command += [",".join(server.address for server in servers), str(ledger), str(transcripts)]
        command += ["--count", str(size.conversations), "--messages", str(size.messages)]
        customers = subprocess.Popen([*command, "--seconds", str(size.seconds)])
        while done < size.kills and customers.poll() is None:
            time.sleep(chance.uniform(0.05, 1.2) if workers == 0 else chance.uniform(0.5, 3))
            victim = chance.choice(processes)
            victim.kill()
            if workers:
                victim.launch()  # others may die before it is there
            else:
                victim.start()
            done += 1
        customers.wait()
    finally:
        for process in processes:
            process.stop()
    told = f"{web} web processes, {workers} workers" if workers else "one process"
    print(
        f"{database_url.partition(':')[0]}, {told}: {size.conversations} conversations, "
        f"{done} kills",
        flush=True,
    )
    return verdict(ledger, transcripts)


def verdict(ledger: Path, transcripts: Path) -> int:
    """The judge's, who must also see what is planted; 0 when all was kept."""
    command = [sys.executable, "-m", "tests.chaos.judge", str(ledger), str(transcripts)]
    worst = subprocess.run(command, check=False).returncode
    for fault in ("loss", "double"):
        found = subprocess.run([*command, "--plant", fault], check=False, capture_output=True)
        print(f"  a planted {fault}: {'seen' if found.returncode else 'NOT SEEN'}", flush=True)
        worst = max(worst, int(found.returncode == 0))
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--messages", type=int, default=6, help="of each customer")
    parser.add_argument("--seconds", type=int, default=120, help="until customers give up")
    parser.add_argument("--web", type=int, default=2, help="web processes, beside workers")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=["sqlite", "postgresql", "apart"])
    given = parser.parse_args()
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        if given.only in (None, "sqlite"):
            at = Path(folder) / "sqlite"
            at.mkdir()
            worst = play(f"sqlite:///{at}/chaos.db", at, given, web=1, workers=0)
        postgres = os.environ.get("CONVERGE_TEST_POSTGRES_URL")
        if postgres is None:
            print("PostgreSQL: not tried, CONVERGE_TEST_POSTGRES_URL is not set")
            return worst
        arrangements = {"postgresql": (1, 0), "apart": (given.web, given.workers)}
        for name, (web, workers) in arrangements.items():
            if given.only in (None, name):
                at = Path(folder) / name
                at.mkdir()
                with database_on(make_url(postgres)) as url:
                    worst = max(worst, play(url, at, given, web=web, workers=workers))
    return worst


@contextmanager
def database_on(server: URL) -> Iterator[str]:
    """A database of our own on a server; gives its URL."""
    server = server.set(drivername="postgresql+psycopg")
    name = f"converge_chaos_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as tx:
        tx.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as tx:
            tx.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


if __name__ == "__main__":
    sys.exit(main())
