"""One run of one scenario: the customer writes, the real turn answers, until nothing more is said.

Nothing is judged here.
"""

import datetime as dt
import random
import re
from dataclasses import dataclass, replace

from assistant.answers.rendering import write_date
from assistant.model import Choice, Language
from evals.marketplace import TODAY
from evals.scenarios.customer import Heard, Said, ScriptedCustomer, WishfulCustomer
from evals.scenarios.script import Scenario
from evals.scenarios.world import World, open_world
from store.chat import Message
from store.database import Database

_DAY = re.compile(r"\{(date|weekday)\+(\d+)\}")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A message of the customer and the reply to it."""

    said: Said
    reply: Message


@dataclass(frozen=True, slots=True)
class Run:
    """A conversation that has come to its end, with the world it left behind."""

    scenario: Scenario
    seed: int
    world: World
    exchanges: tuple[Exchanged, ...]
    complaints: tuple[str, ...]
    """What the customer itself found wrong."""


def play(database: Database, scenario: Scenario, seed: int) -> Run:
    """Play a scenario with one choice of words in a marketplace of its own.

    Raises:
        UnplayableError: what it gives cannot be made.
        SilenceError: the assistant did not answer.
    """
    chance = random.Random(f"{scenario.name}:{seed}")
    world = open_world(database, scenario, chance)
    customer: ScriptedCustomer | WishfulCustomer = (
        WishfulCustomer(scenario.customer, chance)
        if scenario.customer
        else ScriptedCustomer(scenario.lines, chance)
    )
    heard = Heard()
    exchanges: list[Exchanged] = []
    while (said := customer.next(heard)) is not None:
        if len(exchanges) == scenario.at_most:
            customer.complaints.append(f"had to write more than {scenario.at_most} messages")
            break
        said = replace(said, text=_fill(said.text, world, scenario.language))
        world.talk.clock.pass_time(days=said.wait_days)
        reply = world.talk.say(said.text, said.chosen)
        exchanges.append(Exchanged(said, reply))
        heard = Heard(reply.text, tuple(Choice(value, title) for value, title in reply.choices))
    return Run(scenario, seed, world, tuple(exchanges), tuple(customer.complaints))


def _fill(text: str, world: World, language: Language) -> str:
    """A line with its places and numbers in place."""

    def day(match: re.Match[str]) -> str:
        written = write_date(TODAY + dt.timedelta(days=int(match[2])), language)
        weekday, _, rest = written.partition(" ")
        return weekday if match[1] == "weekday" else rest

    values = {"pincode": world.place.pincode, "city": world.place.city, **world.numbers}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return _DAY.sub(day, text)
