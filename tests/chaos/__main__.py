"""`python -m tests.chaos`: 50 conversations, a server killed again and again, and the verdict.

Runs on SQLite, and on PostgreSQL when CONVERGE_TEST_POSTGRES_URL names a server where databases
may be created.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, make_url

from tests.chaos.server import Server, free_port


def play(database_url: str, folder: Path, *, conversations: int, kills: int, seed: int) -> int:
    """Seed the database, let customers talk while the server dies `kills` times, and judge."""
    environment = {**os.environ, "CONVERGE_DATABASE_URL": database_url, "CONVERGE_DEMO": "true"}
    for step in ("migrate", "seed"):
        subprocess.run([sys.executable, "-m", "store", step], env=environment, check=True)
    ledger, transcripts = folder / "ledger.jsonl", folder / "transcripts.jsonl"
    ledger.touch()
    chance = random.Random(seed)
    server = Server(database_url, free_port())
    server.start()
    try:
        command = [sys.executable, "-m", "tests.chaos.customers", server.address]
        command += [str(ledger), str(transcripts), "--count", str(conversations)]
        customers = subprocess.Popen(command)
        done = 0
        while done < kills and customers.poll() is None:
            time.sleep(chance.uniform(0.05, 1.2))
            server.kill()
            server.start()
            done += 1
        customers.wait()
    finally:
        server.stop()
    print(f"{database_url.split(':', maxsplit=1)[0]}: {conversations} conversations, {done} kills")
    verdict = [sys.executable, "-m", "tests.chaos.judge", str(ledger), str(transcripts)]
    return subprocess.run(verdict, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    size = {"conversations": given.conversations, "kills": given.kills, "seed": given.seed}
    with tempfile.TemporaryDirectory() as folder:
        sqlite = Path(folder) / "sqlite"
        sqlite.mkdir()
        worst = play(f"sqlite:///{sqlite}/chaos.db", sqlite, **size)
        postgres = os.environ.get("CONVERGE_TEST_POSTGRES_URL")
        if postgres is None:
            print("PostgreSQL: not tried, CONVERGE_TEST_POSTGRES_URL is not set")
            return worst
        server = make_url(postgres).set(drivername="postgresql+psycopg")
        name = f"converge_chaos_{os.getpid()}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as tx:
            tx.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            folder_of_it = Path(folder) / "postgres"
            folder_of_it.mkdir()
            url = server.set(database=name).render_as_string(hide_password=False)
            worst = max(worst, play(url, folder_of_it, **size))
        finally:
            with admin.connect() as tx:
                tx.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    return worst


if __name__ == "__main__":
    sys.exit(main())
