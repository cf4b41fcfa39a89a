"""`python -m store`: what each command prints, and how it ends."""

from pathlib import Path

import pytest

from store.__main__ import main
from store.database import Database, open_database
from tests.engines import Engine
from tests.store.marketplace import build_marketplace

FILES = Path(__file__).parent / "files"


@pytest.fixture
def url(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database that the environment names."""
    return use(sqlite_engine.empty(), monkeypatch)


@pytest.fixture
def filled(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    return use(sqlite_engine.fresh(build_marketplace), monkeypatch)


def use(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url)
    monkeypatch.delenv("CONVERGE_DEMO", raising=False)
    return url


def run(url: str, statement: str) -> None:
    with open_database(url) as database, database.write() as tx:
        tx.exec_driver_sql(statement)


def test_without_a_schema_every_command_says_how_to_get_one(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["verify"], ["clear", "--yes"], ["erase-user", "51"], ["seed"]):
        assert main(command) == 2
        assert "python -m store migrate" in capsys.readouterr().err


def test_a_business_can_start_from_its_own_catalogue(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert main(["import-catalogue", str(FILES / "catalogue.csv")]) == 0
    assert "2 services, 3 rate cards, 2 pincodes and 1 providers" in capsys.readouterr().out
    assert main(["verify"]) == 0


def test_a_bad_catalogue_is_refused_with_a_line_a_row(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["migrate"])
    path = tmp_path / "bad.csv"
    path.write_text("kind,pincode\npincode,1\nshop,2\n", "utf-8")
    assert main(["import-catalogue", str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 4


def test_verify_names_each_broken_rule_and_ends_with_1(
    filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    run(filled, "UPDATE users SET email = 'nowhere' WHERE id = 51")
    assert main(["verify"]) == 1
    said = capsys.readouterr()
    assert "email_form: an e-mail address has something on both sides of one @: users#51 (1)" in (
        said.out.splitlines()
    )
    assert said.err == "1 rules are broken\n"


def test_a_seeded_database_is_not_seeded_over(
    filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["seed"]) == 2
    assert "not empty" in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["", "n\n", "no\n", "yess\n"])
def test_clear_asks_first_and_takes_anything_but_yes_for_no(
    filled: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str
) -> None:
    (tmp_path / "answer").write_text(answer)
    with (tmp_path / "answer").open() as typed:
        monkeypatch.setattr("sys.stdin", typed)
        assert main(["clear"]) == 2
    with open_database(filled) as database:
        assert users(database) == 150


def test_clear_empties_seeded_data_and_the_same_seed_can_be_sown_again(filled: str) -> None:
    assert main(["clear", "--yes"]) == 0
    with open_database(filled) as database:
        assert users(database) == 0


def test_what_may_be_production_data_is_cleared_by_force_only(
    filled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(filled, "DELETE FROM seed_runs")
    assert main(["clear", "--yes"]) == 2
    assert "--force" in capsys.readouterr().err
    monkeypatch.setenv("CONVERGE_DEMO", "true")
    assert main(["clear", "--yes"]) == 0


def test_force_clears_production_data(filled: str) -> None:
    run(filled, "DELETE FROM seed_runs")
    assert main(["clear", "--yes", "--force"]) == 0


def test_erasing_somebody_unknown_is_one_line(
    filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erase-user", "51"]) == 0
    assert main(["erase-user", "9999"]) == 2
    assert capsys.readouterr().err == "there is no user 9999\n"


@pytest.mark.parametrize(
    "bad", ["nonsense", "mysql://x/y", "sqlite://", "sqlite:////proc/none/a.db", "postgresql://[/"]
)
def test_a_database_that_cannot_be_had_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    use(bad, monkeypatch)
    assert main(["migrate"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_that_is_no_database_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to look at" * 100)
    use(f"sqlite:///{tmp_path / 'notes.txt'}", monkeypatch)
    assert main(["verify"]) == 2
    assert "not a database" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["seed", "--scale", "0"], ["erase-user", "x"], ["dance"]])
def test_a_wrong_command_line_ends_with_2(command: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2


def users(database: Database) -> int:
    with database.read() as tx:
        return int(tx.exec_driver_sql("SELECT count(*) FROM users").scalar_one())
