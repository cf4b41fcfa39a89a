"""The terminal chat against a running server, as a person or a pipe uses it."""

import asyncio
import io
import re
from collections.abc import AsyncIterator

import pytest

from channels.terminal import ChatError, chat, http_address
from tests.channels.site import Site


async def pipe(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


def talk(site: Site, *lines: str) -> str:
    out = io.StringIO()
    asyncio.run(chat(f"ws://{site.host}", pipe(*lines), out, interactive=False))
    return out.getvalue()


def test_piped_lines_are_answered_one_after_the_other(site: Site) -> None:
    assert talk(site, "AC repair", "", "and plumbing?").splitlines() == [
        "you> AC repair",
        "assistant> guest said 'AC repair' (None)",
        "  [1] Prices",
        "  [2] A person",
        "you> ",
        "you> and plumbing?",
        "assistant> guest said 'and plumbing?' (None)",
        "  [1] Prices",
        "  [2] A person",
    ]


def test_a_number_picks_a_choice_and_slash_person_asks_for_people(site: Site) -> None:
    said = talk(site, "hello", "1", "/person", "/up", "/quit", "never said")
    assert "'Prices' (intent:price_quote)" in said
    assert "(intent:human_agent)" in said
    assert "never said" not in said


def test_signing_in_keeps_the_conversation(site: Site) -> None:
    async def lines(out: io.StringIO) -> AsyncIterator[str]:
        yield "hello"
        yield "/signin 98765 43210"
        found = re.search(r"/code (\d{6})", out.getvalue())
        assert found
        yield f"/code {found[1]}"
        yield "my bookings"

    out = io.StringIO()
    asyncio.run(chat(site.http, lines(out), out, interactive=False))
    assert "Signed in." in out.getvalue()
    assert "customer said 'my bookings'" in out.getvalue()
    assert out.getvalue().count("guest said") == 1


def test_trouble_is_told_in_a_line_and_the_chat_goes_on(site: Site) -> None:
    said = talk(site, "/signin 12", "/code 1", "x" * 5000, "still there?")
    assert "! Value error, not an Indian mobile number" in said
    assert "! text: String should have at most 4096 characters" in said
    assert "assistant> guest said 'still there?'" in said


def test_what_could_steer_a_terminal_is_not_printed(site: Site) -> None:
    said = talk(site, "\x1b[2Jred \x07alert")
    assert "\x1b" not in said
    assert "\x07" not in said


def test_no_server_is_one_clear_error() -> None:
    with pytest.raises(ChatError, match="no chat server answers"):
        asyncio.run(chat("ws://127.0.0.1:1", pipe("hello"), io.StringIO(), interactive=False))


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://a", "ws://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ChatError, match="not an address"):
        http_address(url)
