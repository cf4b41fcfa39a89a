"""What a scenario file may hold, and reading it. Refuses a file it does not understand whole.

Days are counted from the scenario's first day (0 is today, 1 tomorrow), hours are local. Lines may
hold {pincode}, {city} and {NAME}, the number of the booking that is given under NAME, and {date+2}
or {weekday+2} for a day as people write it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.model import Channel, Language

MOST_OF_ONE_GOAL = 3


class ScenarioError(ValueError):
    """A file that holds no scenarios; says which and why."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One text or several that mean the same; a run draws one."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Home(_Part):
    """An address: in a pincode where the service `of` is sold, or in a named pincode."""

    of: str | None = None
    pincode: str | None = None
    line1: str = "Flat 12, Green Park"


class Booked(_Part):
    """A booking that stands before the conversation begins."""

    name: str
    service: str
    variant: str = "Standard"
    day: int
    hour: int
    pay: Literal["cash", "upi", "card", "wallet"] = "cash"
    paid: bool = False


class Given(_Part):
    """What is true before the first message."""

    signed_in: bool = True
    homes: tuple[Home, ...] = ()
    bookings: tuple[Booked, ...] = ()


class Line(_Part):
    """One step of a scripted customer: something said, or days of silence."""

    say: Texts = ()
    agrees: bool = False
    """Whether it agrees to what was just shown."""
    wait_days: float = 0


class Aside(_Part):
    """Said once, in place of answering the question about `at`."""

    at: str
    say: Texts


class Wish(_Part):
    """A simulated customer: what it wants and how it answers. It sees texts and buttons alone."""

    open: Texts
    told: tuple[str, ...] = ()
    """Topics that the opening has settled; to ask for one of them is needless."""
    answers: dict[str, Texts]
    changes_of_mind: tuple[Texts, ...] = ()
    """Each said once instead of yes, when something is shown to be confirmed."""
    asides: tuple[Aside, ...] = ()
    then: tuple[Texts, ...] = ()
    """Said when nothing is asked any more, one after another, until something is agreed to."""
    sees_before_yes: tuple[str, ...] = ()


class EndBooking(_Part):
    """How a booking stands in the end; what is left out may be anything."""

    name: str | None = None
    service: str | None = None
    variant: str | None = None
    day: int | None = None
    hour: int | None = None
    status: str | None = None
    payment: str | None = None
    method: str | None = None


class EndComplaint(_Part):
    of: str | None = None
    type: str | None = None
    priority: str | None = None
    status: str | None = None
    remarks: int | None = None


class End(_Part):
    """All that the customer owns in the end; a list left out must be as it was given."""

    bookings: tuple[EndBooking, ...] | None = None
    complaints: tuple[EndComplaint, ...] = ()
    homes: int | None = None
    default_home: int | None = None
    """Which home is the default one, counted from 1."""
    handed_over: bool = False


class Scenario(_Part):
    """One customer with one goal."""

    name: str
    goal: str
    language: Language
    channel: Channel = "WEB"
    given: Given = Given()
    lines: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    customer: Wish | None = None
    end: End = End()
    says: tuple[str | tuple[str, ...], ...] = ()
    """Each must be said by the assistant; of several in a list one is enough."""
    never_says: tuple[str, ...] = ()
    at_most: int = Field(default=16, gt=0)
    """Customer messages; more is a failure."""

    @model_validator(mode="after")
    def _one_kind_of_customer(self) -> "Scenario":
        if bool(self.lines) == bool(self.customer):
            raise ValueError("a scenario has either lines or a customer")
        return self

    @model_validator(mode="before")
    @classmethod
    def _plain_lines(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("lines"), list):
            plain = [{"say": x} if isinstance(x, str | list) else x for x in value["lines"]]
            return {**value, "lines": plain}
        return value


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """All scenarios of a file, or of every .yaml file in a folder.

    Raises:
        ScenarioError: a file cannot be read, a name is used twice, or a goal too often.
    """
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    found = tuple(scenario for file in files for scenario in _read_file(file))
    if not found:
        raise ScenarioError(f"{path}: no scenarios")
    names = Counter(scenario.name for scenario in found)
    goals = Counter(scenario.goal for scenario in found)
    twice = [name for name, count in names.items() if count > 1]
    often = [goal for goal, count in goals.items() if count > MOST_OF_ONE_GOAL]
    if twice or often:
        raise ScenarioError(f"used too often: {', '.join(twice + often)}")
    return found


def _read_file(file: Path) -> Iterator[Scenario]:
    try:
        documents = yaml.safe_load(file.read_text("utf-8")) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{file}: {str(error).partition(chr(10))[0]}") from error
    if not isinstance(documents, list):
        raise ScenarioError(f"{file}: a list of scenarios is wanted")
    for at, document in enumerate(documents, 1):
        try:
            yield Scenario.model_validate(document)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            name = document.get("name") if isinstance(document, dict) else None
            raise ScenarioError(f"{file}: {name or at}: {place}: {first['msg']}") from error
