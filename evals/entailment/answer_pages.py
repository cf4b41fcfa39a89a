"""What the reader learns judging from: a question, its evidence, and the sentences of all answers
to it, good and bad, on a page.

Of a bad answer it is known that some sentence which no good one has is at fault, not which
(Dietterich et al., "Solving the multiple instance problem", 1997).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.encoder.pieces import Pieces
from assistant.quality.entailment.page import lay_out
from assistant.quality.entailment.reader import FINE, UNBORNE, WRONG
from assistant.quality.stack.sentences import sentences_of
from evals.entailment.pages import UNKNOWN, Numbers, Sentence, differing
from evals.entailment.writers import Labelled

_NEAR = 0.6
"""How alike a sentence is to a good one of which it is the twin."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A bad answer: what one of its sentences is, and where those stand that no good one has."""

    label: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A question with its evidence, and all sentences of answers to it, each once. What the
    sentences of bad answers are is unknown."""

    held: Numbers
    said: tuple[Sentence, ...]
    faults: tuple[Fault, ...]
    is_turned: bool
    """Whether the same answers stand beside other evidence, too, where others are good: then
    their words alone tell nothing."""


def answer_sheets(pieces: Pieces, twins: Iterable[Labelled]) -> Iterator[AnswerSheet]:
    """A page a question of each file; none where no answer claims anything."""
    asked: dict[tuple[str, str, str], list[Labelled]] = defaultdict(list)
    for twin in twins:
        asked[twin.file, twin.exchange.question, repr(twin.exchange.evidence)].append(twin)
    beside = Counter((file, question) for file, question, _ in asked)
    for (file, question, _), answers in asked.items():
        said = [(_label_of(twin), sentences_of(twin.exchange.answer)) for twin in answers]
        if any(sentences for _, sentences in said):
            yield _sheet(pieces, answers[0], said, is_turned=beside[file, question] > 1)


def _label_of(twin: Labelled) -> int:
    """Answers that are beside the point may well be true."""
    return WRONG if twin.bad["grounding"] else UNBORNE if twin.bad["faithfulness"] else FINE


def _sheet(
    pieces: Pieces, one: Labelled, answers: Sequence[tuple[int, Sequence[str]]], *, is_turned: bool
) -> AnswerSheet:
    texts = list(dict.fromkeys(text for _, sentences in answers for text in sentences))
    place_of = {text: place for place, text in enumerate(texts)}
    page = lay_out(pieces, one.exchange.question, one.exchange.evidence, texts)
    fine = {place_of[text] for label, said in answers if label == FINE for text in said}
    faults = []
    for label, sentences in answers:
        places = tuple(sorted({place_of[text] for text in sentences} - fine))
        if label != FINE and places:
            faults.append(Fault(label, places))
    alone: dict[int, int] = {}
    for fault in faults:
        if len(fault.places) == 1:
            alone.setdefault(fault.places[0], fault.label)
    good = [page.said[place] for place in sorted(fine)]
    said = []
    for place, (numbers, marks) in enumerate(zip(page.said, page.marks, strict=True)):
        if place in fine:
            said.append(Sentence(numbers, marks, (FINE,) * len(numbers), FINE))
        else:
            labels = _labels(numbers, good, alone.get(place))
            said.append(Sentence(numbers, marks, labels, UNKNOWN))
    return AnswerSheet(page.held, tuple(said), tuple(faults), is_turned)


def _labels(numbers: Numbers, good: Sequence[Numbers], label: int | None) -> Numbers:
    """Of each piece of a sentence that alone is at fault, where there is a good one like it."""
    unknown = (UNKNOWN,) * len(numbers)
    if label is None or not good:
        return unknown
    likeness, twin = max(
        (SequenceMatcher(None, one, numbers, autojunk=False).ratio(), one) for one in good
    )
    if likeness < _NEAR:
        return unknown
    return tuple(label if other else FINE for other in differing(twin, numbers))
