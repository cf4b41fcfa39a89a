"""A named point kills where it says: what was committed before it stands, and nothing else does."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.database import open_database
from store.migrate import migrate
from tests.chaos.deaths import PLACES
from tests.engines import Engine

SCRIPT = """
import datetime, pathlib, random, sys
from store.chat import Arrival, accept
from store.dialogues import open_dialogue
from store.database import open_database
from store.ids import Ids
from tests.chaos.edges import Doom, watch_databases

watch_databases(Doom(pathlib.Path(sys.argv[1])).reach)
now = datetime.datetime.now(datetime.UTC)
ids = Ids(lambda: now, random.Random(1))
with open_database(sys.argv[2]) as database:
    with database.write() as tx:
        place = open_dialogue(tx, ids, now, "WEB")
    with database.write() as tx:
        accept(tx, ids, Arrival("WEB", place, "a", "hello", None, now))
"""


@pytest.mark.parametrize(
    ("point", "code", "kept"),
    [
        ("after-insert inbox", -signal.SIGKILL, 0),
        ("before-commit inbox", -signal.SIGKILL, 0),
        ("after-commit inbox", -signal.SIGKILL, 1),
        ("after-commit outbox", 0, 1),
        ("before-mark-sent socket", 0, 1),
    ],
)
def test_a_point_of_the_database(
    engine: Engine, tmp_path: Path, point: str, code: int, kept: int
) -> None:
    assert point in PLACES
    url = engine.fresh(migrate)
    (tmp_path / "doom").write_text(point)
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), url]
    assert subprocess.run(command, check=False).returncode == code
    assert (tmp_path / "struck").exists() == (code != 0)
    with open_database(url) as database, database.read() as tx:
        counted = tx.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one()
    assert counted == kept
    engine.drop(url)
