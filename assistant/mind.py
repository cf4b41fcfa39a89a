"""What outlives a turn, opened once when the program starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answers.phrases import Phrasebook, load_phrasebook
from assistant.dialogue.codes import Codes
from assistant.dialogue.request import Skill, TaskSkill
from assistant.encoder.encoder import shipped as shipped_encoder
from assistant.language.services import build_lexicon
from assistant.links import InvoiceLinks
from assistant.llm.adviser import Adviser
from assistant.router.classifier import shipped
from assistant.router.router import Router
from assistant.skills import SKILLS, TASKS
from store.catalogue import Catalogue, load_catalogue
from store.database import Tx


@dataclass(frozen=True, slots=True)
class Mind:
    """What outlives a turn: the trained router, the names of the catalogue, words and skills."""

    router: Router
    catalogue: Catalogue
    phrasebook: Phrasebook
    skills: Mapping[str, Skill]
    """By intent."""
    tasks: Mapping[str, TaskSkill]
    """By the kind of the task that they go on with."""
    codes: Codes | None = None
    """For signing in within the chat; None: it cannot."""
    blind_rate: float = 0.005
    """The share of unflagged turns that people see without knowing that nothing was found."""
    links: InvoiceLinks | None = None
    """Makes the links in replies; without, there are none."""
    adviser: Adviser | None = None
    """A language model that may be asked; the assistant is whole without."""


def open_mind(
    tx: Tx,
    links: InvoiceLinks | None = None,
    codes: Codes | None = None,
    adviser: Adviser | None = None,
) -> Mind:
    """The assistant as it ships, for the catalogue in the database.

    Raises:
        NoCatalogueError: nothing was seeded or imported yet.
    """
    catalogue = load_catalogue(tx)
    names = [(service.key, service.name) for service in catalogue.services.values()]
    names += [(category.slug, category.name) for category in catalogue.categories]
    router = Router(shipped(), build_lexicon(names), shipped_encoder())
    return Mind(
        router, catalogue, load_phrasebook(), SKILLS, TASKS, codes, links=links, adviser=adviser
    )
