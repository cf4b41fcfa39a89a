"""What outlives a turn, opened once when the program starts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.phrases import Phrasebook, load_phrasebook
from assistant.dialogue.codes import Codes
from assistant.dialogue.request import Skill, TaskSkill
from assistant.language.services import build_lexicon
from assistant.links import InvoiceLinks
from assistant.llm.adviser import Adviser
from assistant.model import METRICS, Metric
from assistant.quality.calibration import Curve
from assistant.quality.thresholds import VERSION, Approved, Limits, Place, limits_for
from assistant.router.classifier import shipped
from assistant.router.router import Router
from assistant.skills import SKILLS, TASKS
from store.catalogue import Catalogue, load_catalogue
from store.database import Tx
from store.thresholds import thresholds_in_force


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
    approved: tuple[Approved, ...] = ()
    """Thresholds that leads have approved, as they are when a turn begins."""

    def limits(self, intent: str, channel: str, language: str) -> Limits:
        """The thresholds that hold for a turn."""
        return limits_for(self.approved, Place(intent, channel, language))


def read_approved(tx: Tx) -> tuple[Approved, ...]:
    """The thresholds in force for the scorers that are here."""
    return tuple(
        Approved(
            _METRICS[row.metric],
            row.value,
            Place(row.intent, row.channel, row.language),
            read_curve(row.curve),
        )
        for row in thresholds_in_force(tx, VERSION)
    )


def read_curve(stored: Iterable[Sequence[float]]) -> Curve:
    return tuple((score, chance) for score, chance in stored)


_METRICS: Mapping[str, Metric] = {metric: metric for metric in METRICS}


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
    router = Router(shipped(), build_lexicon(tuple(names)))
    return Mind(
        router, catalogue, load_phrasebook(), SKILLS, TASKS, codes, links=links, adviser=adviser
    )
