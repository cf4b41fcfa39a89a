"""`python -m channels` as operators type it: what it prints, and one line for expected trouble."""

import socket
from pathlib import Path

import pytest

from channels.__main__ import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder and an environment that configures nothing but a database in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONVERGE_DEMO", "CONVERGE_SECRET", "CONVERGE_ALLOWED_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONVERGE_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    return tmp_path


def test_config_prints_every_setting_and_masks_the_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVERGE_SECRET", "do-not-print-this-0123456789-0123456789")
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    assert "CONVERGE_SECRET=**********" in printed
    assert "do-not-print" not in printed
    assert "CONVERGE_DEMO=false" in printed
    assert "CONVERGE_DATABASE_URL=sqlite:///" in printed


def test_config_masks_the_password_of_the_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVERGE_DEMO", "true")
    monkeypatch.setenv("CONVERGE_DATABASE_URL", "postgresql://shop:hunter2@db.example/chat")
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    assert "hunter2" not in printed
    assert "shop:***@db.example/chat" in printed


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("CONVERGE_DEMO", "false", "set CONVERGE_SECRET"),
        ("CONVERGE_DATABASE_URL", "mysql://db", "only sqlite and postgresql"),
        ("CONVERGE_ALLOWED_ORIGINS", "*", "not an origin"),
        ("CONVERGE_FRAMES_PER_SECOND", "fast", "CONVERGE_FRAMES_PER_SECOND"),
    ],
)
def test_serving_with_an_unfit_configuration_is_one_line_and_exit_code_2(
    setting: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CONVERGE_DEMO", "true")
    monkeypatch.setenv(setting, value)
    assert main(["serve"]) == 2
    trouble = capsys.readouterr().err
    assert said in trouble
    assert len(trouble.splitlines()) == 1


def test_production_does_not_migrate_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVERGE_SECRET", "s" * 32)
    assert main(["serve"]) == 2
    assert "python -m store migrate" in capsys.readouterr().err


def test_chatting_with_nobody_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert main(["chat", "--url", f"ws://127.0.0.1:{closed.getsockname()[1]}"]) == 2
    assert "no chat server answers" in capsys.readouterr().err
