"""Simulated customers: what they want, how they say it, how they react to what they read.

A customer knows its own wishes and home and sees the assistant's text and buttons, nothing of
intents, slots or scores. All chance comes from the `random.Random` that is handed in.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.model import Channel, Choice, Language


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing a customer may want; `weight` is how often, against 1 for the ordinary ones."""

    name: str
    said: Mapping[Language, Sequence[str]]
    personal: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes to us. A guest has no `user_id` and no booking."""

    user_id: int | None
    language: Language
    channel: Channel
    service: str
    pincode: str
    number: str | None
    other_number: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a customer; `chosen` when a button was pressed."""

    text: str
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The words customers have."""

    services: Mapping[str, Mapping[Language, Sequence[str]]]
    opening: Mapping[Language, Sequence[str]]
    closing: Mapping[Language, Sequence[str]]
    pincode: Mapping[Language, Sequence[str]]
    wishes: tuple[Wish, ...]


@cache
def load_script(path: Path = Path(__file__).parent / "customers.toml") -> Script:
    document = tomllib.loads(path.read_text("utf-8"))
    wishes = tuple(
        Wish(
            name=wish["name"],
            said={language: wish[language] for language in ("en", "hinglish", "hi")},
            personal=wish.get("personal", False),
            weight=wish.get("weight", 1.0),
        )
        for wish in document["wish"]
    )
    return Script(
        document["services"], document["opening"], document["closing"], document["pincode"], wishes
    )


def plan_wishes(script: Script, customer: Customer, chance: random.Random) -> list[Wish]:
    """One to four different wishes that this customer can have."""
    possible = [wish for wish in script.wishes if not wish.personal or customer.number is not None]
    count = chance.choice((1, 2, 2, 3, 3, 4))
    wanted: list[Wish] = []
    while len(wanted) < count:
        wish = chance.choices(possible, [wish.weight for wish in possible])[0]
        if wish not in wanted:
            wanted.append(wish)
    return wanted


def messages(
    script: Script, customer: Customer, wishes: Sequence[Wish], chance: random.Random
) -> Iterator[Said]:
    """The customer's first message for each wish, with a greeting and thanks at times."""
    if chance.random() < 0.3:
        yield Said(chance.choice(script.opening[customer.language]))
    for wish in wishes:
        yield Said(_fill(chance.choice(wish.said[customer.language]), script, customer, chance))
    if chance.random() < 0.35:
        yield Said(chance.choice(script.closing[customer.language]))


def react(
    script: Script,
    customer: Customer,
    reply: str,
    choices: Sequence[Choice],
    chance: random.Random,
) -> Said | None:
    """What the customer says to a question in the reply; None when there is nothing to say."""
    if not reply.rstrip().endswith("?"):
        return None
    offered = {choice.value: choice for choice in choices}
    own = offered.get(f"service:{customer.service}")
    if own is not None:
        return Said(own.title, own.value)
    lines = reply.casefold().splitlines()
    if "pincode" in lines[-1] or "पिनकोड" in lines[-1]:
        home = offered.get(f"pincode:{customer.pincode}")
        if home is not None:
            return Said(home.title, home.value)
        return Said(
            _fill(chance.choice(script.pincode[customer.language]), script, customer, chance)
        )
    return None


def _fill(template: str, script: Script, customer: Customer, chance: random.Random) -> str:
    return template.format(
        service=chance.choice(script.services[customer.service][customer.language]),
        pincode=customer.pincode,
        number=customer.number,
        other_number=customer.other_number,
    )
