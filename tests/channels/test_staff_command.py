"""`python -m channels staff add` as operators type it."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from channels.__main__ import main
from channels.staff import open_console
from store.database import open_database
from store.migrate import migrate
from store.staff import HASHER, credentials_of, is_right
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import NOW, build_marketplace

PASSWORD = "correct horse battery staple"
ADD = ["staff", "add", "--email", "asha@example.com", "--name", "Asha Nair", "--role", "lead"]


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database in an otherwise empty folder."""
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path}/test.db"
    monkeypatch.setenv("CONVERGE_DATABASE_URL", address)
    migrate(address)
    return address


def lets_in(url: str, password: str) -> bool:
    with open_database(url) as database, database.read() as tx:
        return is_right(HASHER, credentials_of(tx, "asha@example.com"), password)


def test_a_piped_password_is_taken_and_not_printed(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(ADD) == 0
    assert lets_in(url, PASSWORD)
    printed = capsys.readouterr().out
    assert "asha@example.com may sign in at /ops as lead" in printed
    assert PASSWORD not in printed


def test_a_generated_password_is_printed_once_and_works(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ADD, "--generate"]) == 0
    printed = capsys.readouterr().out
    assert lets_in(url, printed.rpartition("Password: ")[2].strip())


def test_what_cannot_be_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ADD, "--password", "short"]) == 2
    assert "12 to 200 characters" in capsys.readouterr().err
    assert main([*ADD, "--password", PASSWORD]) == 0
    assert main([*ADD, "--password", PASSWORD]) == 2
    assert capsys.readouterr().err == "asha@example.com has an account already\n"
    with pytest.raises(SystemExit, match="2"):
        main([*ADD[:-1], "chief"])


def test_a_demo_lets_its_first_admin_in_once(tmp_path: Path) -> None:
    shop = f"sqlite:///{tmp_path}/shop.db"
    build_marketplace(shop)
    with open_database(shop) as database:
        opened = open_console(database, NOW)
        assert opened is not None
        email, password = opened
        with database.read() as tx:
            assert is_right(HASHER, credentials_of(tx, email), password)
        assert open_console(database, NOW) is None


def test_of_processes_that_start_at_once_one_lets_the_first_admin_in(engine: Engine) -> None:
    for database in opened(engine, build_marketplace):
        with ThreadPoolExecutor(4) as threads:
            told = list(threads.map(open_console, [database] * 4, [NOW] * 4))
        assert len([one for one in told if one is not None]) == 1
