"""Every order of what the platform reports of a message, each cut anywhere by the answer to the
send itself, which may never come: what was reached is never taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

import httpx

from store.reports import LADDER
from tests.channels.whatsapp.shop import Shop

STATUSES = ("sent", "delivered", "read", "played", "failed")
ORDERS = tuple(permutations(STATUSES))
STAGE = {**{name: name for name in STATUSES}, "played": "read"}


@dataclass(frozen=True, slots=True)
class Climbs:
    """Of `cases` messages: how often a state was taken back, and how many ended elsewhere than at
    the highest that was told."""

    cases: int
    downgrades: int
    wrong_ends: int


def climb(shop: Shop, orders: Iterable[tuple[str, ...]]) -> Climbs:
    """A message for each order, each place of the send's answer in it, and each fate of that."""
    cases = downgrades = wrong_ends = 0
    for order in orders:
        for before in range(len(order) + 1):
            for is_answered in (True, False):
                states = _states(shop, order, before, is_answered=is_answered)
                rungs = [LADDER.index(state) for state in states]
                cases += 1
                downgrades += rungs != sorted(rungs)
                highest = max(("sent", *(STAGE[name] for name in order)), key=LADDER.index)
                wrong_ends += states[-1] != highest
    return Climbs(cases, downgrades, wrong_ends)


def _states(shop: Shop, order: tuple[str, ...], before: int, *, is_answered: bool) -> list[str]:
    """The states through which a message goes; in the end all is told once more, backwards."""
    shop.pass_time(seconds=10)
    key = shop.converse()
    name = f"wamid.ours.{key}"
    states = []

    def tell(what: str) -> None:
        shop.report(name, what, biz_opaque_callback_data=str(key), **_trouble(what))
        states.append(shop.state(key)[0])

    def answer(_: httpx.Request) -> httpx.Response:
        for what in order[:before]:
            tell(what)
        if not is_answered:
            raise httpx.ReadTimeout("slow")
        return httpx.Response(200, json={"messages": [{"id": name}]})

    shop.graph.side_effect = answer
    shop.deliver()
    states.append(shop.state(key)[0])
    for what in (*order[before:], *reversed(order)):
        tell(what)
    return states


def _trouble(what: str) -> dict[str, object]:
    return {"errors": [{"code": 131026, "title": "no"}]} if what == "failed" else {}
