"""Statuses: in any order and any number, what became of a message is never taken back."""

from collections.abc import Iterator
from itertools import permutations

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import Database
from store.reports import LADDER
from tests.channels.whatsapp.shop import Shop

STATUSES = ("sent", "delivered", "read", "played", "failed")
STAGE = {**{name: name for name in STATUSES}, "played": "read"}


@pytest.fixture
def shop(sqlite_database: Database) -> Iterator[Shop]:
    with respx.mock(assert_all_called=False) as router:
        yield Shop(sqlite_database, router)


def highest(statuses: tuple[str, ...] | list[str]) -> str:
    return max((STAGE[name] for name in statuses), key=LADDER.index, default="sent")


def failed(name: str) -> dict[str, object]:
    return {"errors": [{"code": 131026, "title": "no"}]} if name == "failed" else {}


@pytest.mark.parametrize("order", list(permutations(STATUSES)), ids="-".join)
def test_every_order_of_statuses_ends_alike(shop: Shop, order: tuple[str, ...]) -> None:
    key = shop.converse()
    shop.deliver()
    seen = ["sent"]
    for name in order:
        shop.report("wamid.ours.1", name, **failed(name))
        seen.append(name)
        assert shop.state(key)[0] == highest(seen)


@pytest.mark.parametrize("missing", STATUSES)
def test_a_status_may_be_left_out(shop: Shop, missing: str) -> None:
    key = shop.converse()
    shop.deliver()
    told = [name for name in STATUSES if name != missing]
    for name in told:
        shop.report("wamid.ours.1", name, **failed(name))
    assert shop.state(key)[0] == highest(told)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    before=st.lists(st.sampled_from(STATUSES[:4]), max_size=4),
    after=st.lists(st.sampled_from(STATUSES[:4]), max_size=6),
    known=st.booleans(),
    callback=st.booleans(),
)
def test_statuses_before_and_after_the_answer_of_the_send_count_once_and_alike(
    shop: Shop, before: list[str], after: list[str], known: bool, callback: bool
) -> None:
    """Before: the platform reports while we still wait for its answer, which may never come."""
    key = shop.converse()
    name = f"wamid.ours.{len(shop.bodies) + 1}"
    more = {"biz_opaque_callback_data": str(key)} if callback or not known else {}

    def answer(request: httpx.Request) -> httpx.Response:
        shop.bodies.append({})
        for what in before:
            shop.report(name, what, **more)
        if not known:
            raise httpx.ReadTimeout("slow")
        return httpx.Response(200, json={"messages": [{"id": name}]})

    shop.graph.side_effect = answer
    shop.pass_time(seconds=10)
    shop.deliver()
    for what in after:
        shop.report(name, what, **more)
    told = [*before, *after]
    expected = highest([*(["sent"] if known else []), *told]) if known or told else "unknown"
    assert shop.state(key)[0] == expected


def test_a_status_of_a_message_that_is_not_ours_is_kept_and_changes_nothing(shop: Shop) -> None:
    key = shop.converse()
    shop.deliver()
    shop.report("wamid.of.somebody.else", "read")
    shop.report("wamid.of.somebody.else", "read")
    assert shop.state(key) == ("sent", 0)
