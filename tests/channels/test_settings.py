"""Settings: what production refuses, and that the example file tells the truth."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.settings import AssistantSettings
from channels.settings import DEMO_SECRET, ChannelSettings
from channels.whatsapp.account import account_of
from store.settings import StoreSettings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def given() -> dict[str, str]:
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_production_refuses_to_start_with_the_demo_secret() -> None:
    with pytest.raises(ValidationError, match="CONVERGE_SECRET"):
        ChannelSettings(_env_file=None)


def test_production_refuses_a_short_secret_and_does_not_print_it() -> None:
    with pytest.raises(ValidationError) as refused:
        ChannelSettings(_env_file=None, secret="hunter2")
    assert "32 characters" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", ["verify_token", "access_token", "phone_number_id"])
@pytest.mark.parametrize("app_secret", ["", DEMO_SECRET])
def test_production_refuses_whatsapp_without_an_app_secret_of_its_own(
    name: str, app_secret: str
) -> None:
    given: dict[str, Any] = {f"whatsapp_{name}": "something", "whatsapp_app_secret": app_secret}
    with pytest.raises(ValidationError, match="CONVERGE_WHATSAPP_APP_SECRET"):
        ChannelSettings(_env_file=None, secret="s" * 32, **given)
    settings = ChannelSettings(
        _env_file=None, secret="s" * 32, **{**given, "whatsapp_app_secret": "a" * 32}
    )
    account = account_of(settings)
    assert account is not None
    assert account.graph_url == "https://graph.facebook.com/v23.0"


def test_whatsapp_is_off_unless_configured_and_in_a_demo_ready_for_the_simulator() -> None:
    assert account_of(ChannelSettings(_env_file=None, secret="s" * 32)) is None
    account = account_of(ChannelSettings(_env_file=None, demo=True))
    assert account is not None
    assert account.can_send
    assert account.graph_url.startswith("http://127.0.0.1:")


def test_a_demo_starts_with_nothing_configured() -> None:
    assert ChannelSettings(_env_file=None, demo=True).secret.get_secret_value() == DEMO_SECRET


def test_origins_are_read_from_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERGE_ALLOWED_ORIGINS", "https://a.example, http://b.example:8080/")
    settings = ChannelSettings(_env_file=None, demo=True)
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize("origin", ["*", "a.example", "ftp://a.example", "https://a.example/page"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError, match="not an origin"):
        ChannelSettings(_env_file=None, demo=True, allowed_origins=origin)


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.1/8", "10.0.0"])
def test_a_trusted_proxy_is_an_address_or_a_network(proxy: str) -> None:
    known = ChannelSettings(_env_file=None, demo=True, trusted_proxies="127.0.0.1, fd00::/8")
    assert known.trusted_proxies == ("127.0.0.1", "fd00::/8")
    with pytest.raises(ValidationError, match="trusted_proxies"):
        ChannelSettings(_env_file=None, demo=True, trusted_proxies=proxy)


def test_the_example_names_every_setting_and_no_other() -> None:
    fields = {
        *StoreSettings.model_fields,
        *AssistantSettings.model_fields,
        *ChannelSettings.model_fields,
    }
    assert set(given()) == {f"CONVERGE_{name.upper()}" for name in fields}


def test_the_example_shows_the_defaults() -> None:
    example = given()
    shown = ChannelSettings(_env_file=EXAMPLE, demo=True)
    assert shown == ChannelSettings(_env_file=None, demo=True)
    assert example["CONVERGE_DEMO"] == "false"
    assert StoreSettings(_env_file=EXAMPLE) == StoreSettings(_env_file=None)
    assert AssistantSettings(_env_file=EXAMPLE) == AssistantSettings(_env_file=None)


@pytest.mark.parametrize("url", ["models.example", "ftp://models.example", "https://"])
def test_a_language_model_needs_an_address_that_is_one(url: str) -> None:
    with pytest.raises(ValidationError, match="CONVERGE_LLM_URL is not"):
        AssistantSettings(_env_file=None, llm_url=url, llm_model="tiny")


def test_a_language_model_needs_a_name() -> None:
    with pytest.raises(ValidationError, match="CONVERGE_LLM_MODEL"):
        AssistantSettings(_env_file=None, llm_url="https://models.example/v1")
