"""How many sign-in codes one address may ask for: by request and within the chat, and whose word on
an address is believed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels.origins import network_of
from store.database import Database
from tests.channels import plain
from tests.channels.site import Frame, Site, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace

PROXY: dict[str, Any] = {"trusted_proxies": "127.0.0.1"}


@contextmanager
def shop(engine: Engine, **settings: Any) -> Iterator[Site]:
    """The product as it ships, with two codes an hour for each address."""
    for database in opened(engine, build_marketplace):
        with running(database, None, codes_per_address=2, **settings) as site:
            yield site


def ask(site: Site, number: int, **headers: str) -> httpx.Response:
    """A code for one of many mobile numbers."""
    body = {"mobile": f"98765{number:05d}"}
    return plain.post(f"{site.http}/v1/sessions/otp", json=body, headers=headers)


def ask_behind(site: Site, number: int, addresses: str) -> int:
    """The same as a proxy passes it on; the status of the answer."""
    return ask(site, number, **{"X-Forwarded-For": addresses}).status_code


def guest_behind(site: Site, address: str) -> Frame:
    answer = plain.post(f"{site.http}/v1/sessions", headers={"X-Forwarded-For": address})
    session: Frame = answer.raise_for_status().json()
    return session


def ask_in_chat(site: Site, session: Frame, number: int) -> str:
    """A guest signs in with words; the reply to the number."""

    async def talk() -> str:
        async with site.chat(session) as talker:
            for text in ("show my bookings", f"98765{number:05d}"):
                await talker.say(type="message", client_id=f"{number} {text}", text=text)
                reply = await talker.until("message", author="assistant")
            return str(reply["text"])

    return asyncio.run(talk())


def test_an_address_gets_so_many_codes_whatever_the_numbers_and_is_told_when_the_next(
    engine: Engine,
) -> None:
    with shop(engine) as site:
        assert [ask(site, number).status_code for number in range(2)] == [202, 202]
        refused = ask(site, 2)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_codes")
        assert "from this network" in refused.json()["detail"]
        assert refused.headers["Content-Type"] == "application/problem+json"
        wait = int(refused.headers["Retry-After"])
        assert 3500 < wait <= 3600
        site.hands.ahead += timedelta(seconds=wait)
        assert ask(site, 2).status_code == 202


def test_within_the_chat_codes_count_for_the_address_that_opened_it(engine: Engine) -> None:
    with shop(engine, **PROXY) as site:
        first, second = (guest_behind(site, "203.0.113.7") for _ in range(2))
        assert "code" in ask_in_chat(site, first, 1)
        assert ask_behind(site, 2, "203.0.113.7") == 202
        assert "can't send a code" in ask_in_chat(site, second, 3)
        assert ask_behind(site, 3, "203.0.113.7") == 429
        elsewhere = guest_behind(site, "203.0.113.8")
        assert "can't send a code" not in ask_in_chat(site, elsewhere, 3)


def test_only_a_trusted_proxy_is_believed_about_whom_it_speaks_for(
    sqlite_database: Database,
) -> None:
    with running(sqlite_database, codes_per_address=1) as site:
        assert [ask_behind(site, n, f"203.0.113.{n}") for n in range(2)] == [202, 429]
    with running(sqlite_database, codes_per_address=1, trusted_proxies="10.0.0.0/8") as site:
        assert ask_behind(site, 2, "203.0.113.2") == 429
    with running(sqlite_database, codes_per_address=1, **PROXY) as site:
        assert [ask_behind(site, n, f"203.0.113.{n}") for n in range(2)] == [202, 202]
        made_up = "198.51.100.1, 203.0.113.1"  # the proxy adds the peer's address at the end
        assert ask_behind(site, 2, made_up) == 429


def test_what_a_proxy_says_that_is_no_address_harms_nobody(sqlite_database: Database) -> None:
    with running(sqlite_database, codes_per_address=1, **PROXY) as site:
        for number, said in enumerate(["", ",", "unknown", "x" * 3000, "[::1", "1.2.3.4.5:6"]):
            assert ask_behind(site, number, said) in {202, 429}


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_an_ipv6_customer_is_a_network_and_an_ipv4_one_an_address(host: str, network: str) -> None:
    assert network_of(host) == network
